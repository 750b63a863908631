"""Shelves of old books by lamplight: warm near the lamp, and lost in the dark further off."""

import dataclasses

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank
from studio.providers.visual.painter.colour import Ramp, Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.firelight import Flicker
from studio.providers.visual.painter.noise import FINE, fractal
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil

_DESK = 0.86
"""Height of the desk's far edge."""


def move(sketch: Sketch, still: Frame) -> Movement:
    return Flicker(sketch.rng, still, depth=0.12)


@scene(
    "library in lamplight",
    Kind.INDOORS,
    words=(
        "library book shelf shelves study reading lamp scholar record cellar archive desk notebook bookshop "
        "gallery tape"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    sketch = dataclasses.replace(sketch, palette=sketch.palette.by_firelight())
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    canvas.fill(palette.deep.with_lightness(0.10).linear())
    pitch = (0.19, 0.27, 0.155)[composition.view] * rng.uniform(0.92, 1.08)
    y = -rng.uniform(0.02, 0.1)
    case = rng.uniform(0.5, 0.66)
    offset = rng.uniform(0, case)
    while y < 1.0:
        _fill_shelf(canvas, sketch, y, pitch, offset, case)
        y += pitch
    hangs = composition.view == 1
    lamp_x, lamp_y = composition.focus, (0.32 if hangs else 0.50) + 0.06 * composition.focus_down
    under = blank(FINE[1], FINE[0])
    distance = np.hypot((under.across - lamp_x) * 0.8, (under.down - lamp_y - 0.05) * 1.05)
    light = 0.025 + 1.5 * np.exp(-distance * 3.4) + 0.14 * np.exp(-distance * 1.1)
    light *= 1 + 0.06 * fractal(rng, size=FINE, slope=1.8, largest=0.5)
    warm = palette.glow.mixed(palette.accent, 0.3).linear()
    warm = warm / warm.max()
    cool = palette.shadow.with_lightness(0.6).linear()
    cool = cool / cool.max() * np.float32(0.05)
    full = canvas.fit(light.astype(np.float32))
    for plane, a, b in zip(canvas.pixels, warm, cool, strict=True):
        plane[:] *= full * a + b
    if not hangs:
        _lay_desk(canvas, sketch, lamp_x)
    _lay_lamp(canvas, sketch, lamp_x, lamp_y, hangs=hangs)
    glow(canvas, Light(lamp_x, lamp_y, 0.03, palette.glow.mixed(palette.accent, 0.25).linear()), 0.6, 0.30)


def _fill_shelf(canvas: Canvas, sketch: Sketch, top: float, pitch: float, offset: float, case: float) -> None:
    """One board and what stands on it: upright books, leaning ones, a stack, a gap."""
    rng, palette = sketch.rng, sketch.palette
    board = 0.014
    foot = top + pitch
    covers = [
        palette.middle,
        palette.accent,
        palette.shadow,
        palette.light,
        palette.middle.mixed(palette.accent, 0.5),
        palette.shadow.mixed(palette.accent, 0.4),
    ]
    scale = canvas.height
    x = -rng.uniform(0, 0.05)
    while x < ASPECT:
        if rng.random() < 0.045:
            x += rng.uniform(0.02, 0.08)
            continue
        run = int(rng.integers(1, 6)) if rng.random() < 0.25 else 1
        tint = covers[int(rng.integers(len(covers)))]
        tint = Tint(
            float(np.clip(rng.normal(0.50, 0.13), 0.24, 0.82)),
            tint.chroma * rng.uniform(0.4, 0.95),
            tint.hue + rng.normal(0, 8),
        )
        wide, tall = rng.gamma(9, 0.0021), (pitch - board) * rng.uniform(0.66, 0.93)
        for _ in range(run):
            _stand_book(canvas, sketch, x, foot - board, wide, tall, tint)
            x += wide + 0.0006
    slab = slice(max(0, int((foot - board) * scale)), max(0, int(foot * scale)))
    wood = palette.middle.mixed(palette.accent, 0.4).with_lightness(0.40).linear()
    canvas.pixels[:, slab] = (
        wood[:, None, None]
        * np.linspace(1.15, 0.5, max(1, slab.stop - slab.start), dtype=np.float32)[
            None, : canvas.pixels[:, slab].shape[1], None
        ]
    )
    for edge in np.arange(offset, ASPECT, case):
        post = slice(int((edge - 0.012) * scale), int((edge + 0.012) * scale))
        rows_ = slice(max(0, int(top * scale)), max(0, int(foot * scale)))
        canvas.pixels[:, rows_, post] = (
            wood[:, None, None]
            * np.linspace(0.75, 1.05, post.stop - post.start, dtype=np.float32)[
                None, None, : canvas.pixels[:, rows_, post].shape[2]
            ]
        )


def _stand_book(canvas: Canvas, sketch: Sketch, x: float, foot: float, wide: float, tall: float, tint: Tint) -> None:
    """A spine: rounded, a little worn, with bands of gilding; the deeper it stands the darker its top."""
    rng = sketch.rng
    scale = canvas.height
    left, right = max(0, int(x * scale)), min(canvas.width, int((x + wide) * scale))
    top, bottom = max(0, int((foot - tall) * scale)), min(canvas.height, max(0, int(foot * scale)))
    if right - left < 2 or bottom - top < 2:
        return
    across = np.linspace(-1, 1, right - left, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None]
    shape = (1.05 - 0.55 * np.abs(across) ** 2.5) * (0.78 + 0.22 * down) * rng.uniform(0.85, 1.1)
    spine = shape[None] * tint.linear()[:, None, None]
    gilt = sketch.palette.glow.mixed(sketch.palette.accent, 0.3).with_lightness(0.72).linear()
    if rng.random() < 0.55 and wide > 0.012:
        for place in rng.choice([0.08, 0.14, 0.30, 0.70, 0.86, 0.92], size=int(rng.integers(1, 5)), replace=False):
            row = int(place * (bottom - top))
            thick = max(1, int(rng.uniform(0.0012, 0.003) * scale))
            spine[:, row : row + thick] = gilt[:, None, None] * shape[row : row + thick][None] * np.float32(0.75)
    if rng.random() < 0.3 and wide > 0.016:
        row = int(rng.uniform(0.34, 0.45) * (bottom - top))
        label = slice(row, row + int(0.16 * (bottom - top)))
        inner = slice(int(0.16 * (right - left)), int(0.84 * (right - left)))
        spine[:, label, inner] = spine[:, label, inner] * 0.45 + gilt[:, None, None] * np.float32(0.18)
    canvas.pixels[:, top:bottom, left:right] = spine


def _lay_desk(canvas: Canvas, sketch: Sketch, x: float) -> None:
    """A desk's edge across the foot of the picture, bright below its lamp."""
    palette, edge = sketch.palette, _DESK
    top = canvas.row(edge)
    part = Canvas(canvas.pixels[:, top:])
    sheen = np.exp(-np.abs(canvas.across - x) * 2.2) * np.exp(-(canvas.down[top:] - edge) * 6)
    wood = Ramp(
        (
            (0.0, palette.deep.with_lightness(0.08)),
            (0.5, palette.middle.mixed(palette.accent, 0.5).with_lightness(0.34)),
            (1.0, palette.glow.mixed(palette.accent, 0.4).with_lightness(0.7)),
        )
    )
    part.fill(wood.linear(np.clip(sheen * 0.95, 0, 1).astype(np.float32)))


def _lay_lamp(canvas: Canvas, sketch: Sketch, x: float, y: float, *, hangs: bool) -> None:
    """A shaded lamp that stands on the desk, or hangs from above."""
    palette = sketch.palette
    stem, shade, base = Stencil(canvas), Stencil(canvas), Stencil(canvas)
    if hangs:
        stem.line([(x, -0.02), (x, y - 0.07)], 0.004)
    else:
        stem.line([(x, _DESK + 0.03), (x, y + 0.02)], 0.008)
        base.oval(x, _DESK + 0.035, 0.05, 0.012)
    shade.polygon([(x - 0.055, y - 0.075), (x + 0.055, y - 0.075), (x + 0.115, y + 0.045), (x - 0.115, y + 0.045)])
    shade.oval(x, y + 0.045, 0.115, 0.012)
    dark = palette.deep.with_lightness(0.13).linear()
    canvas.lay(dark, stem.cover())
    canvas.lay(dark, base.cover())
    cover = shade.cover()
    heat = np.exp(
        -(((canvas.across - x) / np.float32(0.06)) ** 2) - ((canvas.down - y - 0.02) / np.float32(0.075)) ** 2
    )
    cloth = Ramp(
        (
            (0.0, palette.accent.with_lightness(0.45)),
            (0.5, palette.glow.mixed(palette.accent, 0.45).with_lightness(0.72)),
            (1.0, palette.glow),
        )
    )
    rows = slice(canvas.row(y - 0.1), canvas.row(y + 0.08))
    Canvas(canvas.pixels[:, rows]).lay(
        cloth.linear(np.clip(0.25 + 0.85 * heat[rows], 0, 1).astype(np.float32)) * np.float32(1.15), cover[rows]
    )
