"""Draws a still at any moment of its motion.

The picture is enlarged once, with a good filter, and each frame is copied out of it, from where the view
stands: it costs little more than moving its bytes, where a filter that computes each frame anew
(`zoompan`, `perspective`) costs ten times as much and more.
"""

import itertools
from pathlib import Path
from typing import TypeVar, assert_never

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from PIL import Image

from studio.render import album
from studio.render.frames import Frame, Plane, view_of
from studio.render.motion import STEPS, Drift, MotionPath, Parallax, Zoom, fitted_size
from studio.render.pictures import open_fitted

_SCALING = Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT

Steps = TypeVar("Steps", int, npt.NDArray[np.int64])


class Still:
    """A fitted picture in memory: about 14 MB for one of 1080p that moves, 55 MB for one that is zoomed into."""

    def __init__(self, source: Path, motion: album.Motion, path: MotionPath | None, width: int, height: int) -> None:
        """Raises UnreadableMedia when the source is no picture that decodes."""
        self._path = path
        planes = _planes(open_fitted(source, *fitted_size(motion, width, height)))
        match path:
            case None:
                self._planes: tuple[Plane, ...] = planes
            case Zoom():
                self._planes = tuple(_enlarge(plane, STEPS) for plane in planes)
            case Drift() | Parallax():
                self._planes = tuple(_sort_halves(_enlarge(plane, 2)) for plane in planes)
            case _:
                assert_never(path)

    def draw(self, frame: int, target: Frame) -> None:
        """Write the picture as it stands at `frame`, counted from its motion's start; negative ones come before."""
        match self._path:
            case None:
                for plane, drawn in zip(self._planes, target.planes, strict=True):
                    np.copyto(drawn, plane)
            case Drift() as drift:
                x, y = (round(place) for place in drift.position(frame))
                _copy_shifted(self._planes[0], x, y, target.luma)
                for plane, drawn in zip(self._planes[1:], target.planes[1:], strict=True):
                    _copy_shifted(plane, _of_colour(x), _of_colour(y), drawn)
            case Parallax() as parallax:
                self._draw_rows(parallax, frame, target)
            case Zoom() as zoom:
                self._draw_near(zoom, frame, target)
            case _:
                assert_never(self._path)

    def _draw_rows(self, path: Parallax, frame: int, target: Frame) -> None:
        depth = np.linspace(path.reach_far, path.reach_near, target.height)
        shifts = np.rint(path.centre_x + path.swing(frame) * depth).astype(np.int64)
        _copy_rows(self._planes[0], shifts, path.centre_y, target.luma)
        for plane, drawn in zip(self._planes[1:], target.planes[1:], strict=True):
            _copy_rows(plane, _of_colour(shifts[::2]), _of_colour(path.centre_y), drawn)

    def _draw_near(self, path: Zoom, frame: int, target: Frame) -> None:
        nearness = path.nearness(frame)
        for plane, drawn in zip(self._planes, target.planes, strict=True):
            rows = _places_seen(plane.shape[0], drawn.shape[0], nearness, path.aim_y)
            columns = _places_seen(plane.shape[1], drawn.shape[1], nearness, path.aim_x)
            np.take(np.take(plane, rows, axis=0), columns, axis=1, out=drawn, mode="clip")


def _planes(picture: Image.Image) -> tuple[Plane, Plane, Plane]:
    """The picture as BT.709 4:2:0 in limited range."""
    converted = VideoFrame.from_ndarray(np.asarray(picture), format="rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=_SCALING,
        threads=1,
    )
    luma, blue, red = (view_of(plane).copy() for plane in converted.planes)
    return luma, blue, red


def _enlarge(plane: Plane, factor: int) -> Plane:
    """Pixel `p` of it shows what lies at (p + 0.5) / factor - 0.5 of the plane."""
    height, width = plane.shape
    large = VideoFrame.from_ndarray(plane, format="gray").reformat(
        width=width * factor, height=height * factor, interpolation=_SCALING, threads=1
    )
    return view_of(large.planes[0])


def _sort_halves(large: Plane) -> npt.NDArray[np.uint8]:
    """Shape (2, 2, height, width): the plane as seen from each half pixel down and to the right."""
    height, width = large.shape[0] // 2, large.shape[1] // 2
    return np.ascontiguousarray(large.reshape(height, 2, width, 2).transpose(1, 3, 0, 2))


def _of_colour(luma_steps: Steps) -> Steps:
    """Steps of the colour planes, which have half the size, for steps of the luma.

    The 1 makes good that enlarging puts step 0 at -1/4 of a pixel, and the pixels of colour are twice as wide.
    """
    return (luma_steps + 1) // 2


def _copy_shifted(halves: npt.NDArray[np.uint8], x: int, y: int, target: Plane) -> None:
    """Copy what the view shows from `x`, `y` on, in quarter pixels.

    Between two half pixels lies their mean: so does H.264 itself interpolate (ITU-T H.264, 8.4.2.2.1), and
    what the encoder predicts from one frame for the next is then just what comes.
    """
    near = _view(halves, x // 2, (y + 1) // 2, target)
    if x % 2 == 0 and y % 2 == 0:
        np.copyto(target, near)
        return
    far = _view(halves, (x + 1) // 2, y // 2, target)
    # The mean, rounded up, without leaving 8 bits.
    np.bitwise_xor(near, far, out=target)
    np.right_shift(target, 1, out=target)
    np.subtract(near | far, target, out=target)


def _view(halves: npt.NDArray[np.uint8], x: int, y: int, target: Plane) -> Plane:
    height, width = target.shape
    return halves[y % 2, x % 2, y // 2 : y // 2 + height, x // 2 : x // 2 + width]


def _copy_rows(halves: npt.NDArray[np.uint8], shifts: npt.NDArray[np.int64], y: int, target: Plane) -> None:
    """Copy each row from its own place; neighbours that stand alike go together."""
    edges = [0, *(np.flatnonzero(np.diff(shifts)) + 1).tolist(), len(target)]
    for start, end in itertools.pairwise(edges):
        _copy_shifted(halves, int(shifts[start]), y + start * STEPS, target[start:end])


def _places_seen(large: int, length: int, nearness: float, aim: float) -> npt.NDArray[np.intp]:
    """Which of `large` enlarged pixels each of `length` pixels shows."""
    fitted = large / STEPS
    seen = fitted - (fitted - length) * nearness
    middles = aim * (fitted - seen) + (np.arange(length) + 0.5) * seen / length
    return np.floor(middles * STEPS).astype(np.intp)
