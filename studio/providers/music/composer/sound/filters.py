"""Second-order filters, by the cookbook of Robert Bristow-Johnson ("Audio EQ Cookbook").

Filters of a stream remember where they were; those of a note start from rest.
"""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy import signal

from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples

Section = tuple[float, float, float, float, float, float]
"""b0, b1, b2, 1, a1, a2."""

_BUTTERWORTH = math.sqrt(0.5)
_LOW_HERTZ = 150.0
"""Below it the poles lie so close to the circle that float32 would hiss."""


def lowpass(hertz: float, q: float = _BUTTERWORTH) -> Section:
    cosine, alpha = _angle(hertz, q)
    return _section((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def highpass(hertz: float, q: float = _BUTTERWORTH) -> Section:
    cosine, alpha = _angle(hertz, q)
    return _section((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def bandpass(hertz: float, q: float) -> Section:
    """Its peak passes at full strength."""
    cosine, alpha = _angle(hertz, q)
    return _section(alpha, 0.0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha)


def peak(hertz: float, q: float, decibels: float) -> Section:
    cosine, alpha = _angle(hertz, q)
    amplitude = 10 ** (decibels / 40)
    return _section(
        1 + alpha * amplitude,
        -2 * cosine,
        1 - alpha * amplitude,
        1 + alpha / amplitude,
        -2 * cosine,
        1 - alpha / amplitude,
    )


def shelf(hertz: float, decibels: float, *, is_high: bool) -> Section:
    cosine, alpha = _angle(hertz, _BUTTERWORTH)
    amplitude = 10 ** (decibels / 40)
    sign = -1.0 if is_high else 1.0
    root = 2 * math.sqrt(amplitude) * alpha
    more, less = amplitude + 1, amplitude - 1
    return _section(
        amplitude * (more - sign * less * cosine + root),
        sign * 2 * amplitude * (less - sign * more * cosine),
        amplitude * (more - sign * less * cosine - root),
        more + sign * less * cosine + root,
        -sign * 2 * (less + sign * more * cosine),
        more + sign * less * cosine - root,
    )


def filtered(samples: Samples, *sections: Section) -> Samples:
    """A whole sound through the sections, from rest."""
    return cast("Samples", signal.sosfilt(_matrix(sections), samples)).astype(np.float32, copy=False)


class StreamFilter:
    """The same sections for the successive blocks of a stereo stream."""

    def __init__(self, *sections: Section) -> None:
        self._matrix = _matrix(sections)
        self._state = np.zeros((len(sections), 2, 2), self._matrix.dtype)

    def run(self, samples: Samples) -> Samples:
        filtered_samples, self._state = signal.sosfilt(self._matrix, samples, zi=self._state)
        return cast("Samples", filtered_samples).astype(np.float32, copy=False)


def response_of(sections: Sequence[Section], hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The gain at each frequency."""
    turn = np.exp(-2j * np.pi * hertz / SAMPLE_RATE)
    gain = np.ones(len(hertz), np.complex128)
    for b0, b1, b2, _, a1, a2 in sections:
        gain *= (b0 + b1 * turn + b2 * turn**2) / (1 + a1 * turn + a2 * turn**2)
    return np.abs(gain)


def _matrix(sections: Sequence[Section]) -> npt.NDArray[np.floating]:
    """In float32 where that is exact enough: it is three times as fast."""
    matrix = np.array(sections, np.float64)
    # The distance of the poles from 1 is that of 1 + a1 + a2 from 0.
    lowest = np.abs(matrix[:, 3:].sum(axis=1)).min()
    limit = (2 * math.pi * _LOW_HERTZ / SAMPLE_RATE) ** 2
    return matrix.astype(np.float32) if lowest > limit else matrix


def _angle(hertz: float, q: float) -> tuple[float, float]:
    turn = 2 * math.pi * min(hertz, 0.45 * SAMPLE_RATE) / SAMPLE_RATE
    return math.cos(turn), math.sin(turn) / (2 * q)


def _section(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Section:
    return b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0
