"""The shape of a piece: sections with an arc of energy, fitted to a number of bars."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from studio.providers.music.composer.score import Section

_PHRASE_SECONDS = 24.0
"""A section is about so long: time enough to settle, not enough to tire."""
_PHRASE_BARS = (2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Form:
    """Steps such as `A5`: what comes, and how full it is (0 to 9). `intro`, `bridge` and `outro` are half as long."""

    name: str
    words: tuple[str, ...]
    """What a prompt may say for it."""
    steps: tuple[tuple[str, float], ...]


def form(name: str, steps: str, *words: str) -> Form:
    """Read `intro2 A5 B7 outro2`."""
    return Form(name, words, tuple((step[:-1], int(step[-1]) / 9.0) for step in steps.split()))


FORMS = (
    form("arc", "intro2 A4 A5 B6 A7 bridge3 B8 A6 outro2", "arc", "surprise", "homecoming", "journey"),
    form(
        "two themes",
        "intro3 A5 B6 A6 B7 bridge3 A8 B6 outro2",
        "two related themes",
        "two themes",
        "prelude",
        "farewell",
    ),
    form("returns", "intro2 A4 A6 bridge3 A7 A8 B6 A5 outro1", "returns in new colours", "variations", "one melody"),
    form("build", "intro1 intro3 A4 A5 B6 B8 A9 bridge4 A6 outro2", "slow build", "builds", "crescendo", "swell"),
    form(
        "brighter middle",
        "intro2 A4 A4 B7 C8 B7 bridge3 A5 outro1",
        "brighter middle",
        "patient first half",
        "full middle",
    ),
    form("opening out", "intro1 A3 A5 B6 A7 B8 bridge4 A8 outro2", "opens out", "single idea", "phrase by phrase"),
    form("answer", "intro3 A5 B5 A6 C7 bridge2 A7 B7 outro3", "call and answer", "dialogue", "conversation", "duet"),
    form("rondo", "intro2 A5 B6 A5 C7 A6 bridge3 B8 A7 outro2", "rondo", "refrain", "dance"),
    form(
        "sparse to full", "intro1 A3 B4 A6 bridge2 B8 A7 A4 outro1", "sparse start", "last phrase alone", "bare opening"
    ),
)


def phrase_bars(bar_seconds: float) -> int:
    """Bars of a section, the power of two that comes nearest to the usual length."""
    return min(_PHRASE_BARS, key=lambda bars: abs(math.log(bars * bar_seconds / _PHRASE_SECONDS)))


def lay_out(shape: Form, bars: int, phrase: int) -> tuple[Section, ...]:
    """Exactly `bars` bars: sections are left out or come again until the form fits, the ends take what is left."""
    while phrase > bars:
        phrase //= 2
    steps = list(shape.steps)
    while _length(steps, phrase) > bars and len(steps) > 1:
        del steps[_least_needed(steps)]
    while bars - _length(steps, phrase) >= phrase:
        steps.insert(*_one_more(steps))
    lengths = [_step_bars(kind, phrase) for kind, _ in steps]
    _share_out(lengths, steps, bars - sum(lengths))
    sections: list[Section] = []
    first = 0
    for (kind, energy), length in zip(steps, lengths, strict=True):
        occurrence = sum(section.kind == kind for section in sections)
        sections.append(Section(kind, first, length, energy, occurrence))
        first += length
    return tuple(sections)


def _step_bars(kind: str, phrase: int) -> int:
    return phrase if len(kind) == 1 else max(1, phrase // 2)


def _length(steps: Sequence[tuple[str, float]], phrase: int) -> int:
    return sum(_step_bars(kind, phrase) for kind, _ in steps)


def _least_needed(steps: Sequence[tuple[str, float]]) -> int:
    """A repeat before anything else, then the least full of the themes; the first and the fullest stay long."""
    kinds = [kind for kind, _ in steps]
    themes = [index for index, kind in enumerate(kinds) if len(kind) == 1]
    fullest = max(themes, key=lambda index: steps[index][1], default=-1)
    spare = [index for index in themes[1:] if index != fullest]
    repeats = [index for index in spare if kinds[index] == kinds[index - 1]]
    if repeats or len(spare) > 1:
        return min(repeats or spare, key=lambda index: steps[index][1])
    if "bridge" in kinds:
        return kinds.index("bridge")
    if len(themes) > 1:
        return spare[0] if spare else min(themes, key=lambda index: steps[index][1])
    return 0 if kinds[0] == "intro" else len(kinds) - 1


def _one_more(steps: Sequence[tuple[str, float]]) -> tuple[int, tuple[str, float]]:
    """Where one more theme goes: before the end, the one that was not heard last, a little less full."""
    themes = [step for step in steps if len(step[0]) == 1] or [("A", 0.6)]
    place = len(steps) - 1 if steps[-1][0] == "outro" else len(steps)
    last = next((kind for kind, _ in reversed(steps[:place]) if len(kind) == 1), "")
    other = next((step for step in themes if step[0] != last), themes[0])
    return place, (other[0], max(0.3, other[1] - 0.1))


def _share_out(lengths: list[int], steps: Sequence[tuple[str, float]], left: int) -> None:
    """The last bars go to the end, the beginning and the bridge, two by two; a lone bar to the end."""
    takers = [index for index in (len(steps) - 1, 0) if len(steps[index][0]) > 1]
    takers += [index for index, (kind, _) in enumerate(steps) if kind == "bridge"]
    takers = takers or [len(steps) - 1]
    if left % 2:
        lengths[takers[0]] += 1
        left -= 1
    for turn in range(left // 2):
        lengths[takers[turn % len(takers)]] += 2
