"""Stage 4: the film, from the current takes. An equal film that is already there is not made again."""

import dataclasses
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from studio.db import items, renders, submissions
from studio.db.items import Place
from studio.db.jobs import get_job, lock_job
from studio.db.session import in_transaction
from studio.db.takes import current_takes
from studio.disk import used_bytes
from studio.errors import MissingMedia, RunInterrupted, StudioError
from studio.models import AudioTrack, Image, RenderStatus, RenderTask, VideoJob
from studio.pipeline.artwork import lay_artwork_beside
from studio.pipeline.files import CACHE, attempt_directory, below_root, make_directory, put_in_place, sha256_of, slug
from studio.pipeline.planning import render_profile
from studio.pipeline.work import Work, work_on
from studio.render.album import (
    Motion,
    RenderProgress,
    RenderRequest,
    RenderTrack,
    RenderVisual,
    ShouldStop,
    VisualKind,
)
from studio.render.ffmpeg import find_ffmpeg
from studio.render.renderer import (
    FFmpegRenderer,
    RenderResult,
    estimate_cache_bytes,
    estimate_film_bytes,
    remove_interrupted,
)
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.settings import Settings, get_settings
from studio.stages import Stage

JOINS_NAME = "joins-draft.mp4"
_FILM_NAME = re.compile(r"-[0-9a-f]{8}\.mp4$")

_FILM_SHARE = 0.97
"""Of the stage; what is drawn from the finished film takes the rest."""


@dataclass(frozen=True, slots=True)
class Film:
    """What is to be rendered, and where."""

    request: RenderRequest
    directory: Path
    name: str


def render_video(job_id: int, run_no: int) -> None:
    """Render and inspect the job's film, and point the job at it."""
    with work_on(Place(job_id, run_no, Stage.RENDER)) as work:
        if work is None:
            return
        settings = get_settings()
        film = in_transaction(lambda session: load_film(session, job_id))
        _check_sources(work, film.request)
        renderer = album_renderer(film.directory, settings)
        input_hash = renderer.input_hash(film.request)
        if _reuse(work, film, input_hash):
            return
        make_directory(film.directory)
        work.need_disk(film.directory, _needed_bytes(film))
        name = f"{film.name}-{input_hash[:8]}.mp4"
        task_id = in_transaction(lambda session: _open_task(session, work, film, input_hash))

        def report(progress: RenderProgress) -> None:
            work.report(progress.fraction * _FILM_SHARE, progress.note)

        _remove_interrupted(film)
        with attempt_directory(film.directory, work.owner) as directory:
            try:
                result = renderer.render(film.request, directory / name, report, work.should_stop)
            except StudioError as error:
                message = error.message
                in_transaction(lambda session: _close_failed(session, task_id, message))
                raise
            work.report(_FILM_SHARE, "drawing plot, contact sheet and thumbnails", is_new_step=True)
            lay_artwork_beside(result.path, film.request, renderer.timeline(film.request), result.inspection)
            made = sorted(directory.iterdir())

            def keep(session: Session) -> str:
                # Here, where the lease is known to be ours: a worker that slept through it must change no file either.
                _put_in_place(made, film.directory)
                return _keep(session, work, task_id, film, result)

            work.complete(keep)
        in_transaction(lambda session: _remove_older_films(session, job_id, film))


def _remove_interrupted(film: Film) -> None:
    """What a killed worker has left of a film is as large as the film. The caller holds the lease of the render."""
    for path in (film.directory / ".work").glob("*/*.mp4*"):
        remove_interrupted(path)


def _put_in_place(made: Sequence[Path], directory: Path) -> None:
    """Repeatable: what is in place already is left there."""
    names = {path.name for path in made}
    for stale in directory.glob("thumbnail-*.jpg"):
        if stale.name not in names:
            stale.unlink(missing_ok=True)
    for path in made:
        if path.exists():
            put_in_place(path, directory / path.name)


def load_film(session: Session, job_id: int) -> Film:
    """Raises RunInterrupted where a take is missing."""
    job = get_job(session, job_id)
    tracks = current_takes(session, AudioTrack, job_id)
    visuals = current_takes(session, Image, job_id)
    everything = list(range(job.track_count))
    if [track.order_index for track in tracks] != everything or [
        visual.order_index for visual in visuals
    ] != everything:
        raise RunInterrupted("A track or a visual of the album is missing; the run goes back for it.")
    settings = get_settings()
    options = AlbumOptions.model_validate(job.options)
    root = settings.output.root.resolve()
    title = album_title(job)
    return Film(
        request=RenderRequest(
            title=title,
            tracks=tuple(_render_track(root, track, is_trimmed=options.trim_silence) for track in tracks),
            visuals=tuple(_render_visual(root, visual, Motion(options.motion)) for visual in visuals),
            profile=render_profile(options, settings),
            is_rehearsal=holds_placeholders(tracks, visuals),
        ),
        directory=root / job.output_directory,
        name=slug(title),
    )


def draft_joins(job_id: int, should_stop: ShouldStop) -> Path:
    """Make a short film of the album's joins from the tracks and visuals that are there, and say where it lies.

    Raises NotFound; RunInterrupted where a take is missing; MissingMedia, InvalidInput and the renderer's errors.
    """
    film = in_transaction(lambda session: load_film(session, job_id))
    settings = get_settings()
    make_directory(film.directory)
    target = film.directory / JOINS_NAME
    album_renderer(film.directory, settings).draft_joins(film.request, target, should_stop)
    return target


def album_renderer(directory: Path, settings: Settings) -> FFmpegRenderer:
    """The renderer of the album in a folder: what it keeps lies there, too."""
    return FFmpegRenderer(
        find_ffmpeg(settings.ffmpeg.binary),
        jobs=settings.ffmpeg.jobs or os.cpu_count() or 1,
        cache=directory / CACHE,
    )


def album_title(job: VideoJob) -> str:
    """The title as it was written with the prompts; the niche where there are none."""
    return job.niche_label if job.prompts_json is None else AlbumPrompts.model_validate(job.prompts_json).album_title


def holds_placeholders(tracks: Sequence[AudioTrack], visuals: Sequence[Image]) -> bool:
    return any(track.is_placeholder for track in tracks) or any(visual.is_placeholder for visual in visuals)


def _render_track(root: Path, track: AudioTrack, *, is_trimmed: bool) -> RenderTrack:
    start, end = (track.sound_start_seconds, track.sound_end_seconds) if is_trimmed else (0.0, track.duration_seconds)
    return RenderTrack(
        path=root / track.local_file_path,
        title=track.title,
        duration_seconds=end - start,
        start_seconds=start,
        integrated_lufs=track.integrated_lufs,
        true_peak_dbtp=track.true_peak_dbtp,
        sha256=track.sha256,
    )


def _render_visual(root: Path, visual: Image, motion: Motion) -> RenderVisual:
    return RenderVisual(
        path=root / visual.local_file_path,
        kind=VisualKind.CLIP if visual.is_clip else VisualKind.STILL,
        sha256=visual.sha256,
        motion=motion,
    )


def _needed_bytes(film: Film) -> int:
    """Of the disk: the film, and the segments that are not kept from a render before."""
    request = film.request
    minutes = sum(track.duration_seconds for track in request.tracks) / 60
    segments = estimate_cache_bytes(minutes, request.profile, len(request.visuals))
    return estimate_film_bytes(minutes, request.profile) + max(0, segments - used_bytes(film.directory / CACHE))


def _check_sources(work: Work, request: RenderRequest) -> None:
    """A track or visual whose file is gone or changed is to be made again: its item waits, and the run goes back."""
    damaged: list[tuple[Stage, int]] = []
    sources: dict[Stage, Sequence[RenderTrack | RenderVisual]] = {
        Stage.TRACKS: request.tracks,
        Stage.VISUALS: request.visuals,
    }
    for stage, of_stage in sources.items():
        for index, source in enumerate(of_stage):
            work.raise_if_stopped()
            try:
                is_whole = sha256_of(source.path) == source.sha256
            except MissingMedia:
                is_whole = False
            if not is_whole:
                damaged.append((stage, index))
    if not damaged:
        return

    def put_back(session: Session) -> None:
        lock_job(session, work.place.job_id)
        items.lock_mine(session, work.place, work.owner)
        submissions.reopen(session, work.place.job_id, damaged)
        items.reset(session, work.place.job_id, damaged)

    in_transaction(put_back)
    named = ", ".join(f"{stage} {index + 1}" for stage, index in damaged)
    raise RunInterrupted(f"Files are missing or damaged ({named}); they are made again.")


def _reuse(work: Work, film: Film, input_hash: str) -> bool:
    """Take a film that shows and plays exactly this, if it still stands whole."""
    job_id = work.place.job_id
    found = in_transaction(lambda session: renders.completed_render(session, job_id, input_hash))
    if found is None or found.local_video_path is None:
        return False
    path = get_settings().output.root / found.local_video_path
    if not path.is_file() or path.stat().st_size != found.size_bytes:
        return False
    video_path = found.local_video_path

    def keep(session: Session) -> str:
        _point_job_at(session, job_id, video_path, is_rehearsal=film.request.is_rehearsal)
        return "The film is up to date; nothing had to be encoded."

    work.complete(keep)
    return True


def _open_task(session: Session, work: Work, film: Film, input_hash: str) -> int:
    items.lock_mine(session, work.place, work.owner)
    renders.abandon_running(session, work.place.job_id)
    profile = film.request.profile
    task = RenderTask(
        video_job_id=work.place.job_id,
        run_no=work.place.run_no,
        status=RenderStatus.RUNNING,
        input_hash=input_hash,
        resolution=f"{profile.width}x{profile.height}",
    )
    session.add(task)
    session.flush()
    return task.id


def _close_failed(session: Session, task_id: int, message: str) -> None:
    session.execute(
        update(RenderTask)
        .where(RenderTask.id == task_id, RenderTask.status == RenderStatus.RUNNING)
        .values(status=RenderStatus.FAILED, completed_at=func.clock_timestamp(), error_message=message)
    )


def _keep(session: Session, work: Work, task_id: int, film: Film, result: RenderResult) -> str:
    video_path = below_root(get_settings().output.root, film.directory / result.path.name)
    session.execute(
        update(RenderTask)
        .where(RenderTask.id == task_id)
        .values(
            status=RenderStatus.COMPLETED,
            completed_at=func.clock_timestamp(),
            local_video_path=video_path,
            ffmpeg_command="\n".join(shlex.join(command) for command in result.commands),
            duration_seconds=result.duration_seconds,
            size_bytes=result.size_bytes,
            segments_encoded=result.segments_encoded,
            segments_reused=result.segments_reused,
            inspection=[dataclasses.asdict(check) for check in result.inspection.checks],
        )
    )
    _point_job_at(session, work.place.job_id, video_path, is_rehearsal=film.request.is_rehearsal)
    return (
        f"The film is ready and inspected: {result.duration_seconds / 60:.1f} minutes, "
        f"{result.size_bytes / 1e6:.0f} MB, {result.segments_encoded} segments encoded, "
        f"{result.segments_reused} reused."
    )


def _point_job_at(session: Session, job_id: int, video_path: str, *, is_rehearsal: bool) -> None:
    session.execute(
        update(VideoJob).where(VideoJob.id == job_id).values(local_video_path=video_path, is_rehearsal=is_rehearsal)
    )


def _remove_older_films(session: Session, job_id: int, film: Film) -> None:
    """A film is made from kept parts in minutes, and is large: only the job's present one stays, and a person's own."""
    video_path = lock_job(session, job_id).local_video_path
    for path in film.directory.glob("*.mp4"):
        if path.name != str(video_path).rpartition("/")[2] and _FILM_NAME.search(path.name):
            path.unlink(missing_ok=True)
