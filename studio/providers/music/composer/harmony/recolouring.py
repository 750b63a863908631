"""What may change in a progression when it is heard again: borrowed chords, substitutes, suspensions."""

import dataclasses
import enum
import random
from collections.abc import Sequence

from studio.providers.music.composer.harmony.chords import QUALITIES, Bar, Chord, Span
from studio.providers.music.composer.harmony.keys import OCTAVE, Key


class Recolouring(enum.Enum):
    BORROW = enum.auto()
    """The major chord on the fourth degree becomes minor before the tonic."""
    SUSPEND = enum.auto()
    """A dominant waits with its fourth before it gives way to the third."""
    TRITONE = enum.auto()
    """A dominant gives its place to the one a tritone away, which falls by a half step."""
    APPROACH = enum.auto()
    """The second half of a bar prepares the next chord by its own dominant."""
    ENRICH = enum.auto()
    """A plain triad gets a ninth."""


def recolour(
    bars: Sequence[Bar], key: Key, allowed: Sequence[Recolouring], amount: float, chance: random.Random
) -> tuple[Bar, ...]:
    """The bars with some chords changed; `amount` is the chance for each bar. The last bar stays."""
    changed = list(bars)
    for index in range(len(bars) - 1):
        if not allowed or chance.random() > amount:
            continue
        bar, following = changed[index], changed[index + 1][0].chord
        changed[index] = _change(bar, following, key, chance.choice(allowed))
    return tuple(changed)


def _change(bar: Bar, following: Chord, key: Key, how: Recolouring) -> Bar:
    last = bar[-1]
    chord = last.chord
    if how is Recolouring.BORROW and _is_on(chord, key, 5) and not chord.is_minor and following.root == key.tonic:
        if len(bar) == 1:
            half = last.share / 2.0
            return (Span(chord, half), Span(_built(chord.root, "m6"), half))
        return (*bar[:-1], Span(_built(chord.root, "m6"), last.share))
    if how is Recolouring.SUSPEND and chord.is_dominant and 4 in chord.intervals and len(bar) == 1:
        half = last.share / 2.0
        waiting = dataclasses.replace(chord, intervals=QUALITIES["9sus" if len(chord.intervals) > 4 else "7sus"])
        return (Span(waiting, half), Span(chord, half))
    if how is Recolouring.TRITONE and _falls_by_fifth(chord, following) and chord.is_dominant and 4 in chord.intervals:
        return (*bar[:-1], Span(_built((chord.root + 6) % OCTAVE, "7#11"), last.share))
    if how is Recolouring.APPROACH and len(bar) == 1 and following.root != chord.root and following.root != key.tonic:
        half = last.share / 2.0
        quality = "7b9" if following.is_minor else "9"
        return (Span(chord, half), Span(_built((following.root + 7) % OCTAVE, quality), half))
    if how is Recolouring.ENRICH and chord.intervals in (QUALITIES[""], QUALITIES["m"]) and chord.bass == chord.root:
        return (*bar[:-1], Span(_built(chord.root, "madd9" if chord.is_minor else "add9"), last.share))
    return bar


def _built(root: int, quality: str) -> Chord:
    return Chord(root, QUALITIES[quality], root)


def _is_on(chord: Chord, key: Key, degree: int) -> bool:
    return chord.root == (key.tonic + degree) % OCTAVE


def _falls_by_fifth(chord: Chord, following: Chord) -> bool:
    return (chord.root - following.root) % OCTAVE == 7
