"""A window at night: drops on the glass that hold the street upside down, and its lamps out of focus behind."""

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.bokeh import lay_spots, scatter
from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, resize, smoothstep, soften
from studio.providers.visual.painter.colour import Plane, Ramp
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.pane import RunningDrops
from studio.providers.visual.painter.noise import even, fractal
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch


def move(sketch: Sketch, still: Frame) -> Movement:
    return RunningDrops(sketch.rng, still)


@scene(
    "rain on a window",
    Kind.TOWN,
    words="rain window drops glass downpour shower storm cafe café bus tram train bokeh taxi pane umbrella wet",
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    street = paint_street(sketch, canvas.width, canvas.height)
    blurred = street.softened(0.004)
    rng, palette = sketch.rng, sketch.palette
    # Breath on the glass: paler, softer, thinner where water ran.
    mist = even(fractal(rng, slope=1.9, largest=0.8))
    fog = canvas.fit(np.clip(0.10 + 0.34 * mist, 0, 1)) * smoothstep(-0.3, 0.9, canvas.down)
    canvas.pixels[:] = blurred.pixels
    canvas.lay(
        street.softened(0.05).pixels * np.float32(0.9) + palette.middle.linear()[:, None, None] * np.float32(0.12), fog
    )
    shift_x, shift_y, cover = cast_drops(sketch.rng, canvas.width, canvas.height)
    lay_drops(canvas, street, shift_x, shift_y, cover)


def paint_street(sketch: Sketch, width: int, height: int) -> Canvas:
    """What lies beyond the glass, out of focus."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    under = blank(width // 4, height // 4)
    dark = palette.deep.mixed(palette.shadow, 0.4)
    is_day = sketch.hour in (Hour.DAY, Hour.DAWN, Hour.GOLDEN)
    sky = palette.middle.mixed(palette.light, 0.4) if is_day else palette.shadow.mixed(palette.middle, 0.35)
    level = 0.52 + 0.1 * composition.horizon
    place = np.clip(under.down / np.float32(level), 0, 2) + under.fit(
        fractal(rng, slope=2.4, largest=0.8)
    ) * np.float32(0.1)
    under.fill(
        Ramp(((0.0, palette.shadow.mixed(sky, 0.4)), (0.5, sky), (0.62, dark.mixed(sky, 0.35)), (1.0, dark))).linear(
            np.clip(place / 2, 0, 1).astype(np.float32)
        )
    )
    street = under.enlarged(width, height)
    lamps = [palette.glow.mixed(palette.accent, share).linear() for share in (0.15, 0.35, 0.6)]
    signs = [
        palette.accent.linear(),
        palette.middle.with_lightness(0.75).linear() * np.float32(0.8),
        palette.light.linear(),
    ]
    spots = scatter(
        rng,
        46,
        lamps,
        centre=(composition.focus, level + 0.02),
        spread=(0.46, 0.11),
        radius=(0.014, 0.062),
        strength=(0.4, 1.1),
    )
    spots += scatter(
        rng, 34, lamps, centre=(ASPECT / 2, level), spread=(0.6, 0.05), radius=(0.008, 0.022), strength=(0.35, 0.8)
    )
    spots += scatter(
        rng,
        18,
        signs,
        centre=(composition.focus, level + 0.04),
        spread=(0.45, 0.17),
        radius=(0.035, 0.095),
        strength=(0.25, 0.6),
    )
    lay_spots(street, spots, rng)
    # The wet road gives each light back, drawn out downwards.
    shine = Canvas(np.stack([resize(plane, width // 8, height // 8) for plane in street.pixels]))
    top = int(level * shine.height * 1.08)
    rows = np.clip(2 * top - np.arange(top, shine.height), 0, shine.height - 1)
    for plane, full in zip(shine.pixels, street.pixels, strict=True):
        mirrored = soften(plane[rows], 3.0)
        streaks = np.stack([mirrored.mean(axis=0)] * len(rows)) * 0.5 + mirrored * 0.5
        full[full.shape[0] - len(rows) * 8 :] += resize(streaks.astype(np.float32), width, len(rows) * 8)[
            : len(rows) * 8
        ] * np.float32(0.45)
    return street


def cast_drops(rng: Generator, width: int, height: int) -> tuple[Plane, Plane, Plane]:
    """Where the drops bend the view, by how many heights across and down, and how much of the glass they cover."""
    shift_x, shift_y, cover = (np.zeros((height, width), np.float32) for _ in range(3))
    small = np.stack(
        [rng.uniform(0, ASPECT, 1500), rng.uniform(0, 1, 1500), 0.0014 + 0.0032 * rng.random(1500) ** 2.0], axis=1
    )
    middle = np.stack(
        [rng.uniform(0, ASPECT, 300), rng.uniform(0, 1, 300), 0.0045 + 0.0095 * rng.random(300) ** 1.8], axis=1
    )
    drops = [*small.tolist(), *middle.tolist()]
    for _ in range(9):
        x, foot, size = rng.uniform(0, ASPECT), rng.uniform(0.2, 0.95), rng.uniform(0.011, 0.017)
        y, sway = foot - rng.uniform(0.15, 0.5), 0.0
        while y < foot:
            share = 1 - (foot - y) / 0.5
            sway += rng.normal(0, 0.0016)
            drops.append([x + sway, y, size * rng.uniform(0.16, 0.34) * (0.5 + share)])
            y += size * rng.uniform(0.5, 1.6)
        drops.append([x + sway, foot, size])
    for x, y, radius in drops:
        _cast(shift_x, shift_y, cover, rng, x, y, radius)
    return shift_x, shift_y, cover


def _cast(shift_x: Plane, shift_y: Plane, cover: Plane, rng: Generator, x: float, y: float, radius: float) -> None:
    height, width = cover.shape
    tall = radius * rng.uniform(1.0, 1.35)
    reach = tall * 1.3 + 1.5 / height
    left, right = max(0, int((x - reach) * height)), min(width, int((x + reach) * height) + 1)
    top, bottom = max(0, int((y - reach) * height)), min(height, int((y + reach) * height) + 1)
    if left >= right or top >= bottom:
        return
    dx = ((np.arange(left, right) + 0.5) / height - x)[None, :] / radius
    dy = ((np.arange(top, bottom) + 0.5) / height - y)[:, None] / tall
    # Wider below than above, and never quite round.
    lobes = (
        1
        + 0.10 * np.sin(2 * np.arctan2(dy, dx) + rng.uniform(0, 6))
        + 0.06 * np.sin(3 * np.arctan2(dy, dx) + rng.uniform(0, 6))
    )
    distance = np.hypot(dx * (1 + 0.16 * -dy), dy) / lobes
    inside = np.clip((1 - distance) * radius * height * 0.8 + 0.2, 0, 1)
    bulge = distance**1.5
    part = np.s_[top:bottom, left:right]
    keep = 1 - inside
    shift_x[part] = shift_x[part] * keep - (dx * bulge * 0.30) * inside
    shift_y[part] = shift_y[part] * keep - (dy * bulge * 0.30) * inside
    cover[part] = np.maximum(cover[part], inside)


def lay_drops(canvas: Canvas, street: Canvas, shift_x: Plane, shift_y: Plane, cover: Plane) -> None:
    """Paint the drops: the street seen through each, dark at its upper rim and with a glint below."""
    ys, xs = np.nonzero(cover > 0.004)
    dx, dy, inside = shift_x[ys, xs], shift_y[ys, xs], cover[ys, xs]
    rows = np.clip(ys + dy * canvas.height * 1.5, 0, canvas.height - 1).astype(np.intp)
    columns = np.clip(xs + dx * canvas.height * 1.5, 0, canvas.width - 1).astype(np.intp)
    steep = np.clip(np.hypot(dx, dy) / 0.30, 0, 1.2)
    shade = 1.25 - 0.85 * steep**3 + 0.9 * np.clip(-dy / 0.30, 0, 1)
    glint = 0.01 + 0.10 * np.clip(-dy / 0.24, 0, 1) ** 3
    for plane, seen in zip(canvas.pixels, street.pixels, strict=True):
        drop = seen[rows, columns] * shade + glint
        plane[ys, xs] += (drop - plane[ys, xs]) * inside
