"""A cup that steams on a sill, and beyond the panes the lights of a street, out of focus."""

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep, soften
from studio.providers.visual.painter.colour import Ramp, Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.vapour import Steam
from studio.providers.visual.painter.noise import FINE, fractal
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.scenes.rain_window import cast_drops, lay_drops, paint_street
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.stencil import Stencil


def _cup(sketch: Sketch) -> tuple[float, float, float]:
    """Middle, foot and size."""
    composition = sketch.composition
    return composition.focus, 0.86 + 0.02 * composition.horizon, (0.175, 0.15, 0.205)[composition.view]


def move(sketch: Sketch, still: Frame) -> Movement:
    x, foot, size = _cup(sketch)
    return Steam(sketch.rng, still, x, foot - size * 1.05, size)


@scene(
    "cup at a window",
    Kind.INDOORS,
    words=(
        "cup coffee tea café cafe table sill window kitchen breakfast steam bakery counter bar morning saucer "
        "espresso bread bottle notebook glass seat diner glasses"
    ),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    canvas.pixels[:] = paint_street(sketch, canvas.width, canvas.height).softened(0.010).pixels
    if composition.view == 1:
        shift_x, shift_y, cover = cast_drops(rng, canvas.width, canvas.height)
        lay_drops(canvas, Canvas(canvas.pixels.copy()), shift_x, shift_y, cover)
    sill = 0.80 + 0.02 * composition.horizon
    bars, frame = Stencil(canvas), palette.deep.mixed(palette.shadow, 0.3)
    for share in ((0.12, 0.58), (0.40,), (0.30, 0.86))[composition.view]:
        place = composition.across(share)
        bars.box(place - 0.014, 0, place + 0.014, sill)
    if composition.view != 1:
        bars.box(0, 0.30, ASPECT, 0.322)
    cover = soften(bars.cover(), 0.0016 * canvas.height)
    canvas.lay(frame.linear(), cover)
    edge = np.clip(cover - np.roll(cover, round(0.003 * canvas.height) * composition.side, axis=1), 0, 1)
    canvas.shine(palette.light.mixed(palette.glow, 0.4).linear(), edge * np.float32(0.18))
    _lay_sill(canvas, sketch, sill)
    x, foot, size = _cup(sketch)
    if composition.view == 2:
        _lay_books(canvas, sketch, x - composition.side * size * 2.1, foot)
    _lay_cup(canvas, sketch, x, foot, size)
    if not sketch.is_moving:
        _lay_steam(canvas, sketch, x, foot - size * 1.05, size)
    lamp = palette.glow.mixed(palette.accent, 0.3).linear()
    glow(canvas, Light(composition.across(1.05), 0.5, 0.1, lamp), 0.8, 0.10)


def _lay_sill(canvas: Canvas, sketch: Sketch, edge: float) -> None:
    """Wood that takes the window's light, and gives it back along its grain."""
    rng, palette = sketch.rng, sketch.palette
    top = canvas.row(edge)
    part = Canvas(canvas.pixels[:, top:])
    mirror = np.ascontiguousarray(canvas.pixels[:, max(0, 2 * top - canvas.height) : top][:, ::-1])
    grain = part.fit(fractal(rng, size=FINE, slope=1.1, largest=0.12, stretch=(11, 1))[: max(8, FINE[0] // 5)])
    down = (canvas.down[top:] - np.float32(edge)) / np.float32(1 - edge)
    wood = palette.deep.mixed(palette.middle.mixed(palette.accent, 0.5), 0.35)
    tones = Ramp(((0.0, palette.deep), (1.0, wood.lighter(0.10)))).linear(
        np.clip(0.6 - 0.45 * down + 0.12 * grain, 0, 1).astype(np.float32)
    )
    for plane, seen, tone in zip(part.pixels, mirror, tones, strict=True):
        shine = soften(seen, 0.02 * canvas.height) * (np.float32(0.42) * (1 - np.float32(0.6) * down)[: seen.shape[0]])
        plane[:] = tone
        plane[: seen.shape[0]] += shine * np.clip(1 + 0.2 * grain[: seen.shape[0]], 0.4, 1.6)
    lip = np.exp(-np.abs(canvas.down - np.float32(edge)) / np.float32(0.003)) * np.float32(0.5)
    canvas.lay(palette.light.mixed(palette.middle, 0.3).linear(), lip + 0 * canvas.across)


def _lay_books(canvas: Canvas, sketch: Sketch, x: float, foot: float) -> None:
    """A few that lie on each other, lit from the window's side."""
    rng, palette = sketch.rng, sketch.palette
    y = foot + 0.01
    for tint in (palette.middle, palette.accent, palette.shadow, palette.light)[: int(rng.integers(3, 5))]:
        thick, wide, shift = rng.uniform(0.026, 0.042), rng.uniform(0.16, 0.21), rng.normal(0, 0.014)
        back, pages = Stencil(canvas), Stencil(canvas)
        back.box(x + shift - wide, y - thick, x + shift + wide, y)
        end = x + shift + sketch.composition.side * wide
        pages.box(
            min(end, end - sketch.composition.side * 0.012),
            y - thick + 0.004,
            max(end, end - sketch.composition.side * 0.012),
            y - 0.004,
        )
        cloth = palette.deep.mixed(tint, 0.42)
        round_ = 1 - np.abs((canvas.down - np.float32(y - thick * 0.6)) / np.float32(thick)) ** 2
        canvas.lay(cloth.linear()[:, None, None] * np.clip(0.35 + round_, 0.2, 1.3)[None], back.cover())
        canvas.lay(palette.deep.mixed(palette.light, 0.5).linear(), pages.cover() * np.float32(0.7))
        y -= thick + 0.001


def _lay_cup(canvas: Canvas, sketch: Sketch, x: float, foot: float, size: float) -> None:
    palette, side = sketch.palette, sketch.composition.side
    wide, tall = size * 0.62, size
    body, inner, drink, handle, hole, plate = (Stencil(canvas) for _ in range(6))
    shares = np.linspace(0, 1, 24)
    outline = wide * (0.52 + 0.48 * np.sin(shares * np.pi / 2) ** 0.75)
    left = [(x - w, foot - tall * t) for w, t in zip(outline.tolist(), shares.tolist(), strict=True)]
    right = [(x + w, foot - tall * t) for w, t in zip(outline.tolist(), shares.tolist(), strict=True)]
    body.polygon([*left, *reversed(right)])
    body.oval(x, foot, wide * 0.52, wide * 0.13)
    body.oval(x, foot - tall, wide, wide * 0.20)
    inner.oval(x, foot - tall, wide * 0.94, wide * 0.17)
    drink.oval(x, foot - tall + 0.008, wide * 0.84, wide * 0.125)
    turn = -side
    handle.oval(x + turn * wide * 1.05, foot - tall * 0.55, wide * 0.42, tall * 0.28)
    hole.oval(x + turn * wide * 1.05, foot - tall * 0.55, wide * 0.27, tall * 0.18)
    plate.oval(x, foot + 0.006, wide * 1.75, wide * 0.30)
    ring = np.clip(handle.cover() - hole.cover(), 0, 1)
    shade = soften(plate.cover(), 0.012 * canvas.height)
    canvas.dim(1 - np.float32(0.55) * np.roll(shade, round(0.012 * canvas.height), axis=0))
    glaze = palette.light.mixed(palette.middle, 0.25).muted(0.6)
    dark, bright = palette.deep.mixed(glaze, 0.22), glaze.mixed(palette.glow, 0.35)
    across = np.clip((canvas.across - x) * np.float32(side) / np.float32(wide * 1.8), -1, 1) * np.float32(0.5)
    china = Ramp(((0.0, dark), (0.55, palette.deep.mixed(glaze, 0.5)), (0.9, bright.mixed(glaze, 0.6)), (1.0, bright)))
    flat = china.linear(np.clip(0.42 + across * 0.55, 0, 1).astype(np.float32))
    canvas.lay(flat[:, 0][:, None, :] * np.float32(0.8), plate.cover())
    rim = np.exp(
        -(
            (
                (
                    (np.hypot((canvas.across - x) / np.float32(1.72), (canvas.down - foot - 0.004) / np.float32(0.29)))
                    - wide
                )
                / np.float32(0.003)
            )
            ** 2
        )
    )
    canvas.shine(bright.linear(), (rim * plate.cover() * 0.25).astype(np.float32))
    round_ = np.clip((canvas.across - x) * np.float32(side) / np.float32(wide), -1, 1)
    lit = 0.30 + 0.55 * np.clip(round_ * 0.8 + 0.25, 0, 1) ** 1.6 - 0.25 * smoothstep(0.86, 1.0, np.abs(round_))
    lit = lit - 0.22 * smoothstep(foot - tall, foot, canvas.down)
    tones = china.linear(np.clip(lit, 0, 1).astype(np.float32))
    canvas.lay(tones, np.maximum(body.cover(), ring))
    canvas.lay(palette.deep.mixed(glaze, 0.45).linear(), inner.cover())
    coffee = Ramp(((0.0, palette.deep), (1.0, palette.accent.mixed(Tint(0.34, 0.06, 48), 0.7))))
    canvas.lay(coffee.linear(np.clip(0.5 + round_ * 0.5, 0, 1) + 0 * canvas.down), drink.cover())


def _lay_steam(canvas: Canvas, sketch: Sketch, x: float, top: float, size: float) -> None:
    """Wisps that rise, part and are gone."""
    rng = sketch.rng
    up = np.clip((np.float32(top) - canvas.down) / np.float32(size * 2.6), 0, 1)
    noise = canvas.fit(fractal(rng, slope=1.7, largest=0.25, stretch=(1, 0.35)))
    sway = canvas.fit(fractal(rng, slope=2.2, largest=0.5)) * up * np.float32(0.05)
    body = np.exp(-(((canvas.across - x + sway) / (np.float32(size * 0.22) + up * np.float32(size * 0.4))) ** 2))
    wisps = np.clip(0.35 + 0.5 * noise, 0, 1) * body * smoothstep(0.0, 0.08, up) * smoothstep(1.0, 0.25, up)
    canvas.shine(sketch.palette.light.muted(0.5).linear(), (wisps * np.float32(0.55)).astype(np.float32))
