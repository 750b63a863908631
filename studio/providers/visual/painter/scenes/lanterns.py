"""Paper lanterns let go into the evening: each a small warm room, near ones large, far ones sparks, over dark water."""

import dataclasses

import numpy as np

from studio.providers.visual.painter.canvas import Canvas
from studio.providers.visual.painter.colour import Ramp
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ripples import Rippling
from studio.providers.visual.painter.noise import line
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


def _horizon(sketch: Sketch) -> float:
    return 0.74 + 0.06 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    return Rippling(sketch.rng, still, _horizon(sketch), roughness=0.4)


@scene(
    "lanterns",
    Kind.TOWN,
    words="lantern festival paper wish float celebration temple screen fairy balloon shrine",
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    sketch = dataclasses.replace(sketch, palette=sketch.palette.by_firelight())
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    paint_sky(canvas, sketch, horizon, None, cloudiness=rng.uniform(0.2, 0.45), star_count=900)
    canvas.dim(np.full((canvas.height, 1), 0.62, np.float32))
    glow(canvas, Light(composition.focus, horizon, 0.05, palette.light.linear()), 0.9, 0.12)
    for nearness in (0.0, 1.0):
        broad = line(rng, canvas.width, slope=2.0, largest=0.9) * 0.025
        crest = np.minimum(horizon - 0.045 + 0.03 * nearness - broad * (1 - 0.4 * nearness), horizon - 0.003)
        stencil = Stencil(canvas)
        stencil.below(crest.astype(np.float32))
        top = canvas.row(float(crest.min()))
        canvas.lay(
            palette.shadow.mixed(palette.deep, 0.3 + 0.6 * nearness).linear() * np.float32(0.7), stencil.cover(top), top
        )
    for x, y, size in _release(sketch, horizon):
        _lay_lantern(canvas, sketch, x, y, size)
    paint_water(
        canvas, ripple(sketch, horizon, 2.6), palette.deep.linear() * np.float32(0.6), None, roughness=0.45, depth=0.5
    )


def _release(sketch: Sketch, horizon: float) -> list[tuple[float, float, float]]:
    """Far ones first. They rise from the side of the focus and drift across; the quiet side keeps its sky."""
    rng, composition = sketch.rng, sketch.composition
    lanterns: list[tuple[float, float, float]] = []
    for size, count in ((0.006, 46), (0.011, 24), (0.020, 11), (0.036, 5), (0.062, 2)):
        placed = 0
        while placed < count:
            share = rng.beta(2.6, 1.5)
            x, y = composition.across(share), horizon * (1.0 - rng.beta(1.4, 1.6) * 0.95) - size
            quiet = composition.quiet
            if quiet.left - size < x < quiet.right + size and y < quiet.bottom and size > 0.008:
                continue
            if any(
                abs(x - a) < (size + b) * 1.25 and abs(y - c) < (size + b) * 1.5 for a, c, b in lanterns if b > 0.015
            ):
                continue
            lanterns.append((x, float(y), size * float(rng.uniform(0.85, 1.15))))
            placed += 1
    return lanterns


def _lay_lantern(canvas: Canvas, sketch: Sketch, x: float, y: float, size: float) -> None:
    rng, palette = sketch.rng, sketch.palette
    warm = palette.glow.mixed(palette.accent, 0.35)
    strength = rng.uniform(0.75, 1.15)
    reach = size * 1.3 + 2 / canvas.height
    left, right = max(0, int((x - reach) * canvas.height)), min(canvas.width, int((x + reach) * canvas.height) + 1)
    top, bottom = canvas.row(y - reach * 1.3), canvas.row(y + reach * 1.3)
    if left >= right or top >= bottom:
        return
    u = (canvas.across[:, left:right] - x) / np.float32(size)
    v = (canvas.down[top:bottom] - y) / np.float32(size)
    lean = rng.normal(0, 0.06)
    u = u - lean * v
    # A sack of paper: round above, narrower at its open foot.
    half = 0.78 * np.clip(1 - np.abs((v + 0.1) / 1.12) ** 3.2, 0, 1) ** 0.45 * (1 - 0.16 * v)
    edge = 1.3 / (size * canvas.height)
    cover = np.clip((half - np.abs(u)) / edge + 0.5, 0, 1) * (v > -1.2) * (v < 1.0)
    flame = np.exp(-((u / 0.5) ** 2 + ((v - 0.75) / 0.85) ** 2))
    folds = 1 - 0.10 * np.abs(np.sin(u * 4.2)) - 0.25 * np.clip(np.abs(u) / np.maximum(half, 1e-3), 0, 1) ** 4
    place = np.clip((0.30 + 0.75 * flame) * folds * strength, 0, 1)
    tones = Ramp(
        (
            (0.0, palette.accent.with_lightness(0.30)),
            (0.45, warm.with_lightness(0.62)),
            (1.0, palette.glow.lighter(0.03)),
        )
    )
    part = Canvas(canvas.pixels[:, top:bottom, left:right])
    part.lay(tones.linear(place.astype(np.float32)) * np.float32(1.25), cover.astype(np.float32))
    halo = size * 3.2
    wide = slice(max(0, int((x - halo) * canvas.height)), min(canvas.width, int((x + halo) * canvas.height)))
    high = slice(canvas.row(y - halo), canvas.row(y + halo))
    near = np.hypot(canvas.across[:, wide] - x, canvas.down[high] - y) / np.float32(halo)
    air = Canvas(canvas.pixels[:, high, wide])
    air.shine(warm.linear(), (np.clip(1 - near, 0, 1) ** 3 * np.float32(0.30 * strength)).astype(np.float32))
