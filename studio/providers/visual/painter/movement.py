"""What moves in a loop: falling flakes, rising embers, running drops, flames that flicker, water that ripples.

Each works on the developed still, in the screen's 8 bits, and repeats after one period.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from studio.providers.visual.painter.canvas import ASPECT, resize, smoothstep, soften
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.noise import COARSE, fractal

_TURN = 2 * math.pi


class Together:
    """Several movements in one picture, one upon the other."""

    def __init__(self, *movements: Movement) -> None:
        self._movements = movements
        self.is_soft = all(movement.is_soft for movement in movements)

    def show(self, still: Frame, phase: float) -> Frame:
        for movement in self._movements:
            still = movement.show(still, phase)
        return still


@dataclass(frozen=True, slots=True)
class Swarm:
    """Points of light that fall, or rise, and sway: snow, dust, embers. All lengths are in heights."""

    across: NDArray[np.float32]
    down: NDArray[np.float32]
    radius: NDArray[np.float32]
    rounds: NDArray[np.float32]
    """How often each crosses the picture in one period; below 0 it rises. Whole numbers, so that it is back at its end."""
    sway: NDArray[np.float32]
    sway_rounds: NDArray[np.float32]
    amount: NDArray[np.float32]
    colour: tuple[int, int, int]
    flicker: float = 0.0
    top: float = -0.05
    bottom: float = 1.05
    """Where each comes in, and where it is gone."""
    is_soft = False

    def show(self, still: Frame, phase: float) -> Frame:
        height, width, _ = still.shape
        shown = still.copy()
        span = self.bottom - self.top
        travelled = (self.down + self.rounds * np.float32(phase)) % 1
        down = self.top + travelled * span
        across = self.across + self.sway * np.sin(_TURN * (self.sway_rounds * phase + self.down))
        fade = np.minimum(1, np.minimum(travelled, 1 - travelled) * 8)
        amount = self.amount * fade
        if self.flicker:
            amount = amount * (1 - self.flicker * (0.5 + 0.5 * np.sin(_TURN * (5 * phase * self.sway_rounds + self.across * 7))))
        ink = np.array(self.colour, np.float32)
        # By size, so that each kind is drawn in one go.
        reaches = np.maximum(1, np.ceil(self.radius * height * 1.6)).astype(int)
        for reach in np.unique(reaches).tolist():
            chosen = reaches == reach
            x, y = across[chosen] * height - 0.5, down[chosen] * height - 0.5
            left, top = np.floor(x).astype(int), np.floor(y).astype(int)
            steps = np.arange(-reach, reach + 2)
            rows, columns = top[:, None] + steps, left[:, None] + steps
            distance = (rows - y[:, None])[:, :, None] ** 2 + (columns - x[:, None])[:, None, :] ** 2
            radius = np.maximum(self.radius[chosen] * height, 0.55)[:, None, None]
            cover = np.exp(-((distance / radius**2) ** 1.5)) * amount[chosen][:, None, None]
            inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
            inside &= cover > 1 / 255
            at_row, at_column = np.broadcast_arrays(rows[:, :, None], columns[:, None, :])
            at = at_row[inside], at_column[inside]
            under = shown[at].astype(np.float32)
            shown[at] = (under + (ink - under) * cover[inside][:, None].astype(np.float32) + 0.5).astype(np.uint8)
        return shown


def fall(
    rng: Generator, count: int, radius: tuple[float, float], rounds: tuple[int, int], amount: float, colour: tuple[int, int, int]
) -> Swarm:
    """Flakes all over the picture."""
    return Swarm(
        across=rng.uniform(0, ASPECT, count).astype(np.float32),
        down=rng.random(count, dtype=np.float32),
        radius=np.exp(rng.uniform(*np.log(radius), count)).astype(np.float32),
        rounds=rng.integers(rounds[0], rounds[1] + 1, count).astype(np.float32),
        sway=rng.uniform(0.004, 0.02, count).astype(np.float32),
        sway_rounds=rng.integers(1, 4, count).astype(np.float32),
        amount=rng.uniform(0.4 * amount, amount, count).astype(np.float32),
        colour=colour,
    )


class Flicker:
    """Light that wavers: the picture between a dimmer and a brighter one of itself, by its own lights."""

    is_soft = True

    def __init__(self, rng: Generator, still: Frame, depth: float = 0.22) -> None:
        luma = still.astype(np.float32).mean(axis=2) * np.float32(1 / 255)
        height, width = luma.shape
        # What stands near a light takes part in it.
        lit = soften(resize(luma, width // 6, height // 6), height / 6 * 0.05)
        reach = smoothstep(0.04, 0.5, resize(lit, width, height))
        gain = (1 - np.float32(depth) * reach)[:, :, None]
        self._dim = np.clip(still * gain + 0.5, 0, 255).astype(np.uint8)
        self._rounds = rng.integers(2, 34, 14)
        self._turns = rng.random(14)
        self._shares = rng.uniform(0.4, 1, 14) / (1 + self._rounds / 9)

    def level(self, phase: float) -> float:
        """0 dim to 1 bright."""
        waves = self._shares * np.sin(_TURN * (self._rounds * phase + self._turns))
        return float(np.clip(0.6 + waves.sum() / self._shares.sum() * 1.3, 0, 1))

    def show(self, still: Frame, phase: float) -> Frame:
        weight = round(256 * self.level(phase))
        mixed = still.astype(np.uint16) * np.uint16(weight) + self._dim.astype(np.uint16) * np.uint16(256 - weight)
        return (mixed >> 8).astype(np.uint8)


class Rippling:
    """Water below a horizon: what is painted there wavers, more the nearer it is, and its lights twinkle."""

    is_soft = True

    def __init__(self, rng: Generator, height: int, horizon: float, *, roughness: float, gain: float = 0.5) -> None:
        self._top = min(height - 2, int(horizon * height) + 1)
        rows, columns = (height - self._top + 1) // 2, round(height * ASPECT) // 2
        down = (np.arange(rows) / rows)[:, None].astype(np.float32)
        self._near = down
        self._amplitude = (np.float32(0.4) + down * np.float32(7 + 9 * roughness)) * np.float32(height / 1080)
        away = 1 / (down + np.float32(0.08))
        across = (np.arange(columns) / rows)[None, :].astype(np.float32)
        lines = np.log(away) * np.float32(1.2) + 0 * across
        spots = (across - across.mean()) * away * np.float32(0.16)
        # Two fields, of which one turns into the other and back: waves that never stand still and never jump.
        self._fields = [self._seen(rng, spots, lines) for _ in range(4)]
        self._gain = gain
        self._height = height

    @staticmethod
    def _seen(rng: Generator, across: Plane, down: Plane) -> Plane:
        noise = fractal(rng, size=COARSE, slope=1.3, largest=0.10, smallest=0.012, stretch=(3.5, 1))
        rows = COARSE[0]
        y = (down * rows).astype(np.intp) % rows
        x = (across * rows).astype(np.intp) % COARSE[1]
        return soften(noise[y, x], 0.6)

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        water = shown[self._top :]
        first, second, third, fourth = self._fields
        turn, other = _TURN * 3 * phase, _TURN * 5 * phase
        swell = first * np.float32(math.cos(turn)) + second * np.float32(math.sin(turn))
        chop = third * np.float32(math.cos(other)) + fourth * np.float32(math.sin(other))
        shift = (swell * np.float32(0.6) + chop * np.float32(0.4)) * self._amplitude
        height, width = water.shape[:2]
        shift = np.repeat(np.repeat(shift, 2, axis=0)[:height], 2, axis=1)[:, :width]
        rows = np.arange(height, dtype=np.float32)[:, None] + shift
        rows = np.clip(rows + np.float32(0.5), 0, height - 1).astype(np.int32)
        index = rows * np.int32(width) + np.arange(width, dtype=np.int32)[None, :]
        seen = still[self._top :].reshape(-1, 3)[index.ravel()].reshape(height, width, 3)
        gain = np.clip(1 + (chop * np.float32(0.10 * self._gain)) * np.minimum(1, self._near * 4 + 0.2), 0.6, 1.5)
        gain = (np.repeat(np.repeat(gain, 2, axis=0)[:height], 2, axis=1)[:, :width] * 128).astype(np.uint16)
        water[:] = np.minimum((seen.astype(np.uint16) * gain[:, :, None]) >> 7, 255).astype(np.uint8)
        return shown


@dataclass(frozen=True, slots=True)
class Runner:
    """A drop that runs down the glass once in a period, with halts."""

    across: float
    start: float
    radius: float
    delay: float
    turns: tuple[float, float]


class RunningDrops:
    """Drops that run down a pane, each with the picture upside down in it, and leave a thin wet trail."""

    is_soft = False

    def __init__(self, rng: Generator, count: int = 26) -> None:
        self._runners = [
            Runner(
                float(rng.uniform(0, ASPECT)),
                float(rng.uniform(-0.3, 0.3)),
                float(rng.uniform(0.006, 0.0135)),
                float(rng.random()),
                (float(rng.random()), float(rng.random())),
            )
            for _ in range(count)
        ]

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        for runner in self._runners:
            _run(shown, still, runner, phase)
        return shown


def _path(runner: Runner, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Across and down at shares of its way: it hurries and lingers, and winds a little."""
    lingering = share - 0.045 * np.sin(_TURN * 3 * share + _TURN * runner.turns[0]) - 0.03 * np.sin(_TURN * 5 * share)
    down = runner.start + lingering * (1.15 - runner.start)
    across = runner.across + 0.006 * np.sin(9 * down + _TURN * runner.turns[1]) + 0.003 * np.sin(23 * down)
    return across, down


def _run(shown: Frame, still: Frame, runner: Runner, phase: float) -> None:
    height, width, _ = still.shape
    share = (phase + runner.delay) % 1
    strength = min(1.0, share * 14, (1 - share) * 14)
    # The trail: drops left behind, smaller the longer ago, drying up.
    behind = np.array([0.0, 0.012, 0.022, 0.035, 0.047, 0.062, 0.08, 0.10])
    wobble = 0.5 + 0.5 * np.sin(np.arange(8) * 2.4 + runner.turns[0] * 9)
    shares = share - behind
    across, down = _path(runner, shares)
    for number in range(len(shares) - 1, -1, -1):
        if shares[number] <= 0:
            continue
        radius = runner.radius * (1.0 if number == 0 else (0.2 + 0.25 * wobble[number]) * (1 - number / 9))
        _lens(shown, still, float(across[number]), float(down[number]), radius, strength * (1 if number == 0 else 0.85), height, width)


def _lens(shown: Frame, still: Frame, x: float, y: float, radius: float, strength: float, height: int, width: int) -> None:
    tall = radius * 1.3
    left, right = max(0, int((x - radius) * height) - 1), min(width, int((x + radius) * height) + 2)
    top, bottom = max(0, int((y - tall) * height) - 1), min(height, int((y + tall) * height) + 2)
    if left >= right or top >= bottom:
        return
    dx = ((np.arange(left, right) + 0.5) / height - x)[None, :] / radius
    dy = ((np.arange(top, bottom) + 0.5) / height - y)[:, None] / tall
    distance = np.hypot(dx * (1 - 0.2 * dy), dy)
    inside = np.clip((1 - distance) * radius * height * 0.7 + 0.2, 0, 1) * strength
    bulge = distance**1.4
    rows = np.clip((y - dy * bulge * 0.42 + 0.03) * height, 0, height - 1).astype(np.intp) + 0 * dx.astype(np.intp)
    columns = np.clip((x - dx * bulge * 0.42) * height, 0, width - 1).astype(np.intp) + 0 * dy.astype(np.intp)
    seen = still[rows, columns].astype(np.float32)
    light = 1.25 - 0.85 * np.clip(distance, 0, 1.1) ** 3 - 0.25 * np.clip(-dy, 0, 1)
    glint = 60 * np.clip(dy - 0.25, 0, 1) ** 2 * np.clip(1 - distance, 0, 1) + 22 * np.exp(-((dx + 0.3) ** 2 + (dy + 0.45) ** 2) * 14)
    drop = np.clip(seen * light[:, :, None] + glint[:, :, None], 0, 255)
    under = shown[top:bottom, left:right].astype(np.float32)
    shown[top:bottom, left:right] = (under + (drop - under) * inside[:, :, None] + 0.5).astype(np.uint8)
