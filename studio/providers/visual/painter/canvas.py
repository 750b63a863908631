"""The canvas: linear light in float32, on which layers, light and shade are laid.

Lengths are in heights of the picture, so the same scene fits any size: `across` runs from 0 to the aspect (16/9),
`down` from 0 at the top to 1. Soft things are painted on a small canvas, which is then enlarged. It must not know
what it shows.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from studio.providers.visual.painter.colour import Colour, Plane

ASPECT = 16 / 9
LUMA = (0.2126, 0.7152, 0.0722)
"""Shares of linear red, green and blue in luminance (ITU-R BT.709)."""


@dataclass(slots=True)
class Canvas:
    pixels: NDArray[np.float32]
    """3 x height x width, linear light."""
    across: Plane = field(init=False)
    """1 x width: the middle of each column, in heights."""
    down: Plane = field(init=False)
    """Height x 1: the middle of each row, in heights."""

    def __post_init__(self) -> None:
        _, height, width = self.pixels.shape
        self.across = ((np.arange(width, dtype=np.float32) + 0.5) / height)[None, :]
        self.down = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]

    @property
    def height(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[2])

    def fit(self, plane: Plane) -> Plane:
        """A plane of any size, stretched to the canvas."""
        return resize(plane, self.width, self.height)

    def row(self, down: float) -> int:
        """The row at that height, within the canvas."""
        return min(self.height, max(0, int(down * self.height)))

    def fill(self, colour: NDArray[np.float32]) -> None:
        """With one colour (3,), or with what spreads to the canvas: (3, height, 1) or the whole."""
        self.pixels[:] = _spread(colour)

    def lay(self, colour: NDArray[np.float32], cover: Plane, top: int = 0) -> None:
        """Paint over, from row `top` on: nothing where the cover is 0, wholly where it is 1."""
        part = self.pixels[:, top : top + cover.shape[0]]
        for layer, tone in zip(part, _spread(colour), strict=True):
            layer[:] += (tone - layer) * cover

    def shine(self, colour: NDArray[np.float32], amount: Plane, top: int = 0) -> None:
        """Add light."""
        part = self.pixels[:, top : top + amount.shape[0]]
        for layer, tone in zip(part, _spread(colour), strict=True):
            layer[:] += tone * amount

    def dim(self, factor: Plane, top: int = 0) -> None:
        """Take away light: all where the factor is 0, none where it is 1."""
        self.pixels[:, top : top + factor.shape[0]] *= factor

    def luminance(self) -> Plane:
        red, green, blue = self.pixels
        return np.asarray(red * np.float32(LUMA[0]) + green * np.float32(LUMA[1]) + blue * np.float32(LUMA[2]))

    def enlarged(self, width: int, height: int) -> "Canvas":
        return Canvas(np.stack([resize(plane, width, height) for plane in self.pixels]))

    def softened(self, radius: float) -> "Canvas":
        """Out of focus by that many heights, as a new canvas of the same size."""
        return Canvas(np.stack([soften(plane, radius * self.height) for plane in self.pixels]))


def blank(width: int, height: int, colour: Colour | None = None) -> Canvas:
    canvas = Canvas(np.zeros((3, height, width), np.float32))
    if colour is not None:
        canvas.fill(colour)
    return canvas


def _spread(colour: NDArray[np.float32]) -> NDArray[np.float32]:
    return colour[:, None, None] if colour.ndim == 1 else colour


def resize(plane: Plane, width: int, height: int) -> Plane:
    """Cubic; a plane that is made smaller is averaged, not thinned out."""
    if plane.shape == (height, width):
        return plane
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC))


def soften(plane: Plane, radius: float) -> Plane:
    """Gaussian of that standard deviation in pixels, worked out at the lowest resolution that holds it."""
    height, width = plane.shape
    step = int(max(1, min(radius / 2.5, height / 24)))
    if step < 2:
        return np.asarray(ndimage.gaussian_filter(plane, radius, truncate=3.0, mode="nearest"))
    small = resize(plane, max(2, round(width / step)), max(2, round(height / step)))
    blurred = np.asarray(ndimage.gaussian_filter(small, radius / step, truncate=3.0, mode="nearest"))
    return resize(blurred, width, height)


def smoothstep(start: float, end: float, value: Plane) -> Plane:
    """0 up to `start`, 1 from `end` on, without a corner; the other way round where start > end."""
    share = np.clip((value - np.float32(start)) * np.float32(1 / (end - start)), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
