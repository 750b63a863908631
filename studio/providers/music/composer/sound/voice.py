"""What plays notes: the one interface of everything that sounds and has notes."""

import enum
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from studio.providers.music.composer.sound.samples import Samples


class Grouping(enum.Enum):
    """What is played in one go."""

    NOTE = enum.auto()
    CHORD = enum.auto()
    """All notes that begin together."""
    LINE = enum.auto()
    """A melody up to its next breath: notes that touch one another."""


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """A note as a player's hands make it."""

    pitch: float
    """MIDI; a drum's number for a kit."""
    velocity: float
    """0 to 1; 0.6 is a usual note."""
    onset_seconds: float
    """From the start of what is played in one go."""
    seconds: float
    """How long it is held."""


class Voice(Protocol):
    @property
    def grouping(self) -> Grouping: ...

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        """Stereo, from the first onset until nothing sounds any more, beginning and ending at zero."""
