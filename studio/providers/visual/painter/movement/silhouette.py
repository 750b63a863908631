"""What stands still before all that moves."""

import numpy as np
from numpy.typing import NDArray

from studio.providers.visual.painter.canvas import resize
from studio.providers.visual.painter.colour import Plane
from studio.providers.visual.painter.loop import Frame, Level
from studio.providers.visual.painter.movement.ink import Ink


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
