"""Firs under snow, row behind row into the falling flakes, and one window that is lit."""

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, smoothstep, soften
from studio.providers.visual.painter.colour import Colour, Plane, Ramp, Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement import Together
from studio.providers.visual.painter.movement.ink import Ink
from studio.providers.visual.painter.movement.specks import fall
from studio.providers.visual.painter.noise import fractal, line
from studio.providers.visual.painter.plants import conifer
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil


def move(sketch: Sketch, still: Frame) -> Movement:
    del still
    flake = Ink(luma=226)
    return Together(
        fall(sketch.rng, 900, (0.0010, 0.0020), (1, 1), 0.85, flake),
        fall(sketch.rng, 260, (0.0020, 0.0038), (1, 2), 0.8, flake),
        fall(sketch.rng, 46, (0.005, 0.011), (2, 2), 0.3, flake),
    )


@scene(
    "snow in a forest",
    Kind.LAND,
    words="snow winter frost forest fir pine cabin cottage christmas ice cold hut wood chimney",
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    is_dark = sketch.hour in (Hour.NIGHT, Hour.DUSK)
    air = palette.middle.mixed(palette.light, 0.25 if is_dark else 0.7)
    zenith = palette.shadow.mixed(palette.middle, 0.3 if is_dark else 0.8)
    under = blank(canvas.width // 4, canvas.height // 4)
    place = under.down * np.float32(1.35) + under.fit(fractal(rng, slope=2.0, stretch=(2, 1))) * np.float32(0.05)
    under.fill(Ramp(((0.0, zenith), (0.8, air), (1.0, air))).linear(np.clip(place, 0, 1).astype(np.float32)))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    snow = palette.light.muted(0.5).mixed(palette.middle, 0.25 if is_dark else 0.0)
    ground = 0.62 + 0.08 * composition.horizon
    rows = 6
    for number in range(rows):
        nearness = number / (rows - 1)
        base = ground + 0.25 * nearness**1.5
        crest = base + 0.012 * line(rng, canvas.width, slope=2.2, largest=1.2) * (1 + 2 * nearness)
        trees, caps = Stencil(canvas), Stencil(canvas)
        size = 0.16 + 0.62 * nearness**1.5
        _plant(trees, caps, sketch, crest, size, nearness)
        tone = air.mixed(palette.deep.mixed(palette.shadow, 0.25), 0.14 + 0.86 * nearness**1.1)
        canvas.lay(tone.linear(), trees.cover())
        canvas.lay(snow.mixed(air, 0.8 - 0.75 * nearness).linear(), caps.cover() * np.float32(0.8))
        if number == 2:
            _lay_cabin(canvas, sketch, float(base))
        _lay_drift(canvas, sketch, crest, snow, air, nearness)
        veil = smoothstep(0.1, base, canvas.down) * np.float32(0.16 * (1 - nearness))
        canvas.lay(air.linear(), veil + 0 * canvas.across)
    if not sketch.is_moving:
        _lay_flakes(canvas, sketch, snow.lighter(0.1).linear())


def _plant(trees: Stencil, caps: Stencil, sketch: Sketch, crest: Plane, size: float, nearness: float) -> None:
    rng, composition = sketch.rng, sketch.composition
    count = int(46 * (1 - nearness) ** 1.3) + (7 if nearness < 1 else 4)
    for _ in range(count):
        share = (
            rng.beta(1.6, 1.0) if nearness < 0.5 else rng.choice([rng.uniform(-0.03, 0.16), rng.uniform(0.72, 1.03)])
        )
        if nearness > 0.3 and abs(share - 0.667) < 0.13:
            continue
        x = composition.across(share)
        index = int(np.clip(x / ASPECT * crest.size, 0, crest.size - 1))
        conifer(trees, rng, x, float(crest[index]) + 0.02, size * rng.lognormal(-0.1, 0.25), caps)


def _lay_drift(canvas: Canvas, sketch: Sketch, crest: Plane, snow: Tint, air: Tint, nearness: float) -> None:
    palette, rng = sketch.palette, sketch.rng
    stencil = Stencil(canvas)
    stencil.below(crest)
    top = canvas.row(float(crest.min()) - 0.01)
    cover = stencil.cover(top)
    shade = palette.shadow.mixed(palette.middle, 0.65)
    relief = canvas.fit(fractal(rng, slope=2.0, largest=0.35, stretch=(3.5, 1)))[top:]
    below = np.clip((canvas.down[top:] - crest[None, :]) / np.float32(0.12 + 0.2 * nearness), 0, 1)
    place = np.clip(0.75 - 0.55 * below + 0.14 * relief, 0, 1)
    tones = Ramp(((0.0, shade.mixed(air, 0.5 - 0.4 * nearness)), (1.0, snow.mixed(air, 0.6 - 0.5 * nearness))))
    part = Canvas(canvas.pixels[:, top:])
    part.lay(tones.linear(place.astype(np.float32)), cover)


def _lay_cabin(canvas: Canvas, sketch: Sketch, base: float) -> None:
    palette, rng = sketch.palette, sketch.rng
    x, size = sketch.composition.focus, rng.uniform(0.085, 0.11)
    lamp = palette.glow.mixed(palette.accent, 0.35).linear()
    wall, roof, window = Stencil(canvas), Stencil(canvas), Stencil(canvas)
    wall.box(x - size * 0.6, base - size * 0.62, x + size * 0.6, base + 0.05)
    wall.polygon([(x - size * 0.6, base - size * 0.6), (x, base - size * 1.12), (x + size * 0.6, base - size * 0.6)])
    wall.box(x + size * 0.25, base - size * 1.25, x + size * 0.38, base - size * 0.8)
    for side in (-1, 1):
        roof.polygon(
            [
                (x, base - size * 1.22),
                (x + side * size * 0.8, base - size * 0.52),
                (x + side * size * 0.76, base - size * 0.42),
                (x, base - size * 1.06),
            ]
        )
    for dx in (-0.3, 0.16):
        window.box(x + size * dx, base - size * 0.42, x + size * (dx + 0.2), base - size * 0.14)
    canvas.lay(palette.deep.mixed(palette.shadow, 0.5).linear(), wall.cover())
    canvas.lay(palette.light.muted(0.5).linear() * np.float32(0.8), roof.cover())
    canvas.lay(lamp * np.float32(1.6), window.cover())
    glow(canvas, Light(x, base - size * 0.3, 0.02, lamp), 0.34, 0.34)


def _lay_flakes(canvas: Canvas, sketch: Sketch, colour: Colour) -> None:
    rng = sketch.rng
    for count, low, high, amount, blur in (
        (900, 0.0008, 0.0016, 0.65, 0.0),
        (220, 0.0018, 0.003, 0.5, 0.0012),
        (36, 0.006, 0.013, 0.20, 0.004),
    ):
        stencil = Stencil(canvas)
        for x, y, radius in zip(
            rng.uniform(0, ASPECT, count), rng.uniform(0, 1, count), rng.uniform(low, high, count), strict=True
        ):
            stencil.oval(x, y, radius, radius * rng.uniform(0.8, 1.2), rng.uniform(0.4, 1))
        cover = stencil.cover()
        if blur:
            cover = soften(cover, blur * canvas.height)
        canvas.lay(colour, cover * np.float32(amount))
