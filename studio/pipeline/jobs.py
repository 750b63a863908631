"""Video jobs: create, list, describe, change, delete."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, jobs, renders, submissions
from studio.db.channels import get_channel
from studio.db.items import ItemGlance
from studio.db.jobs import JobQuery
from studio.db.takes import all_takes
from studio.errors import Conflict, InvalidInput, NotFound
from studio.models import AudioTrack, Channel, Image, VideoJob, WorkItem
from studio.pipeline import budget, provider_gate
from studio.pipeline.artwork import list_artwork, lost_texts
from studio.pipeline.files import confine, slug
from studio.pipeline.planning import AlbumPlan
from studio.pipeline.progress import describe_stages
from studio.providers import registry
from studio.schemas.jobs import (
    AlbumWishes,
    ItemView,
    JobChange,
    JobDetail,
    JobPage,
    JobSummary,
    RenderView,
    TrackView,
    VisualView,
)
from studio.schemas.metadata import AlbumMetadata
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.settings import Settings, get_settings
from studio.stages import ItemState, JobStanding, JobStatus, RunState, Stage

_SUMMARY_COLUMNS = tuple(name for name in JobSummary.model_fields if name in VideoJob.__table__.columns)


def find_unfinished(session: Session, channel_id: int, wishes: AlbumWishes) -> int | None:
    """The newest job that was made for the same wishes and is not complete."""
    for job in jobs.unfinished_jobs(session, channel_id):
        options = AlbumOptions.model_validate(job.options)
        same_wishes = (
            job.niche_label == wishes.niche_label
            and job.mood_keywords == wishes.mood_keywords
            and job.target_duration_minutes == wishes.target_duration_minutes
            and job.track_count == wishes.track_count
            and (options.own_tracks, options.own_visuals) == (wishes.own_tracks, wishes.own_visuals)
            and wishes.visual_kind in (None, options.visual_kind)
            and wishes.output_directory in (None, job.output_directory)
        )
        if same_wishes:
            return job.id
    return None


def check_place(session: Session, channel_id: int, wishes: AlbumWishes, settings: Settings) -> None:
    """Look whether the channel takes a job with this folder.

    Raises NotFound, Conflict (disabled channel, folder of another job), InvalidInput or OutsideOutputRoot.
    """
    _active_channel(session, channel_id)
    if wishes.output_directory is not None:
        _check_unused(session, _below_output_root(wishes.output_directory, settings), besides=0)


def create_job(session: Session, channel_id: int, plan: AlbumPlan, settings: Settings) -> VideoJob:
    """A planned job of an album that has passed its checks.

    Raises what `check_place` raises, or BudgetReached, and then changes nothing.
    """
    channel, wishes = _active_channel(session, channel_id), plan.wishes
    budget.refuse_unaffordable(session, plan.options, plan.cost_usd)
    job = VideoJob(
        channel_id=channel.id,
        niche_label=wishes.niche_label,
        mood_keywords=list(wishes.mood_keywords),
        target_duration_minutes=plan.minutes,
        track_count=plan.track_count,
        options=plan.options.model_dump(mode="json"),
        output_directory=uuid.uuid4().hex,  # until the number that is part of its name is known
        start_at=wishes.start_at,
        is_held=not wishes.start,
        until_stage=wishes.until_stage,
        priority=wishes.priority,
    )
    session.add(job)
    session.flush()
    relative = wishes.output_directory or f"{slug(channel.name)}/{job.id:04d}-{slug(wishes.niche_label)}"
    job.output_directory = _below_output_root(relative, settings)
    with session.no_autoflush:  # the unique constraint would answer first, and name no job
        _check_unused(session, job.output_directory, besides=job.id)
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
        message=f"Planned: {plan.track_count} tracks in {plan.minutes} minutes for {channel.name}.",
    )
    session.refresh(job)
    return job


def _active_channel(session: Session, channel_id: int) -> Channel:
    channel = get_channel(session, channel_id)
    if not channel.is_active:
        raise Conflict(f"The channel {channel.name} is disabled and takes no new jobs; enable it first.")
    return channel


def _below_output_root(relative: str, settings: Settings) -> str:
    """The folder as the database keeps it."""
    directory = confine(settings.output.root, relative)
    if directory == settings.output.root.resolve():
        raise InvalidInput("The output directory must be a folder below the output root, not the root itself.")
    return directory.relative_to(settings.output.root.resolve()).as_posix()


def _check_unused(session: Session, directory: str, *, besides: int) -> None:
    """Two jobs in one folder would overwrite each other's files."""
    other = jobs.job_in_directory(session, directory, besides=besides)
    if other is not None:
        raise Conflict(f"The output directory {directory} belongs to job {other}; choose another one.")


def list_jobs(session: Session, query: JobQuery) -> JobPage:
    found, total = jobs.find_jobs(session, query)
    ids = [job.id for job in found]
    standings = jobs.standings_of(session, ids)
    of_jobs = items.glance_at_items(session, ids)
    # One that was deleted since the first of the queries is left out.
    rows = [_summary(job, standings[job.id], of_jobs.get(job.id, [])) for job in found if job.id in standings]
    return JobPage(rows=rows, total=total, limit=query.limit, offset=query.offset)


def summarise_job(session: Session, job_id: int) -> JobSummary:
    """Raises NotFound."""
    job = jobs.get_job(session, job_id)
    return _summary(job, _standing_of(session, job_id), items.items_of(session, job_id))


def _standing_of(session: Session, job_id: int) -> JobStanding:
    standing = jobs.standings_of(session, [job_id]).get(job_id)
    if standing is None:
        raise NotFound(f"Job {job_id} has just been deleted.")
    return standing


def _summary(job: VideoJob, standing: JobStanding, of_job: Sequence[WorkItem | ItemGlance]) -> JobSummary:
    fields = {name: getattr(job, name) for name in _SUMMARY_COLUMNS}
    return JobSummary(
        **fields,
        standing=standing,
        channel_name=job.channel.name,
        is_channel_active=job.channel.is_active,
        stages=describe_stages(of_job),
    )


def describe_job(session: Session, job_id: int) -> JobDetail:
    """Everything about one job. Raises NotFound."""
    job = jobs.get_job(session, job_id)
    of_job = items.items_of(session, job_id)
    done = {item.stage for item in of_job if item.state == ItemState.DONE}
    return JobDetail(
        **_summary(job, _standing_of(session, job_id), of_job).model_dump(),
        run_no=job.run_no,
        options=AlbumOptions.model_validate(job.options),
        prompts=None if job.prompts_json is None else AlbumPrompts.model_validate(job.prompts_json),
        metadata=None if job.metadata_json is None else AlbumMetadata.model_validate(job.metadata_json),
        items=[_item_view(item) for item in of_job],
        tracks=[_track_view(track) for track in all_takes(session, AudioTrack, job_id)],
        visuals=[_visual_view(image) for image in all_takes(session, Image, job_id)],
        renders=[RenderView.model_validate(render) for render in renders.renders_of(session, job_id)],
        progress_at=max((item.updated_at for item in of_job), default=job.progress_at),
        artwork=list_artwork(get_settings().output.root / job.output_directory),
        lost_files=_lost_files(job, done),
        is_film_current=job.local_video_path is not None and Stage.RENDER in done,
        upload_checklist=job.upload_checklist,
        published_url=job.published_url,
        published_at=job.published_at,
        cost=budget.describe_cost(session, job),
        held_up_by=None if job.status == JobStatus.COMPLETED else provider_gate.find_hold_up(session, job_id),
    )


def _lost_files(job: VideoJob, done: Collection[Stage]) -> list[str]:
    """Somebody took them away, or the job is from before they were written."""
    root = get_settings().output.root
    lost = lost_texts(root / job.output_directory) if Stage.METADATA in done else []
    film = job.local_video_path
    is_film_lost = Stage.RENDER in done and film is not None and not (root / film).is_file()
    return [film.rsplit("/", 1)[-1], *lost] if is_film_lost and film else lost


def _item_view(item: WorkItem) -> ItemView:
    fields = {name: getattr(item, name) for name in ItemView.model_fields if name != "number"}
    return ItemView(**fields, number=item.order_index + 1)


def _track_view(track: AudioTrack) -> TrackView:
    fields = {name: getattr(track, name) for name in TrackView.model_fields if hasattr(track, name)}
    provider = track.plugin_name or track.provider
    label = registry.music_provider_label(provider, get_settings())
    return TrackView(**fields | {"provider": provider}, provider_label=label, number=track.order_index + 1)


def _visual_view(image: Image) -> VisualView:
    fields = {name: getattr(image, name) for name in VisualView.model_fields if hasattr(image, name)}
    provider = image.plugin_name or image.provider
    label = registry.visual_provider_label(provider, get_settings())
    return VisualView(**fields | {"provider": provider}, provider_label=label, number=image.order_index + 1)


def change_job(session: Session, job_id: int, change: JobChange) -> None:
    """Change the fields that were sent. The budget is changed at any time, and counts from the next purchase on.

    Raises NotFound, or Conflict: for anything else while a run is live, for an address before there is a film, for the
    start time of a job that was started already.
    """
    sent = change.model_fields_set
    job = jobs.lock_job(session, job_id) if sent == {"budget_usd"} else lock_editable(session, job_id)
    if "budget_usd" in sent:
        change_budget(session, job, change.budget_usd)
    if "upload_checklist" in sent and change.upload_checklist != job.upload_checklist:
        job.upload_checklist = change.upload_checklist
        _tell(session, job, "checklist_changed", f"Ticked for the upload: {len(change.upload_checklist)} steps.")
    if "published_url" in sent and change.published_url != job.published_url:
        _publish(session, job, change.published_url)
    if "start_at" in sent:
        if job.status != JobStatus.PLANNED:
            raise Conflict(f"Job {job_id} was started already; its start time can no longer be changed.")
        job.start_at = change.start_at
        job.is_held = change.start_at is None
        when = "when somebody starts it" if change.start_at is None else f"at {change.start_at:%Y-%m-%d %H:%M %Z}"
        _tell(session, job, "start_changed", f"The job starts {when}.")
    session.flush()


def change_budget(session: Session, job: VideoJob, budget_usd: float | None) -> None:
    """Give a locked job a budget of its own, or with None that of the settings."""
    options = AlbumOptions.model_validate(job.options).model_copy(update={"budget_usd": budget_usd})
    if options.model_dump(mode="json") == job.options:
        return
    job.options = options.model_dump(mode="json")
    amount = "what the settings say" if budget_usd is None else budget.say_usd(budget.dollars(budget_usd))
    _tell(session, job, "budget_changed", f"The budget is now {amount}.")


def _publish(session: Session, job: VideoJob, address: str | None) -> None:
    """Close the job with the film's address, or open it again."""
    if address is None:
        job.published_url = job.published_at = None
        _tell(session, job, "unpublished", "The film's address was taken out.")
        return
    if job.local_video_path is None:
        raise Conflict(f"Job {job.id} has no film yet; give the address once it is rendered and published.")
    job.published_url = address
    job.published_at = datetime.now(UTC)
    job.status = JobStatus.COMPLETED
    job.completed_at = job.completed_at or job.published_at
    job.error_code = job.error_message = None
    _tell(session, job, "published", f"Published at {address}.")


def _tell(session: Session, job: VideoJob, code: str, message: str) -> None:
    session.flush()
    events.record(session, job_id=job.id, run_no=job.run_no, code=code, message=message)


def lock_editable(session: Session, job_id: int) -> VideoJob:
    """The job, locked, with no run that could work on what is changed. Raises NotFound, or Conflict."""
    job = jobs.lock_job(session, job_id)
    if job.run_state != RunState.IDLE:
        raise Conflict(f"Job {job_id} is running. Cancel the run first.")
    return job


def delete_job(session: Session, job_id: int, settings: Settings) -> Path:
    """Delete the job's rows and say where its files lie. Raises NotFound, or Conflict while it runs."""
    job = jobs.lock_job(session, job_id)
    if job.run_state != RunState.IDLE:
        raise Conflict(f"Job {job_id} is running; cancel it first.")
    directory = confine(settings.output.root, job.output_directory)
    submissions.give_up_all(session, job_id)
    session.delete(job)
    session.flush()
    events.ring_after_commit(session, job_id)
    return directory
