"""Skies: the colours of the hour from the zenith to the horizon, the light in them, and clouds in perspective."""

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, smoothstep
from studio.providers.visual.painter.colour import Ramp
from studio.providers.visual.painter.light import Light, disc, glow, stars
from studio.providers.visual.painter.noise import FINE, even, fractal, sample
from studio.providers.visual.painter.sketch import Hour, Sketch


def paint_sky(
    canvas: Canvas,
    sketch: Sketch,
    horizon: float,
    light: Light | None,
    *,
    cloudiness: float = 0.45,
    star_count: int = 1800,
) -> None:
    """Fill the canvas with a sky that is brightest at `horizon` and around the light."""
    rng, palette = sketch.rng, sketch.palette
    under = blank(canvas.width // 4, canvas.height // 4)
    _grade(under, sketch, horizon, light)
    soft = under.enlarged(canvas.width, canvas.height)
    canvas.pixels[:] = soft.pixels
    if sketch.hour is Hour.NIGHT and star_count:
        clear = smoothstep(horizon, horizon * 0.3, canvas.down) * np.ones_like(canvas.across)
        stars(canvas, rng, star_count, clear, palette.glow.muted(0.4).linear(), 0.7)
    if light is not None:
        canvas.lay(light.colour * np.float32(1.2), disc(canvas, light, 0.003))
    if cloudiness > 0:
        _lay_clouds(canvas, sketch, horizon, light, cloudiness)
    if light is not None:
        glow(canvas, light, 0.8, 0.16)
        glow(canvas, light, 0.16, 0.28)


def _grade(under: Canvas, sketch: Sketch, horizon: float, light: Light | None) -> None:
    palette = sketch.palette
    zenith = palette.shadow.mixed(palette.middle, 0.2)
    ramp = Ramp(
        ((0.0, zenith), (0.5, palette.middle), (0.85, palette.light), (1.0, palette.light.mixed(palette.glow, 0.45)))
    )
    place = (under.down / np.float32(horizon)) ** np.float32(1.25) * np.ones_like(under.across)
    if light is not None:
        distance = np.hypot((under.across - light.across) * np.float32(0.55), under.down - light.down)
        near = np.exp(-((distance / np.float32(0.42)) ** 2))
        place = place * (np.float32(0.72) + near * np.float32(0.18)) + near * np.float32(0.2)
    place = place + under.fit(fractal(sketch.rng, slope=2.2, largest=0.7, stretch=(3, 1))) * np.float32(0.025)
    under.fill(ramp.linear(np.clip(place, 0, 1).astype(np.float32)))


def _lay_clouds(canvas: Canvas, sketch: Sketch, horizon: float, light: Light | None, cloudiness: float) -> None:
    """Clouds lie in a plane overhead, so they are broad above and thin lines near the horizon."""
    rng, palette = sketch.rng, sketch.palette
    rows = max(8, round(horizon * FINE[0]))
    down = ((np.arange(rows) + 0.5) / FINE[0])[:, None].astype(np.float32)
    across = ((np.arange(FINE[1]) + 0.5) / FINE[0])[None, :].astype(np.float32)
    away = 1 / ((horizon - down) / np.float32(horizon) + np.float32(0.22))
    noise = fractal(rng, size=FINE, slope=1.65, largest=0.5, stretch=(rng.uniform(1.3, 2.4), 1.0))
    spread = np.float32(rng.uniform(0.34, 0.5))
    x = (across - np.float32(ASPECT / 2)) * away * spread + np.float32(rng.uniform(0, 2))
    y = away * np.float32(0.62) + np.float32(rng.uniform(0, 1)) + 0 * across
    density = even(sample(noise, x, y))
    # Fibres of a second, finer field keep edges from looking cut.
    density += sample(fractal(rng, size=FINE, slope=1.25, largest=0.12, stretch=(2.5, 1)), x, y) * np.float32(0.035)
    threshold = 1 - cloudiness
    fade = smoothstep(horizon, horizon * 0.72, down)
    thick = smoothstep(threshold - 0.12, threshold + 0.34, density)
    if light is not None:
        towards = np.hypot(across - light.across, down - light.down) + np.float32(1e-3)
        step = np.float32(0.03)
        behind = even(sample(noise, x - (across - light.across) / towards * step * away, y - step * 0.6))
        lit = np.clip(0.5 + (density - behind) * np.float32(1.6), 0, 1) * 0.75
        lit += np.exp(-((towards / np.float32(0.5)) ** 2)) * (1 - thick) * 0.8
    else:
        lit = np.clip(1 - thick * 0.8, 0, 1)
    lit = np.clip(lit, 0, 1).astype(np.float32)
    body, edge = palette.middle.mixed(palette.shadow, 0.45), palette.light.mixed(palette.glow, 0.35)
    tones = Ramp(((0.0, body), (0.55, palette.middle.mixed(palette.light, 0.5)), (1.0, edge))).linear(lit)
    bottom = canvas.row(horizon)
    part = Canvas(canvas.pixels[:, :bottom])
    cover = part.fit(thick * fade * np.float32(0.82))
    part.lay(np.stack([part.fit(tone) for tone in tones]), cover)
