"""Reads every packet of a film: times, sizes, and a digest of each group of pictures.

Nothing is decoded. What is kept of a packet is a few integers: some thirty megabytes for eight hours.
Pictures and sound are read apart: the one's packets can be decoded while the other's are read.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import xxhash
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Stream

from studio.errors import Stopped
from studio.render.album import ShouldStop
from studio.render.inspection.listening import ChunkWriter

_STOP_EVERY_PACKETS = 512
_LONGEST_TICKS = 2**31 - 1
"""Of a packet: what a damaged container states beyond it is no better than this."""

Times = npt.NDArray[np.int64]
Durations = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class VideoPackets:
    """In the order of decoding. Times are in units of the time base."""

    time_base: Fraction
    times: Times
    decode_times: Times
    durations: Durations
    size_bytes: int
    group_starts: Times
    """The place of each key frame among the packets."""
    group_digests: tuple[str, ...]
    """Of the bytes from each key frame to the next, decoder headers included."""
    fault: str
    """Why the pictures could not be read to their end; empty where they could."""


@dataclass(frozen=True, slots=True)
class AudioPackets:
    """Times are in units of the time base."""

    time_base: Fraction
    times: Times
    durations: Durations
    size_bytes: int
    digest: str
    """Of all packets."""
    fault: str
    """As for the pictures."""


def read_video(
    container: InputContainer, *, should_stop: ShouldStop, on_progress: Callable[[float], None]
) -> VideoPackets:
    """Read the first video stream of a container just opened. `on_progress` is told the share. Raises Stopped."""
    times, decode_times, durations, starts = array("q"), array("q"), array("i"), array("q")
    digests: list[str] = []
    size = 0
    fault = ""
    stream = container.streams.video[0]
    headers = stream.codec_context.extradata or b""
    digest = xxhash.xxh3_128(headers)
    try:
        for packet in _packets(container, stream, should_stop, on_progress):
            pts, dts = packet.pts, packet.dts
            if packet.is_keyframe:
                if starts:
                    digests.append(digest.hexdigest())
                    digest = xxhash.xxh3_128(headers)
                starts.append(len(times))
            # Old containers give one of the two only.
            time = pts if pts is not None else dts if dts is not None else 0
            times.append(time)
            decode_times.append(dts if dts is not None else time)
            durations.append(min(packet.duration or 0, _LONGEST_TICKS))
            size += packet.size
            digest.update(packet)
    except av.FFmpegError as error:
        fault = str(error)
    if starts:
        digests.append(digest.hexdigest())
    time_base = stream.time_base or Fraction(1, av.time_base)
    return VideoPackets(
        time_base,
        _integers(times),
        _integers(decode_times),
        _durations(durations),
        size,
        _integers(starts),
        tuple(digests),
        fault,
    )


def read_audio(
    container: InputContainer,
    chunks: ChunkWriter | None,
    *,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> AudioPackets:
    """Read the first audio stream of a container just opened, and give each packet to `chunks`. Raises Stopped."""
    times, durations = array("q"), array("i")
    size = 0
    fault = ""
    stream = container.streams.audio[0]
    digest = xxhash.xxh3_128(stream.codec_context.extradata or b"")
    try:
        for packet in _packets(container, stream, should_stop, on_progress):
            pts, data = packet.pts, bytes(packet)
            times.append(pts if pts is not None else packet.dts or 0)
            durations.append(min(packet.duration or 0, _LONGEST_TICKS))
            size += len(data)
            digest.update(data)
            if chunks is not None:
                chunks.take(data)
    except av.FFmpegError as error:
        fault = str(error)
    time_base = stream.time_base or Fraction(1, av.time_base)
    return AudioPackets(time_base, _integers(times), _durations(durations), size, digest.hexdigest(), fault)


def read_only(container: InputContainer, stream: Stream) -> None:
    """Leave out all other streams: a demuxer that need not keep them in step reads straight on."""
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all


def _packets(
    container: InputContainer,
    stream: Stream,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> "Iterator[Packet[Stream]]":
    read_only(container, stream)
    size = max(1, container.size)
    for number, packet in enumerate(container.demux(stream)):
        if number % _STOP_EVERY_PACKETS == 0:
            if should_stop():
                raise Stopped("The inspection was stopped.")
            on_progress((packet.pos or 0) / size)
        if packet.size:  # each stream ends with an empty one
            yield packet


def _integers(values: "array[int]") -> Times:
    return np.frombuffer(values, np.int64) if values else np.empty(0, np.int64)


def _durations(values: "array[int]") -> Durations:
    return np.frombuffer(values, np.int32) if values else np.empty(0, np.int32)
