"""Steam that rises, and mist and cloud that drift."""

import math

import numpy as np
from numpy.random import Generator
from PIL import Image

from studio.providers.visual.painter.canvas import resize, smoothstep
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame
from studio.providers.visual.painter.movement.ink import BLACK, Ink
from studio.providers.visual.painter.noise import fractal

_ONE = 128
"""As which 1 is counted where brightness is multiplied in whole numbers."""


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


class Drift:
    """Mist or thin cloud that passes slowly before the picture, where it is let."""

    def __init__(
        self, rng: Generator, still: Frame, thickness: Plane, ink: Ink, *, wind: float = 0.3, stretch: float = 4.0
    ) -> None:
        """`thickness` is of one column or of any size, from the top of the picture to its foot: 0 where it is always
        clear, 1 where the thickest mist hides all. `wind` is in heights a period, above 0 to the right."""
        # It is soft, so a quarter of the size holds it.
        rows, columns = still.height // 4, still.width // 4
        shape = np.broadcast_to(thickness, (thickness.shape[0], max(2, thickness.shape[1])))
        self._thickness = np.clip(resize(shape, columns, rows), 0, 1) * np.float32(_ONE)
        # Only rows with mist in them are touched.
        misty = np.flatnonzero(self._thickness.max(axis=1) > 0.5)
        self._top, self._bottom = int(misty[0]), int(misty[-1]) + 1
        self._noise = fractal(rng, size=(rows, columns), slope=1.75, largest=0.4, stretch=(stretch, 1.0))
        self._wind, self._ink = wind * rows, ink

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        # Two of it, a period apart: as one fades in for the other, the wind never stops and the end is the beginning.
        turn = math.pi / 2 * phase * phase * (3 - 2 * phase)
        noise = self._blown(phase - 1) * np.float32(math.sin(turn)) + self._blown(phase) * np.float32(math.cos(turn))
        cover = smoothstep(-0.9, 1.9, noise) * self._thickness[self._top : self._bottom]
        veil = Image.fromarray(np.rint(cover).astype(np.uint8))
        inks = self._ink.luma, self._ink.blue, self._ink.red
        for plane, finer, ink in zip((shown.luma, *shown.chroma), (4, 2, 2), inks, strict=True):
            part = plane[self._top * finer : self._bottom * finer]
            much = np.asarray(veil.resize(part.shape[::-1], Image.Resampling.BILINEAR))
            mixed = part * (_ONE - much).astype(np.uint16)
            mixed += much * np.uint16(ink)
            mixed += _ONE // 2
            np.floor_divide(mixed, _ONE, out=part, casting="unsafe")
        return shown

    def _blown(self, phase: float) -> Plane:
        """The noise, which wraps around, moved by the wind, in between two columns where need be."""
        whole, rest = divmod(self._wind * phase, 1)
        part = self._noise[self._top : self._bottom]
        near, far = np.roll(part, int(whole), axis=1), np.roll(part, int(whole) + 1, axis=1)
        return np.asarray(near + (far - near) * np.float32(rest))
