"""Ridge behind ridge, each paler than the one before it, with mist lying in the valleys."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, smoothstep
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.vapour import Drift
from studio.providers.visual.painter.noise import COARSE, even, fractal, line
from studio.providers.visual.painter.plants import conifers
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


def _horizon(sketch: Sketch) -> float:
    return 0.36 + 0.22 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    """Mist before the ridges, from above the farthest down to the nearest."""
    down, horizon = (np.arange(still.height, dtype=np.float32)[:, None] + 0.5) / still.height, _horizon(sketch)
    mist = smoothstep(horizon - 0.10, horizon + 0.16, down) * smoothstep(0.98, horizon + 0.22, down)
    ink = ink_of(sketch.palette.light.mixed(sketch.palette.glow, 0.15).linear())
    return Drift(sketch.rng, still, mist * np.float32(0.85), ink, wind=0.26 * sketch.composition.side)


@scene(
    "misty ridges",
    Kind.LAND,
    words="hill mountain ridge valley mist fog peak highland cliff field distant canyon pass",
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    sun = Light(composition.focus, horizon - rng.uniform(0.12, 0.24), rng.uniform(0.022, 0.042), palette.glow.linear())
    paint_sky(canvas, sketch, horizon + 0.14, sun, cloudiness=rng.uniform(0.25, 0.6))
    air = palette.light.mixed(palette.middle, 0.35)
    mists = even(fractal(rng, slope=1.9, largest=0.7, stretch=(4.0, 1.0)))
    count = int(rng.integers(6, 8))
    small = Canvas(np.empty((3, *COARSE), np.float32))
    for number in range(count):
        nearness = number / (count - 1)
        base = horizon + 0.04 + (0.92 - horizon) * nearness**1.3
        height = 0.07 + 0.07 * nearness
        crest = _crest(canvas, sketch, base, height, nearness)
        stencil = Stencil(canvas)
        stencil.below(crest)
        if nearness > 0.5:
            conifers(stencil, rng, crest, size=0.025 + 0.11 * (nearness - 0.45) ** 1.3, density=1.1)
        top = canvas.row(float(crest.min()) - 0.2)
        cover = stencil.cover(top)
        tone = air.mixed(palette.shadow if nearness < 0.6 else palette.deep, 0.16 + 0.84 * nearness**1.1)
        canvas.lay(tone.linear(), cover, top)
        if number < count - 1:
            # Mist lies level in the valley behind the next ridge, not along this one's crest.
            level = base + 0.055 + 0.03 * nearness
            shift = int(rng.integers(0, COARSE[1]))
            depth = smoothstep(level - 0.14 - 0.05 * nearness, level + 0.05, small.down)
            thick = np.clip(depth * (0.35 + 0.9 * np.roll(mists, shift, axis=1)), 0, 1) * np.float32(
                0.85 - 0.35 * nearness
            )
            lit = np.exp(-(((small.across - sun.across) / np.float32(0.5)) ** 2))
            mist = air.mixed(tone, 0.15 + 0.45 * nearness)
            part = Canvas(canvas.pixels[:, top:])
            cut = small.down[:, 0] >= top / canvas.height
            part.lay(mist.linear(), part.fit(thick[cut]) * cover)
            part.shine(palette.glow.linear() * np.float32(0.10 * (1 - nearness)), part.fit((thick * lit)[cut]) * cover)


def _crest(canvas: Canvas, sketch: Sketch, base: float, height: float, nearness: float) -> Plane:
    rng = sketch.rng
    broad = line(rng, canvas.width, slope=2.2, largest=1.4)
    jagged = line(rng, canvas.width, slope=1.45, largest=0.35)
    # Peaks stand on the side of the focus, so that the quiet side stays open.
    rise = smoothstep(sketch.composition.across(0.1), sketch.composition.across(0.9), canvas.across)[0] - 0.5
    return np.asarray(base - height * (0.55 * broad + 0.22 * jagged + rise * (1.5 - 0.9 * nearness)))
