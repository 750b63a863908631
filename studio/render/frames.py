"""Raw pictures in memory, 4:2:0 planar, 8 bits, BT.709 in limited range: what is drawn here and encoded by FFmpeg.

Pure arithmetic on arrays; nothing here knows what a picture shows.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt
from av.video.plane import VideoPlane

Plane = npt.NDArray[np.uint8]
"""Rows of bytes, shape (height, width)."""

BLACK_LUMA = 16
NO_COLOUR = 128
"""Black, and neither red nor blue, in limited range (ITU-R BT.709, 4.2)."""

_WEIGHTS = 256
_PIECE = 1 << 16
"""Bytes that are blended at a time: small enough to stay in a core's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture. Its three planes are views of one run of bytes, in the order that FFmpeg reads."""

    width: int
    height: int
    data: npt.NDArray[np.uint8] = field(repr=False)
    luma: Plane = field(repr=False)
    blue: Plane = field(repr=False)
    red: Plane = field(repr=False)

    @classmethod
    def new(cls, width: int, height: int) -> Self:
        """A frame with undefined content. Both sides must be even."""
        area = width * height
        data = np.empty(area * 3 // 2, np.uint8)
        quarter = (height // 2, width // 2)
        return cls(
            width,
            height,
            data,
            data[:area].reshape(height, width),
            data[area : area * 5 // 4].reshape(quarter),
            data[area * 5 // 4 :].reshape(quarter),
        )

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.luma, self.blue, self.red

    def copy(self) -> "Frame":
        copied = Frame.new(self.width, self.height)
        np.copyto(copied.data, self.data)
        return copied

    def fill_black(self) -> None:
        self.luma.fill(BLACK_LUMA)
        self.blue.fill(NO_COLOUR)
        self.red.fill(NO_COLOUR)


def view_of(plane: VideoPlane) -> Plane:
    """The visible bytes of one plane of a decoded picture, as long as that picture lives."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def blend(first: Frame, second: Frame, weight: float, target: Frame) -> None:
    """Write a mix of two into `target`, which may be one of them. Weight 0 is the first alone, 1 the second."""
    of_second = np.uint16(round(weight * _WEIGHTS))
    of_first = np.uint16(_WEIGHTS - int(of_second))
    half = np.uint16(_WEIGHTS // 2)
    one, two = np.empty(_PIECE, np.uint16), np.empty(_PIECE, np.uint16)
    for start in range(0, target.data.size, _PIECE):
        part = slice(start, start + _PIECE)
        size = target.data[part].size
        np.multiply(first.data[part], of_first, out=one[:size], dtype=np.uint16)
        np.multiply(second.data[part], of_second, out=two[:size], dtype=np.uint16)
        np.add(one, two, out=one)
        np.add(one, half, out=one)
        np.right_shift(one, 8, out=one)
        np.copyto(target.data[part], one[:size], casting="unsafe")
