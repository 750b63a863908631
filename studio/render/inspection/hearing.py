"""Hears a film's sound: how loud it is when, whether it clicks at the joins, whether it is in step with the tracks.

Everything comes from the file, the tracks of the request apart, which it is compared with. Nothing is judged here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from studio.errors import EncoderFailed, Stopped
from studio.render.album import RenderTrack, ShouldStop
from studio.render.ffmpeg import Command, EncoderProgress, run_together
from studio.render.inspection.clicks import Click, find_clicks
from studio.render.inspection.listening import CHUNK_SECONDS, ChunkWriter, Listening, is_divisible
from studio.render.inspection.loudness import SoundCurve
from studio.render.inspection.memo import Memo, digest_of
from studio.render.inspection.packets import AudioPackets, read_audio
from studio.render.inspection.promise import Promise
from studio.render.inspection.samples import CodedSound, decode_sound, decode_track, fetch_sound
from studio.render.inspection.sync import STRETCH_SECONDS, SoundOffset, find_offset
from studio.render.timeline import SAMPLE_RATE, TimelineEntry

_READING_SHARE = 0.2
_LISTENING_SHARE = 0.7
_BESIDE_JOIN_SAMPLES = SAMPLE_RATE
"""Sound looked at before and after a join, to tell a click of the join from those of the music."""
_CLICKS_KIND = "clicks"
_OFFSET_KIND = "offset"


@dataclass(frozen=True, slots=True)
class Heard:
    format: str
    """Codec, profile, rate and channels."""
    packets: AudioPackets
    curve: SoundCurve
    clicks: tuple[tuple[Click, ...], ...]
    """Around each join, in seconds from the film's start."""
    offsets: tuple[SoundOffset, ...]
    """One a track."""


@dataclass(frozen=True, slots=True)
class CodedFilmSound:
    """A film's sound, read and not yet heard. It needs the file no more."""

    format: str
    packets: AudioPackets
    listening: Listening
    around_joins: tuple[CodedSound | av.FFmpegError, ...]
    """One a join of the promise, or what kept it from being read."""
    at_starts: tuple[CodedSound | av.FFmpegError, ...]
    """One a track of the promise."""


def read_sound(
    path: Path,
    container: InputContainer,
    promise: Promise | None,
    *,
    ffmpeg: Path,
    memo: Memo,
    folder: Path,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> CodedFilmSound | None:
    """Read the sound of a container just opened, which is the file at `path`. None where it has none.

    `folder` holds what FFmpeg reads and writes until all is heard. Raises Stopped.
    """
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    context = stream.codec_context
    config = context.extradata if context.name == "aac" else None
    listening = Listening(ffmpeg=ffmpeg, memo=memo, folder=folder)
    chunks = ChunkWriter(config, listening) if config is not None and is_divisible(config) else None
    packets = read_audio(
        container, chunks, should_stop=should_stop, on_progress=lambda share: on_progress(_READING_SHARE * share)
    )
    if chunks is not None:
        chunks.close()
    else:
        listening.hear_file(path, packets.digest)
    words = " ".join(filter(None, [context.name, context.profile, f"{stream.rate} Hz", stream.layout.name]))
    entries = () if promise is None else promise.timeline.entries

    def fetch(first: int, behind: int) -> CodedSound | av.FFmpegError:
        try:
            return fetch_sound(container, stream, first, behind)
        except av.FFmpegError as error:
            return error.with_traceback(None)

    return CodedFilmSound(
        words,
        packets,
        listening,
        tuple(fetch(*_around_join(entry)) for entry in entries[:-1]),
        tuple(fetch(*_at_start(entry)) for entry in entries),
    )


def _around_join(entry: TimelineEntry) -> tuple[int, int]:
    """From which sample of the film, and to before which one, lie the join that ends a track and what is beside it."""
    overlap = entry.overlap_after_frames * entry.samples_per_frame
    return max(0, entry.end_sample - overlap - _BESIDE_JOIN_SAMPLES), entry.end_sample + _BESIDE_JOIN_SAMPLES


def _at_start(entry: TimelineEntry) -> tuple[int, int]:
    """The same of a track's sound just after its crossfade is over."""
    first = entry.start_sample + entry.overlap_before_frames * entry.samples_per_frame
    return first, first + min(round(STRETCH_SECONDS * SAMPLE_RATE), entry.solo_frames * entry.samples_per_frame)


def hear(
    sound: CodedFilmSound,
    promise: Promise | None,
    *,
    memo: Memo,
    jobs: int,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> Heard:
    """Listen to what was read. Raises Stopped and the runner's errors."""
    curve = _listen(
        sound.listening,
        jobs,
        should_stop,
        lambda share: on_progress(_READING_SHARE + _LISTENING_SHARE * share),
    )
    clicks: list[tuple[Click, ...]] = []
    offsets: list[SoundOffset] = []
    if promise is not None:
        clicks += [_clicks(coded, memo) for coded in sound.around_joins]
        for coded, entry, track in zip(sound.at_starts, promise.timeline.entries, promise.request.tracks, strict=True):
            if should_stop():
                raise Stopped("The inspection was stopped.")
            offsets.append(_offset(coded, entry, track, memo, should_stop))
    return Heard(sound.format, sound.packets, curve, tuple(clicks), tuple(offsets))


def _listen(
    listening: Listening, jobs: int, should_stop: ShouldStop, on_progress: Callable[[float], None]
) -> SoundCurve:
    commands = listening.commands
    heard = [0.0] * len(commands)

    def watched(index: int, command: Command) -> Command:
        def advance(progress: EncoderProgress) -> None:
            heard[index] = progress.seconds
            on_progress(min(1.0, sum(heard) / (len(commands) * CHUNK_SECONDS)))

        return replace(command, on_progress=advance)

    try:
        run_together(
            [watched(index, command) for index, command in enumerate(commands)], jobs=jobs, should_stop=should_stop
        )
    except EncoderFailed as error:
        curve = listening.read()
        return replace(curve, faults=(error.message, *curve.faults))
    return listening.read()


def _clicks(coded: CodedSound | av.FFmpegError, memo: Memo) -> tuple[Click, ...]:
    """Around a join. A sound that does not decode is told of elsewhere."""
    if isinstance(coded, av.FFmpegError):
        return ()
    try:
        values = memo.find(_CLICKS_KIND, coded.digest)
        if values is None:
            found = find_clicks(decode_sound(coded))
            values = {
                "seconds": np.array([click.seconds for click in found]),
                "strength": np.array([click.strength for click in found]),
            }
            memo.keep(_CLICKS_KIND, coded.digest, values)
    except av.FFmpegError:
        return ()
    return tuple(
        Click(coded.first / SAMPLE_RATE + seconds, strength)
        for seconds, strength in zip(values["seconds"].tolist(), values["strength"].tolist(), strict=True)
    )


def _offset(
    coded: CodedSound | av.FFmpegError,
    entry: TimelineEntry,
    track: RenderTrack,
    memo: Memo,
    should_stop: ShouldStop,
) -> SoundOffset:
    """A track's sound just after its crossfade is over, against its file."""
    source_first = round(track.start_seconds * SAMPLE_RATE) + entry.overlap_before_frames * entry.samples_per_frame
    try:
        if isinstance(coded, av.FFmpegError):
            raise coded
        digest = digest_of(f"{coded.digest} {track.sha256} {source_first}".encode())
        values = memo.find(_OFFSET_KIND, digest)
        if values is None:
            source = decode_track(track.path, source_first, coded.behind - coded.first, should_stop)
            found = find_offset(decode_sound(coded), source)
            values = {
                "seconds": np.array(np.nan if found.seconds is None else found.seconds),
                "likeness": np.array(found.likeness),
                "note": np.array(found.note),
            }
            memo.keep(_OFFSET_KIND, digest, values)
    except (av.FFmpegError, OSError) as error:
        return SoundOffset(None, 0.0, f"its sound cannot be read: {error}")
    seconds = float(values["seconds"])
    return SoundOffset(None if np.isnan(seconds) else seconds, float(values["likeness"]), str(values["note"]))
