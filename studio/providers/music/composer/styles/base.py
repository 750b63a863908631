"""What a style is: everything that one kind of music decides about a piece. A style is one file of such values."""

from dataclasses import dataclass, field

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.harmony.voicing import Layout
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.mixing.tape import Tape
from studio.providers.music.composer.score import FOUR, Meter
from studio.providers.music.composer.writing.passage import Figure

HAND = Layout(4, 50, 74)
LEFT_OUT_ROOT = Layout(4, 52, 74, is_rootless=True)
WIDE = Layout(4, 48, 76, is_open=True)
TRIAD = Layout(3, 52, 74)
FULL = Layout(5, 45, 76, is_open=True)


@dataclass(frozen=True)
class Layer:
    """One part of the ensemble, and who may play it."""

    role: Role
    instruments: tuple[str, ...]
    figures: tuple[Figure, ...]
    enters_at: float = 0.0
    """Energy of a section from which it plays."""
    leaves_at: float = 1.1
    """Energy from which it is silent again: some things belong to the calm."""
    decibels: float = 0.0
    pan: float = 0.0
    send: float = 0.25
    layout: Layout | None = None
    echo_gain: float = 0.0
    """Of an echo in time with the music."""
    echo_beats: float = 0.75
    ducked: float = 0.0
    chance: float = 1.0
    """How many of an album's tracks have it."""
    is_other_hand: bool = False
    """Played on the lead's own instrument, or one of its make, where that is among the instruments."""


@dataclass(frozen=True)
class Harmonies:
    """Progressions in the shorthand of `harmony/chords.py`, for each theme; all for one kind of mode."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    c: tuple[str, ...]
    bridge: tuple[str, ...]
    close: tuple[str, ...]
    """The last chords, the very last of which stays."""


@dataclass(frozen=True)
class Feel:
    """How near to the beat it is played."""

    swing: float = 0.5
    """Where the off-beat lies: 0.5 is even, 0.67 a triplet."""
    swing_beats: float = 0.5
    """Length of the notes that swing."""
    jitter_seconds: float = 0.008
    late_seconds: float = 0.0
    """How far the snare and the chords lie behind."""
    rubato: float = 0.0
    """How much the pace breathes with the phrases."""
    strum_seconds: float = 0.008
    """Between the tones of a struck chord."""


@dataclass(frozen=True)
class Style:
    name: str
    words: dict[str, float]
    """What in a prompt speaks for it, and how strongly."""
    slowest_bpm: float
    fastest_bpm: float
    usual_lufs: float
    """What its music comes to in the mix, before the master; beds are set against it."""
    major: Harmonies
    minor: Harmonies
    layers: tuple[Layer, ...]
    rhythms: tuple[str, ...]
    """Of motifs: lengths in eighths, a bar or two."""
    rooms: tuple[Room, ...]
    major_modes: tuple[Mode, ...] = (Mode.IONIAN,)
    minor_modes: tuple[Mode, ...] = (Mode.AEOLIAN,)
    minor_share: float = 0.5
    meters: tuple[Meter, ...] = (FOUR,)
    plans: tuple[str, ...] = ("a b a c", "a a' b c", "a b a' c", "a b c a'")
    """How motifs make a phrase."""
    reach: float = 4.0
    """Steps that a motif covers."""
    feel: Feel = field(default_factory=Feel)
    forms: tuple[str, ...] = ()
    """Names of the forms that suit it; all where there are none."""
    beds: tuple[tuple[str, float], ...] = ()
    """Ambiences, and decibels against the music; played unless the prompt names others."""
    tape: Tape | None = None
    lead_in_seconds: float = 0.3
    harmony_bars: int = 1
    """Bars that one written bar of a progression lasts."""
    recolourings: tuple[Recolouring, ...] = ()
    """What may be done to a progression when it comes again."""
    bridge_shifts: tuple[int, ...] = (0,)
    """Semitones by which a bridge may leave the key."""
    melody_share: float = 0.85
    """How many of the themes' sections are sung; in the others the harmony is enough."""
