"""Colours and brightness as video holds them."""

from dataclasses import dataclass

import numpy as np

from studio.providers.visual.painter.canvas import blank
from studio.providers.visual.painter.colour import Colour
from studio.providers.visual.painter.develop import develop
from studio.providers.visual.painter.loop import frame_of

BLACK, GREY = 16, 128
"""Of brightness and of colour in limited range."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour as video holds it."""

    luma: int
    blue: int = GREY
    red: int = GREY


def ink_of(colour: Colour) -> Ink:
    """Of linear light."""
    shown = develop(blank(8, 8, colour), np.random.default_rng(0), grain=0.0)
    frame = frame_of(shown)
    blue, red = frame.chroma
    return Ink(int(frame.luma[0, 0]), int(blue[0, 0]), int(red[0, 0]))
