"""Shapes with clean edges: polygons, lines and discs drawn at twice the size and averaged into a cover.

Lengths are in heights of the picture, like the canvas's. It knows shapes, not what they stand for.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from studio.providers.visual.painter.canvas import Canvas
from studio.providers.visual.painter.colour import Plane

_FINER = 2

Point = tuple[float, float]


class Stencil:
    """Cut shapes, then take the `cover` and lay a colour through it."""

    def __init__(self, canvas: Canvas) -> None:
        self._height, self._width = canvas.height, canvas.width
        self._scale = canvas.height * _FINER
        self._image = Image.new("L", (self._width * _FINER, self._height * _FINER), 0)
        self._pen = ImageDraw.Draw(self._image)

    def polygon(self, points: Iterable[Point], amount: float = 1.0) -> None:
        self._pen.polygon(self._pixels(points), fill=round(255 * amount))

    def line(self, points: Sequence[Point], width: float, amount: float = 1.0) -> None:
        """At least half a pixel wide; thinner lines are fainter instead."""
        pixels = width * self._scale
        fainter = min(1.0, pixels)
        self._pen.line(
            self._pixels(points),
            fill=round(255 * amount * fainter),
            width=max(1, round(pixels)),
            joint="curve",
        )

    def stroke(self, points: Sequence[Point], widths: Sequence[float], amount: float = 1.0) -> None:
        """A line that is as wide at each point as `widths` says: a stem, a branch, a blade."""
        path = np.asarray(points, np.float64)
        along = np.gradient(path, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        half = np.maximum(np.asarray(widths, np.float64)[:, None] / 2, 0.25 / self._scale)
        outline = np.concatenate([path + normal * half, (path - normal * half)[::-1]]) * self._scale
        self._pen.polygon([(x, y) for x, y in outline.tolist()], fill=round(255 * amount))

    def disc(self, x: float, y: float, radius: float, amount: float = 1.0) -> None:
        self.oval(x, y, radius, radius, amount)

    def oval(self, x: float, y: float, across: float, down: float, amount: float = 1.0) -> None:
        """An ellipse with those half axes."""
        s = self._scale
        self._pen.ellipse(
            ((x - across) * s, (y - down) * s, (x + across) * s, (y + down) * s), fill=round(255 * amount)
        )

    def box(self, left: float, top: float, right: float, bottom: float, amount: float = 1.0) -> None:
        s = self._scale
        if right > left and bottom > top:
            corner = max(left, right - 1 / s) * s, max(top, bottom - 1 / s) * s
            self._pen.rectangle((left * s, top * s, *corner), fill=round(255 * amount))

    def below(self, crest: Plane) -> None:
        """Everything under an outline over the whole width: one height for each place."""
        xs = np.linspace(0, self._width / self._height, crest.size)
        self.polygon([*zip(xs.tolist(), crest.ravel().tolist(), strict=True), (xs[-1], 1.1), (0.0, 1.1)])

    def _pixels(self, points: Iterable[Point]) -> list[Point]:
        return [(float(x) * self._scale, float(y) * self._scale) for x, y in points]

    def cover(self, top: int = 0, bottom: int | None = None) -> Plane:
        """0 outside the shapes, 1 inside, for the canvas's rows from `top` to `bottom`."""
        bottom = self._height if bottom is None else bottom
        part = self._image.crop((0, top * _FINER, self._width * _FINER, bottom * _FINER)).reduce(_FINER)
        return np.asarray(part, np.float32) * np.float32(1 / 255)
