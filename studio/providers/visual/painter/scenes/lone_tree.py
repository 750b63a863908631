"""One old tree on a hill in the open, in leaf or in blossom, with the land falling away behind it."""

import math

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep
from studio.providers.visual.painter.colour import Plane, Tint
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.specks import fall
from studio.providers.visual.painter.noise import fractal, line
from studio.providers.visual.painter.plants import branch
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


def move(sketch: Sketch, still: Frame) -> Movement:
    del still
    return fall(sketch.rng, 110, (0.0024, 0.0046), (1, 2), 0.9, ink_of(_leaf_tint(sketch).lighter(-0.08).linear()))


@scene(
    "tree on a hill",
    Kind.GARDEN,
    words=(
        "tree oak blossom leaf autumn orchard cherry field meadow grass park willow april pine swing picnic "
        "wildflower garden gate"
    ),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = 0.62 + 0.08 * composition.horizon
    away = (0.14, 0.0, 0.30)[composition.view]
    light = Light(
        composition.focus - composition.side * away,
        horizon - rng.uniform(0.10, 0.30),
        rng.uniform(0.03, 0.06),
        palette.glow.linear(),
    )
    paint_sky(canvas, sketch, horizon + 0.06, light, cloudiness=rng.uniform(0.2, 0.5))
    air = palette.light.mixed(palette.middle, 0.4)
    for nearness in (0.0, 0.5):
        crest = horizon + 0.05 * nearness - 0.03 * line(rng, canvas.width, slope=2.1, largest=0.9)
        stencil = Stencil(canvas)
        stencil.below(crest.astype(np.float32))
        top = canvas.row(float(crest.min()))
        canvas.lay(air.mixed(palette.shadow, 0.2 + 0.5 * nearness).linear(), stencil.cover(top), top)
        veil = smoothstep(horizon - 0.02, horizon + 0.2, canvas.down[top:]) * np.float32(0.55)
        canvas.lay(air.linear(), veil + 0 * canvas.across, top)
    rise = np.exp(-(((canvas.across[0] - composition.focus) / np.float32(0.75)) ** 2))
    crest = horizon + 0.22 - 0.13 * rise + 0.008 * line(rng, canvas.width, slope=2.2, largest=0.8)
    _lay_tree(canvas, sketch, crest, light)
    _lay_meadow(canvas, sketch, crest.astype(np.float32), light)


def _leaf_tint(sketch: Sketch) -> Tint:
    is_dark = sketch.hour in (Hour.NIGHT, Hour.DUSK)
    return sketch.palette.accent.mixed(sketch.palette.middle, 0.35).with_lightness(0.36 if is_dark else 0.52)


def _lay_tree(canvas: Canvas, sketch: Sketch, crest: Plane, light: Light) -> None:
    rng, palette = sketch.rng, sketch.palette
    x = sketch.composition.focus
    foot = float(crest[int(x / ASPECT * (crest.size - 1))]) + 0.015
    size = rng.uniform(0.17, 0.21)
    wood = Stencil(canvas)
    wide = size * 0.19
    ends = branch(wood, rng, x, foot, -math.pi / 2 + rng.normal(0, 0.06), size, wide, 6)
    for turn in (-0.75, 0.75, -0.3):
        lean = -math.pi / 2 + turn + rng.normal(0, 0.1)
        ends += branch(wood, rng, x, foot - size * rng.uniform(0.12, 0.36), lean, size * 0.95, wide * 0.7, 5)
    wood.stroke([(x, foot - size * 0.2), (x, foot), (x, foot + 0.02)], [wide * 0.9, wide * 1.5, wide * 2.4])
    canvas.lay(palette.deep.linear(), wood.cover())
    tone = _leaf_tint(sketch)
    layers = (
        (palette.deep.mixed(tone, 0.35), -0.010, 0.9),
        (palette.deep.mixed(tone, 0.75), 0.0, 0.9),
        (tone.mixed(palette.light, 0.3), 0.010, 0.75),
    )
    toward = np.array([light.across - x, light.down - (foot - size)])
    toward /= np.linalg.norm(toward) + 1e-6
    middle = np.array([x, foot - size * 1.3])
    for tint, shift, amount in layers:
        leaves = Stencil(canvas)
        for ex, ey in ends:
            lit = float(np.dot((ex, ey) - middle, toward)) / size
            count = rng.poisson(8 if shift <= 0 else max(0.0, 4 + 5 * lit))
            for _ in range(count):
                leaves.oval(
                    ex + rng.normal(0, 0.019) + toward[0] * shift,
                    ey + rng.normal(0, 0.015) + toward[1] * shift,
                    rng.uniform(0.0016, 0.0044),
                    rng.uniform(0.0014, 0.0032),
                    amount,
                )
        canvas.lay(tint.linear(), leaves.cover())


def _lay_meadow(canvas: Canvas, sketch: Sketch, crest: Plane, light: Light) -> None:
    """The near hill: grass on its edge against the light, and its shade."""
    rng, palette = sketch.rng, sketch.palette
    hill, flowers = Stencil(canvas), Stencil(canvas)
    hill.below(crest)
    for x in rng.uniform(0, ASPECT, 1500).tolist():
        y = float(crest[int(x / ASPECT * (crest.size - 1))]) + 0.004
        tall, bend = rng.gamma(3, 0.0045), rng.normal(0.004, 0.006)
        hill.stroke([(x, y), (x + bend * 0.4, y - tall * 0.6), (x + bend, y - tall)], [0.0022, 0.0016, 0.0004])
        if rng.random() < 0.06:
            flowers.disc(x + bend, y - tall, rng.uniform(0.0016, 0.003))
    top = canvas.row(float(crest.min()) - 0.06)
    near = palette.deep.mixed(palette.shadow, 0.25)
    canvas.lay(near.linear(), hill.cover(top), top)
    below = np.clip((canvas.down[top:] - crest[None, :]) / np.float32(0.16), 0, 1)
    sheen = np.exp(-(((canvas.across - light.across) / np.float32(0.55)) ** 2)) * np.exp(-below * 3.2)
    tufts = canvas.fit(fractal(rng, slope=1.3, largest=0.12, stretch=(0.5, 1)))[top:]
    cover = hill.cover(top) * np.clip(sheen * (0.42 + 0.14 * tufts), 0, 1) * (canvas.down[top:] > crest[None, :])
    canvas.lay(palette.light.mixed(palette.accent, 0.45).with_lightness(palette.middle.lightness).linear(), cover, top)
    canvas.lay(palette.accent.mixed(palette.light, 0.4).linear(), flowers.cover(top) * np.float32(0.8), top)
