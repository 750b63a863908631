"""How loud a stream is, by ITU-R BS.1770-4, well enough to set its level.

The weighting is applied to the power spectrum of each tenth of a second instead of to the samples: that is several
times as fast and differs by less than a tenth of a LU.
"""

import math

import numpy as np
import numpy.typing as npt

from studio.providers.music.composer.sound.filters import response_of
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples

Powers = npt.NDArray[np.float64]

HOP = SAMPLE_RATE // 10
"""Samples of the tenth of a second that is weighed at once."""

_HOPS_A_BLOCK = 4
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OFFSET = -0.691

# The two sections of the K weighting at 48 kHz, as the recommendation prints them.
_K_WEIGHTING = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585),
    (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621),
)


class LoudnessMeter:
    """Hears blocks in turn; those should be whole multiples of a tenth of a second, the last one apart."""

    def __init__(self) -> None:
        weights = response_of(_K_WEIGHTING, np.fft.rfftfreq(HOP, 1 / SAMPLE_RATE).astype(np.float64)) ** 2
        # One side of the spectrum stands for both.
        weights[1:-1] *= 2.0
        self._weights = (weights / HOP**2).astype(np.float32)
        self._powers: list[float] = []

    def hear(self, block: Samples) -> None:
        hops = block.shape[1] // HOP
        power = np.zeros(hops)
        for channel in block[:, : hops * HOP]:
            spectra = np.fft.rfft(channel.reshape(hops, HOP))
            power += (spectra.real**2 + spectra.imag**2) @ self._weights
        self._powers.extend(power.tolist())

    def loudest_lufs(self) -> float:
        """Of the loudest 400 ms."""
        return _loudness_of(float(self._block_powers().max()) + 1e-12)

    def powers(self) -> Powers:
        """Of each tenth of a second, weighted."""
        return np.array(self._powers)

    def integrated_lufs(self, gains: Powers | None = None) -> float:
        """Gated, over blocks of 400 ms that overlap by three quarters; -inf for silence.

        `gains` are factors for each tenth of a second: how loud it would be with them.
        """
        powers = self._block_powers(1.0 if gains is None else gains**2)
        loud = powers[powers > _power_of(_ABSOLUTE_GATE)]
        if not len(loud):
            return -math.inf
        gate = _loudness_of(float(loud.mean())) + _RELATIVE_GATE
        return _loudness_of(float(loud[loud > _power_of(gate)].mean()))

    def _block_powers(self, factors: Powers | float = 1.0) -> Powers:
        powers = np.array(self._powers) * factors
        if len(powers) < _HOPS_A_BLOCK:
            return powers
        return np.convolve(powers, np.full(_HOPS_A_BLOCK, 1.0 / _HOPS_A_BLOCK), "valid")


def _loudness_of(power: float) -> float:
    return _OFFSET + 10.0 * math.log10(power)


def _power_of(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET) / 10.0))
