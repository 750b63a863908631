"""Ringing bodies: many partials that each die away at their own pace, summed by one matrix product.

A partial is a geometric series of complex numbers. Cut into blocks, sample n of block b is the product of what b and
what n contribute, so that the sum over all partials is a product of two small matrices.
"""

import itertools
import math

import numpy as np
import numpy.typing as npt

from studio.providers.music.composer.sound.samples import HIGHEST_HERTZ, SAMPLE_RATE, Samples, count_samples

Floats = npt.NDArray[np.float64]

_BLOCK = 256
_FINE = 16
_INAUDIBLE_DECAYS = 1.5
"""A partial is left out once it is 90 dB down."""
_DECAY_TO_SILENCE = math.log(1000.0)
"""Decay times are those to -60 dB."""


def ring(hertz: Floats, gains: Floats, decay_seconds: Floats, seconds: float, phases: Floats | None = None) -> Samples:
    """The sum of the partials, stereo, each a sine from zero on unless `phases` (radians) says otherwise.

    `hertz`, `decay_seconds` and `phases` hold a value a partial; `gains` is channels x partials. Partials too high
    for the sample rate are left out.
    """
    count = count_samples(seconds)
    chosen = np.flatnonzero(hertz < HIGHEST_HERTZ)
    # The longest first: those that still sound are then the first of a row.
    chosen = chosen[np.argsort(-decay_seconds[chosen], kind="stable")]
    hertz, gains, decay_seconds = hertz[chosen], gains[:, chosen], decay_seconds[chosen]
    start = np.full(len(hertz), -math.pi / 2) if phases is None else phases[chosen] - math.pi / 2
    step = (2j * math.pi * hertz - _DECAY_TO_SILENCE / decay_seconds) / SAMPLE_RATE
    blocks = -(-count // _BLOCK)
    # Real and imaginary parts side by side: the real part of a product of complex numbers is one of rows of four.
    left = np.ascontiguousarray(_series(step * _BLOCK, blocks).conj().T).view(np.float32)
    inner = _series(step, _BLOCK) * np.exp(1j * start).astype(np.complex64)[:, None]
    right = np.stack([inner.real, inner.imag], axis=1)
    lasting = decay_seconds * (_INAUDIBLE_DECAYS * SAMPLE_RATE / _BLOCK)
    cuts = sorted({0, blocks // 8, blocks // 3, blocks})
    sound = np.empty((2, blocks, _BLOCK), np.float32)
    for channel in range(2):
        scaled = (right * gains[channel].astype(np.float32)[:, None, None]).reshape(-1, _BLOCK)
        for first, last in itertools.pairwise(cuts):
            used = 2 * int(np.count_nonzero(lasting > first))
            np.matmul(left[first:last, :used], scaled[:used], out=sound[channel, first:last])
    return sound.reshape(2, -1)[:, :count]


def _series(step: npt.NDArray[np.complexfloating], count: int) -> npt.NDArray[np.complex64]:
    """exp(step * n) for n below `count`, partials x n; few exponentials, many products."""
    coarse = np.exp(step[:, None] * (_FINE * np.arange(-(-count // _FINE)))[None, :])
    fine = np.exp(step[:, None] * np.arange(_FINE)[None, :])
    series = (coarse[:, :, None] * fine[:, None, :]).reshape(len(step), -1)[:, :count]
    return np.asarray(series, np.complex64)
