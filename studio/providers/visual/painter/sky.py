"""Skies: the colours of the hour from the zenith to the horizon, the light in them, and clouds."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep
from studio.providers.visual.painter.colour import Ramp
from studio.providers.visual.painter.light import Light, disc, glow, stars
from studio.providers.visual.painter.noise import bend, even, fractal
from studio.providers.visual.painter.sketch import Hour, Sketch


def paint_sky(canvas: Canvas, sketch: Sketch, horizon: float, light: Light | None, *, clouds: float = 0.5) -> None:
    """Fill the canvas with a sky that is brightest at `horizon` and around the light."""
    rng, palette = sketch.rng, sketch.palette
    zenith = palette.shadow.mixed(palette.middle, 0.25)
    ramp = Ramp(((0.0, zenith), (0.55, palette.middle), (0.9, palette.light), (1.0, palette.light.mixed(palette.glow, 0.4))))
    under = blank(canvas.width // 4, canvas.height // 4)
    place = under.down / np.float32(horizon) * np.ones_like(under.across)
    if light is not None:
        distance = np.hypot((under.across - light.across) * np.float32(0.6), under.down - light.down)
        place = place * np.float32(0.82) + np.exp(-((distance / np.float32(0.42)) ** 2)) * np.float32(0.3)
    place = place + under.fit(fractal(rng, slope=2.2, largest=0.7, stretch=(3, 1))) * np.float32(0.03)
    canvas.fill(np.stack([canvas.fit(plane) for plane in ramp.linear(np.clip(place, 0, 1).astype(np.float32))]))
    if sketch.hour is Hour.NIGHT:
        clear = smoothstep(horizon, horizon * 0.3, canvas.down) * np.ones_like(canvas.across)
        stars(canvas, rng, 1800, clear, palette.glow.muted(0.4).linear(), 0.7)
    if clouds > 0:
        veil = even(bend(fractal(rng, slope=1.7, largest=0.8, stretch=(3.4, 1.0)), fractal(rng, slope=2.2) * 0.05, fractal(rng, slope=2.2) * 0.02))
        thick = canvas.fit(veil)
        cover = smoothstep(1 - clouds, 1.25 - clouds, thick) * smoothstep(horizon * 1.1, 0.0, canvas.down) * np.float32(0.55)
        canvas.lay(palette.light.mixed(palette.glow, 0.3).linear(), cover)
    if light is not None:
        glow(canvas, light, 0.9, 0.16)
        glow(canvas, light, 0.22, 0.35)
        canvas.lay(light.colour * np.float32(1.25), disc(canvas, light, 0.004))
