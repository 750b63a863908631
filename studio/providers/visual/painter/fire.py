"""Fire: tongues of flame over a place where something burns, at any moment of a period that repeats.

It gives heat, from 0 to 1; what colours heat has follows from a picture's palette. It lights nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import Canvas, resize, smoothstep
from studio.providers.visual.painter.colour import Palette, Plane, Ramp, Tint
from studio.providers.visual.painter.noise import fractal, sample

_ROWS = 150
"""As fine as flames are worked out: they have no sharp edges."""


@dataclass(frozen=True, slots=True)
class Hearth:
    """Where it burns: the middle of its bed, half the bed's width and the height of the tallest flames."""

    across: float
    down: float
    reach: float
    tall: float


class Fire:
    """Flames in a box of twice the reach across, from the bed up."""

    def __init__(self, rng: Generator, hearth: Hearth) -> None:
        self.hearth = hearth
        columns = max(8, round(_ROWS * 2 * hearth.reach / hearth.tall))
        # They wrap around at their edges, and so come back when they have risen by their own height.
        self._tongues = fractal(rng, size=(2 * _ROWS, columns), slope=1.7, largest=0.12, stretch=(0.75, 2.6))
        self._shreds = fractal(rng, size=(2 * _ROWS, columns), slope=1.6, largest=0.05, stretch=(0.8, 2.2))
        self._sway = fractal(rng, size=(2 * _ROWS, columns), slope=2.2, largest=0.30)
        self._up = (1 - (np.arange(_ROWS, dtype=np.float32) + np.float32(0.5)) / _ROWS)[:, None]
        across = ((np.arange(columns, dtype=np.float32) + np.float32(0.5)) / columns * 2 - 1)[None, :]
        self._body = np.clip(1 - np.abs(across) ** np.float32(2.2), 0, 1) ** np.float32(0.8)
        self._within = smoothstep(0.0, 0.07, self._up) * smoothstep(1.0, 0.86, self._up)
        self._scale = np.float32(1 / (2 * _ROWS))

    def heat(self, phase: float) -> Plane:
        """0 where there is no flame, 1 at its hottest; rows from the tips of the tallest down to the bed."""
        up, columns = self._up, self._body.shape[1]
        sway = self._risen(self._sway, 4, phase) * up * np.float32(0.16 * columns / 2)
        lean = np.arange(columns, dtype=np.float32)[None, :] + sway
        down = np.arange(_ROWS, dtype=np.float32)[:, None] + np.float32(phase * 6 * 2 * _ROWS)
        tongues = sample(self._tongues, lean * self._scale, (down + 0 * lean) * self._scale)
        shreds = self._risen(self._shreds, 9, phase)
        # Tall in the middle of the bed and low at its ends; noise tears it apart the more the higher it is.
        height = self._body * (np.float32(0.62) + tongues * np.float32(0.30) + shreds * np.float32(0.09))
        heat = (height - up) * np.float32(1.5) + np.float32(0.10) * self._body
        return np.asarray(np.clip(heat * self._within, 0, 1), np.float32)

    @staticmethod
    def _risen(noise: Plane, rounds: int, phase: float) -> Plane:
        return np.roll(noise, -round(rounds * phase * noise.shape[0]), axis=0)[:_ROWS]


def flame_cover(heat: Plane) -> Plane:
    """How much a flame hides of what is behind it."""
    return smoothstep(0.02, 0.42, heat)


def flame_ramp(palette: Palette) -> Ramp:
    """Red at the edge, then orange, and a pale yellow where it is hottest."""
    edge, body = palette.accent.mixed(Tint(0.6, 0.19, 38), 0.8), palette.glow.mixed(Tint(0.8, 0.16, 68), 0.8)
    return Ramp(
        (
            (0.0, edge.with_lightness(0.42)),
            (0.3, edge.with_lightness(0.62)),
            (0.65, body.with_lightness(0.80)),
            (1.0, body.muted(0.5).with_lightness(0.97)),
        )
    )


def lay_flames(canvas: Canvas, palette: Palette, fire: Fire) -> None:
    """As they are when a period begins."""
    hearth, size = fire.hearth, canvas.height
    left, right = int((hearth.across - hearth.reach) * size), int((hearth.across + hearth.reach) * size)
    top, bottom = canvas.row(hearth.down - hearth.tall), canvas.row(hearth.down)
    heat = np.clip(resize(fire.heat(0.0), right - left, bottom - top), 0, 1)
    part = Canvas(canvas.pixels[:, top:bottom, left:right])
    part.lay(flame_ramp(palette).linear(heat) * np.float32(1.25), flame_cover(heat))
