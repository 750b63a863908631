"""An avenue of lamps and bare trees that runs into the mist, with their light on the wet ground."""

import math

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, resize, smoothstep
from studio.providers.visual.painter.colour import Colour, Ramp, Tint
from studio.providers.visual.painter.light import Light, glow
from studio.providers.visual.painter.noise import fractal
from studio.providers.visual.painter.plants import branch
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import Ripples, ripple

_DEPTHS = (9.0, 6.6, 4.9, 3.6, 2.6, 1.85, 1.3)
"""Of the pairs of lamps, farthest first, as multiples of the distance at which one is as high as the picture's half."""


@scene(
    "avenue in the mist",
    Kind.TOWN,
    words=(
        "street avenue road path lane lamp corridor bridge steps park alley platform station walk square "
        "promenade arcade arch bamboo railway gate stairway courtyard bench fog"
    ),
    hours=(Hour.NIGHT, Hour.DUSK, Hour.DAWN),
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    level = 0.56 + 0.08 * composition.horizon
    vanish = (
        composition.focus,
        composition.focus - composition.side * 0.12,
        composition.focus + composition.side * 0.1,
    )
    x = vanish[composition.view]
    air = palette.middle.mixed(palette.light, 0.35 if sketch.hour is Hour.DAWN else 0.12)
    warm = palette.glow.mixed(palette.accent, 0.3)
    under = blank(canvas.width // 4, canvas.height // 4)
    zenith = palette.shadow.mixed(palette.deep, 0.3)
    place = np.exp(-np.abs(under.down - level) * 2.6) * np.exp(-(((under.across - x) / np.float32(1.1)) ** 2))
    place = place + under.fit(fractal(rng, slope=2.1, largest=0.8, stretch=(2, 1))) * np.float32(0.05)
    under.fill(Ramp(((0.0, zenith), (1.0, air))).linear(np.clip(place, 0, 1).astype(np.float32)))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    glow(canvas, Light(x, level, 0.02, air.mixed(warm, 0.4).linear()), 0.7, 0.35)
    half = rng.uniform(0.34, 0.46)
    ripples = ripple(sketch, level + 0.40 / _DEPTHS[0] - 0.01, 1.6)
    _lay_ground(canvas, sketch, ripples, x, air)
    lamps: list[tuple[float, float, float, float]] = []
    for number, depth in enumerate(_DEPTHS):
        nearness = number / (len(_DEPTHS) - 1)
        tone = air.mixed(palette.deep, 0.10 + 0.88 * nearness**0.8)
        shapes = Stencil(canvas)
        for side in (-1, 1):
            foot = level + 0.40 / depth
            post = x + side * half * 1.6 / depth
            _raise_tree(shapes, sketch, post + side * 0.22 / depth, foot, 0.5 / depth)
            top = foot - 0.60 / depth
            shapes.stroke([(post, foot), (post, top)], [0.022 / depth, 0.012 / depth])
            shapes.polygon(_lantern(post, top, 0.045 / depth))
            lamps.append((post, foot, top - 0.035 / depth, 0.026 / depth))
        canvas.lay(tone.linear(), shapes.cover())
        for post, _, down, size in lamps[-2:]:
            lamp = Light(post, down, size, warm.linear(), 1.0)
            distance = np.hypot(canvas.across - post, canvas.down - down)
            canvas.lay(warm.lighter(0.04).linear() * np.float32(1.5), smoothstep(size * 1.05, size * 0.8, distance))
            glow(canvas, lamp, 0.10 + 0.9 / depth * 0.3, 0.34)
        veil = (
            smoothstep(level - 0.5, level, canvas.down)
            * smoothstep(level + 0.5, level, canvas.down)
            * np.float32(0.17 * (1 - nearness))
        )
        canvas.lay(air.linear(), veil + 0 * canvas.across)
    _lay_gleams(canvas, ripples, lamps, warm.linear())


def _lantern(x: float, y: float, size: float) -> list[tuple[float, float]]:
    """A lamp's head: a cap over its light."""
    return [(x - size * 0.9, y - size * 1.35), (x, y - size * 2.1), (x + size * 0.9, y - size * 1.35)]


def _raise_tree(shapes: Stencil, sketch: Sketch, x: float, foot: float, size: float) -> None:
    if -0.3 < x < ASPECT + 0.3:
        branch(shapes, sketch.rng, x, foot, -math.pi / 2 + sketch.rng.normal(0, 0.08), size * 0.75, size * 0.11, 6)


def _lay_ground(canvas: Canvas, sketch: Sketch, ripples: Ripples, x: float, air: Tint) -> None:
    """Wet paving, paler where the mist lies on it far off."""
    palette = sketch.palette
    top = canvas.row(float(ripples.down[0, 0]))
    far = np.exp(-ripples.near * np.float32(3.4)) * np.exp(-(((ripples.across - x) / np.float32(1.3)) ** 2))
    place = np.clip(
        far * np.float32(0.95) + (ripples.broad * np.float32(0.03) + ripples.fine * np.float32(0.025)), 0, 1
    )
    tones = Ramp(((0.0, palette.deep), (0.35, palette.deep.mixed(palette.shadow, 0.55)), (1.0, air))).linear(place)
    for plane, tone in zip(canvas.pixels, tones, strict=True):
        plane[top:] = resize(tone, canvas.width, canvas.height - top)


def _lay_gleams(canvas: Canvas, ripples: Ripples, lamps: list[tuple[float, float, float, float]], warm: Colour) -> None:
    """Each lamp seen in the wet ground: drawn out towards the viewer, and broken by the paving."""
    top = canvas.row(float(ripples.down[0, 0]))
    light = np.zeros((ripples.down.shape[0], ripples.across.shape[1]), np.float32)
    broken = np.clip(0.55 + 0.30 * ripples.fine + 0.28 * ripples.broad, 0.0, 1.6)
    for post, foot, down, size in lamps:
        mirrored = 2 * foot - down
        width = np.float32(size * 0.8) + ripples.near * np.float32(0.018)
        across = np.exp(-(((ripples.across - post + ripples.broad * np.float32(0.002)) / width) ** 2))
        along = np.exp(-((np.maximum(ripples.down - mirrored, 0) / np.float32(0.10 + size * 3)) ** 2)) * smoothstep(
            foot - 0.002, mirrored, ripples.down
        )
        pool = np.exp(-((ripples.across - post) ** 2 / (size * 6) ** 2) - ((ripples.down - foot) / (size * 2.2)) ** 2)
        light += (across * along * np.float32(0.85) + pool * np.float32(0.5)).astype(np.float32) * broken
    canvas.shine(warm, resize(light, canvas.width, canvas.height - top), top)
