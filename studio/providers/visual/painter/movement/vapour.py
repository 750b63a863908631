"""Steam that rises."""

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import resize, smoothstep
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame
from studio.providers.visual.painter.movement.ink import BLACK
from studio.providers.visual.painter.noise import fractal


class Steam:
    """A column that rises from a place and spreads."""

    def __init__(self, rng: Generator, still: Frame, across: float, down: float, size: float) -> None:
        height = still.height
        reach, tall = size * 1.1, size * 2.8
        self._left, self._right = (
            max(0, int((across - reach) * height)),
            min(still.width, int((across + reach) * height)),
        )
        self._top, self._bottom = max(0, int((down - tall) * height)), int(down * height)
        rows, columns = (self._bottom - self._top) // 2, (self._right - self._left) // 2
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / columns - np.float32(0.5)
        # Both repeat at their edges, so that one turn of each brings the beginning back.
        self._wisps = [
            fractal(rng, size=(rows * 2, columns), slope=1.7, largest=0.25, stretch=(0.8, 0.35)) for _ in range(2)
        ]
        column = np.exp(-((x / (np.float32(0.11) + up * np.float32(0.16))) ** 2))
        self._body: Plane = column * smoothstep(0.0, 0.10, up) * smoothstep(1.0, 0.3, up)

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        rows = self._body.shape[0]
        amount = sum(
            np.clip(0.3 + 0.5 * np.roll(wisp, -round(phase * turns * wisp.shape[0]), axis=0)[:rows], 0, 1)
            for wisp, turns in zip(self._wisps, (1, 2), strict=True)
        )
        light = resize(
            (amount * self._body).astype(np.float32) * 44, self._right - self._left, self._bottom - self._top
        )
        part = shown.luma[self._top : self._bottom, self._left : self._right]
        part[:] = np.clip(part + np.maximum(light, 0) * (1 - part / np.float32(300)) + np.float32(0.5), BLACK, 235)
        return shown
