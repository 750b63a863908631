"""The scenes: one module each, found by importing all of this folder. A new scene is one new file here."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.providers.visual.painter.canvas import Canvas
from studio.providers.visual.painter.sketch import Sketch

Paint = Callable[[Canvas, Sketch], None]


@dataclass(frozen=True, slots=True)
class Scene:
    name: str
    paint: Paint
    words: tuple[str, ...]


SCENES: dict[str, Scene] = {}


def scene(name: str, *, words: str) -> Callable[[Paint], Paint]:
    def register(paint: Paint) -> Paint:
        SCENES[name] = Scene(name, paint, tuple(words.split()))
        return paint

    return register
