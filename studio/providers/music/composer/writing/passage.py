"""What a part is given to write a section from, and what it is written by."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studio.providers.music.composer.harmony.chords import scale_over
from studio.providers.music.composer.harmony.keys import Key
from studio.providers.music.composer.harmony.voicing import Voicing
from studio.providers.music.composer.instruments.base import Instrument
from studio.providers.music.composer.score import Harmony, Meter, Note, Section
from studio.providers.music.composer.writing.theme import Theme


@dataclass(frozen=True, slots=True)
class Passage:
    """A section as one part sees it. Beats count from the start of the section."""

    section: Section
    meter: Meter
    key: Key
    bpm: float
    harmonies: tuple[Harmony, ...]
    voicings: tuple[Voicing, ...]
    """One for each harmony, for those who play chords."""
    instrument: Instrument
    register: int
    """Semitones by which the part lies above or below its usual place."""
    density: float
    """0 to 1, planned for the track."""
    themes: dict[str, Theme]
    is_featured: bool
    """Whether the part has the melody in this section."""
    next_harmony: Harmony | None
    """What follows the section."""

    @property
    def beats(self) -> float:
        return float(self.section.bars * self.meter.beats)

    @property
    def lowest(self) -> int:
        return self.instrument.lowest

    @property
    def highest(self) -> int:
        return self.instrument.highest

    def harmony_at(self, beat: float) -> Harmony:
        return self.harmonies[self._index_at(beat)]

    def voicing_at(self, beat: float) -> Voicing:
        return self.voicings[self._index_at(beat)]

    def scale_at(self, beat: float) -> tuple[int, ...]:
        harmony = self.harmony_at(beat)
        return scale_over(harmony.chord, harmony.key)

    def bars(self) -> Iterator[tuple[int, float]]:
        """Number and first beat of each bar."""
        for bar in range(self.section.bars):
            yield bar, float(bar * self.meter.beats)

    def after(self, index: int) -> Harmony | None:
        """The harmony that follows the one at that place."""
        return self.harmonies[index + 1] if index + 1 < len(self.harmonies) else self.next_harmony

    def _index_at(self, beat: float) -> int:
        for index in range(len(self.harmonies) - 1, -1, -1):
            if self.harmonies[index].beat <= beat + 1e-6:
                return index
        return 0


Figure = Callable[[Passage, random.Random], list[Note]]
"""A way to play: it writes a part for a section."""


def shaped(velocity: float, passage: Passage, beat: float, chance: random.Random) -> float:
    """A velocity with the weight of the beat, the arc of the section and a human hand in it."""
    arc = 0.92 + 0.1 * (beat / max(passage.beats, 1.0)) * (1.0 if passage.section.kind != "outro" else -1.6)
    weight = 0.88 + 0.16 * passage.meter.accent(beat)
    full = 0.8 + 0.3 * passage.section.energy
    return min(1.0, max(0.08, velocity * arc * weight * full * chance.uniform(0.92, 1.08)))
