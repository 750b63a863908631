"""The ledger of what was asked of providers that charge."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studio.models import ProviderSubmission, SubmissionState, WorkItem
from studio.stages import Stage

OPEN_STATES = (SubmissionState.INTENDED, SubmissionState.ACCEPTED)


def open_submission(session: Session, work_item_id: int) -> ProviderSubmission | None:
    """The one whose fate is open, if there is one."""
    return session.scalars(
        select(ProviderSubmission).where(
            ProviderSubmission.work_item_id == work_item_id, ProviderSubmission.state.in_(OPEN_STATES)
        )
    ).one_or_none()


def give_up(session: Session, job_id: int, places: Iterable[tuple[Stage, int]]) -> None:
    """Close what is open for these items: the person has asked for them anew, whatever became of the old request."""
    for stage, index in places:
        of_item = select(WorkItem.id).where(
            WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == index
        )
        session.execute(
            update(ProviderSubmission)
            .where(ProviderSubmission.work_item_id.in_(of_item), ProviderSubmission.state.in_(OPEN_STATES))
            .values(state=SubmissionState.GIVEN_UP)
        )
