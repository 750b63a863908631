"""Seamless loops: a painted still in which something moves, written as a clip.

Everything that moves is a function of the phase, which runs from 0 to 1 and begins again, so the frame after the last
is the first. The film fades a clip's last second into its first; here that second is the first one again, and so the
fade shows nothing. It must not know what moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol, cast

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

PERIOD_SECONDS = 8
LEAD_OVER_SECONDS = 1
"""How long the film fades a clip's tail into its head: the beginning is shown once more for that."""
_STATES_PER_SECOND = 15
"""Soft movement is worked out so often, and frames in between are mixed from their neighbours."""
_ENCODING = {"preset": "ultrafast", "qp": "14", "x264-params": "chroma-me=0:no-fast-pskip=1:no-dct-decimate=1"}
"""The film encodes it once more, so losses here are to be none that can be seen. A fixed quantizer spares the encoder
its look at each frame's complexity, and a painting's colours move with its brightness: a third of its time in all.
Mist moves by less than a level a frame; skipping what hardly differs would make it move in blocks and by fits."""
_ONE = 128
"""As which 1 is counted where frames are mixed in whole numbers of 16 bits."""
_ROWS = 36
"""Rows that are mixed at a time, so that they stay in the cache."""

Level = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as video holds it: Y'CbCr 4:2:0, ITU-R BT.709, limited range; its colour is half as fine."""

    planes: Level
    """One and a half times the height x width: brightness above, then the two planes of colour."""

    @property
    def height(self) -> int:
        return int(self.planes.shape[0]) * 2 // 3

    @property
    def width(self) -> int:
        return int(self.planes.shape[1])

    @property
    def luma(self) -> Level:
        """Height x width, 16 to 235."""
        return self.planes[: self.height]

    @property
    def chroma(self) -> tuple[Level, Level]:
        """Blueness and redness, each half the height x half the width; 128 is grey."""
        both = self.planes[self.height :].reshape(2, self.height // 2, self.width // 2)
        return both[0], both[1]

    def copy(self) -> "Frame":
        return Frame(self.planes.copy())

    def mixed(self, other: "Frame", share: float) -> "Frame":
        """0 is this one, 1 the other."""
        much = round(share * _ONE)
        mixture = np.empty_like(self.planes)
        for top in range(0, len(mixture), _ROWS):
            rows = slice(top, top + _ROWS)
            mixed = self.planes[rows] * np.uint16(_ONE - much)
            mixed += other.planes[rows] * np.uint16(much)
            mixed += _ONE // 2
            np.floor_divide(mixed, _ONE, out=mixture[rows], casting="unsafe")
        return Frame(mixture)


def frame_of(picture: Level) -> Frame:
    """Of height x width x 3 in sRGB, both even."""
    coded = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    return Frame(cast("Level", coded.to_ndarray()))


class Movement(Protocol):
    """What moves in one picture."""

    @property
    def is_soft(self) -> bool:
        """Whether a mixture of two moments, a fifteenth of a second apart, looks like the moment in between."""

    def show(self, still: Frame, phase: float) -> Frame:
        """The picture at that share of the period. `still` is not to be changed."""


def write_loop(path: Path, still: Frame, movement: Movement, fps: int) -> None:
    """H.264 in MP4 of the still's size, `PERIOD_SECONDS` and the lead-over long."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps))
        stream.width, stream.height, stream.pix_fmt = still.width, still.height, "yuv420p"
        stream.options = dict(_ENCODING)
        context = stream.codec_context
        context.thread_count = 1
        context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        for number, shown in enumerate(_frames(still, movement, fps)):
            frame = av.VideoFrame.from_ndarray(shown.planes, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(still: Frame, movement: Movement, fps: int) -> Iterator[Frame]:
    period = PERIOD_SECONDS * fps
    step = max(1, round(fps / _STATES_PER_SECOND)) if movement.is_soft else 1
    count = period + LEAD_OVER_SECONDS * fps
    before = movement.show(still, 0.0)
    for number in range(0, count, step):
        after = movement.show(still, ((number + step) % period) / period)
        for between in range(min(step, count - number)):
            yield before if between == 0 else before.mixed(after, between / step)
        before = after
