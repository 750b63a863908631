"""A visual provider that paints a quiet evening without words, another one for each place and seed."""

import colorsys
import math
import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 960, 540
"""Half of what is delivered: soft evenings do not show it, and take a quarter of the time."""
HUES = (0.62, 0.76, 0.92, 0.04, 0.50, 0.68, 0.85, 0.09, 0.56, 0.98)
RANGES = 5
"""Of hills, one behind the other."""


class SlowPaint:
    name = "slowpaint"
    rights = MADE_HERE
    capabilities = VisualCapabilities(
        label="Slow paint",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=False,
        price_per_visual_usd=0.04,
        concurrency=2,
    )

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Always ready."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        path = context.directory / "evening.png"
        paint_evening(HUES[context.order_index % len(HUES)], random.Random(context.seed)).save(path, compress_level=1)
        return GeneratedVisual(path=path, provider_image_id=f"evening-{context.seed}")


def paint_evening(hue: float, chance: random.Random) -> Image.Image:
    far, near = (_colour(hue + turn, light) for turn, light in ((chance.uniform(0.05, 0.15), 0.72), (0.0, 0.10)))
    x, y = np.linspace(0, 1, WIDTH)[None, :, None], np.linspace(0, 1, HEIGHT)[:, None, None]
    picture = _mix(_colour(hue, 0.3), far, np.clip(y * 1.4, 0, 1))
    distance = np.hypot((x - chance.uniform(0.25, 0.75)) * WIDTH / HEIGHT, y - chance.uniform(0.3, 0.5))
    picture = _mix(picture, _colour(hue + 0.1, 0.9), np.clip((0.12 - distance) * HEIGHT / 2, 0, 1))
    for nearness in range(1, RANGES + 1):
        crest: Floats = np.full_like(x, 0.42 + 0.1 * nearness)
        for waves, height in ((chance.uniform(1, 2), 0.05), (chance.uniform(4, 7), 0.015)):
            crest = crest + height * np.sin(2 * math.pi * (waves * x + chance.random()))
        picture = _mix(picture, _mix(far, near, nearness / RANGES), np.clip((y - crest) * HEIGHT, 0, 1))
    return Image.fromarray(np.rint(picture * 255).astype(np.uint8)).resize((2 * WIDTH, 2 * HEIGHT))


def _colour(hue: float, lightness: float) -> Floats:
    return np.array(colorsys.hls_to_rgb(hue % 1, lightness, 0.45))


def _mix(one: Floats, other: Floats, share: Floats | float) -> Floats:
    return one + (other - one) * share
