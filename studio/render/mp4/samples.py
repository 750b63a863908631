"""Where the coded samples of a segment lie in its file, and what they show.

A sample is what MP4 calls one coded picture, or one coded packet of sound. Nothing is decoded here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from studio.errors import EncoderFailed, UnreadableMedia
from studio.render.arguments import PACKET_SAMPLES
from studio.render.timeline import SAMPLE_RATE

REMEDY = "empty the render cache and start the render again"
"""What helps against a segment that is not as it should be."""

_ROW = np.dtype([("offset", np.int64), ("size", np.int32), ("shown", np.int32), ("is_key", np.bool_)])


@dataclass(frozen=True, slots=True, eq=False)
class CodedSamples:
    """The samples of one segment's file, in decoding order. The arrays have one entry a sample."""

    path: Path
    offsets: npt.NDArray[np.int64]
    """Where each begins in the file, in bytes."""
    sizes: npt.NDArray[np.int32]
    """Bytes."""
    shown: npt.NDArray[np.int32]
    """Which frame of the segment each shows; of sound its packet's number, where priming is negative."""
    is_key: npt.NDArray[np.bool_]
    """Whether decoding can begin there."""
    headers: bytes
    """What a decoder must know beforehand: `avcC` (ISO/IEC 14496-15), or the AudioSpecificConfig (ISO/IEC 14496-3)."""

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def from_arrays(cls, path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """What `to_arrays` gave, of a file with the same bytes."""
        columns = {name: arrays[name] for name in ("offsets", "sizes", "shown", "is_key")}
        return cls(path, **columns, headers=arrays["headers"].tobytes())

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All but the path, to be kept."""
        return {
            "offsets": self.offsets,
            "sizes": self.sizes,
            "shown": self.shown,
            "is_key": self.is_key,
            "headers": np.frombuffer(self.headers, np.uint8),
        }

    def data(self, first: int, count: int) -> Iterator[bytes]:
        """The bytes of so many samples, one by one. Raises OSError."""
        places = slice(first, first + count)
        with self.path.open("rb") as file:
            for offset, size in zip(self.offsets[places].tolist(), self.sizes[places].tolist(), strict=True):
                file.seek(offset)
                yield file.read(size)


def read_video_samples(path: Path, fps: int) -> CodedSamples:
    """The H.264 samples of an MP4 with a constant frame rate.

    Raises UnreadableMedia when the file cannot be read, and EncoderFailed when it does not show every
    frame from its first to its last one, `fps` in a second.
    """
    with _open(path) as container:
        if not container.streams.video:
            raise EncoderFailed(f"{path.name} holds no pictures; {REMEDY}.")
        samples = _read(path, container, container.streams.video[0], fps)
    if not np.array_equal(np.sort(samples.shown), np.arange(len(samples))):
        raise EncoderFailed(f"{path.name} does not show one frame after the other at {fps} a second; {REMEDY}.")
    return samples


def read_sound_samples(path: Path) -> CodedSamples:
    """The packets of an MP4 that FFmpeg's AAC encoder made: the first one, number -1, is its priming.

    Raises UnreadableMedia when the file cannot be read, and EncoderFailed when it is not 48 kHz stereo
    AAC without a gap.
    """
    with _open(path) as container:
        if not container.streams.audio:
            raise EncoderFailed(f"{path.name} holds no sound; {REMEDY}.")
        stream = container.streams.audio[0]
        if (stream.codec_context.name, stream.rate, stream.channels) != ("aac", SAMPLE_RATE, 2):
            raise EncoderFailed(f"{path.name} is not stereo AAC at {SAMPLE_RATE} Hz; {REMEDY}.")
        samples = _read(path, container, stream, SAMPLE_RATE / PACKET_SAMPLES)
    if (np.diff(samples.shown) != 1).any():
        raise EncoderFailed(f"The sound of {path.name} has a gap; {REMEDY}.")
    return samples


def _open(path: Path) -> InputContainer:
    try:
        return av.open(str(path), "r")
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(f"{path.name} cannot be read ({error}); {REMEDY}.") from error


def _read(path: Path, container: InputContainer, stream: VideoStream | AudioStream, a_second: float) -> CodedSamples:
    """All samples of a stream, of which so many are shown in a second."""
    number_per_tick = float(stream.time_base * a_second) if stream.time_base else 0.0

    def rows() -> Iterator[tuple[int, int, int, bool]]:
        for packet in container.demux(stream):
            # The demuxer ends with an empty packet, meant for a decoder; a corrupt one is cut off by the file's end.
            if packet.pts is not None and packet.pos is not None and not packet.is_corrupt:
                yield packet.pos, packet.size, round(packet.pts * number_per_tick), packet.is_keyframe

    try:
        table = np.fromiter(rows(), _ROW)
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(f"{path.name} cannot be read ({error}); {REMEDY}.") from error
    headers = stream.codec_context.extradata
    if not len(table) or not headers:
        raise EncoderFailed(f"{path.name} is empty; {REMEDY}.")
    if len(table) != stream.frames:
        raise UnreadableMedia(f"{path.name} is cut off; {REMEDY}.")
    columns = {name: np.ascontiguousarray(table[name]) for name in ("offset", "size", "shown", "is_key")}
    return CodedSamples(path, columns["offset"], columns["size"], columns["shown"], columns["is_key"], bytes(headers))
