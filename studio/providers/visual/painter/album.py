"""Plans one picture of an album: its scene, palette, hour and composition; all belong together and none comes twice.

Each picture is planned without seeing the others' prompts, so what keeps them apart follows from the album's seed and
the place alone: each third of the scenes is open at every third place, and no two places have the same view, side,
height and turn of colour. It paints nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from studio.providers.visual.painter.colour import FAMILIES, Family, Palette, mix_palette
from studio.providers.visual.painter.medium import Medium
from studio.providers.visual.painter.reading import Reading, read_prompt
from studio.providers.visual.painter.scenes import SCENES, Kind, Scene
from studio.providers.visual.painter.sketch import Composition, Hour, Sketch

_OWN_SCENE_WEIGHT = 4.5
"""What it counts for a scene that it is its turn: as much as the most that a prompt says of it.
For the others it counts the less the longer they have to wait."""
_KIN_SHARE = 0.6
"""How much of what is said of one scene counts for the others of its kind: a nebula may become an aurora."""
_GOLDEN_RATIO = 0.618033988749895
_PLASTIC_NUMBER = 1.324717957244746
"""Steps of its inverse powers fill a plane as evenly as those of the golden ratio a line (M. Roberts, 2018)."""
_HUE_SPREAD = 18.0
"""Degrees by which an album's pictures turn around their family at most: neighbours, no strangers."""
_VIEWS = 3
_PARTS = 3
"""Of the scenes, one of which is open at each place: neighbours differ, and no scene comes at more than each third."""

_LIGHTNESS: dict[Hour, tuple[float, float, float, float, float]] = {
    Hour.NIGHT: (0.10, 0.21, 0.34, 0.55, 0.88),
    Hour.DUSK: (0.14, 0.28, 0.46, 0.68, 0.90),
    Hour.GOLDEN: (0.17, 0.34, 0.57, 0.79, 0.94),
    Hour.DAWN: (0.20, 0.40, 0.64, 0.83, 0.95),
    Hour.DAY: (0.22, 0.45, 0.70, 0.88, 0.97),
}
"""Of deep, shadow, middle, light and glow."""
_CHROMA: dict[Hour, float] = {Hour.NIGHT: 1.0, Hour.DUSK: 1.05, Hour.GOLDEN: 1.1, Hour.DAWN: 0.85, Hour.DAY: 0.8}
_WARMTH: dict[Hour, float] = {Hour.NIGHT: -0.35, Hour.DUSK: -0.1, Hour.GOLDEN: 0.5, Hour.DAWN: 0.1, Hour.DAY: 0.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """What one picture is going to be."""

    scene: Scene
    sketch: Sketch
    medium: Medium


def plan_picture(prompt: str, *, seed: int, album_seed: int, order_index: int) -> Plan:
    """The same plan for the same words, seeds and place."""
    reading = read_prompt(prompt)
    album = np.random.default_rng([album_seed & (2**64 - 1), 1])
    family = FAMILIES[int(album.integers(len(FAMILIES)))].turned(float(album.uniform(-8, 8)))
    scene = _choose_scene(reading, album, order_index)
    offset = float(album.random())
    hours = album.permutation(list(scene.hours)).tolist()
    hour = _choose_hour(reading, scene, [Hour(each) for each in hours], order_index)
    rng = np.random.default_rng([seed & (2**64 - 1), order_index, 2])
    composition = _compose(album, rng, order_index)
    palette = _mix(family, reading, hour, (offset + order_index * _GOLDEN_RATIO) % 1.0)
    return Plan(scene, Sketch(palette, composition, hour, rng), reading.medium)


def _choose_scene(reading: Reading, album: Generator, order_index: int) -> Scene:
    """Of the scenes that are open here, the one of which the prompt speaks most; else the one whose turn it is."""
    parts: list[list[str]] = [[] for _ in range(_PARTS)]
    heard: dict[Kind, float] = {}
    for kind in Kind:
        kin = sorted(name for name, scene in SCENES.items() if scene.kind is kind)
        heard[kind] = max((reading.scene_weights[name] for name in kin), default=0.0)
        for name in album.permutation(kin).tolist():
            # Scenes of one kind are in all parts, as far as they go, so that each place can answer to most prompts.
            part = min(parts, key=lambda each: (sum(SCENES[other].kind is kind for other in each), len(each)))
            part.append(name)
    turn, open_part = divmod(order_index, _PARTS)
    names: list[str] = album.permutation(parts[open_part]).tolist()

    def weight(name: str) -> float:
        waiting: float = (names.index(name) - turn) % len(names) / len(names)
        spoken_of = reading.scene_weights[name] + _KIN_SHARE * heard[SCENES[name].kind]
        return spoken_of + _OWN_SCENE_WEIGHT * (1 - waiting)

    return SCENES[max(names, key=weight)]


def _choose_hour(reading: Reading, scene: Scene, hours: list[Hour], order_index: int) -> Hour:
    """The prompt's, or the nearest to it at which the scene can be seen; without one, the scene's hours take turns."""
    if reading.hour is None:
        return hours[order_index % len(hours)]
    order = list(Hour)
    wanted = order.index(reading.hour)
    return min(hours, key=lambda each: abs(order.index(each) - wanted))


def _compose(album: Generator, rng: Generator, order_index: int) -> Composition:
    """At the places of one part sides and views run through all six pairs of them; heights never come twice."""
    first_side, first_view = int(album.integers(2)), int(album.integers(_VIEWS))
    height, reach = (
        (float(album.random()) + order_index * step) % 1.0 for step in (1 / _PLASTIC_NUMBER, _PLASTIC_NUMBER**-2)
    )
    step = sum(divmod(order_index, _PARTS))
    side = 1 if (first_side + step) % 2 else -1
    view = (first_view + step) % _VIEWS
    return Composition(
        side=side,
        reach=0.10 + 0.12 * reach,
        horizon=height,
        focus_down=float(rng.uniform(-1, 1)),
        view=view,
    )


def _mix(family: Family, reading: Reading, hour: Hour, place: float) -> Palette:
    warmth = max(-1.0, min(1.0, _WARMTH[hour] + 0.6 * reading.warmth + 0.3 * (place - 0.5)))
    return mix_palette(
        family.turned(_HUE_SPREAD * (place - 0.5) * 2),
        _LIGHTNESS[hour],
        chroma=_CHROMA[hour] * reading.chroma,
        warmth=warmth,
    )
