"""Inspects a film: reads it, watches and hears it side by side, judges it, and reports."""

import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
from av.stream import Disposition

from studio.errors import MissingMedia, UnreadableMedia
from studio.render.album import RenderRequest, ShouldStop
from studio.render.inspection.checks import (
    bit_rate_kbps,
    container_checks,
    picture_checks,
    stream_checks,
)
from studio.render.inspection.container import ContainerFacts, open_film, read_container
from studio.render.inspection.hearing import CodedFilmSound, Heard, hear, read_sound
from studio.render.inspection.loudness import highest_peak_dbtp, integrated_lufs, loudness_each_second
from studio.render.inspection.memo import Memo
from studio.render.inspection.promise import Promise, place_of
from studio.render.inspection.report import AudioReport, Check, FilmReport, Stretch, VideoReport
from studio.render.inspection.sound_checks import sound_checks
from studio.render.inspection.stretches import (
    FoundStretch,
    black_stretches,
    frozen_stretches,
    silent_stretches,
)
from studio.render.inspection.summary import join_reports, track_reports
from studio.render.inspection.timestamps import audio_span, longest_group, video_span
from studio.render.inspection.watching import Watched, watch
from studio.render.sound import guess_level
from studio.render.timeline import Timeline

OnShare = Callable[[float], None]


def inspect_film(
    path: Path,
    request: RenderRequest,
    timeline: Timeline,
    ffmpeg: Path,
    should_stop: ShouldStop,
    on_progress: OnShare | None = None,
    *,
    memo: Path | None = None,
    scratch: Path | None = None,
    jobs: int | None = None,
    expected_lufs: Sequence[float | None] | None = None,
) -> FilmReport:
    """Hold a film to its request and timeline. `on_progress` is told the share that is done.

    What was measured of equal bytes before is taken from the folder `memo`; passing files lie in the
    folder `scratch`, or where the system has its own; `jobs` decoders run side by side. `expected_lufs`
    says what each track was brought to, None for silence; where it is not given, it is guessed from the
    track's measurement.

    Raises Stopped and the runner's errors; a fault of the film is no error but a failed check.
    """
    if expected_lufs is None:
        expected_lufs = [guess_level(track, request.profile).expected_lufs for track in request.tracks]
    promise = Promise(request, timeline, tuple(expected_lufs))
    try:
        return _inspect(path, promise, ffmpeg, should_stop, on_progress, memo, scratch, jobs)
    except (av.FFmpegError, UnreadableMedia) as error:
        return _unreadable(path, str(error))


def inspect_file(
    path: Path,
    ffmpeg: Path,
    should_stop: ShouldStop,
    on_progress: OnShare | None = None,
    *,
    memo: Path | None = None,
    jobs: int | None = None,
) -> FilmReport:
    """Inspect any film by what it can tell of itself; its chapters count as tracks.

    Raises MissingMedia, and UnreadableMedia where it is no film; Stopped and the runner's errors.
    """
    if not path.is_file():
        raise MissingMedia(f"There is no file {path}; check its name.")
    try:
        return _inspect(path, None, ffmpeg, should_stop, on_progress, memo, None, jobs)
    except av.FFmpegError as error:
        raise UnreadableMedia(
            f"{path.name} is no film that can be read ({error.strerror}); take another file."
        ) from error


def _inspect(
    path: Path,
    promise: Promise | None,
    ffmpeg: Path,
    should_stop: ShouldStop,
    on_progress: OnShare | None,
    memo_folder: Path | None,
    scratch: Path | None,
    jobs: int | None,
) -> FilmReport:
    memo = Memo(memo_folder)
    shares = {"pictures": 0.0, "sound": 0.0}

    def teller(part: str) -> OnShare:
        def tell(share: float) -> None:
            shares[part] = share
            if on_progress is not None:
                on_progress(sum(shares.values()) / len(shares))

        return tell

    with tempfile.TemporaryDirectory(prefix="listening-", dir=scratch) as folder:
        # A long film's index takes a hundred megabytes, so the file is never opened twice at a time. Two
        # readers at once would besides take turns at every packet, and so take twice as long.
        with open_film(path) as container:
            if not container.streams.video or Disposition.attached_pic in container.streams.video[0].disposition:
                raise UnreadableMedia(f"{path.name} holds no moving pictures; take a film.")
            facts = read_container(path, container)
            sound = read_sound(
                path,
                container,
                promise,
                ffmpeg=ffmpeg,
                memo=memo,
                folder=Path(folder),
                should_stop=should_stop,
                on_progress=teller("sound"),
            )
        watched, heard = _watch_and_hear(path, sound, promise, should_stop, teller, memo, jobs or os.cpu_count() or 1)
    memo.shrink()
    return _report(path, facts, watched, heard, promise)


def _watch_and_hear(
    path: Path,
    sound: CodedFilmSound | None,
    promise: Promise | None,
    should_stop: ShouldStop,
    teller: Callable[[str], OnShare],
    memo: Memo,
    jobs: int,
) -> tuple[Watched, Heard | None]:
    """`teller` gives what is to be told the share of the "pictures" and of the "sound" that is done."""
    abandoned = threading.Event()

    def stop_watching() -> bool:
        return abandoned.is_set() or should_stop()

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(
            watch, path, promise, memo=memo, jobs=jobs, should_stop=stop_watching, on_progress=teller("pictures")
        )
        if sound is None:
            return watching.result(), None
        try:
            # FFmpeg's processes end with the thread that started them, so they are started by this one.
            heard = hear(
                sound,
                promise,
                memo=memo,
                jobs=jobs,
                should_stop=should_stop,
                on_progress=teller("sound"),
            )
        except BaseException:
            abandoned.set()
            raise
        return watching.result(), heard


def _report(
    path: Path, container: ContainerFacts, watched: Watched, heard: Heard | None, promise: Promise | None
) -> FilmReport:
    chapters = container.chapters if promise is None else promise.chapters
    tracks = track_reports(heard, chapters, promise)
    joins = join_reports(watched, heard, promise)
    silences = silent_stretches(heard, promise)
    black = black_stretches(watched.pictures, promise)
    frozen = frozen_stretches(watched.pictures, promise)
    checks = [
        *container_checks(container, promise),
        *stream_checks(watched, heard, promise),
        *picture_checks(watched, black, frozen, chapters, promise),
    ]
    if heard is not None:
        checks += sound_checks(heard, tracks, joins, silences, chapters, promise)

    def placed(stretches: Sequence[FoundStretch]) -> tuple[Stretch, ...]:
        return tuple(
            Stretch(stretch.start_seconds, stretch.end_seconds, place_of(stretch.start_seconds, chapters))
            for stretch in stretches
        )

    span = video_span(watched.packets)
    return FilmReport(
        checks=tuple(checks),
        name=path.name,
        title=container.title,
        format=container.format,
        size_bytes=container.size_bytes,
        duration_seconds=span[1] - span[0],
        boxes=container.boxes,
        has_index_first=container.has_index_first,
        has_edit_list=container.has_edit_list,
        video=VideoReport(
            format=watched.format,
            width=watched.width,
            height=watched.height,
            colours=watched.colours,
            frame_rate=str(watched.rate),
            frame_count=len(watched.packets.times),
            duration_seconds=span[1] - span[0],
            bit_rate_kbps=round(bit_rate_kbps(watched.packets.size_bytes, span), 1),
            longest_gop_seconds=longest_group(watched.packets)[0],
        ),
        audio=None if heard is None else _audio_report(heard),
        tracks=tracks,
        joins=joins,
        silences=placed(silences),
        black=placed(black),
        frozen=placed(frozen),
        decoded_pictures=watched.decoded_pictures,
    )


def _audio_report(heard: Heard) -> AudioReport:
    span = audio_span(heard.packets)
    loudness, peak = integrated_lufs(heard.curve), highest_peak_dbtp(heard.curve)
    return AudioReport(
        format=heard.format,
        duration_seconds=span[1] - span[0],
        bit_rate_kbps=round(bit_rate_kbps(heard.packets.size_bytes, span), 1),
        loudness_lufs=None if loudness is None else round(loudness, 2),
        true_peak_dbtp=None if peak is None else round(peak[0], 2),
        true_peak_seconds=None if peak is None else peak[1],
        loudness_each_second=loudness_each_second(heard.curve),
    )


def _unreadable(path: Path, fault: str) -> FilmReport:
    return FilmReport(
        checks=(Check("decodes", False, fault, "no error"),),
        name=path.name,
        title="",
        format="",
        size_bytes=path.stat().st_size if path.exists() else 0,
        duration_seconds=0.0,
        boxes=(),
        has_index_first=False,
        has_edit_list=False,
        video=None,
        audio=None,
        tracks=(),
        joins=(),
        silences=(),
        black=(),
        frozen=(),
        decoded_pictures=0,
    )
