"""Trees, branches, leaves and grass as shapes for a stencil."""

import math

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import ASPECT
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.stencil import Stencil


def conifers(stencil: Stencil, rng: Generator, crest: Plane, size: float, density: float = 1.0) -> None:
    """A fringe of firs along an outline, in clusters, with gaps."""
    x = -size
    while x < ASPECT + size:
        x += size * rng.gamma(2.0, 0.16) / density
        if rng.random() < 0.1:
            x += size * rng.gamma(1.5, 1.2)
        index = int(np.clip(x / ASPECT * crest.size, 0, crest.size - 1))
        conifer(stencil, rng, x, float(crest[index]) + size * 0.12, size * rng.lognormal(-0.15, 0.32))


def conifer(
    stencil: Stencil, rng: Generator, x: float, base: float, height: float, snow: Stencil | None = None
) -> None:
    """One fir: boughs that sag, longer towards the ground, never the same on both sides; snow lies on them."""
    lean = rng.normal(0, 0.015) * height
    stencil.stroke([(x, base), (x + lean, base - height)], [height * 0.035, height * 0.006])
    boughs = int(np.clip(height * 200, 6, 34))
    slim = rng.uniform(0.16, 0.26)
    drop = height * min(0.035, 0.55 / boughs)
    for number in range(boughs):
        share = max(0.0, number + rng.uniform(-0.3, 0.3)) / boughs
        y = base - height * (0.06 + 0.92 * (1 - share))
        centre = x + lean * (1 - share)
        for side in (-1, 1):
            reach = height * slim * (share**0.85 + 0.03) * rng.uniform(0.65, 1.15)
            sag = reach * rng.uniform(0.3, 0.7)
            tip = (centre + side * reach, y + sag)
            middle = (centre + side * reach * 0.55, y + sag * 0.3)
            stencil.polygon(
                [
                    (centre, y - drop),
                    middle,
                    tip,
                    (centre + side * reach * 0.5, y + sag * 0.72),
                    (centre, y + drop * 0.9),
                ]
            )
            if snow is not None and rng.random() < 0.75:
                thick = drop * rng.uniform(0.25, 0.6)
                inner = (centre + side * reach * rng.uniform(0.1, 0.3), y + sag * 0.1)
                snow.polygon([inner, middle, tip, (middle[0], middle[1] + thick)])


def reeds(stencil: Stencil, rng: Generator, x: float, base: float, spread: float, height: float, count: int) -> None:
    """Blades and bulrushes that bend with one wind."""
    wind = rng.uniform(-0.3, 0.3)
    for _ in range(count):
        foot = x + rng.normal(0, spread * 0.4)
        tall = height * rng.lognormal(-0.25, 0.35) * math.exp(-(((foot - x) / spread) ** 2))
        bend = (wind + rng.normal(0, 0.16)) * tall
        points = [(foot + bend * t**2.2, base - tall * t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
        wide = rng.uniform(0.002, 0.0042)
        stencil.stroke(points, [wide, wide * 0.9, wide * 0.7, wide * 0.45, wide * 0.1])
        if rng.random() < 0.16:
            (ax, ay), (bx, by) = points[3], points[4]
            stencil.stroke([(ax, ay), ((ax + bx) / 2, (ay + by) / 2), (bx, by)], [0.003, 0.0075, 0.003])


def leaf(stencil: Stencil, x: float, y: float, angle: float, length: float, width: float, amount: float = 1.0) -> None:
    """A pointed oval from its stalk at (x, y), in the direction of `angle` (radians, 0 is to the right)."""
    cos, sin = math.cos(angle), math.sin(angle)
    outline = []
    for step in range(13):
        t = step / 12
        half = width / 2 * math.sin(math.pi * t**0.8) ** 0.9
        outline.append((t * length, half))
    points = outline + [(along, -half) for along, half in reversed(outline)]
    stencil.polygon(((x + a * cos - b * sin, y + a * sin + b * cos) for a, b in points), amount)


def frond(stencil: Stencil, rng: Generator, x: float, y: float, angle: float, length: float, slim: float = 0.3) -> None:
    """A stem that bends over, with leaves in pairs: a fern, a palm leaf, a twig."""
    curl = rng.normal(0, 0.5)
    pairs = int(rng.integers(11, 18))
    points, turn = [(x, y)], angle
    for _ in range(pairs):
        turn += curl / pairs
        px, py = points[-1]
        points.append((px + math.cos(turn) * length / pairs, py + math.sin(turn) * length / pairs))
    stencil.stroke(points, list(np.linspace(length * 0.022, length * 0.004, len(points))))
    turn = angle
    for number, (px, py) in enumerate(points[1:], start=1):
        turn += curl / pairs
        size = length * slim * math.sin(math.pi * (0.12 + 0.85 * number / pairs)) ** 0.8
        for side in (-1, 1):
            leaf(stencil, px, py, turn + side * rng.uniform(0.75, 1.0), size, size * 0.22)


def branch(
    stencil: Stencil, rng: Generator, x: float, y: float, angle: float, length: float, width: float, depth: int = 5
) -> list[tuple[float, float]]:
    """A bough that divides; returns where its twigs end and where they grow, for leaves and blossom."""
    ends: list[tuple[float, float]] = []
    points, widths = [(x, y)], [width]
    turn = angle
    steps = 6
    for step in range(steps):
        turn += rng.normal(0, 0.13)
        px, py = points[-1]
        points.append((px + math.cos(turn) * length / steps, py + math.sin(turn) * length / steps))
        widths.append(width * (1 - 0.42 * (step + 1) / steps))
    stencil.stroke(points, widths)
    if depth <= 1:
        return [*points[2::2], points[-1]]
    for number in range(int(rng.integers(2, 4))):
        # One goes on from the end, so that no bough stops short; the others leave it on the way.
        at = int(rng.integers(2, steps + 1)) if number else steps
        spread = rng.choice((-1, 1)) * (rng.uniform(0.3, 0.8) if number else rng.uniform(0.05, 0.4))
        px, py = points[at]
        thick = widths[at] * (0.72 if number else 1.0)
        stencil.disc(px, py, thick / 2)
        ends += branch(stencil, rng, px, py, turn + spread, length * rng.uniform(0.5, 0.78), thick, depth - 1)
    return ends
