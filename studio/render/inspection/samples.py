"""Decodes short stretches of sound to samples: of a film around its joins, and of the tracks it was made of."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from studio.errors import Stopped
from studio.render.album import ShouldStop
from studio.render.inspection.memo import digest_of
from studio.render.inspection.packets import read_only
from studio.render.timeline import SAMPLE_RATE

_LEAD_IN_SAMPLES = SAMPLE_RATE // 10
"""Decoded and thrown away: samples are whole only after the packet before theirs."""

Samples = npt.NDArray[np.float32]
"""Two channels x samples at 48 kHz, full scale 1."""


@dataclass(frozen=True, slots=True)
class CodedSound:
    """The packets that hold a stretch of a film's sound, from a sample to before another. No file is needed for it."""

    first: int
    behind: int
    origin: int
    """The sample with which the first packet begins."""
    packets: tuple[bytes, ...]
    codec: str
    headers: bytes | None

    @property
    def digest(self) -> str:
        """Of the coded bytes, and of where in them the stretch lies."""
        return digest_of(f"{self.first - self.origin} {self.behind - self.origin} ".encode(), *self.packets)


def fetch_sound(container: InputContainer, stream: AudioStream, first: int, behind: int) -> CodedSound:
    """Raises PyAV's errors."""
    base = stream.time_base or Fraction(1, SAMPLE_RATE)
    start = max(0, math.floor(Fraction(first - _LEAD_IN_SAMPLES, SAMPLE_RATE) / base))
    read_only(container, stream)
    container.seek(start, stream=stream)
    origin: int | None = None
    packets: list[bytes] = []
    for packet in container.demux(stream):
        if not packet.size or _place(packet) >= behind:
            break
        if (packet.pts or 0) + (packet.duration or 0) > start:
            origin = _place(packet) if origin is None else origin
            packets.append(bytes(packet))
    context = stream.codec_context
    return CodedSound(first, behind, origin or 0, tuple(packets), context.name, context.extradata)


def decode_sound(coded: CodedSound) -> Samples:
    """Raises PyAV's errors. Where the film has no sound there are zeros."""
    decoder = cast("AudioCodecContext", AudioCodecContext.create(coded.codec, "r"))
    decoder.extradata = coded.headers
    packets = (*(Packet(data) for data in coded.packets), None)
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    return _gather(_resample(frames), coded.first - coded.origin, coded.behind - coded.first)


def decode_track(path: Path, first: int, count: int, should_stop: ShouldStop) -> Samples:
    """So many samples of a sound file of any format and rate, from one of the 48 kHz that it would have.

    It is decoded from its start on, for not all formats can be entered exactly. Raises PyAV's errors and Stopped.
    """
    with av.open(str(path), "r", metadata_errors="replace") as container:
        stream = container.streams.audio[0]

        def frames() -> Iterator[AudioFrame]:
            for frame in container.decode(stream):
                if should_stop():
                    raise Stopped("The inspection was stopped.")
                yield frame

        return _gather(_resample(frames()), first, count)


def _place(packet: "Packet[AudioStream]") -> int:
    """The sample with which a packet begins."""
    return round((packet.pts or 0) * packet.time_base * SAMPLE_RATE)


def _resample(frames: Iterable[AudioFrame]) -> Iterator[Samples]:
    resampler = av.AudioResampler("fltp", "stereo", SAMPLE_RATE)
    for frame in frames:
        for piece in resampler.resample(frame):
            yield np.asarray(piece.to_ndarray(), np.float32)
    for piece in resampler.resample(None):
        yield np.asarray(piece.to_ndarray(), np.float32)


def _gather(pieces: Iterator[Samples], first: int, count: int) -> Samples:
    """So many samples from the `first` on; what is not there is zero."""
    gathered = np.zeros((2, count), np.float32)
    place = -first
    for piece in pieces:
        if place >= count:
            break
        left, right = max(0, place), min(count, place + piece.shape[1])
        if right > left:
            gathered[:, left:right] = piece[:, left - place : right - place]
        place += piece.shape[1]
    return gathered
