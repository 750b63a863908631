"""Water that ripples below a horizon."""

import math

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame
from studio.providers.visual.painter.movement.ink import BLACK
from studio.providers.visual.painter.noise import COARSE, fractal, sample

_ONE = 128
"""As which 1 is counted where brightness is multiplied in whole numbers: 235 times 1.5 of it still has 16 bits."""
_TURN = 2 * math.pi


class Rippling:
    """Water below a horizon: what is painted there wavers, more the nearer it is, and its lights twinkle."""

    def __init__(self, rng: Generator, still: Frame, horizon: float, *, roughness: float) -> None:
        height, width = still.height, still.width
        self._top = min(height - 2, round(horizon * height / 2) * 2 + 2)
        rows, columns = (height - self._top) // 2, width // 2
        near = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        self._reach = (np.float32(0.2) + near * np.float32(3.5 + 4.5 * roughness)) * np.float32(height / 1080)
        """In rows of half the size."""
        self._gain = np.minimum(1, near * 4 + np.float32(0.2)) * np.float32(0.05 + 0.06 * roughness)
        away = 1 / (near + np.float32(0.08))
        lines = np.log(away) * np.float32(1.2)
        spots = (np.arange(columns, dtype=np.float32)[None, :] / columns - np.float32(0.5)) * away * np.float32(0.36)
        # Pairs of fields, of which one turns into the other and back: waves that never stand still and never jump.
        self._swell, self._chop = (tuple(_seen_afar(rng, spots, lines) for _ in range(2)) for _ in range(2))

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        swell, chop = _turned(self._swell, 3 * phase), _turned(self._chop, 5 * phase)
        shift = (swell * np.float32(0.6) + chop * np.float32(0.4)) * self._reach
        rows, columns = shift.shape
        half = np.clip(shift + np.arange(rows, dtype=np.float32)[:, None], 0, rows - 1)
        across = np.arange(columns)
        at = half.astype(np.intp) * columns + across
        for plane, source in zip(shown.chroma, still.chroma, strict=True):
            np.take(source[self._top // 2 :].reshape(-1), at, out=plane[self._top // 2 :], mode="clip")
        # Two neighbours in a row wander together, so they are fetched as one number of 16 bits.
        pairs = still.luma[self._top :].reshape(-1).view(np.uint16)
        at = (half * 2).astype(np.intp) * columns + across
        gain = np.rint((1 + chop * self._gain) * _ONE).astype(np.uint16).repeat(2, axis=1)
        # Whole numbers that wrap around below 0 and come back: no brightness is below black.
        lift = BLACK * _ONE + _ONE // 2 - BLACK * gain
        water = shown.luma[self._top :].reshape(rows, 2, still.width)
        for row in (0, 1):
            bright = np.take(pairs, at + row * columns, mode="clip").view(np.uint8) * gain
            bright += lift
            bright //= _ONE
            np.minimum(bright, 235, out=water[:, row], casting="unsafe")
        return shown


def _turned(pair: tuple[Plane, ...], rounds: float) -> Plane:
    return pair[0] * np.float32(math.cos(_TURN * rounds)) + pair[1] * np.float32(math.sin(_TURN * rounds))


def _seen_afar(rng: Generator, across: Plane, down: Plane) -> Plane:
    noise = fractal(rng, size=COARSE, slope=1.3, largest=0.10, smallest=0.012, stretch=(3.5, 1))
    return sample(noise, np.broadcast_to(across, np.broadcast_shapes(across.shape, down.shape)), down + 0 * across)
