"""Sheets of cut paper, one behind another, lit from the back: hills, ferns and flowers around a pale disc."""

import math

import numpy as np

from studio.providers.visual.painter.canvas import ASPECT, Canvas, soften
from studio.providers.visual.painter.light import Light, disc, glow
from studio.providers.visual.painter.noise import FINE, fractal, line
from studio.providers.visual.painter.plants import frond, leaf
from studio.providers.visual.painter.scenes import Kind, scene
from studio.providers.visual.painter.sketch import Sketch
from studio.providers.visual.painter.stencil import Stencil


@scene(
    "paper-cut garden",
    Kind.GARDEN,
    words=(
        "garden paper flower cut bloom rose meadow orchard blossom spring fern plant leaf storybook moss greenhouse"
    ),
)
def paint(canvas: Canvas, sketch: Sketch) -> None:
    rng, palette, composition = sketch.rng, sketch.palette, sketch.composition
    back = palette.light.mixed(palette.glow, 0.5)
    canvas.fill(back.linear())
    height = 0.30 + 0.14 * composition.focus_down
    sun = Light(composition.focus, height, rng.uniform(0.11, 0.17), palette.glow.lighter(0.03).linear())
    canvas.lay(
        palette.light.mixed(palette.middle, 0.35).linear(),
        np.clip(np.hypot(canvas.across - sun.across, canvas.down - height) * np.float32(0.75), 0, 0.8),
    )
    glow(canvas, sun, 0.5, 0.2)
    canvas.lay(sun.colour, disc(canvas, sun))
    sheets = 6
    fibre = canvas.fit(fractal(rng, size=FINE, slope=0.7, largest=0.03, stretch=(2, 1)))
    for number in range(sheets):
        nearness = (number + 0.5) / sheets
        stencil = Stencil(canvas)
        _cut(stencil, sketch, canvas, nearness)
        tone = palette.ramp().tint(0.84 - 0.70 * nearness)
        if number % 2:
            tone = tone.mixed(palette.accent.with_lightness(tone.lightness), 0.18)
        _lay_sheet(canvas, stencil.cover(), tone.linear(), fibre, sketch.composition.side)


def _lay_sheet(canvas: Canvas, cover: np.ndarray, tone: np.ndarray, fibre: np.ndarray, side: int) -> None:
    """A sheet of paper: its shadow on what lies behind, its own faint texture, and a lit edge."""
    for reach, amount in ((0.004, 0.22), (0.018, 0.34)):
        shadow = soften(cover, reach * canvas.height)
        shadow = np.roll(
            shadow, (int(reach * 0.9 * canvas.height), int(-side * reach * 0.6 * canvas.height)), axis=(0, 1)
        )
        # What was moved in over the upper edge came from the lower one.
        shadow[: int(reach * 0.9 * canvas.height)] = 0
        canvas.dim(1 - np.float32(amount) * np.clip(shadow * 1.5, 0, 1) * (1 - cover))
    step = max(1, round(canvas.height * 0.0011))
    lit = np.clip(cover - np.roll(cover, (step, step * side), axis=(0, 1)), 0, 1)
    grade = 1.14 - 0.28 * canvas.down + fibre * np.float32(0.022)
    for plane, value in zip(canvas.pixels, tone, strict=True):
        plane[:] += (value * grade * (1 + np.float32(0.45) * lit) - plane) * cover


def _cut(stencil: Stencil, sketch: Sketch, canvas: Canvas, nearness: float) -> None:
    rng, composition = sketch.rng, sketch.composition
    base = 0.60 + 0.36 * nearness
    # Hills fall away below the disc and rise towards the sides: the sheets open like a valley.
    bowl = ((canvas.across[0] - composition.focus) / ASPECT) ** 2 * (0.25 + 0.5 * nearness)
    crest = base + 0.03 * line(rng, canvas.width, slope=2.6, largest=1.0) - bowl * 0.8
    stencil.below(crest)
    count = int(12 + 8 * nearness)
    for _ in range(count):
        # Denser towards both sides, open in the middle and on the quiet side's height.
        x = composition.across(rng.beta(0.75, 0.6))
        index = int(np.clip(x / ASPECT * crest.size, 0, crest.size - 1))
        foot = float(crest[index]) + 0.02
        quiet = abs(x - composition.focus) < 0.3 or x * composition.side < composition.side * ASPECT * 0.5 - 0.2
        size = (0.085 + 0.15 * nearness) * rng.lognormal(0, 0.3) * (0.7 if quiet else 1.25)
        kind = rng.integers(0, 4)
        angle = -math.pi / 2 + rng.normal(0, 0.28)
        if kind <= 1:
            frond(stencil, rng, x, foot, angle, size * 1.5, 0.24)
        elif kind == 2:
            _flower(stencil, sketch, x, foot, angle, size)
        else:
            _bush(stencil, sketch, x, foot, size)
    if nearness > 0.7:
        for side in (0.0, 1.0):
            corner = composition.across(side)
            for _ in range(int(2 + 3 * side)):
                inward = 1 if corner < 0.5 else -1
                angle = math.pi / 2 - inward * rng.uniform(0.15, 1.1)
                frond(
                    stencil,
                    rng,
                    corner - inward * 0.02 + inward * rng.uniform(0, 0.25) * side,
                    -0.03,
                    angle,
                    rng.uniform(0.2, 0.34) * (0.7 + 0.5 * side),
                    0.26,
                )


def _flower(stencil: Stencil, sketch: Sketch, x: float, y: float, angle: float, size: float) -> None:
    rng = sketch.rng
    bend = rng.normal(0, 0.12)
    points = [
        (x + bend * size * t * t + math.cos(angle) * size * t, y + math.sin(angle) * size * t)
        for t in np.linspace(0, 1, 7)
    ]
    stencil.stroke(points, list(np.linspace(size * 0.03, size * 0.016, 7)))
    for t in (2, 3):
        px, py = points[t]
        leaf(stencil, px, py, angle + rng.choice((-1, 1)) * 0.8, size * 0.3, size * 0.1)
    hx, hy = points[-1]
    petals = int(rng.integers(5, 9))
    turn = rng.uniform(0, math.pi)
    for petal in range(petals):
        leaf(stencil, hx, hy, turn + petal * 2 * math.pi / petals, size * 0.22, size * 0.13)
    stencil.disc(hx, hy, size * 0.07)


def _bush(stencil: Stencil, sketch: Sketch, x: float, y: float, size: float) -> None:
    rng = sketch.rng
    for _ in range(int(rng.integers(6, 11))):
        leaf(
            stencil,
            x,
            y,
            -math.pi / 2 + rng.normal(0, 0.6),
            size * rng.uniform(0.4, 0.8),
            size * rng.uniform(0.1, 0.18),
        )
