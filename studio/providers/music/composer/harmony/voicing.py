"""How a chord is laid out, and how one layout moves to the next: each voice by as little as it can."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from studio.providers.music.composer.harmony.chords import Chord
from studio.providers.music.composer.harmony.keys import OCTAVE

Voicing = tuple[int, ...]
"""Pitches from the lowest up."""

_MUD = ((48, 7), (55, 4), (60, 3))
"""Below each pitch, the smallest interval to the next tone that does not growl."""
_HARSH = 12.0
_LEAP = 1.2


@dataclass(frozen=True, slots=True)
class Layout:
    """Room for a hand, or for a section of players."""

    voices: int
    lowest: int
    highest: int
    is_rootless: bool = False
    """The bass has the root; the others take what tells the chord."""
    is_open: bool = False
    """Spread wide, as strings and pads are."""


def lead_voices(chords: Sequence[Chord], layout: Layout) -> tuple[Voicing, ...]:
    """A voicing for each chord, chosen one after another. The same chord again keeps its voicing."""
    voicings: list[Voicing] = []
    for index, chord in enumerate(chords):
        if index and chord == chords[index - 1]:
            voicings.append(voicings[-1])
            continue
        before = voicings[-1] if voicings else None
        choices = _layouts(chord, layout)
        voicings.append(min(choices, key=lambda voicing: (_cost(voicing, before, layout), voicing)))
    return tuple(voicings)


def voice_motion(first: Voicing, second: Voicing) -> float:
    """Semitones that the voices move in all, from the lowest to the highest."""
    if len(first) == len(second):
        return float(sum(abs(a - b) for a, b in zip(first, second, strict=True)))
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return float(sum(min(abs(tone - other) for other in shorter) for tone in longer))


def chord_tones(chord: Chord, voices: int, *, is_rootless: bool) -> tuple[int, ...]:
    """The intervals that so many voices play, the most telling ones first to be kept."""
    intervals = chord.intervals
    third = [interval for interval in intervals if interval in (2, 3, 4, 5)]
    seventh = [interval for interval in intervals if interval in (9, 10, 11)]
    tensions = [interval for interval in intervals if interval > OCTAVE]
    altered = [interval for interval in intervals if interval in (6, 8)]
    plain = [interval for interval in (0, 7) if interval in intervals]
    if is_rootless:
        plain.reverse()
    order = (
        [*third[:1], *seventh, *altered, *tensions, *plain]
        if is_rootless or len(intervals) > 3
        else [*plain[:1], *third, *altered, *plain[1:], *seventh, *tensions]
    )
    if not is_rootless and 0 not in order[:voices]:
        order.insert(0, 0)
    chosen = list(dict.fromkeys(order))[:voices]
    doublings = itertools.cycle([interval for interval in (0, 7) if interval in intervals])
    while len(chosen) < voices:
        chosen.append(next(doublings))
    return tuple(interval % OCTAVE for interval in chosen)


@cache
def _layouts(chord: Chord, layout: Layout) -> tuple[Voicing, ...]:
    tones = sorted(
        (chord.root + interval) % OCTAVE
        for interval in chord_tones(chord, layout.voices, is_rootless=layout.is_rootless)
    )
    found: set[Voicing] = set()
    for turn in range(len(tones)):
        order = tones[turn:] + tones[:turn]
        for octave in range(layout.lowest // OCTAVE, layout.highest // OCTAVE + 1):
            close = _stack(order, octave * OCTAVE)
            shapes = [close, _drop(close, 2)]
            if layout.is_open and len(close) > 2:
                shapes += [_drop(close, 3), _open(close)]
            found.update(shape for shape in shapes if layout.lowest <= shape[0] and shape[-1] <= layout.highest)
    if found:
        return tuple(found)
    # A narrow range: whatever lies in it, each tone as near to its middle as may be.
    middle = (layout.lowest + layout.highest) // 2
    return (tuple(sorted({middle - 6 + (tone - middle + 6) % OCTAVE for tone in tones})),)


def _stack(order: Sequence[int], base: int) -> Voicing:
    pitches = [base + order[0]]
    for tone in order[1:]:
        step = (tone - pitches[-1]) % OCTAVE
        pitches.append(pitches[-1] + (step or OCTAVE))
    return tuple(pitches)


def _drop(close: Voicing, place: int) -> Voicing:
    """The tone at that place from the top goes down by an octave."""
    if len(close) <= place:
        return close
    pitches = list(close)
    pitches[-place] -= OCTAVE
    return tuple(sorted(pitches))


def _open(close: Voicing) -> Voicing:
    """Every second tone goes up by an octave."""
    return tuple(sorted(pitch + OCTAVE * (index % 2) for index, pitch in enumerate(close)))


def _cost(voicing: Voicing, before: Voicing | None, layout: Layout) -> float:
    cost = _growl(voicing) + _clash(voicing)
    middle = (layout.lowest + layout.highest) / 2
    centre = sum(voicing) / len(voicing)
    if before is None:
        return cost + abs(centre - middle)
    cost += voice_motion(before, voicing) + _LEAP * max(0, abs(voicing[-1] - before[-1]) - 4)
    return cost + 0.35 * max(0.0, abs(centre - middle) - 4.0)


def _growl(voicing: Voicing) -> float:
    """Small intervals in the depth."""
    return sum(
        _HARSH
        for low, high in itertools.pairwise(voicing)
        for limit, least in _MUD
        if low < limit and high - low < least
    )


def _clash(voicing: Voicing) -> float:
    """A semitone anywhere but between inner voices, and a minor ninth."""
    semitones = [index for index, (low, high) in enumerate(itertools.pairwise(voicing)) if high - low == 1]
    clash = sum(_HARSH if index == len(voicing) - 2 else 2.0 for index in semitones)
    ninths = sum(6.0 for low, high in itertools.combinations(voicing, 2) if high - low == OCTAVE + 1)
    return clash + ninths
