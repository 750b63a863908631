"""Chords, and the shorthand in which styles write their progressions.

`ii9 V13 | Imaj7 | % | iv6/3 V7/vi`: bars between bar lines, chords of a bar in equal shares, `%` repeats the bar
before. A numeral counts on the major scale of the tonic whatever the mode, with `b` or `#` before it; upper case is
major, lower case minor; what follows is the quality. `/3`, `/5` and `/7` put that member into the bass, `/1` a pedal on
the tonic, and `/` with a numeral names the chord's own tonic (`V7/vi`).
"""

import re
from dataclasses import dataclass
from functools import cache

from studio.providers.music.composer.harmony.keys import OCTAVE, Key

QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "69": (0, 4, 7, 9, 14),
    "m69": (0, 3, 7, 9, 14),
    "maj7": (0, 4, 7, 11),
    "maj9": (0, 4, 7, 11, 14),
    "maj7#11": (0, 4, 7, 11, 18),
    "maj13": (0, 4, 7, 11, 14, 21),
    "m7": (0, 3, 7, 10),
    "m9": (0, 3, 7, 10, 14),
    "m11": (0, 3, 7, 10, 14, 17),
    "mmaj7": (0, 3, 7, 11),
    "7": (0, 4, 7, 10),
    "9": (0, 4, 7, 10, 14),
    "13": (0, 4, 10, 14, 21),
    "7b9": (0, 4, 7, 10, 13),
    "7#11": (0, 4, 7, 10, 18),
    "7alt": (0, 4, 10, 15, 20),
    "7sus": (0, 5, 7, 10),
    "9sus": (0, 5, 7, 10, 14),
    "13sus": (0, 5, 10, 14, 21),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
}
"""Semitones above the root. The names of the minor ones begin with `m`, which a lower-case numeral stands for."""

_DEGREES = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_CHORD = re.compile(r"(?P<shift>[b#]?)(?P<degree>[ivIV]+)(?P<quality>[^/]*)(?:/(?P<below>.+))?")
_MEMBERS = {"3": 1, "5": 2, "7": 3}


@dataclass(frozen=True, slots=True)
class Chord:
    root: int
    """Pitch class."""
    intervals: tuple[int, ...]
    bass: int
    """Pitch class of the lowest tone."""

    @property
    def classes(self) -> tuple[int, ...]:
        return tuple((self.root + interval) % OCTAVE for interval in self.intervals)

    @property
    def is_minor(self) -> bool:
        return 3 in self.intervals and 4 not in self.intervals

    @property
    def is_dominant(self) -> bool:
        """With a minor seventh over a major third or a fourth: it wants to go on."""
        return 10 in self.intervals and 3 not in self.intervals

    def guides(self) -> tuple[int, ...]:
        """Third (or what stands for it) and seventh (or sixth): what tells the chord."""
        third = next((interval for interval in (4, 3, 5, 2) if interval in self.intervals), 7)
        seventh = next((interval for interval in (10, 11, 9) if interval in self.intervals), 7)
        return tuple(dict.fromkeys(((self.root + third) % OCTAVE, (self.root + seventh) % OCTAVE)))


@dataclass(frozen=True, slots=True)
class Span:
    """A chord and its share of a bar."""

    chord: Chord
    share: float


Bar = tuple[Span, ...]


def read_progression(text: str, key: Key) -> tuple[Bar, ...]:
    """The bars that the shorthand stands for. Raises ValueError for a chord that it does not know."""
    bars: list[Bar] = []
    for written in text.split("|"):
        symbols = written.split()
        if symbols == ["%"]:
            bars.append(bars[-1])
            continue
        chords = [read_chord(symbol, key.tonic) for symbol in symbols]
        bars.append(tuple(Span(chord, 1.0 / len(chords)) for chord in chords))
    return tuple(bars)


@cache
def read_chord(symbol: str, tonic: int) -> Chord:
    """Raises ValueError where the symbol is no chord."""
    found = _CHORD.fullmatch(symbol)
    if found is None or found["degree"].lower() not in _DEGREES:
        raise ValueError(f"{symbol!r} is no chord")
    below = found["below"]
    if below is not None and not below.isdigit():
        tonic = read_chord(below, tonic).root
        below = None
    shift = {"b": -1, "#": 1, "": 0}[found["shift"]]
    root = (tonic + _DEGREES[found["degree"].lower()] + shift) % OCTAVE
    intervals = QUALITIES[_quality_of(found["degree"], found["quality"], symbol)]
    bass = root
    if below == "1":
        bass = tonic
    elif below is not None:
        bass = (root + intervals[_MEMBERS[below]]) % OCTAVE
    return Chord(root, intervals, bass)


def _quality_of(degree: str, quality: str, symbol: str) -> str:
    if quality in QUALITIES and (degree.isupper() or quality in ("dim", "dim7", "sus2", "sus4", "5")):
        return quality
    if f"m{quality}" in QUALITIES and degree.islower():
        return f"m{quality}"
    raise ValueError(f"{symbol!r} has no quality {quality!r}")


@cache
def scale_over(chord: Chord, key: Key) -> tuple[int, ...]:
    """The seven tones that fit over a chord: those of the key, bent to the chord's own where they clash.

    Pitch classes in rising order from the key's tonic.
    """
    tones = list(key.scale)
    for wanted in chord.classes:
        if wanted in tones:
            continue
        # The neighbour that is not itself in the chord gives way.
        for neighbour in ((wanted + 1) % OCTAVE, (wanted - 1) % OCTAVE):
            if neighbour in tones and neighbour not in chord.classes:
                tones[tones.index(neighbour)] = wanted
                break
    return tuple(sorted(set(tones), key=lambda tone: (tone - key.tonic) % OCTAVE))
