"""A fireplace: flames in an opening of stone, their light on the hearth and the floor, and things on the mantel."""

import dataclasses
import itertools
import math

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep, soften
from studio.providers.visual.painter.colour import Plane, Ramp
from studio.providers.visual.painter.fire import Fire, Hearth, flame_ramp, lay_flames
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement import Together
from studio.providers.visual.painter.movement.firelight import Flames, Flicker
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.specks import rise
from studio.providers.visual.painter.noise import FINE, fractal
from studio.providers.visual.painter.plants import branch
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Box, Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil

_STONE = 0.075


def _opening(sketch: Sketch) -> Box:
    """Of the fireplace: near, far or broad."""
    composition = sketch.composition
    half, tall = ((0.30, 0.43), (0.22, 0.33), (0.40, 0.37))[composition.view]
    foot = 0.82 + 0.05 * composition.horizon
    return Box(composition.focus - half, foot - tall, composition.focus + half, foot)


def _hearth(sketch: Sketch) -> Hearth:
    opening = _opening(sketch)
    wide, tall = opening.right - opening.left, opening.bottom - opening.top
    return Hearth(sketch.composition.focus, opening.bottom - 0.02, wide * 0.42, tall * 0.94)


def move(sketch: Sketch, still: Frame) -> Movement:
    hearth, palette = _hearth(sketch), sketch.palette.by_firelight()
    ember = ink_of(palette.glow.mixed(palette.accent, 0.5).linear())
    return Together(
        Flicker(sketch.rng, still, 0.30),
        Flames(still, Fire(sketch.rng, hearth), flame_ramp(palette)),
        rise(sketch.rng, 46, hearth, _opening(sketch).top + 0.03, ember),
    )


@scene(
    "hearth",
    Kind.INDOORS,
    words=(
        "hearth fireplace fire ember kettle inn tavern stove log armchair blanket rug dog pot wool mantel slippers "
        "cottage attic tales"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    sketch = dataclasses.replace(sketch, palette=sketch.palette.by_firelight())
    opening, hearth = _opening(sketch), _hearth(sketch)
    _lay_wall(canvas, sketch, opening, hearth)
    _lay_floor(canvas, sketch, opening, hearth)
    _lay_stones(canvas, sketch, opening, hearth)
    _lay_inside(canvas, sketch, opening, hearth)
    _lay_mantel(canvas, sketch, opening)
    warm = flame_ramp(sketch.palette).tint(0.55).linear()
    glow(canvas, Light(hearth.across, hearth.down - hearth.tall * 0.3, 0.06, warm), 0.8, 0.16)
    if not sketch.is_moving:
        lay_flames(canvas, sketch.palette, Fire(sketch.rng, hearth))


def _near(canvas: Canvas, hearth: Hearth, reach: float) -> Plane:
    distance = np.hypot(
        (canvas.across - hearth.across) * np.float32(0.8), canvas.down - hearth.down + hearth.tall * 0.3
    )
    return np.asarray(np.exp(-distance / np.float32(reach)), np.float32)


def _lay_wall(canvas: Canvas, sketch: Sketch, opening: Box, hearth: Hearth) -> None:
    palette = sketch.palette
    plaster = canvas.fit(fractal(sketch.rng, size=FINE, slope=1.1, largest=0.25))
    light = _near(canvas, hearth, 0.40) * (1 + 0.025 * plaster) + 0.006 * plaster
    wall = palette.shadow.mixed(palette.middle, 0.5)
    tones = Ramp(
        (
            (0.0, palette.deep.with_lightness(0.09)),
            (0.5, wall.with_lightness(0.26)),
            (1.0, wall.mixed(palette.accent, 0.5).lighter(0.16)),
        )
    )
    canvas.fill(tones.linear(np.clip(0.08 + light * 1.5, 0, 1).astype(np.float32)))


def _lay_floor(canvas: Canvas, sketch: Sketch, opening: Box, hearth: Hearth) -> None:
    """Boards that run towards the viewer, with the fire's light along them."""
    rng, palette = sketch.rng, sketch.palette
    edge = opening.bottom + 0.035
    top = canvas.row(edge)
    part, down = Canvas(canvas.pixels[:, top:]), canvas.down[top:]
    depth = (down - np.float32(edge - 0.16)) / np.float32(0.16)
    x = (canvas.across - np.float32(ASPECT / 2)) / depth
    board = np.floor(x / np.float32(0.10)).astype(np.intp)
    shades = rng.normal(0, 0.05, 64).astype(np.float32)[board % 64]
    gap = np.abs((x / np.float32(0.10)) % 1 - np.float32(0.5)) * 2
    grain = part.fit(fractal(rng, size=FINE, slope=1.1, largest=0.1, stretch=(0.6, 5))[: FINE[0] // 5])
    pool = np.exp(-(((canvas.across - hearth.across) / np.float32(hearth.reach * 2.4)) ** 2)) * np.exp(
        -(down - np.float32(edge)) * np.float32(5)
    )
    place = (
        0.10 + pool * (0.62 + 0.10 * grain) + shades * (0.3 + pool) - 0.25 * smoothstep(0.955, 0.99, gap) * (0.2 + pool)
    )
    wood = palette.deep.mixed(palette.accent, 0.25)
    ramp = Ramp(((0.0, palette.deep.with_lightness(0.06)), (0.5, wood.with_lightness(0.30)), (1.0, palette.accent)))
    part.fill(ramp.linear(np.clip(place, 0, 1).astype(np.float32)))


def _lay_stones(canvas: Canvas, sketch: Sketch, opening: Box, hearth: Hearth) -> None:
    """The surround: blocks with rounded edges, each lit on the side of the fire, and a slab before it."""
    rng, palette = sketch.rng, sketch.palette
    rough = canvas.fit(fractal(rng, size=FINE, slope=1.2, largest=0.1))
    light = _near(canvas, hearth, 0.30) * np.float32(1.35)
    stone = palette.middle.mixed(palette.accent, 0.2).muted(0.8)
    ramp = Ramp(
        ((0.0, palette.deep.with_lightness(0.10)), (0.5, stone.with_lightness(0.36)), (1.0, stone.with_lightness(0.62)))
    )
    shadow = Stencil(canvas)
    shadow.box(opening.left - _STONE * 1.3, opening.top - _STONE * 1.4, opening.right + _STONE * 1.3, opening.bottom)
    canvas.dim(1 - soften(shadow.cover(), 0.02 * canvas.height) * np.float32(0.6))
    for box in _blocks(sketch, opening):
        cut = Stencil(canvas)
        cut.box(box.left + 0.002, box.top + 0.002, box.right - 0.002, box.bottom - 0.002)
        top, bottom = canvas.row(box.top - 0.01), canvas.row(box.bottom + 0.01)
        cover = soften(cut.cover(top, bottom), 0.0022 * canvas.height)
        cover = smoothstep(0.3, 0.75, cover)
        tone = light[top:bottom] * 0.85 + rng.normal(0.08, 0.03) + 0.035 * rough[top:bottom]
        edge = soften(cover, 0.006 * canvas.height)
        place = tone * (0.55 + 0.5 * edge)
        Canvas(canvas.pixels[:, top:bottom]).lay(ramp.linear(np.clip(place, 0, 1).astype(np.float32)), cover)


def _blocks(sketch: Sketch, opening: Box) -> list[Box]:
    rng, blocks = sketch.rng, []
    for left in (opening.left - _STONE, opening.right):
        y = opening.bottom
        while y > opening.top + 0.03:
            tall = min(y - opening.top, rng.uniform(0.055, 0.10))
            blocks.append(Box(left - rng.uniform(0, 0.012), y - tall, left + _STONE + rng.uniform(0, 0.012), y))
            y -= tall
    count = max(5, round((opening.right - opening.left + 2 * _STONE) / 0.095)) // 2 * 2 + 1
    places = np.linspace(opening.left - _STONE * 1.15, opening.right + _STONE * 1.15, count + 1)
    for number, (left, right) in enumerate(itertools.pairwise(places.tolist())):
        key = 0.016 if number == count // 2 else 0.0
        blocks.append(Box(left, opening.top - _STONE * 1.05 - key, right, opening.top + 0.004 + key * 0.6))
    blocks.append(Box(opening.left - 0.16, opening.bottom - 0.004, opening.right + 0.16, opening.bottom + 0.045))
    return blocks


def _lay_inside(canvas: Canvas, sketch: Sketch, opening: Box, hearth: Hearth) -> None:
    """Soot and bricks behind the fire, logs, and embers under them."""
    rng, palette = sketch.rng, sketch.palette
    hole = Stencil(canvas)
    hole.box(opening.left, opening.top + 0.004, opening.right, opening.bottom - 0.004)
    top, bottom = canvas.row(opening.top - 0.01), canvas.row(opening.bottom + 0.01)
    part, down = Canvas(canvas.pixels[:, top:bottom]), canvas.down[top:bottom]
    course = np.floor((down - opening.top) / np.float32(0.032))
    joint = np.minimum(
        np.abs(((down - opening.top) / np.float32(0.032)) % 1 - np.float32(0.5)) * 2,
        1 - 0 * down,
    )
    along = np.abs(((canvas.across / np.float32(0.085) + (course % 2) * np.float32(0.5)) % 1) - np.float32(0.5)) * 2
    lines = np.maximum(smoothstep(0.86, 0.97, joint) + 0 * canvas.across, smoothstep(0.95, 0.985, along))
    warm = _near(canvas, hearth, 0.22)[top:bottom] * np.float32(1.3)
    soot = canvas.fit(fractal(rng, slope=1.6, largest=0.3))[top:bottom]
    place = warm * (1.0 + 0.10 * soot) * (1 - 0.45 * lines) * smoothstep(opening.top - 0.02, opening.bottom, down)
    ramp = Ramp(
        (
            (0.0, palette.deep.with_lightness(0.045)),
            (0.5, palette.accent.mixed(palette.deep, 0.4).with_lightness(0.28)),
            (1.0, palette.accent.with_lightness(0.60)),
        )
    )
    part.lay(ramp.linear(np.clip(place, 0, 1).astype(np.float32)), hole.cover(top, bottom))
    coals, logs = Stencil(canvas), Stencil(canvas)
    for x in (hearth.across + rng.normal(0, 0.42, 90) * hearth.reach).tolist():
        if opening.left + 0.02 < x < opening.right - 0.02:
            coals.oval(
                x, hearth.down + rng.uniform(-0.008, 0.012), rng.uniform(0.004, 0.011), rng.uniform(0.003, 0.006)
            )
    bed = palette.accent.with_lightness(0.60).linear()
    canvas.lay(bed, soften(coals.cover(), 0.0012 * canvas.height) * np.float32(0.9))
    for lean, shift, lift in ((-0.10, -0.12, 0.022), (0.12, 0.16, 0.024), (-0.05, 0.02, 0.046)):
        half, x, y = hearth.reach * rng.uniform(0.52, 0.68), hearth.across + shift * hearth.reach, hearth.down - lift
        turn = lean + rng.normal(0, 0.04)
        thick = rng.uniform(0.026, 0.034)
        ends = [(x + s * half * math.cos(turn), y + s * half * math.sin(turn)) for s in (-1.0, -0.4, 0.3, 1.0)]
        logs.stroke(ends, [thick, thick * 1.05, thick * 0.95, thick * 0.9])
    cover = logs.cover()
    canvas.lay(palette.deep.with_lightness(0.07).linear(), cover)
    rim = np.clip(cover - np.roll(cover, round(0.004 * canvas.height), axis=0), 0, 1)
    canvas.lay(palette.accent.with_lightness(0.55).linear(), rim * np.float32(0.7))


def _lay_mantel(canvas: Canvas, sketch: Sketch, opening: Box) -> None:
    """A beam over the stones, with what a household puts there."""
    rng, palette, side = sketch.rng, sketch.palette, sketch.composition.side
    shelf = opening.top - _STONE * 1.05 - 0.018
    beam, things = Stencil(canvas), Stencil(canvas)
    beam.box(opening.left - 0.15, shelf - 0.042, opening.right + 0.15, shelf)
    canvas.lay(palette.deep.mixed(palette.accent, 0.15).with_lightness(0.15).linear(), beam.cover())
    lip = Stencil(canvas)
    lip.box(opening.left - 0.15, shelf - 0.005, opening.right + 0.15, shelf)
    canvas.lay(palette.accent.with_lightness(0.48).linear(), lip.cover() * np.float32(0.5))
    y = shelf - 0.042
    x, wide = sketch.composition.focus, opening.right - opening.left
    clock = x - side * wide * 0.02
    things.polygon([(clock - 0.05, y), (clock - 0.035, y - 0.06), (clock + 0.035, y - 0.06), (clock + 0.05, y)])
    things.disc(clock, y - 0.066, 0.036)
    jug = x + side * wide * 0.42
    widths = np.array([0.30, 0.52, 0.60, 0.46, 0.26, 0.2, 0.3]) * 0.11
    things.stroke([(jug, y - 0.11 * t) for t in np.linspace(0, 1, 7)], widths.tolist())
    for _ in range(3):
        branch(things, rng, jug, y - 0.105, -math.pi / 2 + rng.normal(0, 0.4), 0.085, 0.004, 3)
    book = x - side * wide * 0.46
    for number in range(4):
        thick, tall = rng.uniform(0.014, 0.022), rng.uniform(0.075, 0.105)
        things.box(book + number * 0.023, y - tall, book + number * 0.023 + thick, y)
    canvas.lay(palette.deep.with_lightness(0.12).linear(), things.cover())
    face = Stencil(canvas)
    face.disc(clock, y - 0.066, 0.026)
    canvas.lay(palette.glow.with_lightness(0.5).linear(), face.cover() * np.float32(0.5))
