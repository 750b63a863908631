"""Video jobs: create with every check that can be made beforehand, list, describe, delete."""

import secrets
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, jobs, renders
from studio.db.channels import get_channel
from studio.db.jobs import JobQuery
from studio.db.takes import all_takes
from studio.errors import Conflict, InvalidInput
from studio.models import AudioTrack, Image, VideoJob, WorkItem
from studio.pipeline.artwork import list_artwork
from studio.pipeline.files import check_free_disk, confine, slug
from studio.pipeline.lengths import plan_track_seconds
from studio.pipeline.progress import describe_stages
from studio.providers import registry
from studio.render.album import ClipLoop, RenderProfile, VideoEncoder, VisualJoin
from studio.render.ffmpeg import check_encoders, find_ffmpeg
from studio.render.renderer import estimate_bytes
from studio.schemas.jobs import (
    ItemView,
    JobDetail,
    JobDraft,
    JobSummary,
    RenderView,
    TrackView,
    VisualView,
)
from studio.schemas.metadata import AlbumMetadata
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.schemas.values import Page
from studio.settings import Settings, get_settings
from studio.stages import ItemState, RunState, Stage

Value = TypeVar("Value")

_SHORTEST_TRACK_SECONDS = 8
"""Below this an album is no album, and a crossfade has no room."""


def parse_draft(fields: Mapping[str, object]) -> JobDraft:
    """Raises InvalidInput, with one sentence for the first field that is wrong."""
    try:
        return JobDraft.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{field.replace('_', ' ').capitalize()}: {first['msg']}.") from error


def find_unfinished(session: Session, draft: JobDraft) -> int | None:
    """The newest job that was made for the same wishes and is not complete."""
    for job in jobs.unfinished_jobs(session, draft.channel_id):
        options = AlbumOptions.model_validate(job.options)
        same_wishes = (
            job.niche_label == draft.niche_label
            and job.mood_keywords == draft.mood_keywords
            and job.target_duration_minutes == draft.target_duration_minutes
            and job.track_count == draft.track_count
            and (options.own_tracks, options.own_visuals) == (draft.own_tracks, draft.own_visuals)
            and draft.output_directory in (None, job.output_directory)
        )
        if same_wishes:
            return job.id
    return None


def create_job(session: Session, draft: JobDraft, settings: Settings, *, trust_paths: bool = False) -> VideoJob:
    """A planned job, after every check that can be made beforehand.

    `trust_paths` lets the person at the command line name folders of own files anywhere; a request may name only
    those below the library root. Raises NotFound, Conflict (disabled channel), InvalidInput, OutsideOutputRoot,
    ProviderError, MediaError, EncoderMissing or NotEnoughDisk, and changes nothing then.
    """
    channel = get_channel(session, draft.channel_id)
    if not channel.is_active:
        raise Conflict(f"The channel {channel.name} is disabled and takes no new jobs; enable it first.")
    options = _options(draft, settings, trust_paths=trust_paths)
    minutes = draft.target_duration_minutes or settings.album.minutes
    track_count = draft.track_count or settings.album.tracks
    _check_lengths(minutes, track_count, options)
    _check_providers(track_count, options, settings)
    check_encoders(find_ffmpeg(settings.ffmpeg.binary))
    check_free_disk(
        settings.output.root,
        estimate_bytes(minutes, render_profile(options, settings), track_count),
    )
    job = VideoJob(
        channel_id=channel.id,
        niche_label=draft.niche_label,
        mood_keywords=list(draft.mood_keywords),
        target_duration_minutes=minutes,
        track_count=track_count,
        options=options.model_dump(mode="json"),
        output_directory=uuid.uuid4().hex,  # until the number that is part of its name is known
        start_at=draft.start_at,
        is_held=not draft.start,
        until_stage=draft.until_stage,
        priority=draft.priority,
    )
    session.add(job)
    session.flush()
    relative = draft.output_directory or f"{slug(channel.name)}/{job.id:04d}-{slug(draft.niche_label)}"
    directory = confine(settings.output.root, relative)
    if directory == settings.output.root.resolve():
        raise InvalidInput("The output directory must be a folder below the output root, not the root itself.")
    job.output_directory = directory.relative_to(settings.output.root.resolve()).as_posix()
    _check_unused(session, job)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"Another job has just taken {job.output_directory}; choose another folder.") from error
    items.add_missing_items(session, job)
    events.record(
        session,
        job_id=job.id,
        run_no=0,
        code="job_created",
        message=f"Planned: {track_count} tracks in {minutes} minutes for {channel.name}.",
    )
    session.refresh(job)
    return job


def _options(draft: JobDraft, settings: Settings, *, trust_paths: bool) -> AlbumOptions:
    album = settings.album
    return AlbumOptions(
        music_provider=draft.music_provider or ("library" if draft.own_tracks else album.music_provider),
        visual_provider=draft.visual_provider or ("library" if draft.own_visuals else album.visual_provider),
        own_tracks=_own_folder(draft.own_tracks, settings, trusted=trust_paths),
        own_visuals=_own_folder(draft.own_visuals, settings, trusted=trust_paths),
        crossfade_seconds=_chosen(draft.crossfade_seconds, album.crossfade_seconds),
        motion=_chosen(draft.motion, album.motion),
        visual_join=_chosen(draft.visual_join, album.visual_join),
        clip_loop=_chosen(draft.clip_loop, album.clip_loop),
        trim_silence=_chosen(draft.trim_silence, album.trim_silence),
        title_cards=_chosen(draft.title_cards, album.title_cards),
        film_grain=_chosen(draft.film_grain, album.film_grain),
        vignette=_chosen(draft.vignette, album.vignette),
        fps=album.fps,
        seed=secrets.randbelow(2**31) if draft.seed is None else draft.seed,
    )


def _chosen(wanted: Value | None, otherwise: Value) -> Value:
    return otherwise if wanted is None else wanted


def _own_folder(folder: str | None, settings: Settings, *, trusted: bool) -> str | None:
    """Resolved and absolute. An untrusted one must lie below the library root."""
    if folder is None:
        return None
    if "\0" in folder:
        raise InvalidInput("A path cannot hold a NUL character.")
    if trusted:
        return str(Path(folder).expanduser().resolve())
    root = settings.output.library_root
    if root is None:
        raise InvalidInput(
            "Own files can be named here only after OUTPUT_LIBRARY_ROOT is set to the folder that holds them."
        )
    return str(confine(root, folder))


def _check_lengths(minutes: int, track_count: int, options: AlbumOptions) -> None:
    if options.music_provider == "library":
        return  # own tracks last as long as they last
    lengths = plan_track_seconds(
        minutes=minutes,
        track_count=track_count,
        crossfade_seconds=options.crossfade_seconds,
        seed=options.seed,
    )
    shortest = max(_SHORTEST_TRACK_SECONDS, 3 * options.crossfade_seconds)
    if min(lengths) < shortest:
        raise InvalidInput(
            f"{track_count} tracks in {minutes} minutes would last {min(lengths)} s each, and at least "
            f"{shortest:.0f} s are needed; ask for more minutes or fewer tracks."
        )


def _check_providers(track_count: int, options: AlbumOptions, settings: Settings) -> None:
    registry.prompt_writer(settings).check()
    music = registry.music_provider(options.music_provider, settings)
    music.check(track_count=track_count, own_files=_path(options.own_tracks))
    visual = registry.visual_provider(options.visual_provider, settings)
    visual.check(visual_count=track_count, own_files=_path(options.own_visuals))
    for folder, provider in ((options.own_tracks, music), (options.own_visuals, visual)):
        if folder is not None and not provider.capabilities.uses_own_files:
            raise InvalidInput(f"A folder of own files goes with the provider library, not with {provider.name}.")


def _path(folder: str | None) -> Path | None:
    return None if folder is None else Path(folder)


def _check_unused(session: Session, job: VideoJob) -> None:
    """Two jobs in one folder would overwrite each other's files."""
    with session.no_autoflush:  # the unique constraint would answer first, and name no job
        other = jobs.job_in_directory(session, job.output_directory, besides=job.id)
    if other is not None:
        raise Conflict(f"The output directory {job.output_directory} belongs to job {other}; choose another one.")


def render_profile(options: AlbumOptions, settings: Settings) -> RenderProfile:
    return RenderProfile(
        fps=options.fps,
        crossfade_seconds=options.crossfade_seconds,
        video_bitrate_kbps=settings.album.video_bitrate_kbps,
        audio_bitrate_kbps=settings.album.audio_bitrate_kbps,
        preset=settings.ffmpeg.preset,
        loudness_lufs=settings.album.loudness_lufs,
        true_peak_dbtp=settings.album.true_peak_dbtp,
        gop_seconds=settings.album.gop_seconds,
        encoder=VideoEncoder(settings.ffmpeg.encoder),
        visual_join=VisualJoin(options.visual_join),
        clip_loop=ClipLoop(options.clip_loop),
        has_title_cards=options.title_cards,
        has_film_grain=options.film_grain,
        has_vignette=options.vignette,
    )


def list_jobs(session: Session, query: JobQuery) -> Page[JobSummary]:
    found, total = jobs.find_jobs(session, query)
    of_jobs = items.items_of_jobs(session, [job.id for job in found])
    rows = [_summary(job, of_jobs.get(job.id, [])) for job in found]
    return Page[JobSummary](rows=rows, total=total, limit=query.limit, offset=query.offset)


def summarise_job(session: Session, job_id: int) -> JobSummary:
    """Raises NotFound."""
    return _summary(jobs.get_job(session, job_id), items.items_of(session, job_id))


def _summary(job: VideoJob, of_job: list[WorkItem]) -> JobSummary:
    fields = {name: getattr(job, name) for name in JobSummary.model_fields if hasattr(job, name)}
    return JobSummary(**fields, channel_name=job.channel.name, stages=describe_stages(of_job))


def describe_job(session: Session, job_id: int) -> JobDetail:
    """Everything about one job. Raises NotFound."""
    job = jobs.get_job(session, job_id)
    of_job = items.items_of(session, job_id)
    return JobDetail(
        **_summary(job, of_job).model_dump(),
        run_no=job.run_no,
        until_stage=job.until_stage,
        options=AlbumOptions.model_validate(job.options),
        prompts=None if job.prompts_json is None else AlbumPrompts.model_validate(job.prompts_json),
        metadata=None if job.metadata_json is None else AlbumMetadata.model_validate(job.metadata_json),
        items=[_item_view(item) for item in of_job],
        tracks=[_track_view(track) for track in all_takes(session, AudioTrack, job_id)],
        visuals=[_visual_view(image) for image in all_takes(session, Image, job_id)],
        renders=[RenderView.model_validate(render) for render in renders.renders_of(session, job_id)],
        progress_at=max((item.updated_at for item in of_job), default=job.progress_at),
        artwork=list_artwork(get_settings().output.root / job.output_directory),
        is_film_current=job.local_video_path is not None
        and any(item.stage == Stage.RENDER and item.state == ItemState.DONE for item in of_job),
        upload_checklist=job.upload_checklist,
        published_url=job.published_url,
        published_at=job.published_at,
    )


def _item_view(item: WorkItem) -> ItemView:
    fields = {name: getattr(item, name) for name in ItemView.model_fields if name != "number"}
    return ItemView(**fields, number=item.order_index + 1)


def _track_view(track: AudioTrack) -> TrackView:
    fields = {name: getattr(track, name) for name in TrackView.model_fields if hasattr(track, name)}
    return TrackView(**fields | {"provider": track.plugin_name or track.provider}, number=track.order_index + 1)


def _visual_view(image: Image) -> VisualView:
    fields = {name: getattr(image, name) for name in VisualView.model_fields if hasattr(image, name)}
    return VisualView(**fields | {"provider": image.plugin_name or image.provider}, number=image.order_index + 1)


def delete_job(session: Session, job_id: int, settings: Settings) -> None:
    """Delete the job, and its folder below the output root. Raises NotFound, or Conflict while it runs."""
    job = jobs.lock_job(session, job_id)
    if job.run_state != RunState.IDLE:
        raise Conflict(f"Job {job_id} is running; cancel it first.")
    directory = confine(settings.output.root, job.output_directory)
    session.delete(job)
    session.flush()
    shutil.rmtree(directory, ignore_errors=True)
