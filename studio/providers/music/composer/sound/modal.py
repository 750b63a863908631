"""Ringing bodies: many partials that each die away at their own pace, summed by one matrix product.

A partial is a geometric series of complex numbers. Cut into blocks, sample n of block b is the product of what b and
what n contribute, so that the sum over all partials is a product of two small matrices.
"""

import math

import numpy as np
import numpy.typing as npt

from studio.providers.music.composer.sound.samples import HIGHEST_HERTZ, SAMPLE_RATE, Samples, count_samples

Floats = npt.NDArray[np.float64]

_BLOCK = 256
_FINE = 16
_DECAY_TO_SILENCE = math.log(1000.0)
"""Decay times are those to -60 dB."""


def ring(hertz: Floats, gains: Floats, decay_seconds: Floats, seconds: float, phases: Floats | None = None) -> Samples:
    """The sum of the partials, stereo, each a sine from zero on unless `phases` (radians) says otherwise.

    `hertz`, `decay_seconds` and `phases` hold a value a partial; `gains` is channels x partials. Partials too high
    for the sample rate are left out.
    """
    count = count_samples(seconds)
    is_heard = hertz < HIGHEST_HERTZ
    hertz, gains, decay_seconds = hertz[is_heard], gains[:, is_heard], decay_seconds[is_heard]
    start = np.full(len(hertz), -math.pi / 2) if phases is None else phases[is_heard] - math.pi / 2
    step = (2j * math.pi * hertz - _DECAY_TO_SILENCE / decay_seconds) / SAMPLE_RATE
    blocks = -(-count // _BLOCK)
    outer = _series(step * _BLOCK, blocks)
    left = np.ascontiguousarray(np.concatenate([outer.real, -outer.imag]).T)
    inner = _series(step, _BLOCK) * np.exp(1j * start).astype(np.complex64)[:, None]
    sound = np.empty((2, blocks, _BLOCK), np.float32)
    for channel in range(2):
        scaled = inner * gains[channel].astype(np.float32)[:, None]
        np.matmul(left, np.concatenate([scaled.real, scaled.imag]), out=sound[channel])
    return sound.reshape(2, -1)[:, :count]


def _series(step: npt.NDArray[np.complexfloating], count: int) -> npt.NDArray[np.complex64]:
    """exp(step * n) for n below `count`, partials x n; few exponentials, many products."""
    coarse = np.exp(step[:, None] * (_FINE * np.arange(-(-count // _FINE)))[None, :])
    fine = np.exp(step[:, None] * np.arange(_FINE)[None, :])
    series = (coarse[:, :, None] * fine[:, None, :]).reshape(len(step), -1)[:, :count]
    return np.asarray(series, np.complex64)
