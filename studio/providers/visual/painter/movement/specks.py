"""Specks that fall or rise: snow, leaves, dust, embers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.canvas import ASPECT
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.fire import Hearth
from studio.providers.visual.painter.loop import Frame, Level
from studio.providers.visual.painter.movement.ink import Ink

_TURN = 2 * math.pi


@dataclass(frozen=True, slots=True)
class Swarm:
    """Specks that fall, or rise, and sway: snow, dust, embers. Each field but the last ones has one value a speck."""

    across: Plane
    start: Plane
    """Share of its way at which each is at phase 0."""
    radius: Plane
    rounds: Plane
    """How often each crosses the picture in one period; below 0 it rises. Whole numbers, so that it is back in time."""
    sway: Plane
    sway_rounds: Plane
    amount: Plane
    ink: Ink
    flicker: float = 0.0
    top: float = -0.05
    bottom: float = 1.05
    """Where each comes in, and where it is gone."""

    @property
    def is_soft(self) -> bool:
        return False

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        gone = (self.start + self.rounds * np.float32(phase)) % 1
        down = self.top + gone * np.float32(self.bottom - self.top)
        across = self.across + self.sway * np.sin(_TURN * (self.sway_rounds * np.float32(phase) + self.start))
        amount = self.amount * np.minimum(1, np.minimum(gone, 1 - gone) * 8)
        if self.flicker:
            glimmer = np.sin(_TURN * (np.float32(5 * phase) * self.sway_rounds + self.across * 7))
            amount = amount * (1 - np.float32(self.flicker) * (np.float32(0.5) + glimmer * np.float32(0.5)))
        height = shown.height
        _speckle(shown.luma, across * height, down * height, self.radius * height, amount, self.ink.luma)
        large = self.radius * height > 1.6
        if large.any():
            half, some = height / 2, (values[large] for values in (across, down, self.radius))
            x, y, radius = (values * np.float32(half) for values in some)
            for plane, ink in zip(shown.chroma, (self.ink.blue, self.ink.red), strict=True):
                _speckle(plane, x, y, radius, amount[large], ink)
        return shown


def _speckle(plane: Level, x: Plane, y: Plane, radius: Plane, amount: Plane, ink: int) -> None:
    """Soft dots at places in pixels; where the plane's edge cuts one, it is left out."""
    rows, columns = plane.shape
    flat = plane.reshape(-1)
    reaches = np.ceil(np.maximum(radius, 0.55) * 1.5).astype(int)
    # By size, so that each kind is drawn in one go.
    for reach in np.unique(reaches).tolist():
        inside = (x > reach + 1) & (x < columns - reach - 2) & (y > reach + 1) & (y < rows - reach - 2)
        chosen = (reaches == reach) & inside & (amount > 0.01)
        left, top = np.floor(x[chosen]), np.floor(y[chosen])
        steps = np.arange(-reach, reach + 1, dtype=np.float32) + np.float32(0.5)
        dx, dy = steps + (left - x[chosen])[:, None], steps + (top - y[chosen])[:, None]
        distance = dy[:, :, None] ** 2 + dx[:, None, :] ** 2
        core = np.maximum(radius[chosen], 0.55)[:, None, None]
        cover = np.exp(-((distance / core**2) ** 2)) * amount[chosen][:, None, None]
        grid = (np.arange(-reach, reach + 1)[:, None] * columns + np.arange(-reach, reach + 1)[None, :])[None]
        at = (top.astype(np.intp) * columns + left.astype(np.intp))[:, None, None] + grid
        under = flat[at].astype(np.float32)
        flat[at] = (under + (ink - under) * cover + np.float32(0.5)).astype(np.uint8)


def fall(
    rng: Generator, count: int, radius: tuple[float, float], rounds: tuple[int, int], amount: float, ink: Ink
) -> Swarm:
    """Flakes all over the picture."""
    return Swarm(
        across=rng.uniform(-0.02, ASPECT + 0.02, count).astype(np.float32),
        start=rng.random(count, dtype=np.float32),
        radius=np.exp(rng.uniform(math.log(radius[0]), math.log(radius[1]), count)).astype(np.float32),
        rounds=rng.integers(rounds[0], rounds[1] + 1, count).astype(np.float32),
        sway=rng.uniform(0.004, 0.02, count).astype(np.float32),
        sway_rounds=rng.integers(1, 4, count).astype(np.float32),
        amount=rng.uniform(0.5 * amount, amount, count).astype(np.float32),
        ink=ink,
    )


def rise(rng: Generator, count: int, hearth: Hearth, top: float, ink: Ink) -> Swarm:
    """Embers that leave a fire, glimmer, and go out on their way to `top`."""
    return Swarm(
        across=(hearth.across + rng.normal(0, 0.42, count) * hearth.reach).astype(np.float32),
        start=rng.random(count, dtype=np.float32),
        radius=rng.uniform(0.0011, 0.0024, count).astype(np.float32),
        rounds=-rng.integers(2, 5, count).astype(np.float32),
        sway=rng.uniform(0.01, 0.035, count).astype(np.float32),
        sway_rounds=rng.integers(2, 6, count).astype(np.float32),
        amount=rng.uniform(0.45, 1.0, count).astype(np.float32),
        ink=ink,
        flicker=0.6,
        top=top,
        bottom=hearth.down - 0.02,
    )
