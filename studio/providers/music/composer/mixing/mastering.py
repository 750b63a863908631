"""The last step: a hand on the fader, one level for the whole, a gentle squeeze, a soft ceiling, and the fades.

But for the fader, which is known beforehand, every gain depends on the sound within a tenth of a second around it and
on nothing else, so that blocks can be made one by one, each read with a margin.
"""

import math

import numpy as np
from scipy import signal

from studio.providers.music.composer.mixing.loudness import HOP, LoudnessMeter
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Curve, Samples, gain_of, stretch

LOUDNESS_LUFS = -16.0
_LOST_LU = 0.4
"""What squeeze and saturation take away of a usual track."""
CEILING_DBTP = -1.3
"""Below the -1 dBTP that is promised: two meters differ by a tenth or two."""
MARGIN = SAMPLE_RATE // 4
"""Samples before and after a block that `master` must be given."""

_STEP = 480
_RIDE_WINDOW = 81
"""Tenths of a second over which the fader looks: it follows sections, not phrases."""
_RIDE_SHARE = 0.5
_RIDE_UP_DB, _RIDE_DOWN_DB = 5.0, 4.0
_SQUEEZE_WINDOW = 31
_SQUEEZE_ABOVE_LU = 1.0
_SQUEEZE_SHARE = 0.3
"""Of what stands out, so much is taken away: a ratio of 1.4."""
_PEAK_STEP = 48
_PEAK_WINDOW = 81
_TAPS = 16
_SATURATION = 0.18
_LOUDEST = math.sqrt(1.0 / (3.0 * _SATURATION))


class Fader:
    """The gain over the whole track: it brings calm and full sections a little nearer, and all to the level."""

    def __init__(self, meter: LoudnessMeter) -> None:
        """`meter` has heard the whole."""
        powers = meter.powers()
        window = np.hanning(_RIDE_WINDOW + 2)[1:-1]
        padded = np.pad(powers, _RIDE_WINDOW // 2, "reflect") if len(powers) > _RIDE_WINDOW else powers
        smooth = np.convolve(padded, window / window.sum(), "valid") if len(powers) > _RIDE_WINDOW else powers
        lufs = 10.0 * np.log10(smooth + 1e-12)
        usual = 10.0 * math.log10(float(smooth.mean()) + 1e-12)
        ride = 10.0 ** (np.clip(_RIDE_SHARE * (usual - lufs), -_RIDE_DOWN_DB, _RIDE_UP_DB) / 20.0)
        loudness = meter.integrated_lufs(ride)
        self._gains = ride * gain_of(LOUDNESS_LUFS + _LOST_LU - loudness if math.isfinite(loudness) else 0.0)

    def gains(self, first: int, count: int) -> Curve:
        """For so many samples from the `first` on, which may lie before the start."""
        points = first + np.arange(-(-count // _STEP) + 1) * _STEP
        middles = (np.arange(len(self._gains)) + 0.5) * HOP
        return stretch(np.interp(points, middles, self._gains), _STEP, count)


def master(sound: Samples, gains: Curve) -> Samples:
    """A stretch with MARGIN on both sides, under the fader's gains for it, without the margins."""
    level = sound * gains
    level *= _squeeze(level)
    # A cubic: three times the bandwidth of what is loud, which music keeps far below 8 kHz. It is flat where it is cut.
    np.clip(level, -_LOUDEST, _LOUDEST, out=level)
    level -= np.float32(_SATURATION) * level * level * level
    level *= _limit(level)
    return level[:, MARGIN:-MARGIN]


def fade_ends(sound: Samples, start: int, total: int, opening: int, closing: int) -> None:
    """Half a cosine over the first and the last samples of the whole; `sound` begins at `start`. In place."""
    end = start + sound.shape[1]
    if start < opening:
        place = np.arange(start, min(end, opening)) / opening
        sound[:, : len(place)] *= (0.5 - 0.5 * np.cos(math.pi * place)).astype(np.float32)
    if end > total - closing:
        first = max(start, total - closing)
        place = (total - 1 - np.arange(first, end)) / closing
        sound[:, first - start :] *= (0.5 - 0.5 * np.cos(math.pi * place)).astype(np.float32)


def _squeeze(sound: Samples) -> Curve:
    count = sound.shape[1]
    steps = -(-count // _STEP)
    power = np.zeros(steps)
    whole = count // _STEP
    for channel in sound:
        power[:whole] += np.square(channel[: whole * _STEP]).reshape(whole, _STEP).mean(axis=1)
    power[whole:] = power[whole - 1] if whole else 0.0
    window = np.hanning(_SQUEEZE_WINDOW + 2)[1:-1]
    smooth = np.convolve(np.pad(power, _SQUEEZE_WINDOW // 2, "edge"), window / window.sum(), "valid")
    above = 10.0 * np.log10(smooth + 1e-9) - (LOUDNESS_LUFS + _SQUEEZE_ABOVE_LU)
    gain = 10.0 ** (-_SQUEEZE_SHARE * np.maximum(above, 0.0) / 20.0)
    return stretch(np.append(gain, gain[-1]), _STEP, count)


def _limit(sound: Samples) -> Curve | np.float32:
    """A gain under which no true peak passes the ceiling. Nearly always 1."""
    ceiling = gain_of(CEILING_DBTP)
    count = sound.shape[1]
    whole = count // _PEAK_STEP
    peaks = np.abs(sound[:, : whole * _PEAK_STEP]).max(axis=0).reshape(whole, _PEAK_STEP).max(axis=1)
    suspects = np.flatnonzero(peaks > 0.75 * ceiling)
    if not len(suspects):
        return np.float32(1.0)
    peaks = peaks.astype(np.float64)
    padded = np.pad(sound, ((0, 0), (_TAPS, _TAPS + _PEAK_STEP)))
    window = suspects[:, None] * _PEAK_STEP + np.arange(_PEAK_STEP + 2 * _TAPS)[None, :]
    for channel in padded:
        finer = signal.resample_poly(channel[window], 4, 1, axis=1)[:, 4 * _TAPS : -4 * _TAPS]
        peaks[suspects] = np.maximum(peaks[suspects], np.abs(finer).max(axis=1))
    if peaks.max() <= ceiling:
        return np.float32(1.0)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    half = _PEAK_WINDOW // 2
    # The least over a window, then the mean over the same: never above what is needed, and smooth.
    least = np.lib.stride_tricks.sliding_window_view(np.pad(needed, half + 1, "edge"), _PEAK_WINDOW + 2).min(axis=1)
    shape = np.hanning(_PEAK_WINDOW + 2)[1:-1]
    gain = np.convolve(np.pad(least, half, "edge"), shape / shape.sum(), "valid")
    return stretch(np.append(gain, gain[-1]), _PEAK_STEP, count)
