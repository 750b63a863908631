"""Tells whether each track shows its own visual, by comparing the film with the pictures it was made of."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from studio.errors import UnreadableMedia
from studio.render.album import RenderVisual, VisualKind
from studio.render.inspection.looks import COLUMNS, ROWS
from studio.render.inspection.memo import Memo, digest_of
from studio.render.inspection.pictures import Levels, difference
from studio.render.pictures import open_fitted

_KIND = "still"
_PIXELS_A_FIELD = 8
_LEAST_UNLIKE = 8.0
"""Motion, a vignette and coding make a picture differ from its source by so many levels."""
_CLEARLY_MORE = 2.0

# From full-range RGB to limited-range Y'CbCr (ITU-R BT.709, 3.2 to 3.4, in 8 bits).
_TO_LUMA = np.array([0.2126, 0.7152, 0.0722]) * 219 / 255
_TO_BLUE = np.array([-0.2126, -0.7152, 0.9278]) / 1.8556 * 224 / 255
_TO_RED = np.array([0.7874, -0.7152, -0.0722]) / 1.5748 * 224 / 255


def thumbnail_of_still(visual: RenderVisual, width: int, height: int, memo: Memo) -> Levels | None:
    """A still as the film's thumbnails show it; None for a clip, and for a file that is not there any more."""
    if visual.kind is not VisualKind.STILL:
        return None
    digest = digest_of(f"{visual.sha256} {width}x{height}".encode())
    known = memo.find(_KIND, digest)
    if known is None:
        try:
            # The shape of the frame, in the least pixels that the fields need.
            size = _PIXELS_A_FIELD * COLUMNS, max(ROWS, round(_PIXELS_A_FIELD * COLUMNS * height / width))
            pixels = np.asarray(open_fitted(visual.path, *size), np.float64)
        except UnreadableMedia:
            return None
        fields = [
            _means(pixels @ _TO_LUMA + 16, ROWS, COLUMNS),
            _means(pixels @ _TO_BLUE + 128, ROWS // 2, COLUMNS // 2),
            _means(pixels @ _TO_RED + 128, ROWS // 2, COLUMNS // 2),
        ]
        known = {"thumbnail": np.concatenate(fields).astype(np.float32)}
        memo.keep(_KIND, digest, known)
    return known["thumbnail"]


def find_mistaken(shown: Sequence[Levels | None], stills: Sequence[Levels | None]) -> list[tuple[int, int]]:
    """Each place at which another still is shown than its own, and the place of the one that it looks like.

    Both hold one thumbnail a track. Nothing is said of a picture that looks like none of them.
    """
    found = []
    for place, (picture, own) in enumerate(zip(shown, stills, strict=True)):
        if picture is None or own is None:
            continue
        apart = [float("inf") if still is None else difference(picture, still) for still in stills]
        likest = int(np.argmin(apart))
        if apart[place] > _LEAST_UNLIKE and apart[place] > _CLEARLY_MORE * apart[likest]:
            found.append((place, likest))
    return found


def _means(plane: npt.NDArray[np.float64], rows: int, columns: int) -> npt.NDArray[np.float64]:
    height, width = plane.shape[0] // rows, plane.shape[1] // columns
    fields = plane[: rows * height, : columns * width].reshape(rows, height, columns, width)
    return np.asarray(fields.mean(axis=(1, 3))).ravel()
