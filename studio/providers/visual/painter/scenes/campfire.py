"""A fire in a clearing at night: flames and rising embers, trees that take its light, and stars between them."""

import math

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, smoothstep, soften
from studio.providers.visual.painter.colour import Plane, Ramp
from studio.providers.visual.painter.fire import Fire, Hearth, flame_ramp, lay_flames
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement import Together
from studio.providers.visual.painter.movement.firelight import Flames
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.specks import rise
from studio.providers.visual.painter.noise import FINE, fractal, line
from studio.providers.visual.painter.plants import conifer
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


def _ground(sketch: Sketch) -> float:
    return 0.70 + 0.05 * sketch.composition.horizon


def _hearth(sketch: Sketch) -> Hearth:
    tall = (0.26, 0.20, 0.32)[sketch.composition.view]
    return Hearth(sketch.composition.focus, _ground(sketch) + 0.10, tall * 0.50, tall)


def move(sketch: Sketch, still: Frame) -> Movement:
    hearth, palette = _hearth(sketch), sketch.palette.by_firelight()
    ramp = flame_ramp(palette)
    return Together(
        Flames(still, Fire(sketch.rng, hearth), ramp),
        rise(sketch.rng, 90, hearth, 0.06, ink_of(ramp.tint(0.55).linear())),
    )


@scene(
    "campfire",
    Kind.LAND,
    words=(
        "campfire bonfire fire ember camp tent clearing wood forest wayfarer wanderer traveller tales log torch "
        "smoke glade night trail"
    ),
    hours=(Hour.NIGHT, Hour.DUSK),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette = sketch.rng, sketch.palette
    warm, hearth, ground = palette.by_firelight(), _hearth(sketch), _ground(sketch)
    paint_sky(canvas, sketch, ground + 0.05, None, cloudiness=rng.uniform(0.1, 0.3), star_count=2400)
    air = palette.shadow.mixed(palette.middle, 0.5)
    fire = flame_ramp(warm).tint(0.5)
    rows = 5
    for number in range(rows):
        nearness = number / (rows - 1)
        _lay_trees(canvas, sketch, ground, nearness, hearth)
        if number < rows - 1:
            veil = smoothstep(0.25, ground, canvas.down) * np.float32(0.16 * (1 - nearness))
            canvas.lay(air.linear(), veil + 0 * canvas.across)
            glow(canvas, Light(hearth.across, hearth.down - 0.05, 0.03, fire.linear()), 0.55, 0.05)
    _lay_ground(canvas, sketch, ground, hearth)
    if sketch.composition.view == 1:
        _lay_tent(canvas, sketch, hearth)
    _lay_pit(canvas, sketch, hearth)
    glow(canvas, Light(hearth.across, hearth.down - hearth.tall * 0.35, 0.04, fire.linear()), 0.60, 0.26)
    if not sketch.is_moving:
        lay_flames(canvas, warm, Fire(rng, hearth))
        _lay_embers(canvas, sketch, hearth)


def _lay_trees(canvas: Canvas, sketch: Sketch, ground: float, nearness: float, hearth: Hearth) -> None:
    """Firs around the clearing; those behind the fire are lit from below, the nearest are dark and frame it."""
    rng, palette = sketch.rng, sketch.palette
    trees = Stencil(canvas)
    foot = ground + 0.065 + 0.10 * nearness**2
    size = 0.26 + 0.75 * nearness**1.6
    count = int(34 * (1 - nearness) ** 1.4) + (9 if nearness < 1 else 4)
    for _ in range(count):
        x = rng.uniform(-0.05, ASPECT + 0.05)
        away = abs(x - hearth.across)
        if nearness > 0.4 and (away < 0.20 + 0.34 * nearness or rng.random() < 0.25):
            continue
        conifer(trees, rng, x, foot + rng.normal(0, 0.006), size * rng.lognormal(-0.1, 0.25))
    cover = trees.cover()
    tone = palette.shadow.mixed(palette.deep, 0.35 + 0.65 * nearness)
    canvas.lay(tone.linear(), cover)
    if nearness < 0.9:
        near = _lit(canvas, hearth, 0.17 + 0.10 * nearness)
        warm = flame_ramp(palette.by_firelight()).tint(0.30).with_lightness(0.5)
        canvas.lay(warm.linear(), cover * near * np.float32(0.55))


def _lit(canvas: Canvas, hearth: Hearth, reach: float) -> Plane:
    distance = np.hypot(
        (canvas.across - hearth.across) * np.float32(0.75), canvas.down - np.float32(hearth.down - 0.06)
    )
    return np.asarray(np.exp(-distance / np.float32(reach)), np.float32)


def _lay_ground(canvas: Canvas, sketch: Sketch, ground: float, hearth: Hearth) -> None:
    """Trodden earth and grass, bright around the fire."""
    rng, palette = sketch.rng, sketch.palette
    crest = np.asarray(ground + 0.03 + 0.008 * line(rng, canvas.width, slope=2.0, largest=0.6), np.float32)
    cut = Stencil(canvas)
    cut.below(crest)
    for x in rng.uniform(0, ASPECT, 700).tolist():
        y = float(crest[int(x / ASPECT * (crest.size - 1))]) + 0.004
        tall, bend = rng.gamma(3, 0.004), rng.normal(0, 0.006)
        cut.stroke([(x, y), (x + bend * 0.4, y - tall * 0.6), (x + bend, y - tall)], [0.0022, 0.0016, 0.0004])
    top = canvas.row(float(crest.min()) - 0.05)
    down = canvas.down[top:]
    tufts = canvas.fit(fractal(rng, size=FINE, slope=1.15, largest=0.10, stretch=(1.6, 1)))[top:]
    distance = np.hypot(canvas.across - hearth.across, (down - np.float32(hearth.down)) * np.float32(2.6))
    pool = np.exp(-distance / np.float32(0.24))
    place = 0.08 + pool * (0.95 + 0.16 * tufts) + 0.015 * tufts
    earth = flame_ramp(palette.by_firelight()).tint(0.45)
    ramp = Ramp(
        (
            (0.0, palette.deep.with_lightness(0.06)),
            (0.35, palette.deep.mixed(earth, 0.35).with_lightness(0.24)),
            (1.0, earth.with_lightness(0.66)),
        )
    )
    Canvas(canvas.pixels[:, top:]).lay(ramp.linear(np.clip(place, 0, 1).astype(np.float32)), cut.cover(top))


def _lay_tent(canvas: Canvas, sketch: Sketch, hearth: Hearth) -> None:
    """On the quiet side of the fire, with a lamp in it."""
    palette = sketch.palette.by_firelight()
    side = sketch.composition.side
    x, foot, size = hearth.across - side * 0.40, hearth.down - 0.015, 0.19
    cloth, door = Stencil(canvas), Stencil(canvas)
    cloth.polygon(
        [
            (x - size * 0.95, foot),
            (x - size * 0.08, foot - size),
            (x + size * 0.08, foot - size * 0.99),
            (x + size, foot),
        ]
    )
    middle = x + side * size * 0.10
    door.polygon([(middle - size * 0.30, foot), (x, foot - size * 0.90), (middle + size * 0.30, foot)])
    near = np.clip(0.30 + (canvas.across - x) * np.float32(side * 1.7), 0.05, 0.9)
    tones = Ramp(((0.0, palette.deep.with_lightness(0.13)), (1.0, palette.accent.with_lightness(0.55))))
    canvas.lay(tones.linear((near + 0 * canvas.down).astype(np.float32)), cloth.cover())
    lit = smoothstep(foot - size, foot, canvas.down) * np.float32(0.55) + np.float32(0.35)
    canvas.lay(palette.glow.mixed(palette.accent, 0.45).linear()[:, None, None] * lit[None], door.cover())
    glow(canvas, Light(x, foot - size * 0.4, 0.02, palette.glow.mixed(palette.accent, 0.4).linear()), 0.22, 0.2)


def _lay_pit(canvas: Canvas, sketch: Sketch, hearth: Hearth) -> None:
    """Embers and logs, and the ring of stones around them, lit on the inside."""
    rng, palette = sketch.rng, sketch.palette.by_firelight()
    coals, logs, stones = (Stencil(canvas) for _ in range(3))
    reach, foot = hearth.reach, hearth.down
    for x in rng.normal(0, 0.36, 80).tolist():
        coals.oval(hearth.across + x * reach, foot + rng.uniform(-0.004, 0.012), rng.uniform(0.003, 0.008), 0.004)
    hot = flame_ramp(palette).tint(0.45).linear()
    canvas.lay(hot, soften(coals.cover(), 0.0012 * canvas.height) * np.float32(0.95))
    for turn in (0.42, math.pi - 0.38, 0.10, math.pi - 0.14):
        length, thick = reach * rng.uniform(0.75, 0.95), rng.uniform(0.016, 0.022)
        x, y = hearth.across + rng.normal(0, 0.05) * reach, foot - 0.030
        ends = [
            (x + way * math.cos(turn) * length, y + abs(way) * abs(math.sin(turn)) * length * 0.55)
            for way in (-0.1, 0.4, 1)
        ]
        logs.stroke(ends, [thick * 0.8, thick, thick * 1.05])
    cover = logs.cover()
    canvas.lay(palette.deep.with_lightness(0.07).linear(), cover)
    edge = np.clip(cover - np.roll(cover, round(0.003 * canvas.height), axis=0), 0, 1)
    canvas.lay(hot, edge * np.float32(0.6))
    for turn in np.linspace(0.05, math.pi - 0.05, 12).tolist():
        x, y = hearth.across + math.cos(turn) * reach * 1.25, foot + 0.008 + math.sin(turn) * reach * 0.30
        stones.oval(x, y, rng.uniform(0.016, 0.023), rng.uniform(0.011, 0.015))
    cover = stones.cover()
    canvas.lay(palette.deep.mixed(palette.middle, 0.25).with_lightness(0.15).linear(), cover)
    rim = np.clip(cover - np.roll(cover, round(0.004 * canvas.height), axis=0), 0, 1)
    canvas.lay(hot, soften(rim, 0.0015 * canvas.height) * np.float32(0.75))


def _lay_embers(canvas: Canvas, sketch: Sketch, hearth: Hearth) -> None:
    rng = sketch.rng
    sparks = Stencil(canvas)
    for up in rng.beta(1.1, 2.2, 70).tolist():
        x = hearth.across + rng.normal(0, 0.4 + 0.9 * up) * hearth.reach
        y = hearth.down - 0.04 - up * (hearth.down - 0.08)
        sparks.disc(x, y, rng.uniform(0.0009, 0.0022), float(rng.uniform(0.4, 1) * (1 - 0.6 * up)))
    canvas.lay(flame_ramp(sketch.palette.by_firelight()).tint(0.55).linear() * np.float32(1.3), sparks.cover())
