"""What moves in a loop: falling flakes, rising embers, running drops, flames that flicker, water that ripples.

Each works on the developed still and repeats after one period. Lengths are in heights of the picture.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from studio.providers.visual.painter.canvas import ASPECT, blank, resize, smoothstep, soften
from studio.providers.visual.painter.colour import Colour, Plane
from studio.providers.visual.painter.develop import develop
from studio.providers.visual.painter.loop import Frame, Level, Movement, frame_of
from studio.providers.visual.painter.noise import COARSE, fractal, sample

_TURN = 2 * math.pi
_BLACK, _GREY = 16, 128
"""Of brightness and of colour in limited range."""
_ONE = 128
"""As which 1 is counted where brightness is multiplied in whole numbers: 235 times 1.5 of it still has 16 bits."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour as video holds it."""

    luma: int
    blue: int = _GREY
    red: int = _GREY


def ink_of(colour: Colour) -> Ink:
    """Of linear light."""
    shown = develop(blank(8, 8, colour), np.random.default_rng(0), grain=0.0)
    frame = frame_of(shown)
    blue, red = frame.chroma
    return Ink(int(frame.luma[0, 0]), int(blue[0, 0]), int(red[0, 0]))


class Together:
    """Several movements in one picture, one upon the other."""

    def __init__(self, *movements: Movement) -> None:
        self._movements = movements

    @property
    def is_soft(self) -> bool:
        return all(movement.is_soft for movement in self._movements)

    def show(self, still: Frame, phase: float) -> Frame:
        for movement in self._movements:
            still = movement.show(still, phase)
        return still


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


class Flicker:
    """Light that wavers: the picture between a dimmer and a brighter one of itself, by its own lights."""

    def __init__(self, rng: Generator, still: Frame, depth: float = 0.22) -> None:
        height, width = still.height, still.width
        luma = (still.luma.astype(np.float32) - _BLACK) * np.float32(1 / 219)
        # What stands near a light takes part in it.
        lit = soften(resize(luma, width // 6, height // 6), height / 6 * 0.05)
        gain = 1 - np.float32(depth) * smoothstep(0.03, 0.45, resize(lit, width, height))
        self._dim = still.copy()
        self._dim.luma[:] = _BLACK + (still.luma - np.float32(_BLACK)) * gain + np.float32(0.5)
        small = resize(gain, width // 2, height // 2)
        for plane in self._dim.chroma:
            plane[:] = _GREY + (plane - np.float32(_GREY)) * small + np.float32(0.5)
        self._rounds = rng.integers(2, 34, 14)
        self._turns = rng.random(14)
        self._shares = rng.uniform(0.4, 1, 14) / (1 + self._rounds / 9)

    @property
    def is_soft(self) -> bool:
        return False

    def level(self, phase: float) -> float:
        """0 dim to 1 bright."""
        waves = self._shares * np.sin(_TURN * (self._rounds * phase + self._turns))
        return float(np.clip(0.6 + waves.sum() / self._shares.sum() * 1.3, 0, 1))

    def show(self, still: Frame, phase: float) -> Frame:
        return self._dim.mixed(still, self.level(phase))


class Rippling:
    """Water below a horizon: what is painted there wavers, more the nearer it is, and its lights twinkle."""

    def __init__(self, rng: Generator, still: Frame, horizon: float, *, roughness: float) -> None:
        height, width = still.height, still.width
        self._top = min(height - 2, round(horizon * height / 2) * 2 + 2)
        rows, columns = (height - self._top) // 2, width // 2
        near = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        self._reach = (np.float32(0.2) + near * np.float32(3.5 + 4.5 * roughness)) * np.float32(height / 1080)
        """In rows of half the size."""
        self._gain = np.minimum(1, near * 4 + np.float32(0.2)) * np.float32(0.05 + 0.06 * roughness)
        away = 1 / (near + np.float32(0.08))
        lines = np.log(away) * np.float32(1.2)
        spots = (np.arange(columns, dtype=np.float32)[None, :] / columns - np.float32(0.5)) * away * np.float32(0.36)
        # Pairs of fields, of which one turns into the other and back: waves that never stand still and never jump.
        self._swell, self._chop = (tuple(_seen_afar(rng, spots, lines) for _ in range(2)) for _ in range(2))

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        swell, chop = _turned(self._swell, 3 * phase), _turned(self._chop, 5 * phase)
        shift = (swell * np.float32(0.6) + chop * np.float32(0.4)) * self._reach
        rows, columns = shift.shape
        half = np.clip(shift + np.arange(rows, dtype=np.float32)[:, None], 0, rows - 1)
        across = np.arange(columns)
        at = half.astype(np.intp) * columns + across
        for plane, source in zip(shown.chroma, still.chroma, strict=True):
            np.take(source[self._top // 2 :].reshape(-1), at, out=plane[self._top // 2 :], mode="clip")
        # Two neighbours in a row wander together, so they are fetched as one number of 16 bits.
        pairs = still.luma[self._top :].reshape(-1).view(np.uint16)
        at = (half * 2).astype(np.intp) * columns + across
        gain = np.rint((1 + chop * self._gain) * _ONE).astype(np.uint16).repeat(2, axis=1)
        # Whole numbers that wrap around below 0 and come back: no brightness is below black.
        lift = _BLACK * _ONE + _ONE // 2 - _BLACK * gain
        water = shown.luma[self._top :].reshape(rows, 2, still.width)
        for row in (0, 1):
            bright = np.take(pairs, at + row * columns, mode="clip").view(np.uint8) * gain
            bright += lift
            bright //= _ONE
            np.minimum(bright, 235, out=water[:, row], casting="unsafe")
        return shown


def _turned(pair: tuple[Plane, ...], rounds: float) -> Plane:
    return pair[0] * np.float32(math.cos(_TURN * rounds)) + pair[1] * np.float32(math.sin(_TURN * rounds))


def _seen_afar(rng: Generator, across: Plane, down: Plane) -> Plane:
    noise = fractal(rng, size=COARSE, slope=1.3, largest=0.10, smallest=0.012, stretch=(3.5, 1))
    return sample(noise, np.broadcast_to(across, np.broadcast_shapes(across.shape, down.shape)), down + 0 * across)


class Silhouette:
    """What stands before all that moves, in one colour."""

    def __init__(self, cover: Plane, ink: Ink) -> None:
        """`cover` is of the still's size."""
        rows, columns = np.nonzero(cover > 0.004)
        self._at = rows, columns
        self._cover = cover[rows, columns].astype(np.float32)
        small = resize(cover, cover.shape[1] // 2, cover.shape[0] // 2)
        self._small_at = np.nonzero(small > 0.004)
        self._small_cover = small[self._small_at].astype(np.float32)
        self._ink = ink

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        _cover(shown.luma, self._at, self._cover, self._ink.luma)
        for plane, ink in zip(shown.chroma, (self._ink.blue, self._ink.red), strict=True):
            _cover(plane, self._small_at, self._small_cover, ink)
        return shown


def _cover(plane: Level, at: tuple[NDArray[np.intp], ...], cover: Plane, ink: int) -> None:
    under = plane[at].astype(np.float32)
    plane[at] = np.clip(under + (ink - under) * cover + np.float32(0.5), 0, 255).astype(np.uint8)


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
    seen = (flat[np.clip(at, 0, flat.size - 1)] - np.float32(_BLACK)) * lens.light + lens.glint + np.float32(_BLACK)
    part = shown.luma[y - reach : y + reach + 1, x - reach : x + reach + 1]
    part[:] = np.clip(part + (seen - part) * (lens.cover * np.float32(strength)) + np.float32(0.5), _BLACK, 235)


class Steam:
    """A column that rises from a place and spreads."""

    def __init__(self, rng: Generator, still: Frame, across: float, down: float, size: float) -> None:
        height = still.height
        reach, tall = size * 1.1, size * 2.8
        self._left, self._right = (
            max(0, int((across - reach) * height)),
            min(still.width, int((across + reach) * height)),
        )
        self._top, self._bottom = max(0, int((down - tall) * height)), int(down * height)
        rows, columns = (self._bottom - self._top) // 2, (self._right - self._left) // 2
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / columns - np.float32(0.5)
        # Both repeat at their edges, so that one turn of each brings the beginning back.
        self._wisps = [
            fractal(rng, size=(rows * 2, columns), slope=1.7, largest=0.25, stretch=(0.8, 0.35)) for _ in range(2)
        ]
        column = np.exp(-((x / (np.float32(0.11) + up * np.float32(0.16))) ** 2))
        self._body: Plane = column * smoothstep(0.0, 0.10, up) * smoothstep(1.0, 0.3, up)

    @property
    def is_soft(self) -> bool:
        return True

    def show(self, still: Frame, phase: float) -> Frame:
        shown = still.copy()
        rows = self._body.shape[0]
        amount = sum(
            np.clip(0.3 + 0.5 * np.roll(wisp, -round(phase * turns * wisp.shape[0]), axis=0)[:rows], 0, 1)
            for wisp, turns in zip(self._wisps, (1, 2), strict=True)
        )
        light = resize(
            (amount * self._body).astype(np.float32) * 44, self._right - self._left, self._bottom - self._top
        )
        part = shown.luma[self._top : self._bottom, self._left : self._right]
        part[:] = np.clip(part + np.maximum(light, 0) * (1 - part / np.float32(300)) + np.float32(0.5), _BLACK, 235)
        return shown
