"""What an instrument is to those who write for it."""

import enum
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio.providers.music.composer.mixing.loudness import LoudnessMeter
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, gain_of
from studio.providers.music.composer.sound.voice import PlayedNote, Voice

_REFERENCE_LUFS = -23.0
"""What a usual note of every instrument comes to, so that the balance of a style holds for whatever plays in it."""


class Role(enum.Enum):
    """What a part is for."""

    LEAD = enum.auto()
    ANSWER = enum.auto()
    """A second voice: it answers, doubles, or has the theme for a while."""
    COUNTER = enum.auto()
    """A slow line of guide tones through the harmony."""
    CHORDS = enum.auto()
    PAD = enum.auto()
    FIGURE = enum.auto()
    """Broken chords, an ostinato, a sparkle."""
    BASS = enum.auto()
    DRUMS = enum.auto()


class Sustain(enum.Enum):
    """How a tone goes on."""

    STRUCK = enum.auto()
    """It dies away by itself."""
    HELD = enum.auto()
    """It lasts as long as it is held: chords of it may be long."""
    BLOWN = enum.auto()
    """Held, one line at a time."""


@dataclass(frozen=True)
class Instrument:
    name: str
    words: tuple[str, ...]
    """What a prompt may call it, in the singular, longest first."""
    voice: Voice
    lowest: int
    highest: int
    """Where it sounds well, as MIDI pitches."""
    roles: tuple[Role, ...]
    """What it can be for, most usual first."""
    sustain: Sustain = Sustain.STRUCK
    decibels: float = 0.0
    """Against the reference, for what should stand back or out by nature."""
    make: str = ""
    """Shared by registers of one instrument, so that both hands of a player are of one kind."""

    @cached_property
    def gain(self) -> float:
        """What makes a usual note of it as loud as one of all others; found by hearing one."""
        middle = (self.lowest + self.highest) // 2
        note = PlayedNote(pitch=middle, velocity=0.6, onset_seconds=0.0, seconds=1.6)
        sound = self.voice.play((note,), np.random.default_rng(1))
        if sound.shape[1] < SAMPLE_RATE:
            sound = np.pad(sound, ((0, 0), (0, SAMPLE_RATE - sound.shape[1])))
        meter = LoudnessMeter()
        meter.hear(sound)
        return gain_of(_REFERENCE_LUFS - meter.loudest_lufs() + self.decibels)
