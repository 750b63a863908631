"""Reverberation: convolution with an impulse that is made, not recorded.

The impulse is noise that dies away, in bands that each have their own decay, after a few early reflections. Both sides
have a noise of their own, so the room is wide.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from scipy import fft

from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples, count_samples

_LONGEST_SECONDS = 5.5
_LOW_CUT_HERTZ = 160.0
_INTO_ROOM = 0.6
"""Of each side: between a half, for what is in the middle, and the root of that, for sides that share nothing."""


@dataclass(frozen=True, slots=True)
class Room:
    """How a space answers."""

    decay_seconds: float
    """At 500 Hz, to -60 dB."""
    brightness: float
    """Share of that decay which is left at 6 kHz; stone keeps more than curtains."""
    before_seconds: float
    """Until the first reflection."""
    early: float = 0.5
    """Strength of the early reflections."""
    bloom_seconds: float = 0.02
    """In which the tail grows dense: a hall takes longer than a booth."""
    ceiling_hertz: float = 9000.0

    def impulse(self, chance: np.random.Generator) -> Samples:
        """Both sides, of energy 1 each on the mean."""
        seconds = min(_LONGEST_SECONDS, self.before_seconds + self.decay_seconds * 0.85 + 0.1)
        count = count_samples(seconds)
        length = fft.next_fast_len(count, real=True)
        hertz = fft.rfftfreq(length, 1 / SAMPLE_RATE)
        time = np.arange(count) / SAMPLE_RATE
        tail = np.zeros((2, count), np.float32)
        edges = (0.0, 250.0, 700.0, 1800.0, 4000.0, 8000.0, SAMPLE_RATE / 2)
        for low, high in itertools.pairwise(edges):
            decay = self._decay_at(math.sqrt(max(low, 120.0) * min(high, 14_000.0)))
            envelope = np.exp(-time * (6.91 / decay)).astype(np.float32)
            weight = _band(hertz, low, high)
            for channel in range(2):
                noise = chance.standard_normal(length, np.float32)
                tail[channel] += fft.irfft(fft.rfft(noise) * weight, length)[:count].astype(np.float32) * envelope
        tail *= (1.0 - np.exp(-time / self.bloom_seconds)).astype(np.float32)
        before = count_samples(self.before_seconds)
        impulse = np.zeros((2, count + before), np.float32)
        impulse[:, before:] = tail / math.sqrt(float(np.mean(np.sum(tail**2, axis=1))))
        self._reflect(impulse, before, chance)
        impulse = self._shape(impulse)
        fade = count_samples(0.25)
        impulse[:, -fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
        return impulse / np.float32(math.sqrt(float(np.mean(np.sum(impulse**2, axis=1)))))

    def _decay_at(self, hertz: float) -> float:
        """A straight line over octaves from 500 Hz to 6 kHz; a little longer below."""
        octaves = math.log2(hertz / 500.0)
        share = 1.0 + (self.brightness - 1.0) * octaves / math.log2(12.0)
        return self.decay_seconds * float(np.clip(share, 0.15, 1.15))

    def _reflect(self, impulse: Samples, before: int, chance: np.random.Generator) -> None:
        span = 0.02 + 0.03 * min(self.decay_seconds, 2.0)
        for channel in range(2):
            for _ in range(7):
                late = float(chance.uniform(0.0, span))
                strength = self.early * 0.12 * math.exp(-late / span) * float(chance.choice((-1.0, 1.0)))
                impulse[channel, before + count_samples(late)] += strength

    def _shape(self, impulse: Samples) -> Samples:
        """Nothing muddy below, nothing sharp above."""
        count = impulse.shape[1]
        length = fft.next_fast_len(count, real=True)
        hertz = fft.rfftfreq(length, 1 / SAMPLE_RATE)
        gain = 1.0 / np.sqrt(1.0 + (_LOW_CUT_HERTZ / np.maximum(hertz, 1.0)) ** 4)
        gain /= np.sqrt(1.0 + (hertz / self.ceiling_hertz) ** 4)
        return np.asarray(fft.irfft(fft.rfft(impulse, length) * gain, length)[:, :count], np.float32)


class Reverb:
    """The room's answer to a stream, by overlap and add."""

    def __init__(self, room: Room, block: int, chance: np.random.Generator) -> None:
        impulse = room.impulse(chance)
        self._length = fft.next_fast_len(block + impulse.shape[1] - 1, real=True)
        self._response = fft.rfft(impulse, self._length).astype(np.complex64)
        self._left = np.zeros((2, self._length - block), np.float32)

    def run(self, send: Samples) -> Samples:
        """A block of the size promised, or less for the last."""
        count = send.shape[1]
        answer = np.empty((2, self._length), np.float32)
        # A room hears one sound, from wherever in it; only its answer has sides.
        spectrum = fft.rfft(np.float32(_INTO_ROOM) * (send[0] + send[1]), self._length)
        for channel in range(2):
            answer[channel] = fft.irfft(spectrum * self._response[channel], self._length)
        answer[:, : self._left.shape[1]] += self._left
        self._left = answer[:, count:][:, : self._left.shape[1]].copy()
        return answer[:, :count]


def _band(hertz: "np.typing.NDArray[np.float64]", low: float, high: float) -> "np.typing.NDArray[np.float32]":
    """One within, and half a cosine over a third of an octave at both edges, so that neighbours sum to one."""
    octave = np.log2(np.maximum(hertz, 1.0))
    ramp = 1.0 / 3.0

    def above(edge: float) -> "np.typing.NDArray[np.float64]":
        if edge <= 0.0:
            return np.ones(len(hertz))
        return np.sin(np.clip((octave - math.log2(edge)) / ramp + 0.5, 0.0, 1.0) * (math.pi / 2)) ** 2

    return (above(low) - (above(high) if high < SAMPLE_RATE / 2 else 0.0)).astype(np.float32)
