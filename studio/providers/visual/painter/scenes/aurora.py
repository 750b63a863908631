"""Northern lights: folded curtains of light over dark hills and still water."""

import numpy as np
from scipy import ndimage

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, smoothstep
from studio.providers.visual.painter.colour import Plane, Ramp, Tint
from studio.providers.visual.painter.light import stars
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ripples import Rippling
from studio.providers.visual.painter.noise import COARSE, bend, fractal, line
from studio.providers.visual.painter.plants import conifers
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import paint_water, ripple


def _horizon(sketch: Sketch) -> float:
    return 0.68 + 0.1 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    return Rippling(sketch.rng, still, _horizon(sketch), roughness=0.2)


@scene(
    "aurora",
    Kind.NIGHT_SKY,
    words="aurora northern polar arctic borealis star midnight sky observatory",
    hours=(Hour.NIGHT,),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette = sketch.rng, sketch.palette
    horizon = _horizon(sketch)
    night, low = palette.shadow.with_lightness(0.13), palette.shadow.with_lightness(0.27)
    under = blank(canvas.width // 4, canvas.height // 4)
    place = (under.down / np.float32(horizon)) ** 2 + under.fit(fractal(rng, slope=2.3)) * np.float32(0.05)
    under.fill(Ramp(((0.0, night), (1.0, low))).linear(np.clip(place, 0, 1).astype(np.float32)))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    stars(canvas, rng, 2600, np.ones((canvas.height, canvas.width), np.float32), Tint(0.93, 0.02, 250).linear(), 0.9)
    root = palette.glow.mixed(Tint(0.86, 0.17, 165), 0.55).with_lightness(0.84)
    crown = palette.accent.mixed(palette.shadow.with_lightness(0.5), 0.5).with_lightness(0.5)
    for number in range(int(rng.integers(2, 4))):
        light, altitude = _curtain(sketch, horizon * (0.86 - 0.2 * number), 1.0 - 0.3 * number)
        tones = Ramp(((0.0, root), (0.35, root.mixed(crown, 0.35)), (1.0, crown))).linear(altitude)
        canvas.pixels += np.stack([canvas.fit(light * tone) for tone in tones]) * np.float32(0.85)
    _lay_land(canvas, sketch, horizon)
    paint_water(
        canvas, ripple(sketch, horizon), palette.deep.linear() * np.float32(0.6), None, roughness=0.25, depth=0.75
    )
    canvas.lay(
        palette.shadow.with_lightness(0.26).linear(),
        np.exp(-np.abs(canvas.down - np.float32(horizon)) / np.float32(0.012)) * np.float32(0.25) + 0 * canvas.across,
    )


def _curtain(sketch: Sketch, foot: float, strength: float) -> tuple[Plane, Plane]:
    """Light, and how high above the curtain's foot it stands (0 to 1), both at a quarter of the size.

    The foot is a line that folds back on itself; each of its places sends a ray up. Where it folds, rays add up.
    """
    rng = sketch.rng
    rows, columns = COARSE
    count = 9000
    along = np.linspace(-0.1, ASPECT + 0.1, count)
    fold = line(rng, count, slope=2.2, largest=0.5) * 0.15 + line(rng, count, slope=1.9, largest=0.16) * 0.045
    x = ((along + fold) * rows).astype(np.intp)
    sweep = line(rng, count, slope=2.6, largest=1.6) * 0.055 + line(rng, count, slope=2.2, largest=0.3) * 0.02
    y = foot - 0.16 + sweep - 0.10 * (along - sketch.composition.focus) * sketch.composition.side
    rays = np.clip(0.5 + 0.5 * line(rng, count, slope=0.9, largest=0.2), 0.0, None)
    patches = np.clip(0.45 + 0.6 * line(rng, count, slope=1.8, largest=0.7), 0.0, 1.6)
    towards = np.exp(-(((along - sketch.composition.focus) / 0.6) ** 2)) * 0.94 + 0.06
    power = rays * patches * towards
    reach = np.clip(0.15 + 0.05 * line(rng, count, slope=1.5, largest=0.3), 0.05, 0.3)
    light, altitude = np.zeros((rows, columns)), np.zeros((rows, columns))
    inside = (x >= 0) & (x < columns) & (power > 0.01)
    heights = (np.arange(rows) + 0.5)[:, None] / rows
    order = np.flatnonzero(inside)
    for chunk in np.array_split(order, max(1, len(order) // 1500)):
        above = (y[chunk][None, :] - heights) / reach[chunk][None, :]
        profile = np.where(above > 0, np.exp(-above * 1.15) * (1 - np.exp(-above * 22)), 0) * power[chunk]
        np.add.at(light.T, x[chunk], profile.T)
        np.add.at(altitude.T, x[chunk], (profile * np.clip(above / 2.2, 0, 1)).T)
    altitude /= np.maximum(light, 1e-6)
    light = ndimage.gaussian_filter(light, (1.6, 0.6)) + ndimage.gaussian_filter(light, 6) * 0.4
    light *= strength * 0.95 / np.quantile(light, 0.985)
    # Rays follow the field of the earth: seen from below they lean outward, each fold a little by itself.
    down, across = (np.arange(rows) + 0.5)[:, None] / rows, (np.arange(columns) + 0.5)[None, :] / rows
    lean = (sketch.composition.focus - across) * (foot - down) * 0.55
    lean = lean + fractal(rng, slope=2.4, largest=0.6) * 0.03 * np.clip((foot - down) / foot, 0, 1)
    still = np.zeros_like(light, np.float32)
    return bend(light, lean, still), bend(altitude, lean, still)


def _lay_land(canvas: Canvas, sketch: Sketch, horizon: float) -> None:
    rng, palette = sketch.rng, sketch.palette
    for nearness, tone in ((0.0, palette.shadow.with_lightness(0.17)), (1.0, palette.deep.with_lightness(0.085))):
        rise = smoothstep(sketch.composition.across(0.1), sketch.composition.across(1.0), canvas.across)[0]
        crest = horizon - 0.012 - (0.06 - 0.035 * nearness) * (0.5 + rise) - 0.02 * line(rng, canvas.width, slope=1.8)
        crest = np.minimum(crest, horizon - 0.004)
        stencil = Stencil(canvas)
        stencil.below(crest)
        if nearness:
            conifers(stencil, rng, crest, size=0.05, density=1.3)
        top = canvas.row(float(crest.min()) - 0.1)
        canvas.lay(tone.linear(), stencil.cover(top), top)
