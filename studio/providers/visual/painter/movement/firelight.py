"""Light that wavers, and flames."""

import math

import numpy as np
from numpy.random import Generator
from PIL import Image

from studio.providers.visual.painter.canvas import resize, smoothstep, soften
from studio.providers.visual.painter.colour import Ramp
from studio.providers.visual.painter.fire import Fire, flame_cover
from studio.providers.visual.painter.loop import Frame
from studio.providers.visual.painter.movement.ink import BLACK, GREY, ink_of

_TURN = 2 * math.pi
_ONE = 128
"""As which 1 is counted where brightness is multiplied in whole numbers."""
_COARSER = 4
"""So many steps of heat have one colour."""


class Flicker:
    """Light that wavers: the picture between a dimmer and a brighter one of itself, by its own lights."""

    def __init__(self, rng: Generator, still: Frame, depth: float = 0.22) -> None:
        height, width = still.height, still.width
        luma = (still.luma.astype(np.float32) - BLACK) * np.float32(1 / 219)
        # What stands near a light takes part in it.
        lit = soften(resize(luma, width // 6, height // 6), height / 6 * 0.05)
        gain = 1 - np.float32(depth) * smoothstep(0.03, 0.45, resize(lit, width, height))
        self._dim = still.copy()
        self._dim.luma[:] = BLACK + (still.luma - np.float32(BLACK)) * gain + np.float32(0.5)
        small = resize(gain, width // 2, height // 2)
        for plane in self._dim.chroma:
            plane[:] = GREY + (plane - np.float32(GREY)) * small + np.float32(0.5)
        self._rounds = rng.integers(2, 34, 14)
        self._turns = rng.random(14)
        self._shares = rng.uniform(0.4, 1, 14) / (1 + self._rounds / 9)

    @property
    def is_soft(self) -> bool:
        return False

    def level(self, phase: float) -> float:
        """0 dim to 1 bright."""
        waves = self._shares * np.sin(_TURN * (self._rounds * phase + self._turns))
        return float(np.clip(0.6 + waves.sum() / self._shares.sum() * 1.3, 0, 1))

    def show(self, still: Frame, phase: float) -> Frame:
        return self._dim.mixed(still, self.level(phase))


class Flames:
    """Fire that burns where the still has none."""

    def __init__(self, still: Frame, fire: Fire, ramp: Ramp) -> None:
        self._fire = fire
        hearth, height = fire.hearth, still.height
        # Even numbers, so that colour, which is half as fine, begins at the same place.
        self._left = max(0, int((hearth.across - hearth.reach) * height) // 2 * 2)
        self._right = min(still.width, int((hearth.across + hearth.reach) * height) // 2 * 2)
        self._top = max(0, int((hearth.down - hearth.tall) * height) // 2 * 2)
        self._bottom = min(height, int(hearth.down * height) // 2 * 2)
        # A step of 8 bits is one of heat: for each, how much shows of what is behind, and what the flame adds to it.
        heats = np.arange(256, dtype=np.float32) / 255
        cover = flame_cover(heats)
        inks = [ink_of(ramp.tint(float(heat)).linear()) for heat in heats[::_COARSER]]
        self._keep = np.rint((1 - cover) * _ONE).astype(int).tolist()
        self._add = [
            np.rint(np.repeat(tones, _COARSER) * cover).astype(int).tolist()
            for tones in ([getattr(ink, part) for ink in inks] for part in ("luma", "blue", "red"))
        ]

    @property
    def is_soft(self) -> bool:
        return False

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        heat = Image.fromarray(np.rint(self._fire.heat(phase) * 255).astype(np.uint8))
        for plane, finer, add in zip((shown.luma, *shown.chroma), (1, 2, 2), self._add, strict=True):
            part = plane[self._top // finer : self._bottom // finer, self._left // finer : self._right // finer]
            hot = heat.resize(part.shape[::-1], Image.Resampling.BICUBIC)
            left = part * np.asarray(hot.point(self._keep)).astype(np.uint16)
            left += _ONE // 2
            left //= _ONE
            np.add(left, np.asarray(hot.point(add)), out=part, casting="unsafe")
        return shown
