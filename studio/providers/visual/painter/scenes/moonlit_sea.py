"""Open water under a low light, with a path of sparks to the horizon and headlands far out."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep
from studio.providers.visual.painter.light import Light, disc, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement import Together
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.ripples import Rippling
from studio.providers.visual.painter.movement.silhouette import Silhouette
from studio.providers.visual.painter.noise import line
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


def _horizon(sketch: Sketch) -> float:
    return 0.5 + 0.16 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    ripples = Rippling(sketch.rng, still, _horizon(sketch), roughness=0.8)
    if sketch.composition.view != 1:
        return ripples
    rocks = _rocks(blank(still.width, still.height), sketch)
    return Together(ripples, Silhouette(rocks.cover(), ink_of(sketch.palette.deep.linear())))


@scene(
    "sea and moon",
    Kind.WATER,
    words="sea ocean tide beach harbour coast wave moon island ferry boat sail shore lighthouse salt driftwood",
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    moon = Light(
        composition.focus, horizon - rng.uniform(0.14, 0.3), rng.uniform(0.024, 0.05), palette.glow.muted(0.7).linear()
    )
    paint_sky(canvas, sketch, horizon, moon, cloudiness=rng.uniform(0.4, 0.7))
    _lay_headlands(canvas, sketch, horizon)
    if composition.view == 2:
        _lay_lighthouse(canvas, sketch, horizon)
    water = palette.shadow.mixed(palette.deep, 0.65)
    paint_water(canvas, ripple(sketch, horizon, 3.0), water.linear(), moon, roughness=0.75, depth=0.62, glitter=1.1)
    if composition.view == 0:
        _lay_boat(canvas, sketch, horizon)
    elif composition.view == 1 and not sketch.is_moving:
        canvas.lay(palette.deep.linear(), _rocks(canvas, sketch).cover())
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
    stencil.polygon(
        [(x - 0.06 * size, y - 1.25 * size), (x - 0.06 * size, y - 0.2 * size), (x - 0.4 * size, y - 0.2 * size)]
    )
    top = canvas.row(y - 2 * size)
    canvas.lay(sketch.palette.deep.linear(), stencil.cover(top, canvas.row(y + size)) * np.float32(0.92), top)


def _rocks(canvas: Canvas, sketch: Sketch) -> Stencil:
    """Stones near the viewer, dark against the water."""
    rng = sketch.rng
    rise = smoothstep(sketch.composition.across(0.62), sketch.composition.across(1.02), canvas.across)[0]
    other = smoothstep(sketch.composition.across(0.22), sketch.composition.across(-0.05), canvas.across)[0]
    rough = np.abs(line(rng, canvas.width, slope=1.9, largest=0.3))
    crest = 1.02 - rise * (0.10 + 0.07 * rough) - other * (0.05 + 0.05 * rough)
    stencil = Stencil(canvas)
    stencil.below(crest.astype(np.float32))
    return stencil


def _lay_lighthouse(canvas: Canvas, sketch: Sketch, horizon: float) -> None:
    """On the headland of the quiet side, lit."""
    palette = sketch.palette
    x, foot = sketch.composition.across(0.10), horizon - 0.018
    size = sketch.rng.uniform(0.11, 0.14)
    tower = Stencil(canvas)
    tower.polygon(
        [
            (x - 0.075 * size, foot),
            (x - 0.045 * size, foot - size),
            (x + 0.045 * size, foot - size),
            (x + 0.075 * size, foot),
        ]
    )
    tower.box(x - 0.075 * size, foot - 1.03 * size, x + 0.075 * size, foot - size)
    tower.box(x - 0.04 * size, foot - 1.13 * size, x + 0.04 * size, foot - 1.03 * size)
    tower.polygon(
        [(x - 0.06 * size, foot - 1.13 * size), (x, foot - 1.22 * size), (x + 0.06 * size, foot - 1.13 * size)]
    )
    tower.oval(x, foot + 0.004, size * 1.2, size * 0.16)
    canvas.lay(palette.deep.mixed(palette.shadow, 0.35).linear(), tower.cover())
    lamp = Light(x, foot - 1.08 * size, 0.006, palette.glow.mixed(palette.accent, 0.3).linear())
    canvas.shine(lamp.colour, disc(canvas, lamp, 0.004))
    glow(canvas, lamp, 0.22, 0.55)
