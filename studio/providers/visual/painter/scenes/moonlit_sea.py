"""Open water under a low light, with a path of sparks to the horizon and headlands far out."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, smoothstep
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.noise import line
from studio.providers.visual.painter.scenes import scene
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


@scene("sea and moon", words="sea ocean tide beach harbour coast wave moon island ferry boat sail shore lighthouse salt driftwood")
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = 0.5 + 0.16 * composition.horizon
    moon = Light(
        composition.focus, horizon - rng.uniform(0.14, 0.3), rng.uniform(0.024, 0.05), palette.glow.muted(0.7).linear()
    )
    paint_sky(canvas, sketch, horizon, moon, cloudiness=rng.uniform(0.4, 0.7))
    _lay_headlands(canvas, sketch, horizon)
    water = palette.shadow.mixed(palette.deep, 0.65)
    paint_water(canvas, ripple(sketch, horizon, 3.0), water.linear(), moon, roughness=0.75, depth=0.62, glitter=1.1)
    _lay_boat(canvas, sketch, horizon)
    haze = np.exp(-np.abs(canvas.down - np.float32(horizon)) / np.float32(0.02)) * np.float32(0.35)
    near = np.exp(-(((canvas.across - moon.across) / np.float32(0.6)) ** 2))
    canvas.lay(palette.light.mixed(palette.middle, 0.5).linear(), haze * (0.4 + 0.6 * near))


def _lay_headlands(canvas: Canvas, sketch: Sketch, horizon: float) -> None:
    rng, palette = sketch.rng, sketch.palette
    for number in range(3):
        reach = rng.uniform(0.25, 0.6) - 0.1 * number
        start = sketch.composition.across(1.0 if number != 1 else 0.0)
        end = start + reach * (1 if start == 0 else -1)
        slope = np.clip(smoothstep(end, start, canvas.across)[0], 0, 1)
        height = (0.05 + 0.05 * number) * (1.0 if number != 1 else 0.5)
        crest = horizon - slope**0.7 * height * (1 + 0.22 * line(rng, canvas.width, slope=1.5, largest=0.3))
        crest = np.where(slope > 0.001, crest, horizon + 0.01)
        stencil = Stencil(canvas)
        stencil.below(crest.astype(np.float32))
        top, bottom = canvas.row(float(crest.min()) - 0.01), canvas.row(horizon)
        tone = palette.middle.mixed(palette.shadow, 0.45 + 0.25 * number)
        canvas.lay(tone.linear(), stencil.cover(top, bottom), top)


def _lay_boat(canvas: Canvas, sketch: Sketch, horizon: float) -> None:
    """A small sail, a little off the light's path."""
    rng = sketch.rng
    x = sketch.composition.focus - sketch.composition.side * rng.uniform(0.12, 0.32)
    size = rng.uniform(0.028, 0.045)
    y = horizon + size * 0.34
    stencil = Stencil(canvas)
    hull = [(-0.5, -0.1), (0.55, -0.12), (0.36, 0.08), (-0.36, 0.08)]
    stencil.polygon([(x + a * size, y + b * size) for a, b in hull])
    stencil.polygon([(x - 0.02 * size, y - 1.5 * size), (x + 0.52 * size, y - 0.2 * size), (x, y - 0.2 * size)])
    stencil.polygon([(x - 0.06 * size, y - 1.25 * size), (x - 0.06 * size, y - 0.2 * size), (x - 0.4 * size, y - 0.2 * size)])
    top = canvas.row(y - 2 * size)
    canvas.lay(sketch.palette.deep.linear(), stencil.cover(top, canvas.row(y + size)) * np.float32(0.92), top)
