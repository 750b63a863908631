"""Trees, branches, leaves and grass as shapes for a stencil."""

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.stencil import Stencil


def conifers(stencil: Stencil, rng: Generator, crest: Plane, size: float, density: float = 1.0) -> None:
    """A fringe of firs along an outline, in clusters, with gaps."""
    width = 16 / 9
    x = -size
    while x < width + size:
        x += size * rng.gamma(2.0, 0.16) / density
        if rng.random() < 0.1:
            x += size * rng.gamma(1.5, 1.2)
        index = int(np.clip(x / width * crest.size, 0, crest.size - 1))
        conifer(stencil, rng, x, float(crest[index]) + size * 0.12, size * rng.lognormal(-0.15, 0.32))


def conifer(stencil: Stencil, rng: Generator, x: float, base: float, height: float) -> None:
    """One fir: boughs that sag, longer towards the ground, never the same on both sides."""
    lean = rng.normal(0, 0.015) * height
    stencil.stroke([(x, base), (x + lean, base - height)], [height * 0.035, height * 0.006])
    boughs = int(np.clip(height * 220, 6, 26))
    slim = rng.uniform(0.16, 0.26)
    for number in range(boughs):
        share = max(0.0, number + rng.uniform(-0.3, 0.3)) / boughs
        y = base - height * (0.06 + 0.92 * (1 - share))
        centre = x + lean * (1 - share)
        for side in (-1, 1):
            reach = height * slim * (share**0.85 + 0.03) * rng.uniform(0.65, 1.15)
            sag = reach * rng.uniform(0.3, 0.7)
            stencil.polygon(
                [
                    (centre, y - height * 0.035),
                    (centre + side * reach * 0.55, y + sag * 0.3),
                    (centre + side * reach, y + sag),
                    (centre + side * reach * 0.5, y + sag * 0.72),
                    (centre, y + height * 0.03),
                ]
            )
