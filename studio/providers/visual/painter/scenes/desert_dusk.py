"""Dunes: one long crest after another, a lit and a shaded side to each, and ripples in the sand."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, smoothstep
from studio.providers.visual.painter.colour import Ramp, Tint
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.movement.ink import ink_of
from studio.providers.visual.painter.movement.vapour import Drift
from studio.providers.visual.painter.noise import FINE, fractal, line
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


def _horizon(sketch: Sketch) -> float:
    return 0.44 + 0.12 * sketch.composition.horizon


def move(sketch: Sketch, still: Frame) -> Movement:
    """High clouds, and sand that the wind carries over the dunes."""
    palette, horizon = sketch.palette, _horizon(sketch)
    down = (np.arange(still.height, dtype=np.float32)[:, None] + 0.5) / still.height
    high = smoothstep(horizon - 0.08, horizon - 0.34, down) * np.float32(0.55)
    low = smoothstep(horizon - 0.04, horizon + 0.10, down) * smoothstep(horizon + 0.34, horizon + 0.12, down)
    ink = ink_of(palette.light.mixed(palette.glow, 0.2).linear())
    wind = 0.24 * sketch.composition.side
    return Drift(sketch.rng, still, high + low * np.float32(0.5), ink, wind=wind, stretch=6.0)


@scene(
    "desert dusk",
    Kind.LAND,
    words="desert dune sand dry caravan oasis canyon dusk sahara road drive sunset grass",
    hours=(Hour.NIGHT, Hour.DUSK, Hour.GOLDEN, Hour.DAWN),
    move=move,
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = _horizon(sketch)
    sun = Light(composition.focus, horizon - rng.uniform(0.05, 0.22), rng.uniform(0.03, 0.055), palette.glow.linear())
    paint_sky(canvas, sketch, horizon + 0.02, sun, cloudiness=rng.uniform(0.1, 0.4), star_count=2200)
    air = palette.light.mixed(palette.middle, 0.3)
    count = 5
    peaks = rng.permutation(np.linspace(0.1, 0.95, count))
    for number in range(count):
        _lay_dune(canvas, sketch, horizon, number / (count - 1), composition.across(float(peaks[number])), air)


def _lay_dune(canvas: Canvas, sketch: Sketch, horizon: float, nearness: float, peak: float, air: Tint) -> None:
    """One dune with its summit at `peak`; a winding edge runs down from there and parts light from shade."""
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    base = horizon + 0.03 + 0.47 * nearness**1.3
    height = 0.03 + 0.15 * nearness * rng.uniform(0.8, 1.2)
    away = (canvas.across[0] - peak) * composition.side
    # The windward side is long and gentle, the lee side short and steep.
    rise = np.where(away < 0, np.exp(-np.abs(away) / 0.55), np.exp(-np.abs(away) / 0.34))
    crest = base - height * (rise - 0.25) + 0.010 * line(rng, canvas.width, slope=2.6, largest=1.2) * (0.5 + nearness)
    crest = crest.astype(np.float32)
    stencil = Stencil(canvas)
    stencil.below(crest)
    top = canvas.row(float(crest.min()) - 0.005)
    cover = stencil.cover(top)
    part = Canvas(canvas.pixels[:, top:])
    down = canvas.down[top:] - np.float32(crest.min())
    sway = np.interp(down[:, 0], np.linspace(0, 0.7, 200), line(rng, 200, slope=2.4, largest=0.5) * 0.10)
    edge = peak + ((sway - sway[0]) * 1.6 - down[:, 0] * rng.uniform(-0.2, 0.9) * composition.side)[:, None]
    distance = (canvas.across - edge.astype(np.float32)) * composition.side
    soft = 0.004 + 0.10 * np.clip(down / np.float32(0.35), 0, 1) ** 1.5
    lit = np.clip(distance / soft + 0.5, 0, 1)
    lit = lit * lit * (3 - 2 * lit)
    below = np.clip((canvas.down[top:] - crest[None, :]) / np.float32(0.12 + 0.4 * nearness), 0, 1.4)
    wind = part.fit(fractal(rng, size=FINE, slope=2.0, largest=0.5, stretch=(2, 1)))
    period = np.float32(0.006 + 0.012 * nearness)
    waves = np.sin((canvas.down[top:] + wind * np.float32(0.012) + 0.12 * canvas.across) / period * np.float32(6.28))
    waves = (
        waves
        * np.float32(0.035 * nearness)
        * np.clip(below * 4, 0, 1)
        * (0.4 + lit)
        * np.clip(0.6 + 0.5 * wind, 0, 1.3)
    )
    place = 0.22 + lit * (0.62 - 0.32 * below) - 0.10 * below + 0.03 * wind + waves
    bright = palette.light.mixed(palette.glow, 0.25).mixed(palette.accent, 0.3)
    body = palette.middle.mixed(palette.accent, 0.3)
    tones = Ramp(
        (
            (0.0, air.mixed(palette.deep, 0.25 + 0.7 * nearness)),
            (0.3, air.mixed(palette.shadow, 0.35 + 0.55 * nearness)),
            (0.65, air.mixed(body, 0.35 + 0.6 * nearness)),
            (1.0, air.mixed(bright, 0.7)),
        )
    )
    part.lay(tones.linear(np.clip(place, 0, 1).astype(np.float32)), cover)
