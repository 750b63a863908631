"""A room by candlelight: flames on a table, a wall that takes their warmth, and things half seen at the edge of it."""

import dataclasses
import math

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep, soften
from studio.providers.visual.painter.colour import Ramp
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.firelight import Flicker
from studio.providers.visual.painter.noise import FINE, fractal
from studio.providers.visual.painter.plants import branch
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil


def move(sketch: Sketch, still: Frame) -> Movement:
    return Flicker(sketch.rng, still)


@scene(
    "candle-lit room",
    Kind.INDOORS,
    words=(
        "candle letter ink desk academia table wax manuscript ballroom hearth inkwell book chapel bust attic "
        "tea cup dining"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    sketch = dataclasses.replace(sketch, palette=sketch.palette.by_firelight())
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    edge = 0.72 + 0.05 * composition.horizon
    flames = _place_candles(sketch, edge)
    warm = palette.glow.mixed(palette.accent, 0.3)
    wall = palette.middle.mixed(palette.accent, 0.3)
    under = blank(FINE[1], FINE[0])
    plaster = fractal(rng, size=FINE, slope=1.3, largest=0.4)
    light = np.zeros((FINE[0], FINE[1]), np.float32)
    for x, y, size in flames:
        distance = np.hypot((under.across - x) * 0.85, under.down - y)
        light += np.float32(size * 0.30) / (np.float32(0.09) + distance * distance * np.float32(3.2)) * np.float32(0.12)
    light *= 1 + 0.045 * plaster
    dark = palette.deep.with_lightness(max(0.06, palette.deep.lightness - 0.04))
    ramp = Ramp(
        (
            (0.0, dark),
            (0.25, palette.shadow.mixed(wall, 0.3).with_lightness(0.22)),
            (0.6, wall.with_lightness(0.45)),
            (1.0, warm.with_lightness(0.74)),
        )
    )
    under.fill(ramp.linear((1 - np.exp(-light * 1.55)).astype(np.float32)))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    if composition.view != 1:
        _lay_window(canvas, sketch)
    _lay_table(canvas, sketch, edge, flames)
    _lay_things(canvas, sketch, edge)
    for flame in flames:
        _lay_candle(canvas, sketch, flame, edge)


def _place_candles(sketch: Sketch, edge: float) -> list[tuple[float, float, float]]:
    """Across, down (of the flame's foot) and size of each."""
    rng, composition = sketch.rng, sketch.composition
    # Some on a long table, one or two near, or a whole row.
    fewest, most, scale = ((2, 4, 1.0), (1, 2, 1.5), (5, 7, 0.85))[composition.view]
    count = int(rng.integers(fewest, most + 1))
    offsets = sorted(rng.uniform(-0.2, 0.2) + 0.13 * (number - (count - 1) / 2) * 2 for number in range(count))
    return [
        (composition.focus + offset * 0.75, edge + 0.05 - rng.uniform(0.10, 0.32), scale * rng.uniform(0.85, 1.15))
        for offset in offsets
    ]


def _lay_window(canvas: Canvas, sketch: Sketch) -> None:
    """A tall window on the quiet side, with the night in it."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    centre, wide, top, bottom = composition.across(0.2), 0.17, -0.05, 0.5
    pane, bars = Stencil(canvas), Stencil(canvas)
    pane.box(centre - wide, top, centre + wide, bottom)
    for share in (-1.0, 0.0, 1.0):
        bars.box(centre + share * wide - 0.006, top, centre + share * wide + 0.006, bottom)
    for y in (0.14, 0.32, bottom):
        bars.box(centre - wide, y - 0.005, centre + wide, y + 0.005)
    night = Ramp(((0.0, palette.shadow.with_lightness(0.14)), (1.0, palette.shadow.with_lightness(0.30))))
    cloud = canvas.fit(fractal(rng, slope=2.0, largest=0.5, stretch=(2, 1)))
    tones = night.linear(np.clip(canvas.down * 1.2 + cloud * 0.14, 0, 1).astype(np.float32))
    canvas.lay(tones, soften(pane.cover(), 0.002 * canvas.height) * np.float32(0.92))
    canvas.lay(palette.deep.linear(), bars.cover() * np.float32(0.9))


def _lay_table(canvas: Canvas, sketch: Sketch, edge: float, flames: list[tuple[float, float, float]]) -> None:
    rng, palette = sketch.rng, sketch.palette
    top = canvas.row(edge)
    part = Canvas(canvas.pixels[:, top:])
    down = canvas.down[top:]
    grain = fractal(rng, size=FINE, slope=1.1, largest=0.15, stretch=(9, 1))
    wood = part.fit(grain[: FINE[0] * part.height // canvas.height])
    glow_map = np.zeros((part.height, part.width), np.float32)
    for x, _, size in flames:
        away = np.hypot((canvas.across - x) * 0.7, (down - edge - 0.06) * 2.2)
        glow_map += np.exp(-away * 4.2).astype(np.float32) * np.float32(0.42 * size)
        streak = np.exp(-(((canvas.across - x) / np.float32(0.022)) ** 2)) * np.exp(-(down - edge) * 5)
        glow_map += streak * np.float32(0.20) * (1 + 0.3 * wood)
    base = palette.deep.mixed(palette.middle.mixed(palette.accent, 0.4), 0.25)
    ramp = Ramp(
        (
            (0.0, palette.deep.with_lightness(0.07)),
            (0.45, base.with_lightness(0.30)),
            (1.0, palette.glow.mixed(palette.accent, 0.4).with_lightness(0.66)),
        )
    )
    part.fill(ramp.linear(np.clip(glow_map * (1 + 0.14 * wood), 0, 1)))
    rim = np.exp(-np.abs(down - edge - 0.002) / np.float32(0.0016)) * (0.12 + glow_map[:1] * 0.5)
    part.shine(palette.glow.linear(), rim.astype(np.float32) * np.float32(0.5))


def _lay_things(canvas: Canvas, sketch: Sketch, edge: float) -> None:
    """Books and a vase between the light and the dark: silhouettes with one warm side."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    shape = Stencil(canvas)
    inward = -composition.side
    x = composition.focus + inward * rng.uniform(0.34, 0.42)
    y = edge + 0.085
    for _ in range(int(rng.integers(3, 6))):
        thick, wide = rng.uniform(0.02, 0.036), rng.uniform(0.11, 0.16)
        shift = rng.normal(0, 0.012)
        shape.box(x + shift - wide, y - thick + 0.0015, x + shift + wide, y)
        y -= thick
    vase_x = composition.focus - inward * rng.uniform(0.34, 0.42)
    foot, size = edge + 0.05, rng.uniform(0.15, 0.2)
    widths = np.array([0.26, 0.5, 0.62, 0.5, 0.28, 0.16, 0.15, 0.22]) * size
    shape.stroke([(vase_x, foot - size * t) for t in np.linspace(0, 1, 8)], widths.tolist())
    for _ in range(3):
        branch(shape, rng, vase_x, foot - size * 0.97, -math.pi / 2 + rng.normal(0, 0.35), size * 0.8, 0.006, 3)
    cover = shape.cover()
    side = np.sign(composition.focus - canvas.across)
    step = max(2, round(0.010 * canvas.height))
    lit_left = np.clip(cover - np.roll(cover, -step, axis=1), 0, 1)
    lit_right = np.clip(cover - np.roll(cover, step, axis=1), 0, 1)
    canvas.lay(palette.deep.mixed(palette.shadow, 0.25).with_lightness(0.12).linear(), cover)
    rim = np.where(side > 0, lit_left, lit_right)
    canvas.lay(
        palette.accent.mixed(palette.glow, 0.4).with_lightness(0.55).linear(),
        soften(rim, 0.003 * canvas.height) * cover * np.float32(0.6),
    )


def _lay_candle(canvas: Canvas, sketch: Sketch, flame: tuple[float, float, float], edge: float) -> None:
    rng, palette = sketch.rng, sketch.palette
    x, y, size = flame
    foot = edge + rng.uniform(0.06, 0.10)
    wide = rng.uniform(0.017, 0.024) * size
    body = Stencil(canvas)
    body.box(x - wide, y + 0.012, x + wide, foot)
    body.oval(x, foot, wide, wide * 0.28)
    body.oval(x, y + 0.012, wide, wide * 0.22)
    top, bottom = canvas.row(y - 0.02), canvas.row(foot + 0.02)
    cover = body.cover(top, bottom)
    part = Canvas(canvas.pixels[:, top:bottom])
    depth = np.clip((canvas.down[top:bottom] - y) / np.float32(max(0.08, foot - y)), 0, 1)
    round_ = np.clip(np.abs(canvas.across - x) / np.float32(wide), 0, 1)
    wax = Ramp(
        (
            (0.0, palette.glow.with_lightness(0.9)),
            (0.3, palette.accent.mixed(palette.glow, 0.5).with_lightness(0.66)),
            (1.0, palette.accent.mixed(palette.deep, 0.6).with_lightness(0.24)),
        )
    )
    part.lay(wax.linear(np.clip(depth * 0.95 + round_**2 * 0.2 - 0.05, 0, 1).astype(np.float32)), cover)
    tall = 0.052 * size
    u = (canvas.across - x - np.float32(rng.normal(0, 0.0015))) / np.float32(0.0105 * size)
    v = (y + np.float32(0.006) - canvas.down) / np.float32(tall)
    outline = np.clip(np.sin(np.clip(v, 0, 1) ** 0.62 * np.pi), 0, None) ** 0.9
    inside = smoothstep(1.0, 0.35, np.abs(u) / np.maximum(outline, 1e-3)) * (v > 0) * (v < 1)
    hot = Ramp(
        (
            (0.0, palette.accent.with_lightness(0.66)),
            (0.4, palette.glow.mixed(palette.accent, 0.2)),
            (1.0, palette.glow.lighter(0.06).muted(0.6)),
        )
    )
    rows = slice(canvas.row(y - tall - 0.02), canvas.row(y + 0.03))
    core = np.clip(inside[rows] * (1.1 - 0.4 * v[rows]), 0, 1).astype(np.float32)
    Canvas(canvas.pixels[:, rows]).lay(
        hot.linear(core) * np.float32(1.9), np.clip(inside[rows] * 1.4, 0, 1).astype(np.float32)
    )
    glow(canvas, Light(x, y - tall * 0.4, 0.012, palette.glow.mixed(palette.accent, 0.3).linear()), 0.32, 0.40)
    glow(canvas, Light(x, y - tall * 0.4, 0.008, palette.glow.linear()), 0.07, 0.5)
