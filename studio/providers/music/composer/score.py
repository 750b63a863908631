"""A piece on paper: who plays what when, in beats. Pure; seconds and samples come with the performance."""

from dataclasses import dataclass

from studio.providers.music.composer.harmony.chords import Chord
from studio.providers.music.composer.harmony.keys import Key
from studio.providers.music.composer.instruments.base import Role


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar, counted in quarter notes."""

    beats: int
    strong: tuple[float, ...]
    """Beats that carry weight, the first apart."""

    def accent(self, beat: float) -> float:
        """How heavy a place in the bar is, 0 to 1."""
        place = beat % self.beats
        if place < 0.01 or place > self.beats - 0.01:
            return 1.0
        if any(abs(place - strong) < 0.01 for strong in self.strong):
            return 0.7
        if abs(place - round(place)) < 0.01:
            return 0.45
        return 0.2 if abs(place * 2 - round(place * 2)) < 0.01 else 0.0


FOUR = Meter(4, (2.0,))
THREE = Meter(3, ())
SIX = Meter(3, (1.5,))
"""Two groups of three eighths."""


@dataclass(frozen=True, slots=True)
class Note:
    beat: float
    """From the start of the piece, or of the section while that is written."""
    beats: float
    pitch: int
    """MIDI; a `Drum` for a kit."""
    velocity: float
    """0 to 1; 0.6 is a usual note."""

    @property
    def end(self) -> float:
        return self.beat + self.beats


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord for a while."""

    beat: float
    beats: float
    chord: Chord
    key: Key

    @property
    def end(self) -> float:
        return self.beat + self.beats


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form."""

    kind: str
    """`intro`, `bridge`, `outro`, or the letter of a theme."""
    first_bar: int
    bars: int
    energy: float
    """0 to 1: how much is going on."""
    occurrence: int
    """How often its kind came before."""


@dataclass(frozen=True, slots=True)
class Part:
    role: Role
    instrument: str
    layer: int
    """Place in the style's list, from which level and place in the mix follow."""
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Score:
    key: Key
    meter: Meter
    bpm: float
    sections: tuple[Section, ...]
    harmonies: tuple[Harmony, ...]
    parts: tuple[Part, ...]

    @property
    def bars(self) -> int:
        return sum(section.bars for section in self.sections)

    @property
    def beats(self) -> float:
        return float(self.bars * self.meter.beats)
