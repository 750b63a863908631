"""Motifs and themes: a few notes, and the plan by which they come again, changed."""

import dataclasses
import math
import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of a motif: when, how long, and how many steps of the scale above the motif's first."""

    beat: float
    beats: float
    step: int


Motif = tuple[Tone, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Motifs by letter, and the order in which they fill a phrase. `.` is a rest; `'` asks for a variation."""

    motifs: dict[str, Motif]
    plan: tuple[str, ...]
    unit_beats: float
    """Length of one motif with its rest."""


Rhythm = tuple[tuple[float, float], ...]
"""Beat and length of each note."""


def read_rhythm(text: str) -> Rhythm:
    """Lengths in eighths one after another; `r` before one is a rest. `3 1 4 r8` fills two bars of four."""
    notes: list[tuple[float, float]] = []
    beat = 0.0
    for word in text.split():
        length = float(word.removeprefix("r")) / 2.0
        if not word.startswith("r"):
            notes.append((beat, length))
        beat += length
    return tuple(notes)


def rhythm_beats(text: str) -> float:
    return sum(float(word.removeprefix("r")) for word in text.split()) / 2.0


_SHAPES: tuple[Callable[[float], float], ...] = (
    lambda place: math.sin(math.pi * place),
    lambda place: place,
    lambda place: -place,
    lambda place: -math.sin(math.pi * place),
    lambda place: math.sin(2 * math.pi * place) * 0.8,
    lambda place: 0.9 - 1.6 * abs(place - 0.35),
    lambda place: 0.3 * math.cos(3 * math.pi * place),
)
"""Ways of a line: an arch, up, down, a valley, a turn, an early peak, a circling."""


def make_motif(rhythm: Rhythm, reach: float, chance: random.Random) -> Motif:
    """Steps along one of the shapes, mostly to neighbours; a leap is answered by a step back."""
    shape = chance.choice(_SHAPES)
    count = len(rhythm)
    steps = [0]
    last_move = 0
    for index in range(1, count):
        wanted = reach * shape(index / max(1, count - 1)) - reach * shape(0.0)
        move = round(wanted - steps[-1] + chance.uniform(-0.8, 0.8))
        if abs(last_move) > 2:
            move = -1 if last_move > 0 else 1
        move = max(-4, min(4, move))
        if move == 0 and (last_move == 0 or chance.random() < 0.6):
            move = chance.choice((-1, 1))
        steps.append(steps[-1] + move)
        last_move = move
    return tuple(Tone(beat, beats, step) for (beat, beats), step in zip(rhythm, steps, strict=True))


def invert(motif: Motif) -> Motif:
    return tuple(dataclasses.replace(tone, step=-tone.step) for tone in motif)


def thin(motif: Motif, chance: random.Random) -> Motif:
    """Without some of its light notes; the one before is held instead."""
    kept: list[Tone] = []
    for index, tone in enumerate(motif):
        is_light = tone.beats <= 0.5 and 0 < index < len(motif) - 1
        if is_light and kept and chance.random() < 0.55:
            kept[-1] = dataclasses.replace(kept[-1], beats=tone.beat + tone.beats - kept[-1].beat)
        else:
            kept.append(tone)
    return tuple(kept)


def adorn(motif: Motif, chance: random.Random) -> Motif:
    """With a neighbour or a passing note in some of the long ones."""
    adorned: list[Tone] = []
    for index, tone in enumerate(motif):
        following = motif[index + 1].step if index + 1 < len(motif) else tone.step
        if tone.beats >= 1.0 and chance.random() < 0.45:
            half = tone.beats / 2.0 if tone.beats < 2.0 else tone.beats - 0.5
            between = tone.step + (
                1 if following > tone.step else -1 if following < tone.step else chance.choice((-1, 1))
            )
            adorned.append(dataclasses.replace(tone, beats=half))
            adorned.append(Tone(tone.beat + half, tone.beats - half, between))
        else:
            adorned.append(tone)
    return tuple(adorned)


def turn_end(motif: Motif, chance: random.Random) -> Motif:
    """Its last notes lead elsewhere."""
    if len(motif) < 3:
        return motif
    shift = chance.choice((-2, -1, 1, 2))
    return (*motif[:-2], *(dataclasses.replace(tone, step=tone.step + shift) for tone in motif[-2:]))


def delay(motif: Motif, beats: float) -> Motif:
    """It comes a little later: its first note waits, the others stay."""
    first = motif[0]
    if first.beats <= beats or beats <= 0.0:
        return motif
    return (dataclasses.replace(first, beat=first.beat + beats, beats=first.beats - beats), *motif[1:])


def head(motif: Motif) -> Motif:
    """Its first notes, the last of them held: what a bridge remembers of a theme."""
    kept = motif[: max(2, (len(motif) + 1) // 2)]
    end = motif[-1].beat + motif[-1].beats
    return (*kept[:-1], dataclasses.replace(kept[-1], beats=max(kept[-1].beats, end - kept[-1].beat)))


def vary(motif: Motif, chance: random.Random, *, freedom: float) -> Motif:
    """One or two changes that leave it recognisable; `freedom` between 0 and 1 says how likely the second is."""
    changes: list[Callable[[Motif], Motif]] = [
        lambda given: adorn(given, chance),
        lambda given: thin(given, chance),
        lambda given: turn_end(given, chance),
        lambda given: delay(given, 0.5),
    ]
    first, second = chance.sample(range(len(changes)), 2)
    varied = changes[first](motif)
    return changes[second](varied) if chance.random() < freedom else varied
