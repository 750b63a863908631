"""Late light through a window on a plain wall: panes and the shadows of leaves, and nothing else."""

import math

import numpy as np
from scipy import ndimage

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, soften
from studio.providers.visual.painter.colour import Ramp, Tint
from studio.providers.visual.painter.noise import FINE, fractal
from studio.providers.visual.painter.plants import branch, frond, leaf
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil


@scene(
    "light on a wall",
    Kind.INDOORS,
    words=(
        "window seat corridor room door curtain chair stair wall balcony studio afternoon doorway shadow lace morning"
    ),
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    gobo = _cut_window(sketch)
    is_dark = sketch.hour in (Hour.NIGHT, Hour.DUSK)
    shade = palette.shadow.mixed(palette.middle, 0.45 if is_dark else 0.6)
    lit = palette.light.mixed(palette.glow, 0.45)
    under = blank(FINE[1], FINE[0])
    falloff = np.exp(-(((under.across - composition.focus) / np.float32(0.85)) ** 2)) * (1.05 - 0.35 * under.down)
    plaster = fractal(rng, size=FINE, slope=1.15, largest=0.35)
    trowel = fractal(rng, size=FINE, slope=1.2, largest=0.12, stretch=(2.5, 1))
    relief = np.gradient(plaster + trowel * 0.5, axis=1) * -composition.side
    relief /= relief.std()
    bounce = 0.16 + 0.20 * falloff
    light = gobo * (0.80 + 0.12 * falloff) + bounce * (1 - 0.3 * gobo)
    light = light * (1 + 0.035 * relief * (0.4 + gobo)) + 0.012 * plaster
    ramp = Ramp(
        ((0.0, palette.deep.mixed(shade, 0.4)), (0.25, shade), (0.6, palette.middle.mixed(lit, 0.55)), (1.0, lit))
    )
    under.fill(ramp.linear(np.clip(light, 0, 1).astype(np.float32)))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    _lay_floor(canvas, sketch, shade)
    if composition.view != 1:
        _lay_vase(canvas, sketch, lit)


def _cut_window(sketch: Sketch) -> np.ndarray:
    """The light that passes: panes and leaves, sheared as low light falls, softer the further it went."""
    rng, composition = sketch.rng, sketch.composition
    sheet = blank(FINE[1], FINE[0])
    panes, leaves = Stencil(sheet), Stencil(sheet)
    if composition.view == 1:
        # A blind: one broad opening, cut into slats.
        columns, rows = 1, int(rng.integers(11, 16))
        wide, tall = rng.uniform(0.62, 0.8), rng.uniform(0.6, 0.74) / rows
    else:
        columns, rows = int(rng.integers(2, 4)), int(rng.integers(2, 5))
        wide, tall = rng.uniform(0.17, 0.22), rng.uniform(0.17, 0.24) * 3 / rows
    left = ASPECT / 2 - columns * wide / 2
    top = 0.5 - rows * tall / 2
    for column in range(columns):
        for row in range(rows):
            panes.box(
                left + column * wide + 0.011,
                top + row * tall + 0.011,
                left + (column + 1) * wide - 0.011,
                top + (row + 1) * tall - 0.011,
            )
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(5, 9))):
            frond(
                leaves,
                rng,
                left + rng.uniform(-0.1, columns * wide + 0.1),
                1.02,
                -math.pi / 2 + rng.normal(0, 0.45),
                rng.uniform(0.4, 0.75),
                0.3,
            )
    else:
        for _ in range(6):
            ends = branch(
                leaves,
                rng,
                left + rng.choice((-0.1, columns * wide + 0.1)),
                rng.uniform(0.15, 0.85),
                rng.normal(0, 0.5) + (0 if rng.random() < 0.5 else math.pi),
                0.32,
                0.012,
                4,
            )
            for x, y in ends:
                for _ in range(3):
                    leaf(leaves, x, y, rng.uniform(0, 2 * math.pi), rng.uniform(0.03, 0.055), rng.uniform(0.016, 0.026))
    light = soften(panes.cover(), 2.2) * (1 - soften(leaves.cover(), 4.5) * np.float32(0.85))
    slant = composition.side * rng.uniform(0.22, 0.5)
    ys, xs = np.mgrid[0 : FINE[0], 0 : FINE[1]].astype(np.float32)
    middle = composition.focus * FINE[0]
    sx = xs - middle + ASPECT / 2 * FINE[0] + 0 * ys
    sy = ys + slant * (xs - middle) * 0.55
    cast = ndimage.map_coordinates(light, [sy, sx + (ys - FINE[0] / 2) * slant * 0.4], order=1)
    return np.asarray(cast, np.float32)


def _lay_vase(canvas: Canvas, sketch: Sketch, lit: Tint) -> None:
    """A tall vase with a dry branch on the floor, beside the light or in it, with one bright side."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    shape = Stencil(canvas)
    x = composition.focus + composition.side * (0.36 if composition.view == 0 else -0.42)
    foot, size = 0.955, rng.uniform(0.20, 0.27)
    widths = np.array([0.30, 0.46, 0.56, 0.56, 0.44, 0.26, 0.15, 0.13, 0.18]) * size
    shape.stroke([(x, foot - size * share) for share in np.linspace(0, 1, 9)], widths.tolist())
    ends = []
    for _ in range(4):
        ends += branch(shape, rng, x, foot - size * 0.97, -math.pi / 2 + rng.normal(0, 0.3), size * 0.95, 0.006, 4)
    for end_x, end_y in ends:
        if rng.random() < 0.7:
            leaf(shape, end_x, end_y, rng.uniform(-math.pi, 0), rng.uniform(0.014, 0.026), rng.uniform(0.007, 0.012))
    cover = shape.cover()
    step = max(2, round(0.012 * canvas.height))
    toward = -1 if x > composition.focus else 1
    rim = soften(np.clip(cover - np.roll(cover, -step * toward, axis=1), 0, 1), 0.003 * canvas.height) * cover
    shadow = soften(np.roll(cover, (step, -3 * step * toward), axis=(0, 1)), 0.012 * canvas.height)
    canvas.dim(1 - np.float32(0.28) * shadow)
    canvas.lay(palette.deep.mixed(palette.shadow, 0.45).linear(), cover)
    canvas.lay(palette.middle.mixed(lit, 0.5).linear(), rim * np.float32(0.55))


def _lay_floor(canvas: Canvas, sketch: Sketch, shade: Tint) -> None:
    """A skirting and a floor, where the picture has one."""
    palette = sketch.palette
    edge = 0.86 + 0.05 * sketch.composition.horizon
    top = canvas.row(edge)
    part = Canvas(canvas.pixels[:, top:])
    mirror = canvas.pixels[:, max(0, 2 * top - canvas.height) : top][:, ::-1]
    floor = palette.deep.mixed(shade, 0.35).linear()
    for plane, seen, tone in zip(part.pixels, mirror, floor, strict=True):
        plane[: seen.shape[0]] = tone * 0.8 + soften(np.ascontiguousarray(seen), 0.018 * canvas.height) * np.float32(
            0.32
        )
    edge_line = np.exp(-np.abs(canvas.down - np.float32(edge)) / np.float32(0.0025)) * np.float32(0.5)
    canvas.lay(palette.deep.linear(), edge_line + 0 * canvas.across)
