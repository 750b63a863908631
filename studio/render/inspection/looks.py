"""Decodes groups of pictures and notes what they look like, once for groups of the same bytes.

A closed group of pictures stands alone, so what it shows depends on its bytes only: that is remembered.
Nothing is judged here.
"""

import queue
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import Stopped
from studio.render.album import ShouldStop
from studio.render.inspection.memo import Memo, Values
from studio.render.inspection.packets import VideoPackets

ROWS, COLUMNS = 18, 32
"""Fields of a thumbnail's luma; each chroma has half as many along both sides."""
LUMA_FIELDS = ROWS * COLUMNS
FIELDS = LUMA_FIELDS * 3 // 2
STEPS = 256
"""Steps of a thumbnail's values within one of a picture's 256 levels."""

_KEY_KIND = "key-frame"
_WHOLE_KIND = "pictures"
_BLACK_LUMA = 20
"""Black is 16 in limited range (ITU-R BT.709); a little noise is allowed for."""
_BLACK_SHARE = 0.999
_SAMPLED_EVERY = 8
"""Pixels looked at for black, along both sides."""

Thumbnails = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Look:
    """Pictures of a group in the order of showing: all of them, or the key frame only."""

    thumbnails: Thumbnails
    """Pictures x fields: the mean of each field of the luma, then of both chromas, in steps of a level."""
    is_black: npt.NDArray[np.bool_]
    fault: str
    """What did not decode; empty where all did."""

    @property
    def count(self) -> int:
        return len(self.is_black)


def look_at_groups(
    container: InputContainer,
    packets: VideoPackets,
    groups: Sequence[int],
    whole: Collection[int],
    *,
    memo: Memo,
    jobs: int,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> tuple[tuple[Look, ...], int]:
    """Look at the key frame of each of some groups, and at all pictures of those that are in `whole` too.

    Returns a look a group, the same object for the same bytes, and how many pictures had to be decoded:
    those that were not remembered, on `jobs` threads. Raises Stopped.
    """
    whole_digests = {packets.group_digests[number] for number in whole}
    known: dict[str, Look] = {}
    missing: dict[str, int] = {}
    for number in groups:
        digest = packets.group_digests[number]
        if digest not in known and digest not in missing:
            values = memo.find(_WHOLE_KIND, digest)
            if values is None and digest not in whole_digests:
                values = memo.find(_KEY_KIND, digest)
            if values is None:
                missing[digest] = number
            else:
                known[digest] = Look(values["thumbnails"], values["is_black"], str(values["fault"]))
    waiting: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
    for item in missing.items():
        waiting.put(item)
    fetching = threading.Lock()
    stream = container.streams.video[0]

    def work() -> dict[str, Look]:
        found: dict[str, Look] = {}
        decoder = _decoder(stream)
        while True:
            try:
                digest, number = waiting.get_nowait()
            except queue.Empty:
                return found
            if should_stop():
                raise Stopped("The inspection was stopped.")
            is_whole = digest in whole_digests
            # One container for all: the index of a long film is large, and to fetch is quick beside decoding.
            with fetching:
                coded, fault = _fetch(container, stream, packets, number, is_whole=is_whole)
            look = _look(decoder, coded, fault)
            memo.keep(_WHOLE_KIND if is_whole else _KEY_KIND, digest, _values(look))
            found[digest] = look
            on_progress(1 - waiting.qsize() / len(missing))

    decoded = 0
    if missing:
        with ThreadPoolExecutor(jobs) as pool:
            for looking in [pool.submit(work) for _ in range(jobs)]:
                looks = looking.result()
                decoded += sum(look.count for look in looks.values())
                known |= looks
    return tuple(known[packets.group_digests[number]] for number in groups), decoded


def _values(look: Look) -> Values:
    return {"thumbnails": look.thumbnails, "is_black": look.is_black, "fault": np.array(look.fault)}


def _fetch(
    container: InputContainer, stream: VideoStream, packets: VideoPackets, number: int, *, is_whole: bool
) -> "tuple[list[Packet[VideoStream]], str]":
    """A group's packets, or its key frame's, and what kept them from being read."""
    starts = packets.group_starts
    first = int(starts[number])
    behind = int(starts[number + 1]) if number + 1 < len(starts) else len(packets.times)
    shown_from, decoded_from = int(packets.times[first]), int(packets.decode_times[first])
    count = behind - first if is_whole else 1
    found: list[Packet[VideoStream]] = []
    try:
        # Formats differ in how exactly they find a place: some begin before it.
        container.seek(decoded_from, stream=stream)
        for packet in container.demux(stream):
            if not packet.size or (not found and packet.dts is not None and packet.dts > decoded_from):
                break
            if found or (packet.is_keyframe and shown_from in {packet.pts, packet.dts}):
                found.append(packet)
            if len(found) == count:
                break
    except av.FFmpegError as error:
        return [], str(error.strerror)
    # In an open group the first pictures to be shown belong to the group before.
    own = [packet for packet in found if packet.pts is None or packet.pts >= shown_from]
    return own, "" if len(found) == count else "its packets were not found again"


def _look(decoder: VideoCodecContext, coded: "list[Packet[VideoStream]]", fault: str) -> Look:
    """Decode what was fetched. The decoder is emptied afterwards, ready for the next group."""
    small: list[tuple[Thumbnails, bool]] = []
    try:
        for packet in [*coded, None]:
            # Pictures are let go of one by one: a whole group of them would be a hundred megabytes.
            small += [_shrink(frame) for frame in decoder.decode(packet) if not frame.is_corrupt]
    except av.FFmpegError as error:
        fault = fault or str(error.strerror)
    decoder.flush_buffers()
    # An edit list may leave out some, which are decoded for the sake of others only.
    expected = sum(not packet.is_discard for packet in coded)
    if not fault and len(small) != expected:
        fault = f"{len(small)} of {expected} pictures decode"
    return Look(
        np.stack([thumbnail for thumbnail, _ in small]) if small else np.empty((0, FIELDS), np.uint16),
        np.array([is_black for _, is_black in small], np.bool_),
        fault,
    )


def _decoder(stream: VideoStream) -> VideoCodecContext:
    decoder = cast("VideoCodecContext", VideoCodecContext.create(stream.codec_context.name, "r"))
    decoder.extradata = stream.codec_context.extradata
    # Several groups are decoded side by side, each by one thread.
    decoder.thread_count = 1
    # A damaged picture is a fault, and nothing to be made good.
    decoder.options = {"err_detect": "explode"}
    return decoder


def _shrink(frame: VideoFrame) -> tuple[Thumbnails, bool]:
    """A picture's thumbnail, and whether it is black."""
    if frame.format.name not in {"yuv420p", "yuvj420p"} or frame.width < 2 * COLUMNS or frame.height < 2 * ROWS:
        frame = frame.reformat(max(frame.width, 2 * COLUMNS), max(frame.height, 2 * ROWS), "yuv420p")
    fields = []
    is_black = False
    for number, plane in enumerate(frame.planes):
        pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        if number == 0:
            sampled = pixels[::_SAMPLED_EVERY, ::_SAMPLED_EVERY]
            is_black = bool((sampled <= _BLACK_LUMA).mean() >= _BLACK_SHARE)
        fields.append(_means(pixels, *((ROWS, COLUMNS) if number == 0 else (ROWS // 2, COLUMNS // 2))))
    return np.concatenate(fields), is_black


def _means(pixels: npt.NDArray[np.uint8], rows: int, columns: int) -> Thumbnails:
    """Mean of each field, row by row; a rest at the right and lower border is left out."""
    height, width = pixels.shape[0] // rows, pixels.shape[1] // columns
    # Columns first, in 16 bits: room for 257 lines a field, and four times as fast as a mean over both.
    lines = pixels[: rows * height].reshape(rows, height, -1).sum(axis=1, dtype=np.uint16)
    sums = lines[:, : columns * width].reshape(rows, columns, width).sum(axis=2, dtype=np.uint64)
    return np.asarray(sums * STEPS // (height * width), np.uint16).ravel()
