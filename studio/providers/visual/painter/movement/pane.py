"""Drops that run down a pane of glass."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from studio.providers.visual.painter.canvas import ASPECT
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame
from studio.providers.visual.painter.movement.ink import BLACK

_TURN = 2 * math.pi


@dataclass(frozen=True, slots=True)
class _Lens:
    """A drop on glass as a pattern of pixels around its middle: from where it shows the picture, and how brightly."""

    from_rows: NDArray[np.intp]
    from_columns: NDArray[np.intp]
    cover: Plane
    light: Plane
    glint: Plane

    @property
    def reach(self) -> int:
        return int(self.cover.shape[0]) // 2


def _lens(radius: float) -> _Lens:
    """`radius` in pixels; it is taller than it is wide, and broad below."""
    reach = math.ceil(radius * 1.3) + 1
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    dx, dy = steps[None, :] / np.float32(radius), steps[:, None] / np.float32(radius * 1.3)
    distance = np.hypot(dx * (1 - np.float32(0.2) * dy), dy)
    cover = np.clip((1 - distance) * np.float32(radius * 0.7) + np.float32(0.2), 0, 1)
    pull = distance ** np.float32(1.4) * np.float32(-2.2 * radius)
    light = 1.25 - 0.85 * np.clip(distance, 0, 1.1) ** 3 - 0.25 * np.clip(-dy, 0, 1)
    glint = 60 * np.clip(dy - 0.25, 0, 1) ** 2 * np.clip(1 - distance, 0, 1)
    glint += 22 * np.exp(-((dx + 0.3) ** 2 + (dy + 0.45) ** 2) * 14)
    return _Lens(
        np.rint(dy * pull).astype(np.intp),
        np.rint(dx * pull).astype(np.intp),
        cover,
        light.astype(np.float32),
        glint.astype(np.float32),
    )


class RunningDrops:
    """Drops that run down a pane, each with the picture upside down in it; the beads that they leave behind dry up."""

    _BEADS = 16

    def __init__(self, rng: Generator, still: Frame, count: int = 28) -> None:
        height = still.height
        sizes = np.exp(rng.uniform(math.log(0.0055), math.log(0.0125), 8)) * height
        self._drops = [_lens(float(size)) for size in sizes]
        self._small = [_lens(float(size)) for size in np.linspace(0.0016, 0.0042, 6) * height]
        self._count = count
        self._kind = rng.integers(0, len(self._drops), count)
        self._across = (np.arange(count) + rng.random(count)) / count * ASPECT
        self._start = rng.uniform(-0.25, 0.35, count)
        self._delay = rng.random(count)
        self._winding = rng.random((count, 2))
        self._bead_places = np.sort(rng.random((count, self._BEADS)), axis=1)
        self._bead_kinds = rng.integers(0, len(self._small), (count, self._BEADS))

    @property
    def is_soft(self) -> bool:
        return False

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        for number in range(self._count):
            share = float((phase + self._delay[number]) % 1)
            age = (share - self._bead_places[number]) % 1
            # A bead is there once the drop has passed, for a third of the period, across its beginning too.
            wetness = np.clip(age * 60, 0, 1) * np.clip((0.34 - age) * 4, 0, 1)
            for bead in np.flatnonzero(wetness > 0.02).tolist():
                x, y = self._path(number, float(self._bead_places[number, bead]))
                _lay_lens(shown, still, self._small[self._bead_kinds[number, bead]], x, y, float(wetness[bead]))
            x, y = self._path(number, share)
            strength = min(1.0, share * 14, (1 - share) * 14)
            _lay_lens(shown, still, self._drops[self._kind[number]], x, y, strength)
        return shown

    def _path(self, number: int, share: float) -> tuple[float, float]:
        """Where a drop is at that share of its way: it hurries and lingers, and winds a little."""
        first, second = self._winding[number]
        hurried = share - 0.045 * math.sin(_TURN * (3 * share + first)) - 0.03 * math.sin(_TURN * 5 * share)
        down = self._start[number] + (hurried + 0.05) * (1.2 - self._start[number])
        across = self._across[number] + 0.006 * math.sin(9 * down + _TURN * second) + 0.003 * math.sin(23 * down)
        return float(across), float(down)


def _lay_lens(shown: Frame, still: Frame, lens: _Lens, across: float, down: float, strength: float) -> None:
    """Only where it fits wholly: a drop at the edge is gone a moment early."""
    x, y, reach = round(across * still.height), round(down * still.height), lens.reach
    if not (reach < x < still.width - reach and reach < y < still.height - reach):
        return
    flat = still.luma.reshape(-1)
    at = (y * still.width + x) + lens.from_rows * still.width + lens.from_columns
    seen = (flat[np.clip(at, 0, flat.size - 1)] - np.float32(BLACK)) * lens.light + lens.glint + np.float32(BLACK)
    part = shown.luma[y - reach : y + reach + 1, x - reach : x + reach + 1]
    part[:] = np.clip(part + (seen - part) * (lens.cover * np.float32(strength)) + np.float32(0.5), BLACK, 235)
