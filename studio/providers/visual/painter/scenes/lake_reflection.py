"""A still lake that mirrors its mountains, with reeds and a moored boat in front."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep
from studio.providers.visual.painter.colour import Colour
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement import Together
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.ripples import Rippling
from studio.providers.visual.painter.movement.silhouette import Silhouette
from studio.providers.visual.painter.noise import FINE, bend, fractal, line
from studio.providers.visual.painter.plants import conifer, conifers, reeds
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


def _horizon(sketch: Sketch) -> float:
    return 0.5 + 0.12 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    near = _foreground(blank(still.width, still.height), sketch)
    return Together(
        Rippling(sketch.rng, still, _horizon(sketch), roughness=0.15),
        Silhouette(near.cover(), ink_of(_foreground_colour(sketch))),
    )


@scene(
    "lake reflection",
    Kind.WATER,
    words="lake pond mirror reflection reed river boat jetty water pool heron mountain ferryman lagoon",
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    sun = Light(
        composition.across(0.62), horizon - rng.uniform(0.2, 0.36), rng.uniform(0.016, 0.03), palette.glow.linear(), 0.9
    )
    paint_sky(canvas, sketch, horizon + 0.03, sun, cloudiness=rng.uniform(0.35, 0.6))
    for number in range(3):
        _lay_mountains(canvas, sketch, horizon, number / 2, sun)
    _lay_shore(canvas, sketch, horizon)
    air = palette.light.mixed(palette.middle, 0.4).linear()
    drift = canvas.fit(np.clip(0.55 + 0.35 * fractal(rng, slope=2.0, stretch=(5, 1)), 0, 1))
    canvas.lay(
        air, np.exp(-(((canvas.down - np.float32(horizon - 0.012)) / np.float32(0.03)) ** 2)) * drift * np.float32(0.75)
    )
    water = palette.shadow.mixed(palette.deep, 0.5)
    paint_water(canvas, ripple(sketch, horizon, 5.0), water.linear(), sun, roughness=0.12, depth=0.55, glitter=0.35)
    if not sketch.is_moving:
        canvas.lay(_foreground_colour(sketch), _foreground(canvas, sketch).cover())


def _foreground_colour(sketch: Sketch) -> Colour:
    return sketch.palette.deep.linear() * np.float32(0.8)


def _foreground(canvas: Canvas, sketch: Sketch) -> Stencil:
    """What stands at the near shore: reeds, a jetty with a boat, or old firs."""
    rng, composition = sketch.rng, sketch.composition
    stencil = Stencil(canvas)
    match composition.view:
        case 0:
            reeds(stencil, rng, composition.across(0.9), 1.04, 0.42, 0.36, 90)
            reeds(stencil, rng, composition.across(0.02), 1.06, 0.2, 0.2, 30)
        case 1:
            _build_jetty(stencil, sketch)
            reeds(stencil, rng, composition.across(0.04), 1.05, 0.3, 0.26, 60)
        case _:
            for share, size in ((0.90, 0.74), (0.985, 0.95), (0.83, 0.42), (0.02, 0.6), (-0.03, 0.8)):
                conifer(
                    stencil, rng, composition.across(share + rng.normal(0, 0.01)), 1.05, size * rng.uniform(0.9, 1.1)
                )
    return stencil


def _build_jetty(stencil: Stencil, sketch: Sketch) -> None:
    """Planks on posts, narrowing as they run out from the near corner, and a boat tied to the end."""
    rng, composition = sketch.rng, sketch.composition
    near, far, side = composition.across(0.86), composition.across(0.68), composition.side
    top, bottom = 0.80, 1.02
    stencil.polygon([(far - 0.028, top), (far + 0.028, top), (near + 0.17, bottom), (near - 0.17, bottom)])
    for share in (0.0, 0.2, 0.45, 0.8):
        x, y, half = far + (near - far) * share, top + (bottom - top) * share, 0.028 + 0.142 * share
        for edge in (-1, 1):
            thick = 0.006 + 0.012 * share
            stencil.box(x + edge * half - thick, y - 0.035 - 0.05 * share, x + edge * half + thick, y + 0.06)
    boat_x, boat_y, size = far - side * rng.uniform(0.16, 0.22), 0.835, 0.085
    stencil.polygon(
        [
            (boat_x + a * size, boat_y + b * size)
            for a, b in ((-1.0, -0.26), (-0.62, -0.1), (0.62, -0.1), (1.0, -0.24), (0.7, 0.18), (-0.7, 0.18))
        ]
    )
    stencil.line([(boat_x + side * size * 0.9, boat_y - 0.02), (far, top - 0.01)], 0.0014)


def _lay_mountains(canvas: Canvas, sketch: Sketch, horizon: float, nearness: float, sun: Light) -> None:
    rng, palette = sketch.rng, sketch.palette
    focus = sketch.composition.focus + rng.normal(0, 0.12)
    peak = np.exp(-np.abs(canvas.across[0] - focus) / (0.42 + 0.25 * nearness)) * (0.26 - 0.13 * nearness)
    peak = peak * (1.0, 0.42, 0.8)[sketch.composition.view]
    broad = line(rng, canvas.width, slope=1.9, largest=0.8) * (0.035 - 0.01 * nearness)
    jagged = line(rng, canvas.width, slope=1.35, largest=0.2) * 0.012
    crest = horizon - np.maximum(0.02, peak * 1.1 + 0.05 - 0.02 * nearness + broad + jagged)
    crest = crest.astype(np.float32)
    stencil = Stencil(canvas)
    stencil.below(crest)
    top, bottom = canvas.row(float(crest.min()) - 0.01), canvas.row(horizon)
    cover = stencil.cover(top, bottom)
    air = palette.light.mixed(palette.middle, 0.5)
    tone = air.mixed(palette.shadow, 0.35 + 0.5 * nearness)
    canvas.lay(tone.linear(), cover, top)
    # Faces that look at the light: folds of noise sheared along the slopes.
    part = Canvas(canvas.pixels[:, top:bottom])
    relief = bend(
        fractal(rng, size=FINE, slope=2.0, largest=0.4, stretch=(1.0, 1.5)),
        fractal(rng, size=FINE, slope=1.9, largest=0.3) * 0.02,
        fractal(rng, size=FINE, slope=1.9, largest=0.3) * 0.02,
    )
    lean = np.sign(sun.across - focus)
    rows = relief[int(top / canvas.height * FINE[0]) : max(1, int(bottom / canvas.height * FINE[0]))]
    face = np.gradient(rows, axis=1) * -lean
    face = smoothstep(0.1, 1.5, face / (face.std() + 1e-6)) * np.float32(0.5 - 0.3 * nearness)
    below = np.clip((canvas.down[top:bottom] - crest[None, :]) / np.float32(0.16), 0, 1)
    part.lay(palette.light.mixed(palette.glow, 0.4).linear(), part.fit(face) * cover * (1 - below))
    part.lay(air.linear(), cover * below**1.5 * np.float32(0.55 - 0.3 * nearness))


def _lay_shore(canvas: Canvas, sketch: Sketch, horizon: float) -> None:
    rng, palette = sketch.rng, sketch.palette
    rise = smoothstep(sketch.composition.across(0.3), sketch.composition.across(1.0), canvas.across)[0]
    crest = horizon - 0.004 - 0.03 * rise - 0.006 * np.abs(line(rng, canvas.width, slope=1.6, largest=0.4))
    stencil = Stencil(canvas)
    stencil.below(crest)
    conifers(stencil, rng, crest, size=0.055, density=1.6)
    top, bottom = canvas.row(float(crest.min()) - 0.12), canvas.row(horizon + 0.003)
    canvas.lay(palette.shadow.mixed(palette.deep, 0.6).linear(), stencil.cover(top, bottom), top)
