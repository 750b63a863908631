"""Attempts to render."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studio.models import RenderStatus, RenderTask


def renders_of(session: Session, job_id: int) -> list[RenderTask]:
    """The newest first."""
    return list(
        session.scalars(select(RenderTask).where(RenderTask.video_job_id == job_id).order_by(RenderTask.id.desc()))
    )


def completed_render(session: Session, job_id: int, input_hash: str) -> RenderTask | None:
    """The newest finished film that shows and plays exactly this."""
    return session.scalars(
        select(RenderTask)
        .where(
            RenderTask.video_job_id == job_id,
            RenderTask.input_hash == input_hash,
            RenderTask.status == RenderStatus.COMPLETED,
        )
        .order_by(RenderTask.id.desc())
        .limit(1)
    ).one_or_none()


def abandon_running(session: Session, job_id: int) -> None:
    """Close the records of renders whose worker is gone. The caller holds the lease of the render, or nobody does."""
    session.execute(
        update(RenderTask)
        .where(RenderTask.video_job_id == job_id, RenderTask.status == RenderStatus.RUNNING)
        .values(
            status=RenderStatus.ABANDONED,
            completed_at=func.clock_timestamp(),
            error_message="The worker stopped before the film was finished.",
        )
    )
