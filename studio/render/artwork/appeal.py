"""Says how well a picture works small, and chooses the best of an album. Pure.

A thumbnail is judged as most people see it, at 168 x 94 pixels. Five properties are each brought to
0 ... 1, where 1 means that more would not help:

- light: mean luma between 0.30 and 0.70; less and less towards black (0.05) and white (1.0);
- contrast: standard deviation of luma, full at 0.22;
- colour: colourfulness by Hasler and Süsstrunk ("Measuring colourfulness in natural images", SPIE 5007, 2003),
  full at 75, which they call highly colourful;
- detail: mean gradient of luma; full from 0.03 to 0.08 of full scale a pixel. Less is dull, more is a flicker of
  points in which nothing can be made out;
- quiet: the smallest mean gradient in one of six areas where a title could stand, full at 0.01, gone at 0.09.

Their weighted geometric mean is the appeal: what lacks one of them wholly is not saved by the others.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

SMALL = (168, 94)
"""Width and height in pixels of a thumbnail in YouTube's list of suggestions."""

_WEIGHTS = {"light": 0.25, "contrast": 0.2, "colour": 0.2, "detail": 0.2, "quiet": 0.15}
_LUMA = np.array([0.2126, 0.7152, 0.0722])
"""ITU-R BT.709."""
_WORST = 0.02
_LAYOUT = (16, 9)
_SAME_LAYOUT = 0.02
"""Mean difference of two pictures of 16 x 9 pixels, of 0 to 1, below which they show the same."""
_OTHER_LAYOUT = 0.2
"""From here on they are as different as two pictures need to be."""

Plane = npt.NDArray[np.float64]


def choose_pictures(pictures: Sequence[Image.Image], count: int) -> tuple[int, ...]:
    """Indexes of at most `count` pictures, best first. None shows the same as another; those alike rank lower."""
    merits = [appeal(picture) for picture in pictures]
    layouts = [_colours(picture, _LAYOUT) for picture in pictures]
    distance = [1.0] * len(pictures)
    chosen: list[int] = []
    while len(chosen) < count:
        open_to_choice = [index for index, apart in enumerate(distance) if apart > _SAME_LAYOUT]
        if not open_to_choice:
            break
        best = max(open_to_choice, key=lambda index: merits[index] * min(1.0, distance[index] / _OTHER_LAYOUT))
        chosen.append(best)
        for index, layout in enumerate(layouts):
            distance[index] = min(distance[index], float(np.abs(layout - layouts[best]).mean()))
        distance[best] = 0.0
    return tuple(chosen)


def appeal(picture: Image.Image) -> float:
    """0 to 1, by the measure above."""
    colours = _colours(picture, SMALL)
    luma = colours @ _LUMA
    light = float(luma.mean())
    gradients = _gradients(luma)
    gradient = float(gradients.mean())
    properties = {
        "light": min((light - 0.05) / 0.25, 1.0, (1.0 - light) / 0.3),
        "contrast": float(luma.std()) / 0.22,
        "colour": _colourfulness(colours * 255) / 75,
        "detail": min(gradient / 0.03, 1.0, (0.2 - gradient) / 0.12),
        "quiet": (0.09 - _quietest(gradients)) / 0.08,
    }
    logarithms = [
        weight * np.log(min(1.0, max(_WORST, properties[property_]))) for property_, weight in _WEIGHTS.items()
    ]
    return float(np.exp(sum(logarithms)))


def busyness(picture: Image.Image) -> Plane:
    """Gradient of luma at each pixel of the picture at 168 x 94, as rows: what makes letters hard to read."""
    return _gradients(_colours(picture, SMALL) @ _LUMA)


def _colours(picture: Image.Image, size: tuple[int, int]) -> Plane:
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    return np.asarray(small, np.float64) / 255


def _gradients(luma: Plane) -> Plane:
    down, across = np.gradient(luma)
    return np.asarray(np.hypot(down, across))


def _quietest(gradients: Plane) -> float:
    """Left or right half, top, middle or bottom."""
    height, width = gradients.shape
    return min(
        float(gradients[top : top + height // 2, left : left + width // 2].mean())
        for left in (0, width // 2)
        for top in (0, height // 4, height // 2)
    )


def _colourfulness(colours: Plane) -> float:
    red, green, blue = np.moveaxis(colours, -1, 0)
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    return float(spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))
