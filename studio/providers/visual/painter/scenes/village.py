"""A village on a hillside after sunset: roofs one above the other, lit windows, and mist in the valley below."""

import math
from dataclasses import dataclass

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep
from studio.providers.visual.painter.colour import Plane, Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.vapour import Drift
from studio.providers.visual.painter.noise import line
from studio.providers.visual.painter.plants import conifers
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


@dataclass(frozen=True, slots=True)
class _House:
    across: float
    foot: float
    size: float
    """Of its wall's height."""
    broad: float
    """Half its width, in sizes."""


def _horizon(sketch: Sketch) -> float:
    return 0.46 + 0.10 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    horizon = _horizon(sketch)
    down = (np.arange(still.height, dtype=np.float32)[:, None] + 0.5) / still.height
    mist = smoothstep(horizon - 0.04, horizon + 0.30, down) * smoothstep(1.05, horizon + 0.36, down)
    ink = ink_of(sketch.palette.middle.mixed(sketch.palette.light, 0.3).linear())
    return Drift(sketch.rng, still, mist * np.float32(0.6), ink, wind=0.2 * sketch.composition.side)


@scene(
    "village on a hill",
    Kind.TOWN,
    words=(
        "village town house roof hill cottage hamlet chapel church bell lane terrace courtyard country inn window "
        "square market mill farm valley"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    moon = None
    if composition.view != 1:
        moon = Light(
            composition.across(0.42),
            rng.uniform(0.12, 0.24),
            rng.uniform(0.018, 0.030),
            palette.glow.muted(0.6).linear(),
        )
    paint_sky(canvas, sketch, horizon + 0.08, moon, cloudiness=rng.uniform(0.25, 0.5))
    air = palette.middle.mixed(palette.light, 0.12)
    for nearness in (0.0, 0.4):
        crest = horizon - 0.02 + 0.06 * nearness - 0.045 * line(rng, canvas.width, slope=2.1, largest=0.9)
        _lay_below(canvas, crest, air.mixed(palette.shadow, 0.30 + 0.6 * nearness))
        veil = smoothstep(horizon - 0.04, horizon + 0.2, canvas.down) * np.float32(0.35)
        canvas.lay(air.linear(), veil + 0 * canvas.across)
    slope = _slope(canvas, sketch, horizon)
    land = palette.shadow.mixed(palette.deep, 0.55)
    _lay_below(canvas, slope, land)
    rows = 7
    for number in range(rows):
        _lay_row(canvas, sketch, slope, number / (rows - 1), land, air)
    _lay_foreground(canvas, sketch)


def _slope(canvas: Canvas, sketch: Sketch, horizon: float) -> Plane:
    """The hill's outline: it rises to the side of the focus."""
    composition = sketch.composition
    rise = np.exp(-(((canvas.across[0] - composition.focus) / np.float32(0.62)) ** 2))
    tall = (0.22, 0.16, 0.27)[composition.view]
    rough = line(sketch.rng, canvas.width, slope=2.0, largest=0.7)
    return np.asarray(horizon + 0.16 - tall * rise + 0.010 * rough, np.float32)


def _lay_below(canvas: Canvas, crest: Plane, tint: Tint) -> None:
    stencil = Stencil(canvas)
    stencil.below(crest)
    top = canvas.row(float(crest.min()) - 0.01)
    canvas.lay(tint.linear(), stencil.cover(top), top)


def _lay_row(canvas: Canvas, sketch: Sketch, slope: Plane, nearness: float, land: Tint, air: Tint) -> None:
    """Houses of one height of the hill, with trees between them; lower ones stand nearer and are larger."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    walls, roofs, panes, trees = (Stencil(canvas) for _ in range(4))
    size = 0.020 + 0.026 * nearness
    ground = np.asarray(slope + 0.012 + 0.27 * nearness**1.15, np.float32)
    conifers(trees, rng, ground, size=size * 1.7, density=0.30)
    canvas.lay(palette.deep.mixed(air, 0.22 * (1 - nearness)).linear(), trees.cover())
    spread = 0.20 + 0.34 * nearness
    lights: list[Light] = []
    for place in np.arange(-1.0, 1.0, size * 1.9 / spread):
        x = composition.focus + (place + rng.normal(0, 0.02)) * spread
        if rng.random() < 0.14 + 0.55 * abs(place) ** 2 or not -0.05 < x < ASPECT + 0.05:
            continue
        foot = float(np.interp(x, np.linspace(0, ASPECT, ground.size), ground)) + rng.normal(0, 0.006)
        house = _House(x, foot, size * rng.uniform(0.8, 1.25), rng.uniform(0.55, 0.95))
        _raise_house(walls, roofs, house, rng.uniform(0.55, 0.9), rng.random() < 0.6)
        lights += _light_windows(panes, sketch, house)
    if nearness == 0.0:
        _raise_church(walls, roofs, panes, composition.focus, float(ground.min()) + 0.01)
    haze = 0.30 * (1 - nearness)
    wall = palette.middle.mixed(palette.deep, 0.55).mixed(air, haze)
    roof = palette.deep.mixed(palette.accent, 0.16).mixed(air, haze * 0.9)
    canvas.lay(wall.linear(), walls.cover())
    canvas.lay(roof.linear(), roofs.cover())
    lamp = palette.by_firelight().glow.mixed(palette.by_firelight().accent, 0.35)
    canvas.lay(lamp.linear() * np.float32(1.15), panes.cover())
    for light in lights:
        _shine(canvas, light)
    # What lies below this row, before the next.
    veil = Stencil(canvas)
    veil.below(np.asarray(ground + 0.004, np.float32))
    top = canvas.row(float(ground.min()))
    canvas.lay(land.mixed(air, haze * 0.6).linear(), veil.cover(top) * np.float32(0.55), top)


def _raise_house(walls: Stencil, roofs: Stencil, house: _House, steep: float, has_chimney: bool) -> None:
    x, foot, size = house.across, house.foot, house.size
    half = house.broad * size
    eaves, ridge = foot - size, foot - size * (1 + steep)
    walls.box(x - half, eaves, x + half, foot + size * 0.3)
    if house.broad > 0.72:
        # Seen from its long side.
        inset = half * 0.16
        roofs.polygon(
            [(x - half * 1.12, eaves), (x - half + inset, ridge), (x + half - inset, ridge), (x + half * 1.12, eaves)]
        )
    else:
        walls.polygon([(x - half, eaves), (x, ridge), (x + half, eaves)])
        thick = size * 0.13
        for side in (-1, 1):
            roofs.polygon(
                [
                    (x, ridge - thick),
                    (x + side * half * 1.2, eaves + size * 0.08),
                    (x + side * half * 1.2, eaves + size * 0.08 + thick),
                    (x, ridge + thick * 0.4),
                ]
            )
    if has_chimney:
        roofs.box(x + half * 0.35, ridge - size * 0.22, x + half * 0.35 + size * 0.2, eaves - size * 0.2)


def _light_windows(panes: Stencil, sketch: Sketch, house: _House) -> list[Light]:
    """Some windows are lit; each that is gives a little light to the air around it."""
    rng, palette = sketch.rng, sketch.palette.by_firelight()
    colour = palette.glow.mixed(palette.accent, 0.4).linear()
    lights = []
    count = 3 if house.broad > 0.72 else 2
    for number in range(count):
        if rng.random() < 0.5:
            continue
        x = house.across + (number - (count - 1) / 2) * house.broad * house.size * 1.3 / count
        y = house.foot - house.size * rng.uniform(0.50, 0.60)
        half, tall = house.size * 0.10, house.size * 0.15
        amount = float(rng.uniform(0.45, 1.0))
        panes.box(x - half, y - tall, x + half, y + tall, amount)
        lights.append(Light(x, y, half, colour, amount))
    return lights


def _raise_church(walls: Stencil, roofs: Stencil, panes: Stencil, x: float, foot: float) -> None:
    tall, half = 0.075, 0.0105
    walls.box(x - half, foot - tall, x + half, foot + 0.01)
    roofs.polygon([(x - half * 1.25, foot - tall), (x, foot - tall * 1.95), (x + half * 1.25, foot - tall)])
    walls.box(x + half, foot - tall * 0.42, x + half * 5, foot + 0.01)
    roofs.polygon(
        [
            (x + half, foot - tall * 0.42),
            (x + half, foot - tall * 0.78),
            (x + half * 4.6, foot - tall * 0.78),
            (x + half * 5.3, foot - tall * 0.42),
        ]
    )
    for number in range(3):
        place = x + half * (1.9 + number)
        panes.box(place - 0.0014, foot - tall * 0.34, place + 0.0014, foot - tall * 0.14, 0.8)
    panes.box(x - 0.0022, foot - tall * 0.86, x + 0.0022, foot - tall * 0.72, 0.7)


def _shine(canvas: Canvas, light: Light) -> None:
    """The air near a window, worked out only there."""
    reach = light.radius * 9
    left, right = (max(0, int((light.across + way * reach) * canvas.height)) for way in (-1, 1))
    right = min(canvas.width, right)
    top, bottom = canvas.row(light.down - reach), canvas.row(light.down + reach)
    if left >= right or top >= bottom:
        return
    away = np.hypot(canvas.across[:, left:right] - light.across, canvas.down[top:bottom] - light.down)
    veil = np.clip(1 - away / np.float32(reach), 0, 1) ** 3 * np.float32(0.30 * light.strength)
    Canvas(canvas.pixels[:, top:bottom, left:right]).shine(light.colour, veil)


def _lay_foreground(canvas: Canvas, sketch: Sketch) -> None:
    """The near slope, dark, with firs on it and one lamp beside the way."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    lean = (canvas.across[0] - ASPECT / 2) * np.float32(0.05 * composition.side)
    crest = np.asarray(0.90 + lean + 0.012 * line(rng, canvas.width, slope=2.1, largest=0.8), np.float32)
    near = Stencil(canvas)
    near.below(crest)
    conifers(near, rng, crest, size=0.10, density=0.55)
    top = canvas.row(float(crest.min()) - 0.24)
    canvas.lay(palette.deep.with_lightness(palette.deep.lightness * 0.75).linear(), near.cover(top), top)
    x = composition.across(rng.uniform(0.30, 0.40))
    foot = float(np.interp(x, np.linspace(0, ASPECT, crest.size), crest)) + 0.01
    post = Stencil(canvas)
    post.stroke([(x, foot), (x, foot - 0.10)], [0.0045, 0.003])
    post.polygon([(x + 0.012 * math.cos(turn), foot - 0.104 + 0.008 * math.sin(turn)) for turn in (3.5, 4.71, 5.9)])
    canvas.lay(palette.deep.linear(), post.cover())
    warm = palette.by_firelight().glow.mixed(palette.by_firelight().accent, 0.35).linear()
    lamp = Light(x, foot - 0.098, 0.005, warm)
    _shine(canvas, Light(x, foot - 0.098, 0.0025, warm, 6.0))
    glow(canvas, lamp, 0.13, 0.18)
