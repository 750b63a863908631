"""A worn tape: its speed wavers, its highs are gone, and it gives way softly where it is loud."""

import math
from dataclasses import dataclass

import numpy as np

from studio.providers.music.composer.sound.filters import StreamFilter, lowpass, shelf
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples, stretch

_STEP = 120
_LONGEST_DELAY = 960
_PIECE = 16_384
"""Samples read at once: what is in between stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Tape:
    wow_cents: float
    """Slow wavering of the pitch, about once in a second and a half."""
    flutter_cents: float
    """Fast wavering, some seven times a second."""
    ceiling_hertz: float


class TapeStream:
    """Plays a stream back from the tape, some milliseconds late."""

    def __init__(self, tape: Tape, chance: np.random.Generator) -> None:
        # Below 8 kHz, so that the soft clipping of the master, a cubic, ends below half the sample rate.
        self._filter = StreamFilter(
            lowpass(tape.ceiling_hertz), lowpass(tape.ceiling_hertz * 1.2), shelf(180.0, 1.5, is_high=False)
        )
        self._tape = tape
        self._at = 0
        self._rates = chance.uniform(0.85, 1.15, 4)
        self._starts = chance.uniform(0.0, 2 * math.pi, 4)
        self._before = np.zeros((2, _LONGEST_DELAY + 4), np.float32)

    def run(self, block: Samples) -> Samples:
        dull = self._filter.run(block)
        count = dull.shape[1]
        line = np.concatenate([self._before, dull], axis=1)
        self._before = line[:, count:].copy()
        delays = self._delays(count)
        played = np.empty_like(dull)
        for begin in range(0, count, _PIECE):
            end = min(begin + _PIECE, count)
            self._read(line[:, begin:], delays[begin:end], played[:, begin:end])
        return played

    @staticmethod
    def _read(line: Samples, delays: Samples, played: Samples) -> None:
        """Catmull and Rom's cubic through the two samples on either side of each place; `line` begins with history."""
        # The delay is below the history kept, so every place lies within the line.
        whole = np.ceil(delays)
        share = whole - delays
        index = np.arange(_LONGEST_DELAY + 4, _LONGEST_DELAY + 4 + len(delays)) - whole.astype(np.int64)
        # The weights of the four samples are the same for both sides.
        half = np.float32(0.5) * share
        rest = np.float32(1.0) - share
        before, after = -half * rest * rest, -half * share * rest
        first = np.float32(1.0) + half * share * (np.float32(3.0) * share - np.float32(5.0))
        second = np.float32(1.0) - before - first - after
        for channel, side in enumerate(line):
            played[channel] = before * side.take(index - 1)
            played[channel] += first * side.take(index)
            played[channel] += second * side.take(index + 1)
            played[channel] += after * side.take(index + 2)

    def _delays(self, count: int) -> Samples:
        time = (self._at + np.arange(-(-count // _STEP) + 1) * _STEP) / SAMPLE_RATE
        self._at += count
        wow, flutter = (2 ** (cents / 1200.0) - 1.0 for cents in (self._tape.wow_cents, self._tape.flutter_cents))
        delay = np.full(len(time), _LONGEST_DELAY / 2.0)
        # A waver of the speed by `share` at a rate is one of the delay by share / (2 pi rate).
        parts = ((0.55, wow * 0.7), (1.13, wow * 0.3), (6.3, flutter * 0.7), (9.1, flutter * 0.3))
        for (hertz, share), faster, start in zip(parts, self._rates, self._starts, strict=True):
            turn = 2 * math.pi * hertz * faster
            delay += share * SAMPLE_RATE / turn * np.sin(turn * time + start)
        return stretch(np.clip(delay, 4.0, _LONGEST_DELAY - 4.0), _STEP, count)
