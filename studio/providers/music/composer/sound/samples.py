"""What sound is while it is made: float32 at 48 kHz, two channels by samples, and the few sums that all ways share."""

import math

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000
HIGHEST_HERTZ = 18_000.0
"""No partial is made above it, so nothing folds back at half the sample rate."""

Samples = npt.NDArray[np.float32]
"""Two channels x samples, or one channel where the text says mono."""
Curve = npt.NDArray[np.float32]
"""A value for each sample."""

_STEP = 256
"""Samples between two exact phases; float32 is exact enough in between."""


def count_samples(seconds: float) -> int:
    return max(1, round(seconds * SAMPLE_RATE))


def hertz_of(pitch: float) -> float:
    """A MIDI pitch in equal temperament, A4 (69) at 440 Hz."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def gain_of(decibels: float) -> float:
    return float(10.0 ** (decibels / 20.0))


def phase_of(hertz: float, count: int, start_cycles: float = 0.0) -> Curve:
    """The phase of a steady tone in cycles, not wrapped, exact to a millionth however long it lasts."""
    cycles = hertz / SAMPLE_RATE
    steps = np.arange(-(-count // _STEP), dtype=np.float64) * (_STEP * cycles) + start_cycles
    coarse = (steps % 1.0).astype(np.float32)
    fine = (np.arange(_STEP) * cycles).astype(np.float32)
    return np.add.outer(coarse, fine).reshape(-1)[:count]


def sine_of(cycles: Curve) -> Curve:
    """The sine of a phase in cycles."""
    return np.asarray(np.sin(cycles * np.float32(2 * math.pi)))


def stretch(points: npt.ArrayLike, step: int, count: int) -> Curve:
    """A curve through points that lie `step` samples apart, by straight lines; the last point goes on."""
    values = np.asarray(points, np.float32)
    needed = -(-count // step) + 1
    if len(values) < needed:
        values = np.concatenate([values, np.full(needed - len(values), values[-1], np.float32)])
    values = values[:needed]
    ramp = np.arange(step, dtype=np.float32) / np.float32(step)
    lines: Curve = np.multiply.outer(np.diff(values), ramp)
    lines += values[:-1, None]
    return lines.reshape(-1)[:count]


def drift(count: int, period_seconds: float, chance: np.random.Generator) -> Curve:
    """A slow wandering between -1 and 1 that turns about every `period_seconds` and never repeats."""
    control = 480
    length = -(-count // control) + 2
    knots = max(4, math.ceil(length * control / SAMPLE_RATE / period_seconds) + 4)
    places = np.arange(knots) + chance.uniform(-0.3, 0.3, knots)
    heights = chance.uniform(-1.0, 1.0, knots)
    times = 1.0 + np.arange(length) * (control / SAMPLE_RATE / period_seconds)
    index = np.clip(np.searchsorted(places, times) - 1, 0, knots - 2)
    share = np.clip((times - places[index]) / (places[index + 1] - places[index]), 0.0, 1.0)
    eased = share * share * (3.0 - 2.0 * share)
    return stretch(heights[index] + (heights[index + 1] - heights[index]) * eased, control, count)


def fade_in(samples: Samples, seconds: float) -> None:
    """Open with half a cosine, in place."""
    count = min(samples.shape[-1], count_samples(seconds))
    samples[..., :count] *= (0.5 - 0.5 * np.cos(np.arange(count) * (math.pi / count))).astype(np.float32)


def fade_out(samples: Samples, seconds: float) -> None:
    """Close with half a cosine, in place, and end at zero."""
    count = min(samples.shape[-1], count_samples(seconds))
    samples[..., -count:] *= (0.5 + 0.5 * np.cos(np.arange(1, count + 1) * (math.pi / count))).astype(np.float32)


def place(mono: Samples, pan: float) -> Samples:
    """Mono as stereo at `pan` between -1 (left) and 1 (right), with equal power."""
    angle = (pan + 1.0) * (math.pi / 4.0)
    sides = np.array([math.cos(angle), math.sin(angle)], np.float32) * np.float32(math.sqrt(2.0))
    return np.asarray(np.multiply.outer(sides, mono))
