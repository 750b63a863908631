"""Draws a clip of any size and rate as a loop without a seam, at the film's own size and rate."""

import contextlib
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream

from studio.errors import UnreadableMedia
from studio.render.album import ClipLoop
from studio.render.frames import Frame, blend, view_of

_SEEK_FROM_SECONDS = 30
"""Up to here a clip is decoded from its start, which hits each frame for certain."""
_BACKWARD_BLOCK_FRAMES = 15
"""Frames that are held at once where a clip plays backward: about 50 MB of 1080p."""
_HD_HEIGHT = 720
_UNMARKED = 2
"""AVCOL_SPC_UNSPECIFIED and the like of FFmpeg (ISO/IEC 23091-4)."""
_FULL_RANGE = 2
_SCALING = Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


@dataclass(frozen=True, slots=True)
class ClipRound:
    """One round of a clip's loop, in frames of the film."""

    frames: int
    seam_frames: int
    """Frames at the head that the tail fades into; 0 where the clip plays back and forth."""
    style: ClipLoop


class Clip:
    def __init__(self, source: Path, round_: ClipRound, width: int, height: int, fps: int) -> None:
        self._source = source
        self._round = round_
        self._width, self._height, self._fps = width, height, fps

    def frames(self, first: int, count: int) -> Iterator[Frame]:
        """`count` frames of the loop from its frame `first` on; negative ones come before its start.

        Each is valid until the next one is asked for. Raises UnreadableMedia.
        """
        start = first % self._round.frames
        while count > 0:
            length = min(count, self._round.frames - start)
            if self._round.style is ClipLoop.CROSSFADE:
                yield from self._crossfaded(start, start + length)
            else:
                yield from self._there_and_back(start, start + length)
            count -= length
            start = 0

    def _crossfaded(self, start: int, end: int) -> Iterator[Frame]:
        seam = self._round.seam_frames
        heads = self._read(start, end - start)
        if start < seam:
            mixed = Frame.new(self._width, self._height)
            faded_end = min(seam, end)
            # Let go where the seam ends: a second decoder of a large clip takes fifty megabytes.
            with contextlib.closing(self._read(self._round.frames + start, faded_end - start)) as tails:
                for place, tail in zip(range(start, faded_end), tails, strict=True):
                    blend(tail, next(heads), place / seam, mixed)
                    yield mixed
        yield from heads

    def _there_and_back(self, start: int, end: int) -> Iterator[Frame]:
        turn = self._round.frames // 2
        if start <= turn:
            yield from self._read(start, min(end, turn + 1) - start)
        place = max(start, turn + 1)
        while place < end:
            length = min(_BACKWARD_BLOCK_FRAMES, end - place)
            earliest = self._round.frames - (place + length - 1)
            block = [frame.copy() for frame in self._read(earliest, length)]
            yield from reversed(block)
            place += length

    def _read(self, first: int, count: int) -> Generator[Frame, None, None]:
        """The clip itself at the film's rate; where it is over, its last frame stands."""
        if count <= 0:
            return
        target = Frame.new(self._width, self._height)
        given = 0
        shown: VideoFrame | None = None
        drawn: VideoFrame | None = None
        fitter = _Fitter(target)
        try:
            with av.open(str(self._source), "r", metadata_errors="replace") as container:
                stream = container.streams.video[0]
                # Segments are drawn side by side already, and each thread would hold some large pictures more.
                stream.codec_context.thread_count = 1
                origin = _first_time(container, stream)
                shape = stream.sample_aspect_ratio or Fraction(1)
                if first > _SEEK_FROM_SECONDS * self._fps and stream.time_base is not None:
                    seconds = origin + Fraction(first, self._fps)
                    container.seek(int(seconds / stream.time_base), stream=stream)
                for decoded in container.decode(stream):
                    if decoded.pts is None or decoded.time_base is None:
                        continue
                    place = (decoded.pts * decoded.time_base - origin) * self._fps
                    while shown is not None and given < count and place >= first + given + Fraction(1, 2):
                        if shown is not drawn:
                            fitter.fit(shown, shape)
                            drawn = shown
                        yield target
                        given += 1
                    if given == count:
                        return
                    shown = decoded
        except (OSError, ValueError) as error:
            raise UnreadableMedia(f"{self._source.name} cannot be read as a clip ({error}).") from error
        if shown is None:
            raise UnreadableMedia(f"{self._source.name} holds no picture that decodes; take another file.")
        fitter.fit(shown, shape)
        for _ in range(given, count):
            yield target


class _Fitter:
    """Scales decoded pictures to cover the frame, cuts off what is too long, and turns them upright."""

    def __init__(self, target: Frame) -> None:
        self._target = target
        self._scaler = VideoReformatter()

    def fit(self, decoded: VideoFrame, pixel_shape: Fraction) -> None:
        """`pixel_shape` is the width of a pixel over its height."""
        target = self._target
        quarter_turns = round(decoded.rotation / 90) % 4
        cover_width, cover_height = target.width, target.height
        if quarter_turns % 2:
            cover_width, cover_height = cover_height, cover_width
        width = decoded.width * pixel_shape
        scale = max(cover_width / width, Fraction(cover_height, decoded.height))
        fitted = self._scaler.reformat(
            decoded,
            width=_even(width * scale),
            height=_even(decoded.height * scale),
            format="yuv420p",
            interpolation=_SCALING,
            src_colorspace=_matrix(decoded),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG if decoded.color_range == _FULL_RANGE else ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        for plane, drawn in zip(fitted.planes, target.planes, strict=True):
            upright = np.rot90(view_of(plane), quarter_turns)
            top = (upright.shape[0] - drawn.shape[0]) // 2
            left = (upright.shape[1] - drawn.shape[1]) // 2
            np.copyto(drawn, upright[top : top + drawn.shape[0], left : left + drawn.shape[1]])


def _first_time(container: InputContainer, stream: VideoStream) -> Fraction:
    """When the first picture is shown, in seconds of the clip's own clock."""
    first = next(container.decode(stream), None)
    container.seek(0, any_frame=False, backward=True)
    if first is None or first.pts is None or first.time_base is None:
        return Fraction(0)
    return first.pts * first.time_base


def _matrix(decoded: VideoFrame) -> int:
    """By custom, unmarked video is BT.709 from 720 lines on and BT.601 below."""
    if int(decoded.colorspace) != _UNMARKED:
        return int(decoded.colorspace)
    return int(Colorspace.ITU709 if decoded.height >= _HD_HEIGHT else Colorspace.SMPTE170M)


def _even(length: Fraction) -> int:
    return 2 * math.ceil(length / 2)
