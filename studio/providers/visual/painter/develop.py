"""From linear light to the screen's 8 bits: highlights roll off, grain lies over all, and dither leaves no bands."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from studio.providers.visual.painter.canvas import Canvas, resize
from studio.providers.visual.painter.colour import Plane

_SHOULDER = 0.6
"""Up to here light is shown as it is; above, ever less of it, so that lamps keep their colour."""
_TABLE = 16384
_BRIGHTEST = 8.0
_ROWS = 128
"""Rows that are developed at a time: little memory, and it stays in the cache."""
_GRAIN_SIZE = 1.4


def develop(canvas: Canvas, rng: Generator, grain: float = 1.3) -> NDArray[np.uint8]:
    """Height x width x 3 in sRGB (IEC 61966-2-1). `grain` is its standard deviation in steps of 8 bits."""
    table = _response()
    height, width = canvas.height, canvas.width
    picture = np.empty((height, width, 3), np.uint8)
    film = _film(rng, height, width) * np.float32(grain)
    scale = np.float32((_TABLE - 1) / np.sqrt(_BRIGHTEST))
    for top in range(0, height, _ROWS):
        rows = slice(top, min(height, top + _ROWS))
        for channel in range(3):
            light = np.clip(canvas.pixels[channel, rows], 0, _BRIGHTEST)
            shown = table[(np.sqrt(light) * scale).astype(np.intp)]
            noise = rng.random(light.shape, dtype=np.float32)
            np.copyto(picture[rows, :, channel], np.clip(shown + film[rows] + noise, 0, 255), casting="unsafe")
    return picture


def _response() -> Plane:
    """Code values for the square root of light."""
    light = np.linspace(0, np.sqrt(_BRIGHTEST), _TABLE) ** 2
    room = 1 - _SHOULDER
    rolled = np.where(light < _SHOULDER, light, _SHOULDER + room * (1 - np.exp(-(light - _SHOULDER) / room)))
    encoded = np.where(rolled <= 0.0031308, 12.92 * rolled, 1.055 * rolled ** (1 / 2.4) - 0.055)
    return (encoded * 255).astype(np.float32)


def _film(rng: Generator, height: int, width: int) -> Plane:
    coarse = rng.standard_normal((round(height / _GRAIN_SIZE), round(width / _GRAIN_SIZE)), dtype=np.float32)
    grown = resize(coarse, width, height)
    return np.asarray(grown / grown.std())
