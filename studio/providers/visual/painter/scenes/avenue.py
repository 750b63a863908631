"""An avenue of lamps and bare trees that runs into the mist, with their light on the wet ground."""

import math
from dataclasses import dataclass

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, resize, smoothstep
from studio.providers.visual.painter.colour import Colour, Ramp, Tint
from studio.providers.visual.painter.light import Light, disc, glow
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.vapour import Drift
from studio.providers.visual.painter.noise import fractal
from studio.providers.visual.painter.plants import branch
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.stencil import Stencil
from studio.providers.visual.painter.water import Ripples, ripple

_DEPTHS = (9.0, 6.6, 4.9, 3.6, 2.6, 1.85, 1.3)
"""Of the pairs of lamps, farthest first, as multiples of the distance at which one is as high as the picture's half."""


@dataclass(frozen=True, slots=True)
class _Lamp:
    across: float
    foot: float
    depth: float

    @property
    def head(self) -> float:
        """Height of its light."""
        return self.foot - 0.635 / self.depth

    @property
    def radius(self) -> float:
        return 0.026 / self.depth


def _level(sketch: Sketch) -> float:
    return 0.56 + 0.08 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    """Fog between the trees, thickest far off."""
    palette, level = sketch.palette, _level(sketch)
    down = (np.arange(still.height, dtype=np.float32)[:, None] + 0.5) / still.height
    fog = smoothstep(level - 0.42, level - 0.02, down) * smoothstep(level + 0.34, level + 0.02, down)
    ink = ink_of(_air(sketch).mixed(palette.glow, 0.15).linear())
    return Drift(sketch.rng, still, fog * np.float32(0.75), ink, wind=0.22 * sketch.composition.side, stretch=3.0)


def _air(sketch: Sketch) -> Tint:
    return sketch.palette.middle.mixed(sketch.palette.light, 0.35 if sketch.hour is Hour.DAWN else 0.12)


@scene(
    "avenue in the mist",
    Kind.TOWN,
    words=(
        "street avenue road path lane lamp corridor bridge steps park alley platform station walk square "
        "promenade arcade arch bamboo railway gate stairway courtyard bench fog"
    ),
    hours=(Hour.NIGHT, Hour.DUSK, Hour.DAWN),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    level = _level(sketch)
    vanish = (
        composition.focus,
        composition.focus - composition.side * 0.12,
        composition.focus + composition.side * 0.1,
    )
    x = vanish[composition.view]
    air = _air(sketch)
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
    lamps = [_Lamp(x + side * half * 1.6 / depth, level + 0.40 / depth, depth) for depth in _DEPTHS for side in (-1, 1)]
    _lay_gleams(canvas, ripples, lamps, x, warm.linear())
    for number, depth in enumerate(_DEPTHS):
        nearness = number / (len(_DEPTHS) - 1)
        tone = air.mixed(palette.deep, 0.10 + 0.88 * nearness**0.8)
        shapes = Stencil(canvas)
        pair = lamps[2 * number : 2 * number + 2]
        for lamp, side in zip(pair, (-1, 1), strict=True):
            _raise_tree(shapes, sketch, lamp.across + side * 0.22 / depth, lamp.foot, 0.5 / depth)
            top = lamp.foot - 0.60 / depth
            shapes.stroke([(lamp.across, lamp.foot), (lamp.across, top)], [0.022 / depth, 0.012 / depth])
            shapes.polygon(_cap(lamp.across, top, 0.045 / depth))
        canvas.lay(tone.linear(), shapes.cover())
        for lamp in pair:
            light = Light(lamp.across, lamp.head, lamp.radius, warm.linear())
            canvas.lay(warm.lighter(0.04).linear() * np.float32(1.5), disc(canvas, light, lamp.radius * 0.25))
            glow(canvas, light, 0.10 + 0.27 / depth, 0.34)
        veil = (
            smoothstep(level - 0.5, level, canvas.down)
            * smoothstep(level + 0.5, level, canvas.down)
            * np.float32(0.17 * (1 - nearness))
        )
        canvas.lay(air.linear(), veil + 0 * canvas.across)


def _cap(x: float, y: float, size: float) -> list[tuple[float, float]]:
    """What shades a lamp from above."""
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


def _lay_gleams(canvas: Canvas, ripples: Ripples, lamps: list[_Lamp], x: float, warm: Colour) -> None:
    """Each lamp seen in the wet ground: drawn out towards the viewer, and broken by the paving."""
    top = canvas.row(float(ripples.down[0, 0]))
    broken = np.clip(0.55 + 0.30 * ripples.fine + 0.28 * ripples.broad, 0.0, 1.6)
    middle = np.exp(-(((ripples.across - x) / (np.float32(0.04) + ripples.near * np.float32(0.45))) ** 2))
    light = middle * np.exp(-ripples.near * np.float32(2.2)) * broken * np.float32(0.22)
    for lamp in lamps:
        mirrored = 2 * lamp.foot - lamp.head
        width = np.float32(lamp.radius * 0.8) + ripples.near * np.float32(0.018)
        across = np.exp(-(((ripples.across - lamp.across + ripples.broad * np.float32(0.002)) / width) ** 2))
        along = np.exp(-((np.maximum(ripples.down - mirrored, 0) / np.float32(0.10 + lamp.radius * 3)) ** 2))
        along = along * smoothstep(lamp.foot - 0.002, mirrored, ripples.down)
        pool = np.exp(
            -(((ripples.across - lamp.across) / np.float32(lamp.radius * 6)) ** 2)
            - ((ripples.down - lamp.foot) / np.float32(lamp.radius * 2.2)) ** 2
        )
        light = light + (across * along * np.float32(0.85) + pool * np.float32(0.5)) * broken
    canvas.shine(warm, resize(light, canvas.width, canvas.height - top), top)
