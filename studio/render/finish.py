"""What lies over every picture of a film, whatever it shows: vignette and film grain."""

from collections.abc import Callable

import numpy as np

from studio.render.album import RenderProfile
from studio.render.frames import BLACK_LUMA, NO_COLOUR, Frame

_WHITE_LUMA = 235
"""White in limited range (ITU-R BT.709, 4.2)."""
_DARKEST_CORNER = 0.62
_GRAIN_LEVELS = 2.6
"""Standard deviation of the grain, in levels of luma: seen on a plain sky, not on a face."""
_GRAIN_ROOM = 64

Finish = Callable[[Frame, int], None]
"""Changes a picture in place; the number tells one moment's grain from another's."""


def finish(profile: RenderProfile) -> Finish | None:
    """What the profile asks for; None where that is nothing."""
    steps: list[Finish] = []
    if profile.has_vignette:
        steps.append(_vignette(profile.width, profile.height))
    if profile.has_film_grain:
        steps.append(_film_grain(profile.width, profile.height))
    if not steps:
        return None

    def apply(frame: Frame, moment: int) -> None:
        for step in steps:
            step(frame, moment)

    return apply


def _vignette(width: int, height: int) -> Finish:
    """Corners that darken softly, as through a lens (the fourth power of a cosine)."""
    rows = np.linspace(-1, 1, height)[:, None]
    columns = np.linspace(-1, 1, width)[None, :]
    reach = np.arccos(_DARKEST_CORNER**0.25)
    shares = np.cos(np.sqrt((rows**2 + columns**2) / 2) * reach) ** 4
    # A light dither: without it the slow fall shows as rings on plain grounds.
    dither = np.random.default_rng(0).uniform(-0.5, 0.5, shares.shape)
    of_luma = np.rint(shares * 256 + dither).astype(np.int32)
    of_colour = of_luma[::2, ::2]

    def apply(frame: Frame, moment: int) -> None:
        del moment
        for plane, zero, share in (
            (frame.luma, BLACK_LUMA, of_luma),
            (frame.blue, NO_COLOUR, of_colour),
            (frame.red, NO_COLOUR, of_colour),
        ):
            np.copyto(plane, (((plane.astype(np.int32) - zero) * share + 128) >> 8) + zero, casting="unsafe")

    return apply


def _film_grain(width: int, height: int) -> Finish:
    """A field of noise, softened as film has it, laid elsewhere for each moment."""
    random = np.random.default_rng(0)
    field = random.normal(0, _GRAIN_LEVELS * 1.6, (height + _GRAIN_ROOM + 1, width + _GRAIN_ROOM + 1))
    softened = (field[:-1, :-1] * 2 + field[1:, :-1] + field[:-1, 1:]) / 6**0.5 / 1.6
    grain = np.rint(softened).astype(np.int16)

    def apply(frame: Frame, moment: int) -> None:
        top, left = np.random.default_rng(abs(moment)).integers(0, _GRAIN_ROOM, 2)
        moved = grain[top : top + height, left : left + width]
        np.copyto(frame.luma, np.clip(frame.luma + moved, BLACK_LUMA, _WHITE_LUMA), casting="unsafe")

    return apply
