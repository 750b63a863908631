"""What a scene is painted from: its palette, its composition, its hour and its own chance."""

import enum
from dataclasses import dataclass

from numpy.random import Generator

from studio.providers.visual.painter.canvas import ASPECT
from studio.providers.visual.painter.colour import Palette


class Hour(enum.StrEnum):
    NIGHT = "night"
    DUSK = "dusk"
    GOLDEN = "golden"
    DAWN = "dawn"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Box:
    """In heights of the picture."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Composition:
    """Where things stand, in heights of the picture."""

    side: int
    """-1: what the eye goes to stands left of the middle, 1: right of it. The other side stays quiet."""
    reach: float
    """How far from the middle the focus stands: about a sixth of the width, which is on the third."""
    horizon: float
    """0 to 1: how low the horizon lies within what suits a scene."""
    focus_down: float
    """-1 to 1: how low the focus stands within what suits a scene."""
    view: int
    """Which of its views a scene shows: 0, 1, 2 ..."""

    @property
    def focus(self) -> float:
        """Across: on the third of its side, or near it."""
        return ASPECT * (0.5 + self.side * self.reach)

    def across(self, share: float) -> float:
        """A place counted from the quiet side (0) to the side of the focus (1)."""
        return ASPECT * (share if self.side > 0 else 1 - share)

    @property
    def quiet(self) -> Box:
        """Where a title has room: most of the side without the focus, between the upper edge and the lower third."""
        left, right = (0.06, 0.40) if self.side > 0 else (0.60, 0.94)
        return Box(ASPECT * left, 0.10, ASPECT * right, 0.42)


@dataclass(frozen=True, slots=True)
class Sketch:
    palette: Palette
    composition: Composition
    hour: Hour
    rng: Generator
    is_moving: bool = False
    """For a loop: what moves is left out, and added to each of its frames."""
