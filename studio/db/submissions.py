"""The ledger of what was asked of providers that charge."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studio.models import AudioTrack, Image, ProviderSubmission, SubmissionState, WorkItem
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
                .values(state=SubmissionState.ACCEPTED)
            )
