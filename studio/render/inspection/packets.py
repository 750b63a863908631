"""Reads every packet of a film: times, sizes, and a digest of each group of pictures.

Nothing is decoded. What is kept of a picture is a few integers: some twenty megabytes for eight hours. Of sound it is
a few for as long as its packets follow each other.
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
    """Times are in units of the time base. A run is of packets that last equally long and follow each other at once."""

    time_base: Fraction
    count: int
    run_starts: Times
    """The place among the packets of the first of each run."""
    run_times: Times
    """When each run begins."""
    run_durations: Times
    """How long each packet of a run lasts."""
    size_bytes: int
    digest: str
    """Of all packets."""
    fault: str
    """As for the pictures."""

    @property
    def run_lengths(self) -> Times:
        """Packets of each run."""
        return np.diff(self.run_starts, append=self.count)

    @property
    def run_ends(self) -> Times:
        """When each run is over."""
        return self.run_times + self.run_lengths * self.run_durations


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
    starts, times, durations = array("q"), array("q"), array("q")
    count = size = 0
    next_time, last_duration = 0, -1
    fault = ""
    stream = container.streams.audio[0]
    digest = xxhash.xxh3_128(stream.codec_context.extradata or b"")
    try:
        for packet in _packets(container, stream, should_stop, on_progress):
            pts, data = packet.pts, bytes(packet)
            time, duration = pts if pts is not None else packet.dts or 0, packet.duration or 0
            if time != next_time or duration != last_duration:
                starts.append(count)
                times.append(time)
                durations.append(duration)
            next_time, last_duration = time + duration, duration
            count += 1
            size += len(data)
            digest.update(data)
            if chunks is not None:
                chunks.take(data)
    except av.FFmpegError as error:
        fault = str(error)
    time_base = stream.time_base or Fraction(1, av.time_base)
    return AudioPackets(
        time_base, count, _integers(starts), _integers(times), _integers(durations), size, digest.hexdigest(), fault
    )


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
