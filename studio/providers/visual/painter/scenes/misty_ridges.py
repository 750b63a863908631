"""Ridge behind ridge, each paler than the one before it, with mist lying in the valleys."""

import numpy as np

from studio.providers.visual.painter.canvas import Canvas, blank, smoothstep
from studio.providers.visual.painter.light import Light, disc, glow
from studio.providers.visual.painter.noise import COARSE, even, fractal, line
from studio.providers.visual.painter.plants import conifers
from studio.providers.visual.painter.scenes import scene
from studio.providers.visual.painter.sketch import Hour, Sketch
from studio.providers.visual.painter.sky import paint_sky
from studio.providers.visual.painter.stencil import Stencil


@scene("misty ridges", words="hill mountain ridge valley mist fog peak highland cliff field distant canyon pass")
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    horizon = 0.34 + 0.25 * composition.horizon
    sun = Light(composition.focus, horizon - rng.uniform(0.10, 0.2), rng.uniform(0.028, 0.05), palette.glow.linear(), 1.0)
    paint_sky(canvas, sketch, horizon + 0.2, sun)
    air = palette.light.mixed(palette.glow, 0.25)
    ridges = int(rng.integers(6, 8))
    for number in range(ridges):
        nearness = number / (ridges - 1)
        base = horizon + (1.0 - horizon) * nearness**1.25 * 0.92
        height = (0.085 + 0.10 * nearness) * rng.uniform(0.75, 1.2)
        # Peaks lean towards the side of the focus, so that the quiet side stays open.
        lean = smoothstep(composition.across(0.0), composition.across(1.0), canvas.across)[0] - 0.5
        crest = base - height * (line(rng, canvas.width, slope=1.75, largest=0.9) * 0.55 + lean * (1.2 - nearness))
        crest -= height * np.abs(line(rng, canvas.width, slope=1.3, largest=0.25)) * 0.12
        stencil = Stencil(canvas)
        stencil.below(crest)
        if nearness > 0.45:
            conifers(stencil, rng, crest, size=0.022 + 0.085 * (nearness - 0.4) ** 1.4, density=1.1)
        top = canvas.row(float(crest.min()) - 0.2)
        cover = stencil.cover(top)
        tone = air.mixed(palette.shadow if nearness < 0.6 else palette.deep, 0.12 + 0.88 * nearness**1.15)
        body = tone.linear()
        veil = np.clip((canvas.down[top:] - crest[None, :]) / np.float32(0.05 + 0.22 * nearness), 0, 1)
        mist = air.mixed(tone, 0.25 + 0.35 * nearness).linear()
        drift = canvas.fit(even(fractal(rng, slope=1.9, largest=0.8, stretch=(3.2, 1.0))))[top:]
        thick = veil**1.2 * (0.35 + 0.75 * drift) * (1 - 0.55 * nearness**2)
        canvas.lay(body, cover, top)
        canvas.lay(mist, cover * np.clip(thick, 0, 1), top)
