"""Video jobs: read, list, and lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, String, and_, asc, cast, desc, func, literal, or_, select, text
from sqlalchemy.orm import Session, aliased, contains_eager, defer, joinedload

from studio.errors import NotFound
from studio.models import Channel, VideoJob, WorkItem
from studio.schemas.jobs import JobSort
from studio.stages import ItemState, JobStatus, RunState, Stage

LARGEST_ID = 2**63 - 1

_LARGE_COLUMNS_LATER = tuple(
    defer(column) for column in (VideoJob.prompts_json, VideoJob.metadata_json, VideoJob.options)
)
"""A list shows nothing of them, and sorting would carry them along."""


@dataclass(frozen=True, slots=True)
class JobQuery:
    """What the list of jobs is filtered and sorted by."""

    status: JobStatus | None = None
    channel_id: int | None = None
    search: str | None = None
    """Found in the niche, the mood keywords or the channel's name, upper or lower case."""
    sort: JobSort = JobSort.CREATED_AT
    descending: bool = True
    limit: int = 50
    offset: int = 0


def get_job(session: Session, job_id: int) -> VideoJob:
    """Raises NotFound."""
    job = None
    if 0 < job_id <= LARGEST_ID:
        job = session.get(VideoJob, job_id, options=[joinedload(VideoJob.channel)])
    if job is None:
        raise NotFound(f"There is no job {job_id}; `studio jobs` lists those that exist.")
    return job


def lock_job(session: Session, job_id: int) -> VideoJob:
    """The job, locked for the rest of the transaction. Raises NotFound."""
    if not 0 < job_id <= LARGEST_ID:
        return get_job(session, job_id)
    session.execute(select(VideoJob.id).where(VideoJob.id == job_id).with_for_update())
    job = get_job(session, job_id)
    session.refresh(job)
    return job


def job_in_directory(session: Session, output_directory: str, *, besides: int) -> int | None:
    """The id of another job whose files lie in this folder, or inside or around it."""
    path = VideoJob.output_directory
    return session.scalar(
        select(VideoJob.id)
        .where(
            VideoJob.id != besides,
            or_(
                path == output_directory,
                func.starts_with(path, output_directory + "/"),
                func.starts_with(literal(output_directory), path + "/"),
            ),
        )
        .limit(1)
    )


def unfinished_jobs(session: Session, channel_id: int) -> Sequence[VideoJob]:
    """The channel's jobs that are not complete, the newest first."""
    return session.scalars(
        select(VideoJob)
        .where(VideoJob.channel_id == channel_id, VideoJob.status != JobStatus.COMPLETED)
        .order_by(VideoJob.id.desc())
    ).all()


def _filtered(query: JobQuery) -> Select[VideoJob]:
    statement = select(VideoJob).join(VideoJob.channel)
    if query.status is not None:
        statement = statement.where(VideoJob.status == query.status)
    if query.channel_id is not None:
        statement = statement.where(VideoJob.channel_id == query.channel_id)
    if query.search:
        pattern = "%" + query.search.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        statement = statement.where(
            or_(
                VideoJob.niche_label.ilike(pattern),
                cast(VideoJob.mood_keywords, String).ilike(pattern),
                Channel.name.ilike(pattern),
            )
        )
    return statement


def find_jobs(session: Session, query: JobQuery) -> tuple[Sequence[VideoJob], int]:
    """One page, and how many jobs match on all pages."""
    columns = {
        JobSort.CREATED_AT: VideoJob.created_at,
        JobSort.STARTED_AT: VideoJob.started_at,
        JobSort.NICHE_LABEL: VideoJob.niche_label,
        JobSort.STATUS: VideoJob.status,
    }
    direction = desc if query.descending else asc
    order = direction(columns[query.sort])
    if query.sort == JobSort.STARTED_AT:
        order = order.nulls_last()  # the others are never null, and the words would keep their indexes from being used
    filtered = _filtered(query)
    total = session.scalar(select(func.count()).select_from(filtered.with_only_columns(VideoJob.id).subquery())) or 0
    rows = session.scalars(
        filtered.options(contains_eager(VideoJob.channel), *_LARGE_COLUMNS_LATER)
        .order_by(order, direction(VideoJob.id))
        .limit(query.limit)
        .offset(query.offset)
    ).all()
    return rows, total


def hold_scan_lock(session: Session) -> None:
    """One scan at a time, until the transaction ends. Works through a pooler, unlike a session's lock."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('studio.scan'))"))


def count_live(session: Session) -> int:
    """Jobs that are running or stopping."""
    return session.scalar(select(func.count(VideoJob.id)).where(VideoJob.run_state != RunState.IDLE)) or 0


def lock_planned(session: Session, *, limit: int, job_id: int | None = None) -> list[int]:
    """Planned jobs that may start now, the most urgent first, locked; those that others hold are left out."""
    statement = (
        select(VideoJob.id)
        .join(VideoJob.channel)
        .where(
            VideoJob.status == JobStatus.PLANNED,
            ~VideoJob.is_held,
            or_(VideoJob.start_at.is_(None), VideoJob.start_at <= func.clock_timestamp()),
            Channel.is_active,
        )
        .order_by(VideoJob.priority, VideoJob.start_at.nulls_first(), VideoJob.id)
        .limit(limit)
        .with_for_update(of=VideoJob, skip_locked=True)
    )
    if job_id is not None:
        statement = statement.where(VideoJob.id == job_id)
    return list(session.scalars(statement))


def lock_stalled(session: Session, *, stall_seconds: float, longest_wait_seconds: float) -> list[int]:
    """Running jobs that nobody works on, locked.

    No lease is alive, no provider has asked to wait, and nothing moved for `stall_seconds`. A job that is merely
    queued behind another job's work in the same queue is left alone for up to `longest_wait_seconds`.
    """
    mine = aliased(WorkItem)
    other = aliased(WorkItem)
    now = func.clock_timestamp()
    is_busy = (
        select(mine.id)
        .where(
            mine.video_job_id == VideoJob.id,
            or_(and_(mine.state == ItemState.WORKING, mine.lease_until > now), mine.not_before > now),
        )
        .exists()
    )
    queue_is_busy = (
        select(other.id)
        .where(
            other.video_job_id != VideoJob.id,
            other.state == ItemState.WORKING,
            other.lease_until > now,
            (other.stage == Stage.RENDER) == (VideoJob.stage == Stage.RENDER),
        )
        .exists()
    )
    last_sign = func.greatest(
        VideoJob.progress_at,
        select(func.max(mine.updated_at)).where(mine.video_job_id == VideoJob.id).scalar_subquery(),
    )
    statement = (
        select(VideoJob.id)
        .where(
            VideoJob.run_state == RunState.RUNNING,
            ~is_busy,
            or_(
                VideoJob.progress_at.is_(None),
                and_(last_sign < now - timedelta(seconds=stall_seconds), ~queue_is_busy),
                last_sign < now - timedelta(seconds=longest_wait_seconds),
            ),
        )
        .order_by(VideoJob.id)
        .with_for_update(of=VideoJob, skip_locked=True)
    )
    return list(session.scalars(statement))


def lock_stopping(session: Session) -> list[int]:
    """Jobs whose cancel has not been settled, locked."""
    return list(
        session.scalars(
            select(VideoJob.id).where(VideoJob.run_state == RunState.STOPPING).with_for_update(skip_locked=True)
        )
    )
