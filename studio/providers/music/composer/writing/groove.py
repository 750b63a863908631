"""Rhythm for drums, written as drummers write it: a line a drum, a character a step.

`X` an accent, `x` a stroke, `o` a ghost, `?` one that comes now and then, `.` nothing. Where a line has several bars,
the first is the usual one. The last bar of a section has a fill.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from studio.providers.music.composer.score import Note
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.writing.passage import Figure, Passage, shaped

_STRENGTHS = {"X": 0.78, "x": 0.6, "o": 0.33, "?": 0.42}
_OPENING = frozenset({Drum.HAT, Drum.SHAKER, Drum.RIDE, Drum.SWEEP, Drum.FOOT_HAT, Drum.FRAME, Drum.RIM})
"""What plays alone where a section is calm."""


@dataclass(frozen=True)
class Groove:
    steps: int
    """To a bar."""
    lines: Mapping[Drum, tuple[str, ...]]
    fills: tuple[Mapping[Drum, str], ...] = ()
    sweep_beats: float = 1.0
    """How long a brush is drawn."""
    beats: int = 4
    """To a bar; a shorter bar ends before the lines do."""

    @property
    def step_beats(self) -> float:
        return self.beats / self.steps


def play(*grooves: Groove) -> Figure:
    """One of the grooves for a section."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        fitting = [groove for groove in grooves if groove.beats == passage.meter.beats] or grooves
        groove = fitting[passage.section.occurrence % len(fitting)]
        is_calm = passage.section.energy < 0.45
        chosen = {
            drum: chance.randrange(len(bars)) if chance.random() < 0.3 else 0 for drum, bars in groove.lines.items()
        }
        notes: list[Note] = []
        for bar, start in passage.bars():
            is_last = bar == passage.section.bars - 1
            fill = chance.choice(groove.fills) if is_last and groove.fills and not is_calm else {}
            for drum, bars in groove.lines.items():
                if is_calm and drum not in _OPENING:
                    continue
                line = bars[chosen[drum]]
                if len(bars) > 1 and bar % 4 == 3:
                    line = chance.choice(bars)
                notes.extend(_strokes(drum, fill.get(drum, line), start, groove, passage, chance))
            for drum in fill.keys() - groove.lines.keys():
                notes.extend(_strokes(drum, fill[drum], start, groove, passage, chance))
        return sorted(notes, key=lambda note: (note.beat, note.pitch))

    return write


def _strokes(
    drum: Drum, line: str, start: float, groove: Groove, passage: Passage, chance: random.Random
) -> list[Note]:
    step_beats = groove.step_beats
    notes = []
    for step, symbol in enumerate(line[: round(passage.meter.beats / step_beats)]):
        if symbol == "." or (symbol == "?" and chance.random() > 0.15 + 0.35 * passage.density):
            continue
        if symbol == "o" and chance.random() > 0.45 + 0.5 * passage.density:
            continue
        beat = start + step * step_beats
        beats = groove.sweep_beats if drum is Drum.SWEEP else step_beats
        notes.append(Note(beat, beats, drum, shaped(_STRENGTHS[symbol], passage, beat, chance)))
    return notes
