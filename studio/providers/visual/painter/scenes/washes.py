"""Abstract washes: thin colour on wet paper, darker where it dried last, grainy where it settled."""

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, blank, smoothstep, soften
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.noise import FINE, bend, fractal
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Hour, Sketch


@scene(
    "abstract washes",
    Kind.GARDEN,
    words="abstract wash ink watercolour minimal texture calm silence breath weightless emotion",
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    is_dark = sketch.hour is Hour.NIGHT
    # By night the ground is toned, and the first washes leave it light only near the horizon.
    paper = palette.middle.with_lightness(0.62).muted(0.5) if is_dark else palette.light.lighter(0.08).muted(0.35)
    under = blank(FINE[1], FINE[0])
    tooth = fractal(rng, size=FINE, slope=0.5, largest=0.02, smallest=0.002)
    under.fill(paper.linear())
    pigments = [palette.light.muted(1.3), palette.middle, palette.shadow, palette.accent, palette.deep]
    if is_dark:
        pigments = [
            palette.shadow.with_lightness(0.5),
            palette.shadow.with_lightness(0.42),
            palette.middle.with_lightness(0.45),
            palette.middle.with_lightness(0.5),
            palette.deep,
        ]
    horizon = 0.56 + 0.14 * composition.horizon
    for number in range(7):
        tint = pigments[min(number, 3) if number < 5 else int(rng.integers(1, 3))]
        if number == 6:
            tint = palette.deep.mixed(palette.shadow, 0.4)
        density = _wash(under, sketch, horizon, number)
        # Pigment takes away what it does not reflect, more where it lies thicker (Beer and Lambert).
        absorbed = -np.log(np.clip(tint.linear(), 0.02, 0.98))
        settled = density * (1 + np.float32(0.16) * tooth * np.sqrt(np.clip(density, 0, 1)))
        strength = np.float32((0.5, 0.55, 0.5, 0.3, 0.5, 0.45, 0.75)[number] * (1.35 if is_dark else 1.0))
        for plane, share in zip(under.pixels, absorbed, strict=True):
            plane[:] *= np.exp(-np.maximum(settled, 0) * share * strength)
    sun = np.hypot(under.across - composition.focus, under.down - np.float32(horizon - 0.24)) + tooth * np.float32(
        0.0012
    )
    lifted = smoothstep(0.088, 0.080, sun)
    rim = np.exp(-(((sun - np.float32(0.086)) / np.float32(0.004)) ** 2)) * np.float32(0.25)
    under.lay((palette.glow if not is_dark else palette.light).linear(), lifted * np.float32(0.9))
    under.dim(1 - rim)
    canvas.pixels[:] = under.enlarged(canvas.width, canvas.height).pixels
    grain = canvas.fit(tooth)
    canvas.dim(1 + (grain - np.roll(grain, (1, 1), axis=(0, 1))) * np.float32(0.05))


def _wash(under: Canvas, sketch: Sketch, horizon: float, number: int) -> Plane:
    """Where one wash lies, and how thick: level bands that run together, with a dark rim where they dried."""
    rng = sketch.rng
    warp_x, warp_y = (fractal(rng, size=FINE, slope=1.9, largest=0.6) for _ in range(2))
    edge = bend(fractal(rng, size=FINE, slope=1.85, largest=0.9, stretch=(2.2, 1)), warp_x * 0.03, warp_y * 0.03)
    centre = horizon + (number - 3) * rng.uniform(0.05, 0.12) + rng.normal(0, 0.05)
    if number == 0:
        centre, breadth = 0.2, 0.5
    else:
        breadth = rng.uniform(0.06, 0.2) if number < 6 else 0.05
    lean = (under.across - ASPECT / 2) * rng.normal(0, 0.05) * 2
    field = 1 - np.abs(under.down + lean - centre) / np.float32(breadth) + edge * np.float32(0.45)
    inside = smoothstep(0.0, rng.uniform(0.05, 0.5), field)
    rim = np.clip(inside - soften(inside, 5.0), 0, 1) * 1.6 + np.exp(-np.abs(field - 0.06) * 22) * 0.5 * inside
    flow = np.clip(0.75 + 0.35 * fractal(rng, size=FINE, slope=1.7, largest=0.5, stretch=(1.5, 1)), 0.15, 1.6)
    return np.asarray(inside * flow + rim, np.float32)
