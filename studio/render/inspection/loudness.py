"""Loudness of any stretch from what was heard of it every 100 ms. Pure.

ITU-R BS.1770-4: blocks of 400 ms, each overlapping the next by three quarters, gated at -70 LUFS and
then at 10 LU below the mean of what is left.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HOPS_PER_SECOND = 10
BLOCK_HOPS = 4
FLOOR_LUFS = -120.0
"""Stands for silence, which has no loudness."""
FLOOR_DBTP = -120.0
SILENT_DBFS = -60.0

_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_STEADY_HOPS = 3 * HOPS_PER_SECOND
"""Beside a join, the level of three seconds is what an ear compares with (the short term of EBU Tech 3341)."""

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SoundCurve:
    """A sound as it was heard, one value for each 100 ms begun."""

    momentary_lufs: Levels
    """Loudness of the 400 ms that end with each 100 ms; the floor before the fourth and for a begun last one."""
    true_peak_dbtp: Levels
    """The highest true peak of any channel within each 100 ms."""
    faults: tuple[str, ...] = ()
    """What FFmpeg complained of while decoding, and where."""


def integrated_lufs(curve: SoundCurve, start_seconds: float = 0.0, end_seconds: float | None = None) -> float | None:
    """Gated loudness of the blocks that lie within a stretch; None where nothing passes the gate."""
    first = _hop_at_or_after(start_seconds) + BLOCK_HOPS - 1
    blocks = curve.momentary_lufs[first : None if end_seconds is None else _hop_at_or_before(end_seconds)]
    blocks = blocks[blocks > _ABSOLUTE_GATE_LUFS]
    if not blocks.size:
        return None
    return _mean(blocks[blocks > _mean(blocks) + _RELATIVE_GATE_LU])


def highest_peak_dbtp(
    curve: SoundCurve, start_seconds: float = 0.0, end_seconds: float | None = None
) -> tuple[float, float] | None:
    """The highest true peak of a stretch and its time in seconds, to 100 ms; None for digital silence."""
    first = round(start_seconds * HOPS_PER_SECOND)
    peaks = curve.true_peak_dbtp[first : None if end_seconds is None else round(end_seconds * HOPS_PER_SECOND)]
    if not peaks.size or peaks.max() <= FLOOR_DBTP:
        return None
    place = int(peaks.argmax())
    return float(peaks[place]), (first + place) / HOPS_PER_SECOND


def find_silences(curve: SoundCurve, shortest_seconds: float) -> list[tuple[float, float]]:
    """Start and end in seconds of each stretch, longer than so much, in which no peak reaches -60 dBFS."""
    return [
        (start / HOPS_PER_SECOND, end / HOPS_PER_SECOND)
        for start, end in runs(curve.true_peak_dbtp < SILENT_DBFS)
        if (end - start) / HOPS_PER_SECOND > shortest_seconds
    ]


def runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First place of each run of true values, and the place behind it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def level_change_at_join(curve: SoundCurve, start_seconds: float, end_seconds: float) -> tuple[float, float] | None:
    """Dip and bump in dB of a join against the three seconds on both of its sides.

    The dip is how far the quietest 400 ms lie below the quieter side (0 or less), the bump how far the
    loudest lie above the louder side (0 or more): music that ends softly makes no dip. None beside silence.
    """
    first, last = _hop_at_or_after(start_seconds), _hop_at_or_before(end_seconds)
    before = curve.momentary_lufs[max(0, first - _STEADY_HOPS) : first]
    after = curve.momentary_lufs[last + BLOCK_HOPS - 1 : last + BLOCK_HOPS - 1 + _STEADY_HOPS]
    within = curve.momentary_lufs[first + BLOCK_HOPS - 1 : last]
    if not before.size or not after.size or not within.size:
        return None
    sides = _mean(before), _mean(after)
    if min(sides) <= _ABSOLUTE_GATE_LUFS:
        return None
    # Music has its own ups and downs: only what goes beyond those on either side belongs to the join.
    lowest = min(*sides, float(before.min()), float(after.min()))
    highest = max(*sides, float(before.max()), float(after.max()))
    return min(0.0, float(within.min()) - lowest), max(0.0, float(within.max()) - highest)


def loudness_each_second(curve: SoundCurve) -> tuple[float, ...]:
    """For a plot: one value a second, from its momentary blocks, no lower than the absolute gate."""
    count = len(curve.momentary_lufs) // HOPS_PER_SECOND * HOPS_PER_SECOND
    power = 10 ** (curve.momentary_lufs[:count].astype(np.float64) / 10).reshape(-1, HOPS_PER_SECOND)
    levels = 10 * np.log10(power.mean(axis=1))
    return tuple(np.maximum(levels, _ABSOLUTE_GATE_LUFS).round(1).tolist())


def _mean(levels: Levels) -> float:
    """The level of the mean power."""
    return float(10 * np.log10((10 ** (levels.astype(np.float64) / 10)).mean()))


def _hop_at_or_after(seconds: float) -> int:
    return int(np.ceil(round(seconds * HOPS_PER_SECOND, 6)))


def _hop_at_or_before(seconds: float) -> int:
    return int(np.floor(round(seconds * HOPS_PER_SECOND, 6)))
