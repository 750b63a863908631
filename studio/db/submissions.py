"""The ledger of what was asked of providers that charge."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.models import ProviderSubmission, SubmissionState

OPEN_STATES = (SubmissionState.INTENDED, SubmissionState.ACCEPTED)


def open_submission(session: Session, work_item_id: int) -> ProviderSubmission | None:
    """The one whose fate is open, if there is one."""
    return session.scalars(
        select(ProviderSubmission).where(
            ProviderSubmission.work_item_id == work_item_id, ProviderSubmission.state.in_(OPEN_STATES)
        )
    ).one_or_none()
