"""What is decided about a track before a note is written."""

from dataclasses import dataclass

from studio.providers.music.composer.harmony.keys import Key
from studio.providers.music.composer.instruments.base import Instrument
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import Meter
from studio.providers.music.composer.styles.base import Layer, Style
from studio.providers.music.composer.writing.form import Form
from studio.providers.music.composer.writing.passage import Figure

CLOSE = "close"
"""The key of the last chords among a plan's progressions."""


@dataclass(frozen=True)
class CastLayer:
    """A layer of the style with its player."""

    place: int
    layer: Layer
    instrument: Instrument
    figure: Figure


@dataclass(frozen=True)
class TrackPlan:
    style: Style
    key: Key
    bpm: float
    meter: Meter
    form: Form
    progressions: dict[str, str]
    """For each kind of section and for the close, in the shorthand."""
    bridge_shift: int
    rhythms: tuple[tuple[str, str, str], ...]
    """Of the motifs a, b and c of the themes A, B and C."""
    phrases: tuple[str, ...]
    """How those make a phrase, for each theme."""
    cast: tuple[CastLayer, ...]
    room: Room
    beds: tuple[tuple[str, float], ...]
    """Ambiences by name, and decibels against the music."""
    density: float
    register: int
    seconds: float
    lead_in_seconds: float
    """Before the first note."""
    music_seconds: float
    """Without the lead-in and the fade."""
    seed: int

    @property
    def ending_seconds(self) -> float:
        return self.seconds - self.music_seconds - self.lead_in_seconds
