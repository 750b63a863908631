"""Takes of tracks and visuals: which is current, and which number comes next."""

from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studio.models import AudioTrack, Image

Take = TypeVar("Take", AudioTrack, Image)


def current_takes(session: Session, kind: type[Take], job_id: int) -> list[Take]:
    """What the album holds, in its order."""
    return list(
        session.scalars(select(kind).where(kind.video_job_id == job_id, kind.is_current).order_by(kind.order_index))
    )


def all_takes(session: Session, kind: type[Take], job_id: int) -> list[Take]:
    return list(session.scalars(select(kind).where(kind.video_job_id == job_id).order_by(kind.order_index, kind.take)))


def next_take_number(session: Session, kind: type[Take], job_id: int, order_index: int) -> int:
    """1 for the first."""
    latest = session.scalar(
        select(func.max(kind.take)).where(kind.video_job_id == job_id, kind.order_index == order_index)
    )
    return (latest or 0) + 1


def make_current(session: Session, take: AudioTrack | Image) -> None:
    """Add a new take and let it be the current one; the one before it stays as an earlier take."""
    kind = type(take)
    session.execute(
        update(kind)
        .where(kind.video_job_id == take.video_job_id, kind.order_index == take.order_index)
        .values(is_current=False)
    )
    take.is_current = True
    session.add(take)
    session.flush()
