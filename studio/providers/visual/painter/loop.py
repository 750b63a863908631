"""Seamless loops: a painted still in which something moves, written as a clip.

Everything that moves is a function of the phase, which runs from 0 to 1 and begins again, so the frame after the last is the
first. The film fades a clip's last second into its first; here that second is the first one again, and so the fade shows nothing.
It must not know what moves.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Protocol, cast

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from studio.providers.whole_file import raise_if_stopped

PERIOD_SECONDS = 8
LEAD_OVER_SECONDS = 1
"""How long the film fades a clip's tail into its head: the beginning is shown once more for that."""
_STATES_PER_SECOND = 15
"""Soft movement is worked out so often, and frames in between are mixed from their neighbours."""
_QUALITY = "17"
"""The film encodes it once more: losses here are to be none that can be seen."""

Frame = NDArray[np.uint8]
"""Height x width x 3."""


class Movement(Protocol):
    """What moves in one picture."""

    is_soft: bool
    """Whether a mixture of two moments, a fifteenth of a second apart, looks like the moment in between."""

    def show(self, still: Frame, phase: float) -> Frame:
        """The picture at that share of the period. `still` is not to be changed."""


def write_loop(
    path: Path, still: Frame, movement: Movement, fps: int, should_stop: Callable[[], bool]
) -> None:
    """H.264 in MP4 of the still's size, `PERIOD_SECONDS` and the lead-over long. Raises Stopped."""
    height, width, _ = still.shape
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream("libx264", rate=Fraction(fps)))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": _QUALITY}
        context = stream.codec_context
        context.thread_count = 1
        context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        context.color_primaries = context.color_trc = 1
        for number, planes in enumerate(_frames(still, movement, fps)):
            raise_if_stopped(should_stop)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            frame.color_range, frame.colorspace = ColorRange.MPEG, Colorspace.ITU709
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(still: Frame, movement: Movement, fps: int) -> Iterator[Frame]:
    """Each frame as the planes of 4:2:0, one below the other."""
    period = PERIOD_SECONDS * fps
    step = max(1, round(fps / _STATES_PER_SECOND)) if movement.is_soft else 1
    count = period + LEAD_OVER_SECONDS * fps
    before = _planes(movement.show(still, 0.0))
    for number in range(0, count, step):
        after = _planes(movement.show(still, ((number + step) % period) / period))
        for between in range(min(step, count - number)):
            yield before if between == 0 else _mixed(before, after, between / step)
        before = after


def _planes(frame: Frame) -> Frame:
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
    coded = picture.reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    return cast("Frame", coded.to_ndarray())


def _mixed(before: Frame, after: Frame, share: float) -> Frame:
    return np.asarray(Image.blend(Image.fromarray(before), Image.fromarray(after), share))
