"""Light and air: glows, bloom, stars and the darkening of the corners.

All of it adds or takes linear light. It must not decide where light comes from; the scene does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import ASPECT, Canvas, resize, smoothstep, soften
from studio.providers.visual.painter.colour import Colour, Plane

_BLOOM_STEP = 6
"""Bloom is worked out at a sixth of the size: it is wide and soft."""


@dataclass(frozen=True, slots=True)
class Light:
    """A sun, a moon, a lamp: where it stands, how large it seems, and its colour at full strength."""

    across: float
    down: float
    radius: float
    colour: Colour
    strength: float = 1.0


def glow(canvas: Canvas, light: Light, reach: float, amount: float = 1.0) -> None:
    """The air around a light, brightest at its edge and faint at `reach` heights."""
    small = _small(canvas)
    distance = np.hypot(small.across - light.across, small.down - light.down)
    veil = np.exp(-np.maximum(distance - light.radius, 0) / np.float32(reach * 0.36))
    canvas.shine(light.colour, canvas.fit(veil) * np.float32(light.strength * amount))


def disc(canvas: Canvas, light: Light, softness: float = 0.0) -> Plane:
    """The cover of a light's own shape, with an edge that is soft over that many heights."""
    distance = np.hypot(canvas.across - light.across, canvas.down - light.down)
    edge = max(softness, 1.0 / canvas.height)
    return smoothstep(light.radius + edge / 2, light.radius - edge / 2, distance)


def bloom(canvas: Canvas, amount: float = 0.25, threshold: float = 0.6, reach: float = 0.03) -> None:
    """What is brighter than the threshold spills over its surroundings, near and far."""
    width, height = canvas.width // _BLOOM_STEP, canvas.height // _BLOOM_STEP
    for plane in canvas.pixels:
        bright = np.maximum(resize(plane, width, height) - np.float32(threshold), 0)
        spill = soften(bright, reach * height) + soften(bright, reach * 4 * height) * np.float32(0.6)
        plane[:] += canvas.fit(spill) * np.float32(amount)


def vignette(canvas: Canvas, amount: float = 0.35, across: float = ASPECT / 2, down: float = 0.5) -> None:
    """Darker towards the corners, seen from a point."""
    small = _small(canvas)
    distance = np.hypot((small.across - across) / np.float32(ASPECT), (small.down - down) * np.float32(0.8))
    canvas.dim(canvas.fit(1 - np.float32(amount) * smoothstep(0.25, 0.85, distance)))


def stars(canvas: Canvas, rng: Generator, count: int, cover: Plane, colour: Colour, strength: float = 1.0) -> None:
    """Points of very different brightness, the brightest with a soft rim, where the cover lets them through."""
    xs = rng.integers(2, canvas.width - 2, count)
    ys = rng.integers(2, canvas.height - 2, count)
    # Few bright and many faint ones: numbers grow by about 10^0.6 a magnitude.
    brightness = (0.03 * rng.random(count) ** -0.72).clip(0, 1.6) * strength * cover[ys, xs]
    warmth = rng.normal(0, 0.14, count)
    tints = np.stack([1 + warmth, np.ones(count), 1 - warmth], axis=0) * colour[:, None]
    scale = canvas.height / 1296
    rim = 0.16 * scale + 0.06
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            share = rim ** (abs(dx) + abs(dy))
            light = tints * (brightness * share * (0.6 + 0.9 * scale))
            for channel in range(3):
                np.add.at(canvas.pixels[channel], (ys + dy, xs + dx), light[channel].astype(np.float32))


def _small(canvas: Canvas) -> Canvas:
    return Canvas(np.empty((3, max(27, canvas.height // 4), max(48, canvas.width // 4)), np.float32))
