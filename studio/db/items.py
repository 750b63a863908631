"""Claims, leases and fenced results of work items. Every time is the database's own."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from studio.errors import Fenced, Stopped
from studio.models import VideoJob, WorkItem
from studio.stages import ItemState, RunState, Stage


@dataclass(frozen=True, slots=True)
class Place:
    """Which piece of which run: all that a message carries."""

    job_id: int
    run_no: int
    stage: Stage
    order_index: int = 0


class Claim(StrEnum):
    """What became of the wish to work on an item."""

    MINE = "mine"
    STALE_RUN = "stale_run"
    BUSY = "busy"
    DONE = "done"
    FAILED = "failed"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    """Its provider is not to be asked at present, so the item waits again."""


def _at(place: Place) -> ColumnElement[bool]:
    return and_(
        WorkItem.video_job_id == place.job_id,
        WorkItem.stage == place.stage,
        WorkItem.order_index == place.order_index,
    )


def _is_live() -> ColumnElement[bool]:
    return and_(WorkItem.state == ItemState.WORKING, WorkItem.lease_until > func.clock_timestamp())


def _lease_end(seconds: float) -> ColumnElement[datetime]:
    return func.clock_timestamp() + timedelta(seconds=seconds)


def add_missing_items(session: Session, job: VideoJob) -> None:
    """One item for each piece of the album. Repeatable."""
    places = [(stage, 0) for stage in (Stage.PROMPTS, Stage.RENDER, Stage.METADATA)]
    places += [(stage, index) for stage in (Stage.TRACKS, Stage.VISUALS) for index in range(job.track_count)]
    session.execute(
        insert(WorkItem)
        .values([{"video_job_id": job.id, "stage": stage, "order_index": index} for stage, index in places])
        .on_conflict_do_nothing()
    )


def items_of(session: Session, job_id: int) -> list[WorkItem]:
    """In the order of the stages and of the album."""
    return list(
        session.scalars(
            select(WorkItem)
            .where(WorkItem.video_job_id == job_id)
            .order_by(WorkItem.stage, WorkItem.order_index)
            .execution_options(populate_existing=True)
        )
    )


class ItemGlance(NamedTuple):
    """What a list of jobs shows of an item: a page of them has thousands, too many for mapped objects."""

    video_job_id: int
    stage: Stage
    state: ItemState
    progress: float
    progress_note: str | None
    started_at: datetime | None


def glance_at_items(session: Session, job_ids: Collection[int]) -> dict[int, list[ItemGlance]]:
    """Of many jobs with one query, in the order of the stages and of the album."""
    grouped: dict[int, list[ItemGlance]] = {}
    found = session.execute(
        select(
            WorkItem.video_job_id,
            WorkItem.stage,
            WorkItem.state,
            WorkItem.progress,
            WorkItem.progress_note,
            WorkItem.started_at,
        )
        .where(WorkItem.video_job_id.in_(job_ids))
        .order_by(WorkItem.video_job_id, WorkItem.stage, WorkItem.order_index)
    )
    for row in found:
        glance = ItemGlance._make(row)
        grouped.setdefault(glance.video_job_id, []).append(glance)
    return grouped


def item_at(session: Session, place: Place) -> WorkItem:
    return session.scalars(select(WorkItem).where(_at(place)).execution_options(populate_existing=True)).one()


def has_live_lease(session: Session, job_id: int) -> bool:
    statement = select(WorkItem.id).where(WorkItem.video_job_id == job_id, _is_live()).limit(1)
    return session.scalar(statement) is not None


def claim(session: Session, place: Place, owner: uuid.UUID, lease_seconds: float) -> Claim:
    """Take the item's lease, or say why not.

    The share lock on the job holds off a new run until this transaction ends, so a task of an older
    run cannot slip in; it does not hinder the other items of the same run.
    """
    job = session.execute(
        select(VideoJob.run_no, VideoJob.run_state).where(VideoJob.id == place.job_id).with_for_update(read=True)
    ).one_or_none()
    if job is None or job.run_no != place.run_no or job.run_state != RunState.RUNNING:
        return Claim.STALE_RUN
    mine = session.scalar(
        update(WorkItem)
        .where(
            _at(place),
            or_(
                WorkItem.state == ItemState.WAITING,
                and_(WorkItem.state == ItemState.WORKING, WorkItem.lease_until <= func.clock_timestamp()),
            ),
            or_(WorkItem.not_before.is_(None), WorkItem.not_before <= func.clock_timestamp()),
        )
        .values(
            state=ItemState.WORKING,
            owner=owner,
            lease_until=_lease_end(lease_seconds),
            not_before=null(),
            attempts=WorkItem.attempts + 1,
            progress=0.0,
            progress_note=null(),
            error_code=null(),
            error_message=null(),
            slot_provider=null(),
            slot_taken_at=null(),
            started_at=func.clock_timestamp(),
            finished_at=null(),
        )
        .returning(WorkItem.id)
    )
    if mine is not None:
        return Claim.MINE
    state = session.scalar(select(WorkItem.state).where(_at(place)))
    outcomes: dict[ItemState | None, Claim] = {
        ItemState.DONE: Claim.DONE,
        ItemState.FAILED: Claim.FAILED,
        ItemState.WORKING: Claim.BUSY,
        ItemState.WAITING: Claim.NOT_YET,
    }
    return outcomes.get(state, Claim.STALE_RUN)


def renew(session: Session, place: Place, owner: uuid.UUID, lease_seconds: float) -> bool:
    """Extend the lease. False once it is no longer ours, or the job's run is over or to stop."""
    renewed = session.scalar(
        update(WorkItem)
        .where(
            _at(place),
            WorkItem.owner == owner,
            select(VideoJob.id)
            .where(
                VideoJob.id == place.job_id,
                VideoJob.run_no == place.run_no,
                VideoJob.run_state == RunState.RUNNING,
            )
            .exists(),
        )
        .values(lease_until=_lease_end(lease_seconds))
        .returning(WorkItem.id)
    )
    return renewed is not None


def is_still_mine(session: Session, place: Place, owner: uuid.UUID) -> bool:
    """Whether the lease is ours and the run goes on. Reads only; cheap enough to ask every second."""
    statement = (
        select(WorkItem.id)
        .join(VideoJob, VideoJob.id == WorkItem.video_job_id)
        .where(
            _at(place),
            WorkItem.owner == owner,
            VideoJob.run_no == place.run_no,
            VideoJob.run_state == RunState.RUNNING,
        )
    )
    return session.scalar(statement) is not None


def lock_mine(session: Session, place: Place, owner: uuid.UUID) -> WorkItem:
    """The item, locked for the rest of the transaction. Raises Fenced when the run or the lease is another's.

    A run that is being stopped may still hand in what it has: it is whole, and may have been paid for.
    """
    run_no = session.scalar(select(VideoJob.run_no).where(VideoJob.id == place.job_id).with_for_update(read=True))
    item = session.scalars(
        select(WorkItem)
        .where(_at(place), WorkItem.owner == owner)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if run_no != place.run_no or item is None:
        raise Fenced(f"Another worker has taken over {place.stage} {place.order_index + 1}.")
    return item


def lock_wanted(session: Session, place: Place, owner: uuid.UUID) -> WorkItem:
    """As `lock_mine`, before something is begun that costs: raises Stopped, too, once the run is to stop.

    A cancel waits for this transaction, or this one sees it: nothing is begun after a cancel was taken.
    """
    item = lock_mine(session, place, owner)
    run_state = session.scalar(select(VideoJob.run_state).where(VideoJob.id == place.job_id))
    if run_state != RunState.RUNNING:
        raise Stopped(f"The run was stopped before {place.stage} {place.order_index + 1} was asked for.")
    return item


def finish(
    session: Session,
    item: WorkItem,
    state: ItemState,
    *,
    error_code: str | None = None,
    error_message: str | None = None,
    not_before_seconds: float | None = None,
    counts_as_attempt: bool = True,
) -> None:
    """End the lease of a locked item and leave it in `state`."""
    item.state = state
    item.owner = None
    item.lease_until = None
    item.error_code = error_code
    item.error_message = error_message
    item.progress = 1.0 if state == ItemState.DONE else item.progress
    item.progress_note = None
    if not counts_as_attempt:
        item.attempts = max(0, item.attempts - 1)
    session.flush()
    times: dict[str, object] = {"finished_at": func.clock_timestamp()}
    if not_before_seconds is not None:
        times["not_before"] = _lease_end(not_before_seconds)
    session.execute(update(WorkItem).where(WorkItem.id == item.id).values(times))


def take_slot(session: Session, place: Place, owner: uuid.UUID, provider: str, limit: int | None) -> bool:
    """Be one of the `limit` items that the provider works on, first come, first served; None: in any case.

    The caller holds the provider's row lock. False: not yet; the item stands in the queue and asks again. A slot, and
    a place in the queue, end with the lease. Raises Fenced.
    """
    mine = session.execute(
        update(WorkItem).where(_at(place), WorkItem.owner == owner).values(slot_provider=provider).returning(WorkItem)
    ).scalar_one_or_none()
    if mine is None:
        raise Fenced(f"Another worker has taken over {place.stage} {place.order_index + 1}.")
    earlier = tuple_(WorkItem.started_at, WorkItem.id) < tuple_(mine.started_at, mine.id)
    taken_or_before_me = select(func.count(WorkItem.id)).where(
        WorkItem.slot_provider == provider,
        WorkItem.id != mine.id,
        _is_live(),
        or_(WorkItem.slot_taken_at.is_not(None), earlier),
    )
    if limit is not None and (session.scalar(taken_or_before_me) or 0) >= limit:
        return False
    session.execute(update(WorkItem).where(WorkItem.id == mine.id).values(slot_taken_at=func.clock_timestamp()))
    return True


def leave_slot(session: Session, place: Place, owner: uuid.UUID) -> None:
    session.execute(
        update(WorkItem).where(_at(place), WorkItem.owner == owner).values(slot_provider=null(), slot_taken_at=null())
    )


def report_progress(session: Session, place: Place, owner: uuid.UUID, progress: float, note: str | None) -> None:
    session.execute(
        update(WorkItem).where(_at(place), WorkItem.owner == owner).values(progress=progress, progress_note=note)
    )


def reset(session: Session, job_id: int, places: Iterable[tuple[Stage, int]]) -> None:
    """Put items back to waiting, with a fresh count of attempts. The caller holds the job's row lock."""
    for stage, index in places:
        session.execute(
            update(WorkItem)
            .where(WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == index)
            .values(
                state=ItemState.WAITING,
                owner=null(),
                lease_until=null(),
                not_before=null(),
                attempts=0,
                progress=0.0,
                progress_note=null(),
                error_code=null(),
                error_message=null(),
                started_at=null(),
                finished_at=null(),
            )
        )


def change_places(session: Session, job_id: int, new_index: Mapping[int, int]) -> None:
    """Move the items of tracks and visuals of each order index to another one, with all that belongs to them."""
    many = update(WorkItem).where(WorkItem.video_job_id == job_id, WorkItem.stage.in_((Stage.TRACKS, Stage.VISUALS)))
    # By way of negative numbers: the unique constraint looks at each row as it moves.
    moved = -1 - case(dict(new_index), value=WorkItem.order_index, else_=WorkItem.order_index)
    session.execute(many.values(order_index=moved), execution_options={"synchronize_session": False})
    session.execute(
        many.values(order_index=-1 - WorkItem.order_index), execution_options={"synchronize_session": False}
    )


def release_expired(session: Session, job_id: int) -> None:
    """Items whose owner is gone wait again; their attempts are kept, so that a poisonous one ends."""
    session.execute(
        update(WorkItem)
        .where(
            WorkItem.video_job_id == job_id,
            WorkItem.state == ItemState.WORKING,
            WorkItem.lease_until <= func.clock_timestamp(),
        )
        .values(state=ItemState.WAITING, owner=null(), lease_until=null())
    )


def release_all(session: Session) -> None:
    """End every lease. Only for an embedded studio that has just started and so has no worker alive."""
    session.execute(
        update(WorkItem)
        .where(WorkItem.state == ItemState.WORKING)
        .values(state=ItemState.WAITING, owner=null(), lease_until=null())
    )
    session.execute(update(VideoJob).where(VideoJob.run_state == RunState.RUNNING).values(progress_at=null()))
