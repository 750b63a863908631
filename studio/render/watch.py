"""Reads a film's packets once and decodes just enough of its pictures to know them all.

It reports what it saw and judges nothing. A key frame stands alone, so one whose bytes were seen
before shows the same picture and is not decoded again; frames between two visuals are all decoded.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import Stopped
from studio.render.album import ShouldStop
from studio.render.timeline import SAMPLE_RATE, Timeline

_BLACK_LUMA = 20
"""Black is 16 in limited range (ITU-R BT.709); a little noise is allowed for."""
_BLACK_SHARE = 0.999
_SAMPLED_EVERY = 8
"""Pixels looked at, along both sides."""
_STOP_EVERY_PACKETS = 512

_COLOUR_NAMES = {1: "bt709"}
_RANGE_NAMES = {1: "tv", 2: "pc"}

Thumbnail = npt.NDArray[np.float32]
_Look = tuple[bool, Thumbnail]


@dataclass(slots=True)
class FilmWatch:
    """What was seen. Times in seconds."""

    video_format: str
    size: str
    colours: str
    rate: str
    audio_format: str
    frame_count: int = 0
    video_seconds: float = 0.0
    audio_seconds: float = 0.0
    video_bytes: int = 0
    audio_bytes: int = 0
    video_time_fault: str = ""
    audio_time_fault: str = ""
    black_stretches: list[tuple[float, float]] = field(default_factory=list)
    join_faults: list[str] = field(default_factory=list)
    changes: list[tuple[int, float]] = field(default_factory=list)
    """For each track but the first, by how much the picture after the crossfade differs from the one
    before it: mean absolute difference of 0 to 255 levels."""


def watch_film(path: Path, timeline: Timeline, should_stop: ShouldStop) -> FilmWatch:
    """Read the whole file. Raises Stopped, and PyAV's errors where it cannot be read at all."""
    with av.open(str(path), "r") as container:
        video = container.streams.video[0]
        audio = container.streams.audio[0]
        seen = FilmWatch(
            video_format=f"{video.codec_context.name} {video.codec_context.profile} {video.codec_context.pix_fmt}",
            size=f"{video.codec_context.width}x{video.codec_context.height}",
            colours=_colours(video),
            rate=str(video.average_rate),
            audio_format=_sound_format(audio),
        )
        pictures = _PictureReader(seen, timeline, video)
        sounds = _SoundReader(seen, audio)
        for number, packet in enumerate(container.demux(video, audio)):
            if number % _STOP_EVERY_PACKETS == 0 and should_stop():
                raise Stopped("The render was stopped.")
            if packet.pts is None:
                continue
            if packet.stream_index == video.index:
                pictures.take(packet)
            else:
                sounds.take(packet)
        pictures.finish()
    return seen


def _sound_format(audio: AudioStream) -> str:
    context = audio.codec_context
    return f"{context.name} {context.profile} {audio.rate} Hz {audio.layout.name}"


def _colours(video: VideoStream) -> str:
    context = video.codec_context
    names = [
        _COLOUR_NAMES.get(int(number), str(number))
        for number in (context.color_primaries, context.color_trc, context.colorspace)
    ]
    return " ".join([*names, _RANGE_NAMES.get(int(context.color_range), "unknown")])


class _SoundReader:
    def __init__(self, seen: FilmWatch, stream: AudioStream) -> None:
        self._seen = seen
        self._next = 0
        self._scale = (stream.time_base or Fraction(1, SAMPLE_RATE)) * SAMPLE_RATE

    def take(self, packet: "Packet[Stream]") -> None:
        start = int((packet.pts or 0) * self._scale)
        if start != self._next and not self._seen.audio_time_fault:
            self._seen.audio_time_fault = f"{(start - self._next)} samples off at {start / SAMPLE_RATE:.3f} s"
        self._next = start + int((packet.duration or 0) * self._scale)
        self._seen.audio_bytes += packet.size
        self._seen.audio_seconds = self._next / SAMPLE_RATE


class _PictureReader:
    """Follows the pictures in decoding order."""

    def __init__(self, seen: FilmWatch, timeline: Timeline, stream: VideoStream) -> None:
        self._seen = seen
        self._timeline = timeline
        self._scale = (stream.time_base or Fraction(1, timeline.fps)) * timeline.fps
        self._decoder = av.VideoCodecContext.create("h264", "r")
        self._decoder.extradata = stream.codec_context.extradata
        self._decoder.thread_count = 1
        self._known: dict[bytes, _Look] = {}
        self._shown: set[int] = set()
        self._highest = -1
        self._group: list[tuple[int, bytes]] = []
        self._black_since: float | None = None
        self._joins = {
            entry.index: range(entry.solo_end_frame, entry.end_frame)
            for entry in timeline.entries
            if entry.overlap_after_frames
        }
        # The last key frame before a crossfade and the first after it tell whether the picture changed.
        self._before: dict[int, Thumbnail] = {}
        self._after: dict[int, Thumbnail] = {}

    def take(self, packet: "Packet[Stream]") -> None:
        place = (packet.pts or 0) * self._scale
        frame = int(place)
        if (place.denominator != 1 or frame in self._shown) and not self._seen.video_time_fault:
            self._seen.video_time_fault = (
                f"a picture at {float(place) / self._timeline.fps:.4f} s, between or upon others"
            )
        self._shown.add(frame)
        self._seen.frame_count += 1
        self._seen.video_bytes += packet.size
        self._seen.video_seconds = max(
            self._seen.video_seconds, (frame + int((packet.duration or 0) * self._scale)) / self._timeline.fps
        )
        if packet.is_keyframe:
            self._close_group(frame)
            self._group = []
        self._group.append((frame, bytes(packet)))

    def finish(self) -> None:
        self._close_group(self._timeline.total_frames)
        self._mark_black(False, self._timeline.total_frames)
        if self._shown != set(range(self._timeline.total_frames)) and not self._seen.video_time_fault:
            missing = min(set(range(self._timeline.total_frames)) ^ self._shown)
            self._seen.video_time_fault = f"frame {missing} is missing or too many"
        for entry in self._timeline.entries[1:]:
            before, after = self._before.get(entry.index - 1), self._after.get(entry.index)
            if before is not None and after is not None:
                self._seen.changes.append((entry.index, float(np.abs(before - after).mean())))
            else:
                self._seen.changes.append((entry.index, 0.0))

    def _close_group(self, end: int) -> None:
        """Look at one group of pictures, from a key frame to just before the next."""
        if not self._group:
            return
        start, key_frame = self._group[0]
        if any(start < join.stop and join.start < end for join in self._joins.values()):
            self._decode_all(start, end)
            return
        digest = hashlib.blake2b(key_frame, digest_size=16).digest()
        if digest not in self._known:
            looks = self._decode([key_frame])
            if not looks:
                self._seen.join_faults.append(f"the key frame at {start / self._timeline.fps:.2f} s does not decode")
                return
            self._known[digest] = looks[0]
        self._note(start, *self._known[digest])

    def _decode_all(self, start: int, end: int) -> None:
        looks = self._decode([data for _, data in self._group])
        if len(looks) != end - start:
            self._seen.join_faults.append(
                f"{len(looks)} of {end - start} pictures decode at {start / self._timeline.fps:.2f} s"
            )
        for offset, look in enumerate(looks):
            self._note(start + offset, *look)

    def _decode(self, packets: Sequence[bytes]) -> list[_Look]:
        """Decode a closed group, in the order of showing. The decoder is emptied afterwards, ready for the next."""
        looks: list[_Look] = []
        try:
            for packet in [*(Packet(data) for data in packets), None]:
                frames = self._decoder.decode(packet)
                looks += [_look(frame) for frame in frames if not frame.is_corrupt]
        except av.FFmpegError:
            looks = []
        self._decoder.flush_buffers()
        return looks

    def _note(self, frame: int, is_black: bool, thumbnail: Thumbnail) -> None:
        self._mark_black(is_black, frame)
        for entry in self._timeline.entries:
            if entry.solo_start_frame <= frame < entry.solo_end_frame:
                self._after.setdefault(entry.index, thumbnail)
                self._before[entry.index] = thumbnail

    def _mark_black(self, is_black: bool, frame: int) -> None:
        now = frame / self._timeline.fps
        if is_black and self._black_since is None:
            self._black_since = now
        elif not is_black and self._black_since is not None:
            self._seen.black_stretches.append((self._black_since, now))
            self._black_since = None


def _look(frame: VideoFrame) -> _Look:
    """Whether a picture is black, and a small copy of its three planes side by side."""
    planes = []
    is_black = False
    for number, plane in enumerate(frame.planes):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        if number == 0:
            sampled = rows[::_SAMPLED_EVERY, ::_SAMPLED_EVERY]
            is_black = bool((sampled <= _BLACK_LUMA).mean() >= _BLACK_SHARE)
        planes.append(_shrink(rows))
    return is_black, np.concatenate(planes, axis=1)


def _shrink(plane: npt.NDArray[np.uint8]) -> Thumbnail:
    """Means of 9 x 16 fields, as evenly as the size allows."""
    height, width = plane.shape[0] // 9 * 9, plane.shape[1] // 16 * 16
    fields = plane[:height, :width].reshape(9, height // 9, 16, width // 16)
    return np.asarray(fields.mean(axis=(1, 3)), np.float32)
