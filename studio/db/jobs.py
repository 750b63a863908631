"""Video jobs: read, list, and lock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    asc,
    case,
    cast,
    desc,
    func,
    literal,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager, defer, joinedload

from studio.db.provider_states import needs_closed_provider
from studio.errors import NotFound
from studio.models import Channel, JobEvent, VideoJob, WorkItem
from studio.schemas.jobs import JobSort
from studio.stages import ItemState, JobStanding, JobStatus, RunState, Stage

Row = TypeVar("Row")

LARGEST_ID = 2**63 - 1
_LATEST_EVENTS = 200
"""Far more than all workers together write while a queue stands still."""

_LARGE_COLUMNS_LATER = tuple(
    defer(column) for column in (VideoJob.prompts_json, VideoJob.metadata_json, VideoJob.options)
)
"""A list shows nothing of them, and sorting would carry them along."""


CANCELLED = "cancelled"
"""The error code of a job whose run a person has stopped."""


_CURRENT_FILM = select(WorkItem.id).where(
    WorkItem.video_job_id == VideoJob.id,
    WorkItem.stage == Stage.RENDER,
    WorkItem.state == ItemState.DONE,
)


def _standings(is_film_current: ColumnElement[bool]) -> dict[JobStanding, ColumnElement[bool]]:
    """What each standing means, in terms of a job and its channel. Each job has one and only one."""
    is_idle = VideoJob.run_state == RunState.IDLE
    is_planned = and_(VideoJob.status == JobStatus.PLANNED, is_idle)
    is_early = and_(VideoJob.start_at.is_not(None), VideoJob.start_at > func.now())
    is_held = or_(VideoJob.is_held, not_(Channel.is_active))
    is_complete = and_(VideoJob.status == JobStatus.COMPLETED, is_idle)
    is_failed = and_(VideoJob.status == JobStatus.FAILED, is_idle)
    was_cancelled = VideoJob.error_code.is_not_distinct_from(CANCELLED)
    ended = (JobStatus.PLANNED, JobStatus.COMPLETED, JobStatus.FAILED)
    return {
        JobStanding.PLANNED: and_(is_planned, not_(is_held), is_early),
        JobStanding.QUEUED: and_(is_planned, not_(is_held), not_(is_early)),
        JobStanding.HELD: and_(is_planned, is_held),
        JobStanding.REVIEW: and_(VideoJob.status.in_([each for each in JobStatus if each not in ended]), is_idle),
        JobStanding.RUNNING: VideoJob.run_state == RunState.RUNNING,
        JobStanding.STOPPING: VideoJob.run_state == RunState.STOPPING,
        JobStanding.OUT_OF_DATE: and_(is_complete, not_(is_film_current)),
        JobStanding.COMPLETED: and_(is_complete, is_film_current),
        JobStanding.CANCELLED: and_(is_failed, was_cancelled),
        JobStanding.FAILED: and_(is_failed, not_(was_cancelled)),
    }


_STANDINGS = _standings(_CURRENT_FILM.exists())
_STANDING = case(
    *(
        (condition, literal(standing.value))
        # Not `exists`, for which the planner gathers the films of all jobs first: these are looked up for a page's.
        for standing, condition in _standings(_CURRENT_FILM.limit(1).scalar_subquery().is_not(None)).items()
    )
)


@dataclass(frozen=True, slots=True)
class JobQuery:
    """What the list of jobs is filtered and sorted by."""

    status: JobStatus | None = None
    standing: JobStanding | None = None
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


def standings_of(session: Session, job_ids: Collection[int]) -> dict[int, JobStanding]:
    """Of jobs that exist. In a query of its own: beside a list it would be worked out for jobs on other pages, too."""
    statement = select(VideoJob.id, _STANDING).join(VideoJob.channel).where(VideoJob.id.in_(job_ids))
    return {job_id: JobStanding(standing) for job_id, standing in session.execute(statement)}


def unfinished_jobs(session: Session, channel_id: int) -> Sequence[VideoJob]:
    """The channel's jobs that are not complete, the newest first."""
    return session.scalars(
        select(VideoJob)
        .where(VideoJob.channel_id == channel_id, VideoJob.status != JobStatus.COMPLETED)
        .order_by(VideoJob.id.desc())
    ).all()


def _filtered(query: JobQuery, statement: Select[Row]) -> Select[Row]:
    """Channels are to be joined where the query asks for a standing or for words."""
    if query.status is not None:
        statement = statement.where(VideoJob.status == query.status)
    if query.standing is not None:
        statement = statement.where(_STANDINGS[query.standing])
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


_SORTED_BY: dict[JobSort, InstrumentedAttribute[Any] | ColumnElement[Any]] = {
    JobSort.CREATED_AT: VideoJob.created_at,
    JobSort.STARTED_AT: VideoJob.started_at,
    JobSort.NICHE_LABEL: VideoJob.niche_label,
    JobSort.CHANNEL_NAME: Channel.name,
    JobSort.STATUS: VideoJob.status,
    JobSort.DURATION: case(
        (VideoJob.run_state != RunState.IDLE, func.now() - VideoJob.started_at),
        (VideoJob.status == JobStatus.COMPLETED, VideoJob.completed_at - VideoJob.started_at),
    ),
}
_MAY_BE_NULL = (JobSort.STARTED_AT, JobSort.DURATION)


def find_jobs(session: Session, query: JobQuery) -> tuple[Sequence[VideoJob], int]:
    """One page, and how many jobs match on all pages."""
    direction = desc if query.descending else asc
    order = direction(_SORTED_BY[query.sort])
    if query.sort in _MAY_BE_NULL:
        order = order.nulls_last()  # on the others the words would keep an index from being used
    counted = select(func.count(VideoJob.id))
    if query.standing is not None or query.search:  # each job has a channel, so nothing else needs it
        counted = counted.join(VideoJob.channel)
    total = session.scalar(_filtered(query, counted)) or 0
    rows = session.scalars(
        _filtered(query, select(VideoJob).join(VideoJob.channel))
        .options(contains_eager(VideoJob.channel), *_LARGE_COLUMNS_LATER)
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
    """Planned jobs that may start now, the most urgent first, locked; those that others hold are left out.

    A job whose provider is closed waits until it is open, except `job_id`, which a person asks for.
    """
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
    mine = ~needs_closed_provider() if job_id is None else VideoJob.id == job_id
    return list(session.scalars(statement.where(mine)))


def lock_stalled(session: Session, *, stall_seconds: float, longest_wait_seconds: float) -> list[int]:
    """Running jobs that nobody works on, locked.

    No lease is alive, no provider has asked to wait, and nothing moved for `stall_seconds`; twice as long after each
    resume that brought nothing, since workers may be away for a while. A job that is merely queued behind another
    job's work in the same queue is left alone for up to `longest_wait_seconds`.
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
    # Between one piece and the next a queue is still for a moment, and all who wait in it would seem forgotten.
    latest = (
        select(JobEvent.video_job_id, JobEvent.stage, JobEvent.code, JobEvent.created_at)
        .order_by(JobEvent.id.desc())
        .limit(_LATEST_EVENTS)
        .subquery()
    )
    queue_has_moved = (
        select(latest.c.video_job_id)
        .where(
            latest.c.video_job_id != VideoJob.id,
            latest.c.code.in_(("item_started", "item_done")),
            latest.c.created_at > now - timedelta(seconds=stall_seconds),
            (latest.c.stage == Stage.RENDER) == (VideoJob.stage == Stage.RENDER),
        )
        .exists()
    )
    last_sign = func.greatest(
        VideoJob.progress_at,
        select(func.max(mine.updated_at)).where(mine.video_job_id == VideoJob.id).scalar_subquery(),
    )
    done = (
        select(func.count(mine.id))
        .where(mine.video_job_id == VideoJob.id, mine.state == ItemState.DONE)
        .scalar_subquery()
    )
    patience = case((done > VideoJob.done_at_resume, 1), else_=func.power(2, VideoJob.resumes))
    statement = (
        select(VideoJob.id)
        .where(
            VideoJob.run_state == RunState.RUNNING,
            ~is_busy,
            or_(
                VideoJob.progress_at.is_(None),
                and_(
                    last_sign < now - func.make_interval(0, 0, 0, 0, 0, 0, stall_seconds * patience),
                    ~queue_is_busy,
                    ~queue_has_moved,
                ),
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
