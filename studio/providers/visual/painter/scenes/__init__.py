"""The scenes: one module each, found by importing all of this folder. A new scene is one new file here."""

import enum
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from studio.providers.visual.painter.canvas import Canvas
from studio.providers.visual.painter.loop import Frame, Movement
from studio.providers.visual.painter.sketch import Hour, Sketch

Paint = Callable[[Canvas, Sketch], None]
Move = Callable[[Sketch, Frame], Movement]
"""What moves in the developed still of a scene."""


class Kind(enum.StrEnum):
    """What sort of place it is."""

    INDOORS = "indoors"
    WATER = "water"
    NIGHT_SKY = "night sky"
    TOWN = "town"
    GARDEN = "garden"
    LAND = "land"


@dataclass(frozen=True, slots=True)
class Scene:
    name: str
    kind: Kind
    paint: Paint
    words: frozenset[str]
    """Of a prompt, in the singular."""
    hours: tuple[Hour, ...]
    """At which it can be seen."""
    move: Move | None
    """None where nothing moves: then there is a still only."""


SCENES: dict[str, Scene] = {}
"""By name."""


def scene(
    name: str, kind: Kind, *, words: str, hours: tuple[Hour, ...] = tuple(Hour), move: Move | None = None
) -> Callable[[Paint], Paint]:
    """Make a painting function known as a scene."""

    def register(paint: Paint) -> Paint:
        SCENES[name] = Scene(name, kind, paint, frozenset(words.split()), hours, move)
        return paint

    return register


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
