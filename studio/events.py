"""What happened to a job: written with the change itself, then rung on a doorbell that readers wait at.

The database holds the truth. The doorbell (a short Redis stream for each job, and one for all) may ring twice or not
at all; readers look at the database when it rings, and now and then when it does not.
"""

import functools
import time
from typing import Any

import redis
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studio.logs import get_logger
from studio.models import EventLevel, JobEvent
from studio.settings import get_settings
from studio.stages import Stage

log = get_logger(__name__)

_RUNG = "studio.events.rung"
_SILENT_SECONDS = 5.0
"""After a failure to ring, no attempt for this long: a lost Redis must not slow the work down."""


def record(
    session: Session,
    *,
    job_id: int,
    run_no: int,
    code: str,
    message: str,
    stage: Stage | None = None,
    order_index: int | None = None,
    level: EventLevel = EventLevel.INFO,
    data: dict[str, Any] | None = None,
    once: bool = False,
) -> None:
    """Add an event in this transaction, and ring once it is committed.

    With `once` it is left out where this run has told of the same code before.
    """
    # Events of a job become visible in the order of their ids: without the lock a reader that has seen
    # event 8 would never be shown event 7, committed a moment later by another worker.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("studio.events", job_id))))
    if once and _has_told(session, job_id, run_no, code):
        return
    session.add(
        JobEvent(
            video_job_id=job_id,
            run_no=run_no,
            code=code,
            message=message,
            stage=stage,
            order_index=order_index,
            level=level,
            data=data,
        )
    )
    session.flush()
    ring_after_commit(session, job_id)


def _has_told(session: Session, job_id: int, run_no: int, code: str) -> bool:
    told = select(JobEvent.id).where(JobEvent.video_job_id == job_id, JobEvent.run_no == run_no, JobEvent.code == code)
    return session.scalar(told.limit(1)) is not None


def ring_after_commit(session: Session, job_id: int) -> None:
    """Ring for a change that is no event, such as progress."""
    session.info.setdefault(_RUNG, set()).add(job_id)


def list_events(
    session: Session,
    job_id: int,
    *,
    after_id: int = 0,
    stage: Stage | None = None,
    level: EventLevel | None = None,
    limit: int = 500,
) -> list[JobEvent]:
    """Oldest first, from the one after `after_id` on."""
    statement = select(JobEvent).where(JobEvent.video_job_id == job_id, JobEvent.id > after_id)
    if stage is not None:
        statement = statement.where(JobEvent.stage == stage)
    if level is not None:
        statement = statement.where(JobEvent.level == level)
    return list(session.scalars(statement.order_by(JobEvent.id).limit(limit)))


def last_event_id(session: Session, job_id: int | None = None) -> int:
    """Of one job or of all. 0 where nothing has happened yet."""
    statement = select(func.max(JobEvent.id))
    if job_id is not None:
        statement = statement.where(JobEvent.video_job_id == job_id)
    return session.scalar(statement) or 0


def doorbell_key(job_id: int | None) -> str:
    """The Redis stream that rings for one job, or for any with None."""
    return f"studio:doorbell:{'any' if job_id is None else job_id}"


@functools.lru_cache(maxsize=1)
def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


class _Doorbell:
    def __init__(self) -> None:
        self._silent_until = 0.0

    def ring(self, job_ids: set[int]) -> None:
        url = get_settings().redis.url
        if url is None or time.monotonic() < self._silent_until:
            return
        try:
            with _redis(url.get_secret_value()).pipeline(transaction=False) as pipeline:
                for job_id in (*sorted(job_ids), None):
                    key = doorbell_key(job_id)
                    pipeline.xadd(key, {"rung": "1"}, maxlen=16, approximate=False)
                    pipeline.expire(key, 86400)
                pipeline.execute()
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + _SILENT_SECONDS
            log.warning("doorbell_unreachable", reason=type(error).__name__)


_doorbell = _Doorbell()


@sqlalchemy_event.listens_for(Session, "after_commit")
def _ring_after_commit(session: Session) -> None:
    job_ids = session.info.pop(_RUNG, None)
    if job_ids:
        _doorbell.ring(job_ids)


@sqlalchemy_event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    session.info.pop(_RUNG, None)
