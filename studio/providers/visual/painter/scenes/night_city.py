"""A city after dark: towers that fade into their own haze, windows lit here and there, and a river below."""

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep
from studio.providers.visual.painter.colour import Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ripples import Rippling
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


def _horizon(sketch: Sketch) -> float:
    return 0.74 + 0.06 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    return Rippling(sketch.rng, still, _horizon(sketch), roughness=0.5)


@scene(
    "night city",
    Kind.TOWN,
    words=(
        "city skyline tower neon rooftop urban street tokyo building downtown skyscraper metropolis overpass "
        "monorail roof bridge"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    moon = Light(
        composition.across(0.2),
        rng.uniform(0.14, 0.26),
        rng.uniform(0.014, 0.022),
        palette.glow.muted(0.5).linear(),
        0.7,
    )
    paint_sky(canvas, sketch, horizon, moon, cloudiness=rng.uniform(0.3, 0.55), star_count=900)
    haze = palette.middle.mixed(palette.light, 0.55)
    glow(canvas, Light(composition.focus, horizon, 0.05, haze.linear()), 0.8, 0.35)
    for number in range(4):
        _lay_row(canvas, sketch, horizon, number / 3, haze)
    water = palette.deep.mixed(palette.shadow, 0.3)
    paint_water(canvas, ripple(sketch, horizon, 2.2), water.linear(), None, roughness=0.55, depth=0.45)
    canvas.lay(
        haze.linear(),
        np.exp(-np.abs(canvas.down - np.float32(horizon)) / np.float32(0.02)) * np.float32(0.22) + 0 * canvas.across,
    )


def _lay_row(canvas: Canvas, sketch: Sketch, horizon: float, nearness: float, haze: Tint) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    walls, lit, dim, beacons = Stencil(canvas), Stencil(canvas), Stencil(canvas), Stencil(canvas)
    x = -rng.uniform(0, 0.1)
    scale = 0.55 + 0.75 * nearness
    while x < ASPECT:
        wide = rng.uniform(0.045, 0.11) * scale
        nearby = np.exp(-(((x + wide / 2 - composition.focus) / 0.42) ** 2))
        tall = (0.07 + 0.34 * nearby * (1 - 0.35 * nearness)) * rng.lognormal(-0.1, 0.38) + 0.03
        _raise(walls, lit, dim, beacons, sketch, (x, horizon - min(tall, 0.6), x + wide, horizon), nearness)
        x += wide * rng.uniform(0.85, 1.25) + (rng.uniform(0, 0.12) if rng.random() < 0.2 * nearness else 0)
    top, bottom = canvas.row(0.05), canvas.row(horizon)
    tone = haze.mixed(palette.deep.mixed(palette.shadow, 0.25), 0.25 + 0.75 * nearness)
    part = Canvas(canvas.pixels[:, top:bottom])
    cover = walls.cover(top, bottom)
    low = smoothstep(0.0, 1.0, part.down)
    part.lay(tone.linear(), cover)
    part.lay(haze.linear(), cover * (low**2 * np.float32(0.7 - 0.5 * nearness)))
    warm = palette.glow.mixed(palette.accent, 0.25).linear()
    strength = np.float32(0.35 + 0.65 * nearness)
    part.lay(warm * np.float32(1.15), lit.cover(top, bottom) * strength)
    part.lay(palette.light.mixed(palette.middle, 0.4).linear(), dim.cover(top, bottom) * strength * np.float32(0.6))
    part.shine(palette.accent.linear(), beacons.cover(top, bottom) * strength)


def _raise(
    walls: Stencil,
    lit: Stencil,
    dim: Stencil,
    beacons: Stencil,
    sketch: Sketch,
    box: tuple[float, float, float, float],
    nearness: float,
) -> None:
    """One building: a body, perhaps set back above, perhaps a mast; windows by storeys and rooms."""
    rng = sketch.rng
    left, top, right, bottom = box
    wide = right - left
    walls.box(left, top, right, bottom + 0.01)
    if rng.random() < 0.5:
        inset, rise = wide * rng.uniform(0.12, 0.3), wide * rng.uniform(0.2, 0.8)
        walls.box(left + inset, top - rise, right - inset, top)
        if rng.random() < 0.45:
            middle = (left + right) / 2
            mast = top - rise - wide * rng.uniform(0.4, 1.2)
            walls.line([(middle, top - rise), (middle, mast)], 0.0016)
            beacons.disc(middle, mast, 0.0022)
    elif rng.random() < 0.4:
        walls.box(left + wide * 0.2, top - 0.012, left + wide * 0.45, top)
    pitch = 0.0062 + 0.0042 * nearness
    room = pitch * rng.uniform(0.7, 1.3)
    columns, storeys = int(wide / room) - 1, int((bottom - top) / pitch) - 1
    if columns < 1 or storeys < 1:
        return
    share = rng.beta(1.4, 5.0)
    # Whole storeys and single rooms: offices stay lit in rows, flats do not.
    storey_lit = rng.random(storeys)[:, None] < share * rng.choice([0.15, 0.7])
    on = (rng.random((storeys, columns)) < share * 0.8) | (storey_lit & (rng.random((storeys, columns)) < 0.8))
    margin = (wide - columns * room) / 2
    for storey, column in np.argwhere(on).tolist():
        x, y = left + margin + column * room, top + pitch * (storey + 0.7)
        target = lit if rng.random() < 0.62 else dim
        target.box(x + room * 0.18, y, x + room * 0.82, y + pitch * 0.55, rng.uniform(0.35, 1.0))
