"""Lights out of focus: discs of even brightness with a slightly brighter rim, as a lens draws them."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import Canvas
from studio.providers.visual.painter.colour import Colour


@dataclass(frozen=True, slots=True)
class Spot:
    across: float
    down: float
    radius: float
    colour: Colour
    strength: float


def lay_spots(canvas: Canvas, spots: list[Spot], rng: Generator, softness: float = 0.10) -> None:
    """Add each disc's light where it falls."""
    size = canvas.height
    for spot in spots:
        reach = spot.radius * (1 + softness) + 2 / size
        left, right = (
            max(0, int((spot.across - reach) * size)),
            min(canvas.width, int((spot.across + reach) * size) + 2),
        )
        top, bottom = (max(0, int((spot.down - reach) * size)), min(size, int((spot.down + reach) * size) + 2))
        if left >= right or top >= bottom:
            continue
        distance = np.hypot(canvas.across[:, left:right] - spot.across, canvas.down[top:bottom] - spot.down)
        share = distance / np.float32(spot.radius)
        edge = np.clip((1 + softness / 2 - share) / np.float32(max(softness, 1.5 / (size * spot.radius))), 0, 1)
        rim = 0.72 + 0.28 * np.clip(share, 0, 1) ** 4
        light = (edge * rim * np.float32(spot.strength)).astype(np.float32)
        for plane, value in zip(canvas.pixels, spot.colour, strict=True):
            plane[top:bottom, left:right] += light * value


def scatter(
    rng: Generator,
    count: int,
    colours: list[Colour],
    *,
    centre: tuple[float, float],
    spread: tuple[float, float],
    radius: tuple[float, float],
    strength: tuple[float, float],
) -> list[Spot]:
    """Spots around a centre in heights, normally spread; small ones are brighter, as the same lamp further away is."""
    spots = []
    for _ in range(count):
        size = float(np.exp(rng.uniform(np.log(radius[0]), np.log(radius[1]))))
        spots.append(
            Spot(
                centre[0] + rng.normal(0, spread[0]),
                centre[1] + rng.normal(0, spread[1]),
                size,
                colours[int(rng.integers(len(colours)))],
                float(rng.uniform(*strength) * (radius[0] / size) ** 0.45),
            )
        )
    return spots
