"""Water: what stands above the horizon seen again below it, broken by ripples, with the light's path on it."""

from dataclasses import dataclass

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, resize, smoothstep, soften
from studio.providers.visual.painter.colour import Colour, Plane
from studio.providers.visual.painter.light import Light
from studio.providers.visual.painter.noise import FINE, fractal, sample
from studio.providers.visual.painter.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Ripples:
    """The surface from the horizon to the lower edge, at half the size of a full canvas."""

    down: Plane
    across: Plane
    near: Plane
    """0 at the horizon, 1 at the lower edge; one column."""
    broad: Plane
    fine: Plane


def ripple(sketch: Sketch, horizon: float, length: float = 3.5) -> Ripples:
    rng = sketch.rng
    top = int(horizon * FINE[0])
    down = ((np.arange(top, FINE[0]) + 0.5) / FINE[0])[:, None].astype(np.float32)
    across = ((np.arange(FINE[1]) + 0.5) / FINE[0])[None, :].astype(np.float32)
    near = np.clip((down - horizon) / np.float32(1 - horizon), 0, 1)
    away = 1 / (near + np.float32(0.045))
    x = (across - np.float32(ASPECT / 2)) * away * np.float32(0.32) + np.float32(rng.uniform(0, 2))
    y = np.log(away) * np.float32(1.1) + 0 * across
    broad = sample(fractal(rng, size=FINE, slope=1.5, largest=0.12, smallest=0.006, stretch=(length, 1)), x, y)
    fine = sample(fractal(rng, size=FINE, slope=1.0, largest=0.06, smallest=0.003, stretch=(length, 1)), x, y * 1.7)
    return Ripples(down, across, near, broad, fine)


def paint_water(
    canvas: Canvas,
    ripples: Ripples,
    deep: Colour,
    light: Light | None,
    *,
    roughness: float = 0.5,
    depth: float = 0.55,
    glitter: float = 1.0,
) -> None:
    """Mirror the canvas at the horizon. `roughness` 0 is a mirror, 1 an open sea; `depth` is how much of the water's
    own colour shows near the viewer."""
    horizon = float(ripples.down[0, 0])
    top = canvas.row(horizon)
    wave = ripples.broad * np.float32(0.7) + ripples.fine * np.float32(0.5)
    above = np.float32(horizon) - (ripples.down - np.float32(horizon)) * np.float32(1 - 0.25 * roughness)
    ys = above - np.abs(wave) * ripples.near * np.float32(0.16 * roughness + 0.012)
    xs = ripples.across + ripples.fine * ripples.near * np.float32(0.012 + 0.01 * roughness)
    rows = np.clip(ys * canvas.height, 0, max(0, top - 2)).astype(np.intp)
    columns = np.clip(xs * canvas.height, 0, canvas.width - 1).astype(np.intp)
    fresnel = (1 - np.float32(depth) * smoothstep(0.0, 1.0, ripples.near)) * np.float32(0.92)
    slope = np.clip(1 + wave * np.float32(0.16 + 0.2 * roughness) * smoothstep(0.0, 0.3, ripples.near), 0.2, 1.7)
    for plane, tone in zip(canvas.pixels, deep, strict=True):
        mirrored = plane[rows, columns]
        shown = tone + (mirrored - tone) * fresnel * slope
        plane[top:] = resize(shown.astype(np.float32), canvas.width, canvas.height - top)
    if light is not None and glitter > 0:
        lay_glitter(canvas, ripples, light, roughness, glitter)


def lay_glitter(canvas: Canvas, ripples: Ripples, light: Light, roughness: float, amount: float) -> None:
    """The light's path: sparks on the slopes that face it, in a band that widens towards the viewer."""
    top = canvas.row(float(ripples.down[0, 0]))
    width = np.float32(light.radius * 0.9) + ripples.near * np.float32(0.05 + 0.22 * roughness)
    band = np.exp(-(((ripples.across - np.float32(light.across)) / width) ** 2))
    facing = ripples.fine + ripples.broad * np.float32(0.5)
    sparks = smoothstep(1.5, 2.3, facing + band * np.float32(1.6)) * band
    sheen = band * smoothstep(0.25, 0.0, ripples.near) * np.float32(0.25)
    fade = np.float32(1) - ripples.near * np.float32(0.45)
    glint = resize((sparks * fade + sheen).astype(np.float32), canvas.width, canvas.height - top)
    canvas.shine(light.colour, np.maximum(glint, 0) * np.float32(amount * light.strength), top)
    halo = soften(glint, 0.008 * canvas.height)
    canvas.shine(light.colour, np.maximum(halo, 0) * np.float32(0.35 * amount), top)
