"""Compares a stretch of the film's sound with the same stretch of the track it was made of. Pure.

Both are whitened by the track's own spectrum, so that hiss and cymbals tell the time as well as the bass
does; then the highest correlation within a little time is looked for.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.inspection.samples import Samples
from studio.render.timeline import SAMPLE_RATE

STRETCH_SECONDS = 1.5
SEARCHED_SECONDS = 0.060

_LOWEST_HZ, _HIGHEST_HZ = 60.0, 6000.0
"""Above, lossy coders replace sound by noise of their own."""
_SMOOTHED_HZ = 100.0
_FLOOR = 1e-4
"""What lies 40 dB below the whole is coding noise as likely as sound, and is not raised."""
_QUIET_DBFS = -60.0
_APART_SECONDS = 0.002
_MOST_LIKE_ITSELF = 0.75
"""A stretch that is as like itself a little later cannot tell the time. Chords of pure tones reach 0.98;
harmonics 0.7; anything with noise or drums in it less than 0.2."""
_LEAST_LIKENESS = 0.3
"""Coded at 192 kbit/s, real sounds reach 0.75 to 1, and others than the right one 0.07."""


@dataclass(frozen=True, slots=True)
class SoundOffset:
    """How a track lies in the film."""

    seconds: float | None
    """By how much it comes late; None where it cannot be told, or was not found."""
    likeness: float
    """Correlation at that offset, at most 1."""
    note: str
    """Why nothing can be told; empty where something can."""

    @property
    def is_found(self) -> bool:
        return self.seconds is not None

    @property
    def is_telling(self) -> bool:
        """Whether the track would have been recognised, were it there."""
        return not self.note


def find_offset(film: Samples, track: Samples) -> SoundOffset:
    """The film's sound against what it should be, of the same length."""
    if _level_dbfs(track) < _QUIET_DBFS:
        return SoundOffset(None, 0.0, "the track is too quiet there")
    reach = round(SEARCHED_SECONDS * SAMPLE_RATE)
    heard, expected, size = _whitened(film, track)
    energy = float((np.abs(expected) ** 2).sum())
    itself = _correlation(expected, expected, size, reach) / energy
    lags = np.arange(-reach, reach + 1)
    if itself[np.abs(lags) > _APART_SECONDS * SAMPLE_RATE].max() > _MOST_LIKE_ITSELF:
        return SoundOffset(None, 0.0, "the track repeats itself too evenly there")
    other = float((np.abs(heard) ** 2).sum())
    if other == 0.0:
        return SoundOffset(None, 0.0, "")
    likeness = _correlation(heard, expected, size, reach) / (energy * other) ** 0.5
    best = int(likeness.argmax())
    if likeness[best] < _LEAST_LIKENESS:
        return SoundOffset(None, float(likeness[best]), "")
    return SoundOffset(float(lags[best]) / SAMPLE_RATE, float(likeness[best]), "")


def _whitened(film: Samples, track: Samples) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.complex128], int]:
    """Spectra of both, and the length of the transform: long enough that nothing wraps around."""
    count = track.shape[1]
    size = 1 << (2 * count - 1).bit_length()
    window = np.hanning(count)
    heard, expected = np.fft.rfft(film * window, size), np.fft.rfft(track * window, size)
    power = (np.abs(expected) ** 2).sum(axis=0)
    width = max(1, round(_SMOOTHED_HZ * size / SAMPLE_RATE))
    smooth = np.convolve(power, np.ones(width) / width, "same")
    hertz = np.arange(len(power)) * SAMPLE_RATE / size
    band = (hertz > _LOWEST_HZ) & (hertz < _HIGHEST_HZ)
    floor = _FLOOR * power[band].mean() + np.finfo(np.float64).tiny
    weights = np.where(band, 1 / np.sqrt(smooth + floor), 0.0)
    return heard * weights, expected * weights, size


def _correlation(
    first: npt.NDArray[np.complex128], second: npt.NDArray[np.complex128], size: int, reach: int
) -> npt.NDArray[np.float64]:
    """Of two spectra, for lags of the first from -reach to reach; both channels together."""
    # Half of the spectrum is given, and the sum over all of it is wanted.
    lagged = np.fft.irfft((first * second.conj()).sum(axis=0), size) * size / 2
    return np.concatenate([lagged[-reach:], lagged[: reach + 1]])


def _level_dbfs(samples: Samples) -> float:
    return float(10 * np.log10((samples.astype(np.float64) ** 2).mean() + 1e-20))
