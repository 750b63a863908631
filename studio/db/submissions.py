"""The ledger of what was asked of providers that charge, and what it adds up to.

docs/operations.md says what counts as spent and what as committed; the conditions here are those definitions.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select, text, update
from sqlalchemy.orm import Session

from studio.db.provider_states import KINDS, makers_named, needing_a_person
from studio.models import AudioTrack, Image, ProviderSubmission, SubmissionState, VideoJob, WorkItem
from studio.settings import VisualKindName
from studio.stages import ItemState, JobStatus, RunState, Stage

OPEN_STATES = (SubmissionState.INTENDED, SubmissionState.ACCEPTED)
USD = "USD"

_IS_OPEN = ProviderSubmission.state.in_(OPEN_STATES)
_MAY_BE_CHARGED = or_(
    ProviderSubmission.state.in_((SubmissionState.COLLECTED, SubmissionState.GIVEN_UP)),
    and_(ProviderSubmission.state == SubmissionState.REFUSED, ProviderSubmission.accepted_at.is_not(None)),
)
"""Whatever was accepted may be charged, even if nothing came of it, and so may what nobody knows the outcome of."""
_USD = case((ProviderSubmission.currency == USD, ProviderSubmission.cost), else_=ProviderSubmission.price_usd)
"""What the vendor says where it says it in dollars; else what was estimated."""


class Totals(NamedTuple):
    spent_usd: Decimal
    committed_usd: Decimal

    @property
    def counted_usd(self) -> Decimal:
        """What a cap is compared with."""
        return self.spent_usd + self.committed_usd


class Spending(NamedTuple):
    """What one job spent with one provider."""

    stage: Stage
    provider: str
    job_id: int
    job_title: str
    requests: int
    spent_usd: Decimal
    committed_usd: Decimal


class Charge(NamedTuple):
    """What a vendor says it charged, in its own currency."""

    stage: Stage
    provider: str
    job_id: int
    currency: str
    amount: Decimal


class Missing(NamedTuple):
    """Pieces of one stage that are not there, and for which nothing is open in the ledger."""

    stage: Stage
    provider: str
    visual_kind: VisualKindName
    """Which kind its visuals are to be."""
    job_id: int
    job_title: str
    pieces: int


def open_submission(session: Session, work_item_id: int) -> ProviderSubmission | None:
    """The one whose fate is open, if there is one."""
    return session.scalars(
        select(ProviderSubmission).where(ProviderSubmission.work_item_id == work_item_id, _IS_OPEN)
    ).one_or_none()


def has_accepted(session: Session, work_item_id: int) -> bool:
    """Whether a vendor is making, or has made, what is still to be collected."""
    found = open_submission(session, work_item_id)
    return found is not None and found.provider_job_id is not None


def end(session: Session, submission: ProviderSubmission, state: SubmissionState) -> None:
    """Leave it in a state that is not open."""
    submission.state = state
    session.flush()
    session.execute(
        update(ProviderSubmission)
        .where(ProviderSubmission.id == submission.id)
        .values(ended_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )


def give_up(session: Session, job_id: int, places: Iterable[tuple[Stage, int]]) -> None:
    """Close what is open for these items: the person has asked for them anew, whatever became of the old request."""
    for stage, index in places:
        of_item = select(WorkItem.id).where(
            WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == index
        )
        _give_up(session, ProviderSubmission.work_item_id.in_(of_item))


def give_up_all(session: Session, job_id: int) -> None:
    """Close what is open for any item of the job."""
    _give_up(session, ProviderSubmission.video_job_id == job_id)


def _give_up(session: Session, condition: ColumnElement[bool]) -> None:
    session.execute(
        update(ProviderSubmission)
        .where(condition, _IS_OPEN)
        .values(state=SubmissionState.GIVEN_UP, ended_at=func.clock_timestamp())
    )


def hold_budget_lock(session: Session) -> None:
    """One purchase at a time is compared with the caps, until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('studio.budget'))"))


def current_month(session: Session) -> datetime:
    """The first moment of the calendar month, in UTC, by the database's clock."""
    first: datetime = session.scalars(select(func.date_trunc("month", func.clock_timestamp(), "UTC"))).one()
    return first.astimezone(UTC)


def totals_of_job(session: Session, job_id: int) -> Totals:
    return _totals(session, ProviderSubmission.video_job_id == job_id)


def totals_between(session: Session, start: datetime, end: datetime) -> Totals:
    """Of all that was asked for from `start` until before `end`."""
    return _totals(session, ProviderSubmission.intended_at >= start, ProviderSubmission.intended_at < end)


def _sum_if(condition: ColumnElement[bool]) -> ColumnElement[Decimal]:
    return func.coalesce(func.sum(_USD).filter(condition), literal(Decimal(0)))


def _totals(session: Session, *conditions: ColumnElement[bool]) -> Totals:
    found = session.execute(select(_sum_if(_MAY_BE_CHARGED), _sum_if(_IS_OPEN)).where(*conditions))
    return Totals(*found.one())


def charges_of_job(session: Session, job_id: int) -> list[Charge]:
    return _charges(session, ProviderSubmission.video_job_id == job_id)


def charges_between(session: Session, start: datetime, end: datetime) -> list[Charge]:
    return _charges(session, ProviderSubmission.intended_at >= start, ProviderSubmission.intended_at < end)


def _charges(session: Session, *conditions: ColumnElement[bool]) -> list[Charge]:
    of = ProviderSubmission
    keys = (of.stage, of.provider, of.video_job_id, of.currency)
    found = session.execute(
        select(*keys, func.sum(of.cost)).where(of.cost.is_not(None), *conditions).group_by(*keys).order_by(*keys)
    )
    return [Charge._make(row) for row in found]


def spending_between(session: Session, start: datetime, end: datetime) -> list[Spending]:
    """By provider and job, of what may be charged or is open. The titles are those of the time."""
    of = ProviderSubmission
    keys = (of.stage, of.provider, of.video_job_id)
    found = session.execute(
        select(
            *keys,
            func.max(of.job_title),
            func.count(of.id),
            _sum_if(_MAY_BE_CHARGED),
            _sum_if(_IS_OPEN),
        )
        .where(of.intended_at >= start, of.intended_at < end, or_(_MAY_BE_CHARGED, _IS_OPEN))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [Spending._make(row) for row in found]


def missing_of_job(session: Session, job_id: int) -> list[Missing]:
    return _missing(session, VideoJob.id == job_id)


def missing_of_active_jobs(session: Session) -> list[Missing]:
    """Of jobs that run, or start by themselves."""
    is_planned = and_(VideoJob.status == JobStatus.PLANNED, ~VideoJob.is_held)
    return _missing(session, or_(VideoJob.run_state != RunState.IDLE, is_planned))


def _missing(session: Session, *conditions: ColumnElement[bool]) -> list[Missing]:
    is_open = select(ProviderSubmission.id).where(ProviderSubmission.work_item_id == WorkItem.id, _IS_OPEN).exists()
    found = session.execute(
        select(WorkItem.stage, VideoJob.options, VideoJob.id, VideoJob.niche_label, func.count(WorkItem.id))
        .join(VideoJob, VideoJob.id == WorkItem.video_job_id)
        .where(*conditions, WorkItem.stage.in_(KINDS), WorkItem.state != ItemState.DONE, ~is_open)
        .group_by(VideoJob.id, WorkItem.stage)
        .order_by(VideoJob.id, WorkItem.stage)
    )
    closed = needing_a_person(session)

    def maker_name(kind: str, options: Mapping[str, Any]) -> str:
        makers = makers_named(kind, options[f"{kind}_provider"], options.get(f"second_{kind}_provider"))
        return makers.present(closed).name

    return [
        Missing(stage, maker_name(KINDS[stage], options), options.get("visual_kind", "still"), job_id, title, pieces)
        for stage, options, job_id, title, pieces in found
    ]


def count_unordered(session: Session, job_id: int, stage: Stage) -> int:
    """Pieces that are still to be made and that no provider has accepted.

    One whose request is under way counts; one whose request was lost does not: only a person may repeat it.
    """
    open_states = select(ProviderSubmission.state).where(ProviderSubmission.work_item_id == WorkItem.id, _IS_OPEN)
    is_accepted = open_states.where(ProviderSubmission.state == SubmissionState.ACCEPTED).exists()
    return (
        session.scalar(
            select(func.count(WorkItem.id)).where(
                WorkItem.video_job_id == job_id,
                WorkItem.stage == stage,
                or_(
                    and_(WorkItem.state == ItemState.WAITING, ~open_states.exists()),
                    and_(WorkItem.state == ItemState.WORKING, ~is_accepted),
                ),
            )
        )
        or 0
    )


def reopen(session: Session, job_id: int, places: Iterable[tuple[Stage, int]]) -> None:
    """Let the current takes of these items be fetched again where they were bought: their files are lost.

    The provider is asked for what it made and was paid for, not for another one.
    """
    provider_ids = {Stage.TRACKS: AudioTrack.provider_track_id, Stage.VISUALS: Image.provider_image_id}
    for stage, index in places:
        if stage not in provider_ids:
            continue
        kind = provider_ids[stage].class_
        bought = session.scalar(
            select(provider_ids[stage]).where(kind.video_job_id == job_id, kind.order_index == index, kind.is_current)
        )
        item_id = session.scalars(
            select(WorkItem.id).where(
                WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == index
            )
        ).one()
        if bought is not None and open_submission(session, item_id) is None:
            session.execute(
                update(ProviderSubmission)
                .where(
                    ProviderSubmission.work_item_id == item_id,
                    ProviderSubmission.state == SubmissionState.COLLECTED,
                    ProviderSubmission.provider_job_id == bought,
                )
                .values(state=SubmissionState.ACCEPTED, ended_at=null())
            )
