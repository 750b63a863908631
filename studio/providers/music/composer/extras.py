"""Layers for instruments that a prompt names and that its style has no place for."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import Layer
from studio.providers.music.composer.writing.accompaniment import broken, hold, sparkle
from studio.providers.music.composer.writing.bass import roots
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import answer, guide_line

_QUIET_BEAT = Groove(
    16,
    {
        Drum.KICK: ("x.........o.....", "x.......x......."),
        Drum.SNARE: ("........x.......",),
        Drum.HAT: ("o...x...o...x.?.",),
    },
)


def extra_layer(instrument: Instrument, present: set[Role]) -> Layer | None:
    """A modest place for it, or None where there is one of its kind already."""
    for role in instrument.roles:
        if role in present and role not in (Role.PAD, Role.FIGURE):
            continue
        if role in (Role.LEAD, Role.ANSWER):
            return Layer(
                Role.ANSWER, (instrument.name,), (answer(),), enters_at=0.5, decibels=-4.0, pan=-0.2, send=0.35
            )
        if role is Role.COUNTER:
            return Layer(
                Role.COUNTER, (instrument.name,), (guide_line(),), enters_at=0.55, decibels=-8.0, pan=0.2, send=0.35
            )
        if role is Role.BASS:
            return Layer(Role.BASS, (instrument.name,), (roots(),), enters_at=0.35, decibels=-4.0, send=0.08)
        if role is Role.DRUMS:
            return Layer(Role.DRUMS, (instrument.name,), (play(_QUIET_BEAT),), enters_at=0.5, decibels=-9.0, send=0.15)
        if instrument.sustain is Sustain.HELD:
            return Layer(Role.PAD, (instrument.name,), (hold(0.45),), enters_at=0.3, decibels=-9.0, send=0.35)
        return Layer(
            Role.FIGURE,
            (instrument.name,),
            (sparkle(), broken("0213", velocity=0.4, rest=0.3)),
            enters_at=0.5,
            decibels=-8.0,
            pan=0.3,
            send=0.35,
        )
    return None
