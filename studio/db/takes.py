"""Takes of tracks and visuals: which is current, and which number comes next."""

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from studio.errors import NotFound
from studio.models import AudioTrack, Image

Take = TypeVar("Take", AudioTrack, Image)


def current_takes(session: Session, kind: type[Take], job_id: int) -> list[Take]:
    """What the album holds, in its order."""
    return list(
        session.scalars(select(kind).where(kind.video_job_id == job_id, kind.is_current).order_by(kind.order_index))
    )


def all_takes(session: Session, kind: type[Take], job_id: int) -> list[Take]:
    return list(session.scalars(select(kind).where(kind.video_job_id == job_id).order_by(kind.order_index, kind.take)))


def take_of_job(session: Session, kind: type[Take], job_id: int, take_id: int) -> Take:
    """Raises NotFound."""
    take = session.get(kind, take_id)
    if take is None or take.video_job_id != job_id:
        raise NotFound(f"Job {job_id} has no take {take_id}; its page lists those that it has.")
    return take


def has_take(session: Session, kind: type[Take], job_id: int, order_index: int) -> bool:
    """Whether anything was ever made for this place."""
    statement = select(kind.id).where(kind.video_job_id == job_id, kind.order_index == order_index).limit(1)
    return session.scalar(statement) is not None


def change_places(session: Session, kind: type[Take], job_id: int, new_index: Mapping[int, int]) -> None:
    """Move all takes of each order index to another one."""
    of_job = update(kind).where(kind.video_job_id == job_id)
    # By way of negative numbers: the unique index looks at each row as it moves.
    moved = -1 - case(dict(new_index), value=kind.order_index, else_=kind.order_index)
    session.execute(of_job.values(order_index=moved), execution_options={"synchronize_session": False})
    session.execute(of_job.values(order_index=-1 - kind.order_index), execution_options={"synchronize_session": False})


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
