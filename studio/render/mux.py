"""Puts encoded segments together into one MP4, packet by packet, without encoding anything.

Loops are repeated by writing their packets again with new timestamps. The file is written once, its
index at the front in room that is reserved beforehand, and in constant memory.
"""

import contextlib
import errno
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from studio.errors import EncoderFailed, NotEnoughDisk, Stopped
from studio.render.album import ShouldStop
from studio.render.arguments import AAC_FRAME_SAMPLES
from studio.render.plan import RenderPlan, Segment
from studio.render.timeline import SAMPLE_RATE

DECODE_DELAY_FRAMES = 2
"""How far B-frames make decoding run ahead of showing: x264 reorders by two frames at most."""

_STOP_EVERY_FRAMES = 256


def check_segment(path: Path, segment: Segment, fps: int) -> None:
    """Raises EncoderFailed when an encoded segment has not exactly the packets that the plan asks for."""
    with av.open(str(path), "r") as container:
        if not segment.is_film:
            if not container.streams.audio:
                raise EncoderFailed(f"FFmpeg made no sound for the {segment.name}; start the render again.")
            return
        packets = container.demux(container.streams.video[0])
        shown = [_frame_number(packet, fps) for packet in packets if packet.pts is not None]
    if sorted(shown) != list(range(segment.frames)):
        raise EncoderFailed(
            f"FFmpeg made {len(shown)} frames for the {segment.name} where {segment.frames} were asked for; "
            f"check its source and start the render again."
        )
    if any(place - frame > DECODE_DELAY_FRAMES for place, frame in enumerate(shown)):
        raise EncoderFailed(f"FFmpeg reordered the frames of the {segment.name} further than can be joined.")


def mux_film(
    plan: RenderPlan,
    paths: Mapping[str, Path],
    *,
    title: str,
    track_titles: tuple[str, ...],
    target: Path,
    on_frame: Callable[[int], None],
    should_stop: ShouldStop,
) -> None:
    """Write the film to `target`. `paths` holds each segment's file under its key.

    `on_frame` is told now and then how many frames are written. There is no edit list: the first frame
    and the first sample both lie at 0, for the AAC encoder's 1024 samples of priming are left out.

    Raises EncoderFailed when segments do not share their headers, NotEnoughDisk, Stopped.
    """
    timeline = plan.timeline
    options = {
        "movflags": "+negative_cts_offsets",
        "use_editlist": "0",
        "moov_size": str(_index_bytes(plan, title, track_titles)),
    }
    try:
        with contextlib.ExitStack() as stack:
            film = stack.enter_context(av.open(str(target), "w", format="mp4", options=options))
            sound = stack.enter_context(av.open(str(paths[plan.audio.key]), "r"))
            first = stack.enter_context(av.open(str(paths[plan.film[0].key]), "r"))
            video = film.add_stream_from_template(first.streams.video[0])
            audio = film.add_stream_from_template(sound.streams.audio[0])
            video.time_base = Fraction(1, timeline.fps)
            film.metadata["title"] = title
            film.set_chapters(
                [
                    {
                        "id": number,
                        "start": chapter.start_frame,
                        "end": chapter.end_frame,
                        "time_base": Fraction(1, timeline.fps),
                        "metadata": {"title": name},
                    }
                    for number, (chapter, name) in enumerate(zip(timeline.chapters, track_titles, strict=True))
                ]
            )
            pictures = _film_packets(plan, paths, video)
            sounds = _sound_packets(sound.demux(sound.streams.audio[0]), audio, timeline.total_samples)
            _interleave(film, pictures, sounds, timeline.fps, on_frame, should_stop)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NotEnoughDisk("The disk is full: the film could not be written; free some space.") from error
        raise


def _interleave(
    film: OutputContainer,
    pictures: "Iterator[Packet[VideoStream]]",
    sounds: "Iterator[Packet[AudioStream]]",
    fps: int,
    on_frame: Callable[[int], None],
    should_stop: ShouldStop,
) -> None:
    """Write pictures and sounds in the order of their time, so that a player reads the file straight through."""
    sound = next(sounds, None)
    for count, picture in enumerate(pictures, start=1):
        while sound is not None and (sound.pts or 0) * fps <= (count - 1) * SAMPLE_RATE:
            film.mux_one(sound)
            sound = next(sounds, None)
        film.mux_one(picture)
        if count % _STOP_EVERY_FRAMES == 0:
            on_frame(count)
            if should_stop():
                raise Stopped("The render was stopped.")
    while sound is not None:
        film.mux_one(sound)
        sound = next(sounds, None)


def _film_packets(plan: RenderPlan, paths: Mapping[str, Path], video: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """All pictures in decoding order, numbered through."""
    headers = video.codec_context.extradata
    time_base = Fraction(1, plan.timeline.fps)
    start = 0
    for stretch in plan.film:
        taken = 0
        while taken < stretch.frames:
            with av.open(str(paths[stretch.key]), "r") as container:
                stream = container.streams.video[0]
                if stream.codec_context.extradata != headers:
                    raise EncoderFailed(
                        "The segments were encoded with different headers and cannot be joined; "
                        "empty the render cache and start again."
                    )
                round_start = start + taken
                packets = (packet for packet in container.demux(stream) if packet.pts is not None)
                for packet in packets:
                    if taken == stretch.frames:
                        break
                    packet.pts = round_start + _frame_number(packet, plan.timeline.fps)
                    packet.dts = start + taken - DECODE_DELAY_FRAMES
                    packet.time_base = time_base
                    packet.duration = 1
                    packet.stream = video
                    yield packet
                    taken += 1
                if start + taken == round_start:
                    raise EncoderFailed("A cached segment is empty; empty the render cache and start again.")
        start += stretch.frames


def _sound_packets(
    packets: "Iterator[Packet[AudioStream]]", audio: AudioStream, samples: int
) -> "Iterator[Packet[AudioStream]]":
    """The sound without its priming, ended at the packet nearest to the pictures' end (at most 11 ms off)."""
    kept = max(1, round(samples / AAC_FRAME_SAMPLES))
    for packet in packets:
        if packet.pts is None or packet.pts < 0:
            continue
        number = packet.pts // AAC_FRAME_SAMPLES
        if number == kept:
            break
        packet.duration = min(AAC_FRAME_SAMPLES, samples - packet.pts)
        packet.dts = packet.pts
        packet.stream = audio
        yield packet


def _frame_number(packet: "Packet[VideoStream]", fps: int) -> int:
    """Which frame of its segment a packet shows, by its timestamp."""
    return round((packet.pts or 0) * packet.time_base * fps)


def _index_bytes(plan: RenderPlan, title: str, track_titles: tuple[str, ...]) -> int:
    """Room that the MP4's index can need at most; what is left over stays as a `free` box.

    By ISO/IEC 14496-12, were every packet a chunk of its own: size 4, chunk offset 8, chunk length 12;
    for a picture, time 8, offset to its showing 8, place among the key frames 4.
    """
    pictures = plan.timeline.total_frames
    sounds = plan.timeline.total_samples // AAC_FRAME_SAMPLES + 2
    texts = sum(len(text.encode()) + 256 for text in (title, *track_titles))
    return 44 * pictures + 24 * sounds + 4 * texts + 65_536
