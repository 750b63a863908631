"""Deep space: glowing gas folded by its own winds, dust before it, and stars of every brightness."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep
from studio.providers.visual.painter.light import Light, glow, stars
from studio.providers.visual.painter.noise import FINE, bend, fractal
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch


@scene(
    "nebula",
    Kind.NIGHT_SKY,
    words="nebula space galaxy cosmos star universe planet orbit astral satellite dream",
    hours=(Hour.NIGHT,),
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    under = blank(FINE[1], FINE[0])
    under.fill(palette.deep.with_lightness(0.09).linear())
    focus, height = composition.focus, 0.4 + 0.2 * composition.focus_down
    turn = rng.uniform(-0.5, 0.5)
    x, y = under.across - focus, under.down - np.float32(height)
    # A long body of gas that leans, thick near the focus and open on the quiet side.
    along, beside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    swirl_x = fractal(rng, size=FINE, slope=2.1, largest=0.6) * 0.06
    swirl_y = fractal(rng, size=FINE, slope=2.1, largest=0.6) * 0.06
    body = np.exp(-((along / np.float32(0.75)) ** 2) - ((beside + swirl_y) / np.float32(0.30)) ** 2)
    gases = (
        (palette.shadow.with_lightness(0.42), 1.0, 0.75),
        (palette.middle.with_lightness(0.55), 0.75, 0.6),
        (palette.accent.with_lightness(0.6), 0.55, 0.5),
        (palette.light.with_lightness(0.75), 0.38, 0.42),
    )
    for tone, spread, largest in gases:
        threads = bend(fractal(rng, size=FINE, slope=1.7, largest=largest), swirl_x, swirl_y)
        folds = np.exp(-np.abs(bend(fractal(rng, size=FINE, slope=1.75, largest=largest), swirl_x, swirl_y)) * 2.0)
        light = np.exp(threads * 0.75 - 0.6) * (0.35 + 0.9 * folds**2)
        under.shine(tone.linear() * np.float32(0.95), (light * body ** (1 / spread)).astype(np.float32))
    dust = bend(fractal(rng, size=FINE, slope=1.75, largest=0.45), swirl_y * 1.4, swirl_x * 1.4)
    lanes = smoothstep(0.1, 1.5, dust) * body**0.4
    under.dim(1 - lanes * np.float32(0.88))
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    np.maximum(canvas.pixels, 0, out=canvas.pixels)
    veil = canvas.fit(1 - 0.75 * lanes)
    stars(canvas, rng, 5200, veil, palette.glow.muted(0.25).with_lightness(0.95).linear(), 1.6)
    for _ in range(int(rng.integers(4, 8))):
        star = Light(focus + rng.normal(0, 0.32), height + rng.normal(0, 0.2), 0.0012, palette.glow.muted(0.5).linear())
        glow(canvas, star, 0.05 * rng.uniform(0.25, 1.1), rng.uniform(0.4, 0.9))
    if composition.view == 1:
        _lay_planet(canvas, sketch)
    core = Light(focus + rng.normal(0, 0.04), height + rng.normal(0, 0.03), 0.002, palette.glow.linear())
    glow(canvas, core, 0.5, 0.25)


def _lay_planet(canvas: Canvas, sketch: Sketch) -> None:
    """The dark limb of a near world, with its air lit from behind."""
    rng, palette = sketch.rng, sketch.palette
    radius = rng.uniform(1.3, 1.9)
    x, y = sketch.composition.focus - sketch.composition.side * 0.35, rng.uniform(0.76, 0.86) + radius
    beyond = np.hypot(canvas.across - x, canvas.down - y) - np.float32(radius)
    lit = np.exp(-(((canvas.across - sketch.composition.focus) / np.float32(0.65)) ** 2)) + np.float32(0.15)
    canvas.lay(palette.deep.with_lightness(0.07).linear(), smoothstep(0.0015, -0.0015, beyond))
    air = np.where(
        beyond > 0, np.exp(-beyond / np.float32(0.016)), np.exp(beyond / np.float32(0.030)) * np.float32(0.6)
    )
    canvas.shine(palette.middle.mixed(palette.light, 0.5).linear(), (air * lit).astype(np.float32))
    edge = np.exp(-((beyond / np.float32(0.0028)) ** 2)) * lit
    canvas.shine(palette.glow.linear(), edge.astype(np.float32))
