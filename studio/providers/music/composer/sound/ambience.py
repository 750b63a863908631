"""What lies under the music: rain, wind, water, fire, birds, a room, a worn record. Noise, shaped; nothing is sampled.

A bed is described by layers and made block by block for as long as the track lasts, so that no stretch comes twice.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from studio.providers.music.composer.sound.filters import Section, StreamFilter, filtered, highpass, lowpass
from studio.providers.music.composer.sound.samples import (
    SAMPLE_RATE,
    Curve,
    Samples,
    count_samples,
    drift,
    fade_out,
    stretch,
)

CONTROL = 480
"""Samples between two points of a motion. Blocks must be whole multiples of it."""
_COARSE = 4
_RINGING_SECONDS = 0.1
"""Of a drop; the sharpest resonances are some 100 dB down by then."""

Motion = Callable[[int, np.random.Generator], Curve]
"""A gain for each of so many control points."""


class Stream(Protocol):
    def run(self, count: int) -> Samples:
        """The next block, stereo."""


class Layer(Protocol):
    def begin(self, points: int, chance: np.random.Generator, tide: int) -> Stream:
        """A stream for a track of so many control points. Motions are drawn from `tide`, so that equal ones agree."""


@dataclass(frozen=True, slots=True)
class Ambience:
    layers: tuple[Layer, ...]
    level: float = 1.0

    def begin(self, seconds: float, chance: np.random.Generator) -> Stream:
        points = math.ceil(seconds * SAMPLE_RATE / CONTROL) + 2
        tide = int(chance.integers(1 << 32))
        return _Sum(tuple(layer.begin(points, chance, tide) for layer in self.layers), self.level)


class _Sum:
    def __init__(self, streams: tuple[Stream, ...], level: float) -> None:
        self._streams = streams
        self._level = np.float32(level)

    def run(self, count: int) -> Samples:
        total = np.zeros((2, count), np.float32)
        for stream in self._streams:
            total += stream.run(count)
        total *= self._level
        return total


@dataclass(frozen=True, slots=True)
class Hiss:
    """Steady noise of one colour whose strength moves."""

    gain: float
    colour: tuple[Section, ...]
    motion: Motion | None = None
    width: float = 0.8
    """0 is the same noise on both sides, 1 two different ones."""

    def begin(self, points: int, chance: np.random.Generator, tide: int) -> Stream:
        return _HissStream(self, chance, _begin_motion(self.motion, points, tide))


class _HissStream:
    def __init__(self, layer: Hiss, chance: np.random.Generator, motion: "_Playhead | None") -> None:
        self._layer = layer
        self._filter = StreamFilter(*layer.colour)
        self._chance = chance
        self._motion = motion

    def run(self, count: int) -> Samples:
        sound = self._filter.run(_noise(count, self._layer.width, self._chance))
        sound *= np.float32(2.0 * self._layer.gain)
        if self._motion is not None:
            sound *= self._motion.run(count)
        return sound


@dataclass(frozen=True, slots=True)
class Rumble:
    """Noise between two low frequencies, up to 1 kHz. Drawn and coloured at a quarter of the rate, which is enough."""

    gain: float
    low_hertz: float
    high_hertz: float
    motion: Motion | None = None
    width: float = 0.7

    def begin(self, points: int, chance: np.random.Generator, tide: int) -> Stream:
        return _RumbleStream(self, chance, _begin_motion(self.motion, points, tide))


class _RumbleStream:
    def __init__(self, layer: Rumble, chance: np.random.Generator, motion: "_Playhead | None") -> None:
        self._layer = layer
        self._colour = StreamFilter(highpass(layer.low_hertz * _COARSE), lowpass(layer.high_hertz * _COARSE))
        self._smooth = StreamFilter(lowpass(1500.0), lowpass(1500.0))
        self._chance = chance
        self._motion = motion

    def run(self, count: int) -> Samples:
        coarse = self._colour.run(_noise(-(-count // _COARSE), self._layer.width, self._chance))
        coarse *= np.float32(2.0 * self._layer.gain)
        sound = self._smooth.run(np.repeat(coarse, _COARSE, axis=1)[:, :count])
        if self._motion is not None:
            sound *= self._motion.run(count)
        return sound


@dataclass(frozen=True, slots=True)
class Drops:
    """Many tiny knocks: drops on a pane, crackle of a record or a fire. Each rings a resonance."""

    gain: float
    a_second: float
    colour: tuple[Section, ...]
    pan: float = 0.0
    weight: float = 2.0
    """How much the strongest stand out; 1 is even."""
    motion: Motion | None = None

    def begin(self, points: int, chance: np.random.Generator, tide: int) -> Stream:
        return _DropsStream(self, chance, _begin_motion(self.motion, points, tide))


class _DropsStream:
    def __init__(self, layer: Drops, chance: np.random.Generator, motion: "_Playhead | None") -> None:
        knock = np.zeros(count_samples(_RINGING_SECONDS), np.float32)
        knock[0] = layer.gain
        self._ringing = filtered(knock, *layer.colour)
        fade_out(self._ringing, _RINGING_SECONDS / 4)
        self._left = np.zeros((2, len(knock)), np.float32)
        self._layer = layer
        self._chance = chance
        self._motion = motion

    def run(self, count: int) -> Samples:
        layer, chance, ringing = self._layer, self._chance, self._ringing
        total = np.zeros((2, count + len(ringing)), np.float32)
        total[:, : len(ringing)] = self._left
        number = int(chance.poisson(layer.a_second * count / SAMPLE_RATE))
        where = chance.integers(0, count, number)
        strength = chance.random(number) ** (layer.weight * 2.0) * chance.choice((-1.0, 1.0), number)
        pans = np.clip(layer.pan + chance.uniform(-0.7, 0.7, number), -1.0, 1.0)
        angles = (pans + 1.0) * (math.pi / 4.0)
        sides = (np.stack([np.cos(angles), np.sin(angles)], axis=1) * strength[:, None]).astype(np.float32)
        for start, side in zip(where.tolist(), sides, strict=True):
            total[:, start : start + len(ringing)] += np.multiply.outer(side, ringing)
        self._left = total[:, count:]
        sound = total[:, :count]
        if self._motion is not None:
            sound *= self._motion.run(count)
        return sound


@dataclass(frozen=True, slots=True)
class Calls:
    """Now and then something longer: a bird, thunder, a cup."""

    gain: float
    every_seconds: float
    call: Callable[[np.random.Generator], Samples]
    first_seconds: float = 4.0

    def begin(self, points: int, chance: np.random.Generator, tide: int) -> Stream:
        del points, tide
        return _CallsStream(self, chance)


class _CallsStream:
    def __init__(self, layer: Calls, chance: np.random.Generator) -> None:
        self._layer = layer
        self._chance = chance
        self._left = np.zeros((2, 0), np.float32)
        self._wait = int(SAMPLE_RATE * layer.first_seconds * chance.uniform(0.4, 1.6))

    def run(self, count: int) -> Samples:
        total = np.zeros((2, max(count, self._left.shape[1])), np.float32)
        total[:, : self._left.shape[1]] = self._left
        while self._wait < count:
            call = self._layer.call(self._chance) * np.float32(self._layer.gain * self._chance.uniform(0.45, 1.0))
            end = self._wait + call.shape[1]
            if end > total.shape[1]:
                total = np.pad(total, ((0, 0), (0, end - total.shape[1])))
            total[:, self._wait : end] += call
            self._wait += int(SAMPLE_RATE * self._layer.every_seconds * self._chance.uniform(0.35, 1.8))
        self._wait -= count
        self._left = total[:, count:]
        return total[:, :count]


class _Playhead:
    """Reads a motion block by block."""

    def __init__(self, points: Curve) -> None:
        self._points = points
        self._at = 0

    def run(self, count: int) -> Curve:
        first = self._at // CONTROL
        self._at += count
        return stretch(self._points[min(first, len(self._points) - 1) :], CONTROL, count)


def _noise(count: int, width: float, chance: np.random.Generator) -> Samples:
    noise = chance.random((2, count), np.float32)
    noise -= np.float32(0.5)
    if width < 1.0:
        noise[1] = noise[0] * np.float32(1.0 - width) + noise[1] * np.float32(width)
    return noise


def _begin_motion(motion: Motion | None, points: int, tide: int) -> _Playhead | None:
    return None if motion is None else _Playhead(motion(points, np.random.default_rng(tide)))


def wander(depth: float, seconds: float) -> Motion:
    """Between 1 - depth and 1, without hurry."""

    def motion(points: int, chance: np.random.Generator) -> Curve:
        curve = _slow(points, seconds, chance)
        return np.float32(1.0 - depth) + np.float32(depth) * (np.float32(0.5) + np.float32(0.5) * curve)

    return motion


def gusts(seconds: float) -> Motion:
    """Mostly little, now and then much."""

    def motion(points: int, chance: np.random.Generator) -> Curve:
        curve = np.float32(0.5) + np.float32(0.5) * _slow(points, seconds, chance)
        return np.asarray(np.float32(0.12) + np.float32(0.88) * curve * curve * curve)

    return motion


def surf(seconds: float, delay_seconds: float = 0.0) -> Motion:
    """A wave about every so many seconds: it swells, breaks and runs back."""

    def motion(points: int, chance: np.random.Generator) -> Curve:
        # The layers of one surf draw the same waves; the delay sets the foam behind the swell.
        curve = np.zeros(points, np.float32)
        start = delay_seconds - seconds
        total = points * CONTROL / SAMPLE_RATE
        while start < total:
            length = seconds * float(chance.uniform(0.75, 1.3))
            time = np.arange(points) * (CONTROL / SAMPLE_RATE) - start
            rise = np.clip(time / (0.38 * length), 0.0, 1.0) ** 2
            fall = np.exp(-np.maximum(time - 0.38 * length, 0.0) / (0.28 * length))
            curve = np.maximum(curve, (rise * fall * float(chance.uniform(0.6, 1.0))).astype(np.float32))
            start += length
        return np.float32(0.08) + np.float32(0.92) * curve

    return motion


def talk(seconds: float = 0.22) -> Motion:
    """Syllables in phrases, as of people who are too far away to be understood."""

    def motion(points: int, chance: np.random.Generator) -> Curve:
        syllables = np.clip(_slow(points, seconds, chance), 0.0, 1.0)
        phrases = np.clip(_slow(points, 2.4, chance) * 2.0 + 0.4, 0.0, 1.0)
        return np.asarray(syllables * phrases, np.float32)

    return motion


def _slow(points: int, seconds: float, chance: np.random.Generator) -> Curve:
    return drift(points, seconds / CONTROL, chance)
