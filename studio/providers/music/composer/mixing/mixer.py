"""Sums the parts into one stream: strips into the room, tape over the music, beds beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy import signal

from studio.providers.music.composer.mixing.room import Reverb, Room
from studio.providers.music.composer.mixing.strip import Strip
from studio.providers.music.composer.mixing.tape import Tape, TapeStream
from studio.providers.music.composer.sound.ambience import CONTROL, Ambience
from studio.providers.music.composer.sound.filters import StreamFilter, shelf
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples

BLOCK = 1040 * CONTROL
"""Some ten seconds: long enough for the room's transforms, short enough for the memory."""

_AIR_HERTZ, _AIR_DECIBELS = 1800.0, 3.5
"""Rooms and pads are dull together: a shelf over the whole, where no tape takes it away again."""
_BLOCKER = 0.998
"""Pole of the filter that lets nothing below some 15 Hz pass."""


@dataclass(frozen=True, slots=True)
class Bed:
    """An ambience and its gain."""

    ambience: Ambience
    gain: float


class Mixer:
    def __init__(
        self,
        strips: Sequence[Strip],
        beds: Sequence[Bed],
        room: Room,
        tape: Tape | None,
        total: int,
        chance: np.random.Generator,
    ) -> None:
        """For a track of `total` samples."""
        self._strips = strips
        seconds = total / SAMPLE_RATE
        self._beds = [(bed.ambience.begin(seconds, chance), np.float32(bed.gain)) for bed in beds]
        self._reverb = Reverb(room, BLOCK, chance)
        self._tape = None if tape is None else TapeStream(tape, chance)
        self._air = StreamFilter(shelf(_AIR_HERTZ, _AIR_DECIBELS, is_high=True))
        self._total = total
        self._blocked = np.zeros((2, 1), np.float32)

    def blocks(self) -> Iterator[Samples]:
        """The mix, block by block."""
        for start in range(0, self._total, BLOCK):
            mix = self._sum_strips(start)
            for stream, gain in self._beds:
                mix += stream.run(BLOCK) * gain
            mix = self._block_constant(mix)
            yield mix[:, : self._total - start]

    def _sum_strips(self, start: int) -> Samples:
        mix = np.zeros((2, BLOCK), np.float32)
        send = np.zeros((2, BLOCK), np.float32)
        for strip in self._strips:
            block = strip.run(start, BLOCK)
            if block is not None:
                mix += block
                block *= np.float32(strip.channel.send)
                send += block
        mix += self._reverb.run(send)
        return self._air.run(mix) if self._tape is None else self._tape.run(mix)

    def _block_constant(self, mix: Samples) -> Samples:
        numerator, denominator = np.array([1.0, -1.0], np.float32), np.array([1.0, -_BLOCKER], np.float32)
        clean, self._blocked = cast(
            "tuple[Samples, Samples]", signal.lfilter(numerator, denominator, mix, zi=self._blocked)
        )
        return clean
