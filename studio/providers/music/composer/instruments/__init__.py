"""The instruments, by name. Each says what it can be for, where it sounds well and what prompts call it."""

from studio.providers.music.composer.instruments.base import Instrument
from studio.providers.music.composer.instruments.basses import BASSES
from studio.providers.music.composer.instruments.keyboards import KEYBOARDS
from studio.providers.music.composer.instruments.kits import KITS
from studio.providers.music.composer.instruments.mallets import MALLETS
from studio.providers.music.composer.instruments.pads import PADS
from studio.providers.music.composer.instruments.strings import BOWED, PLUCKED
from studio.providers.music.composer.instruments.winds import WINDS

INSTRUMENTS: dict[str, Instrument] = {
    instrument.name: instrument
    for instrument in (*KEYBOARDS, *MALLETS, *PLUCKED, *BOWED, *WINDS, *PADS, *BASSES, *KITS)
}
