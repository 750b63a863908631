"""The live streams: the database read again when the doorbell rings, and now and then anyway.

A job's stream keeps no state but the last event that it sent, so a reader may be cut off and go on anywhere. The
stream of all jobs tells nothing but that it is time to read the list again.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
import redis.asyncio
from fastapi.concurrency import run_in_threadpool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sse_starlette import ServerSentEvent

from studio import events
from studio.db.session import transaction
from studio.errors import NotFound, ServiceUnreachable
from studio.logs import get_logger
from studio.models import JobEvent
from studio.pipeline import jobs
from studio.schemas.events import EventView
from studio.schemas.jobs import JobSummary
from studio.settings import RedisSettings

log = get_logger(__name__)

_SHORTEST_PAUSE_SECONDS = 0.5
"""Between two looks at the database, however often the bell rings."""
_SHORTEST_PAUSE_OF_LIST_SECONDS = 1.0
"""The same for the list of jobs, which readers fetch anew each time."""
_LONGEST_PAUSE_SECONDS = 5.0
"""Between two looks at the database when the bell is silent."""
_PAUSE_WITHOUT_BELL_SECONDS = 2.0
_BATCH = 500
_RECONNECT_MILLISECONDS = 2000
"""What browsers are told to wait before they connect again."""


def view_event(row: JobEvent) -> EventView:
    """The event as people see it: items count from 1."""
    return EventView(
        id=row.id,
        run_no=row.run_no,
        stage=row.stage,
        number=None if row.order_index is None else row.order_index + 1,
        level=row.level,
        code=row.code,
        message=row.message,
        data=row.data,
        created_at=row.created_at,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the database shows."""

    summary: JobSummary
    news: list[EventView]
    """Events after the last one that was sent, oldest first, at most a batch."""


class Doorbell:
    """Waits at a job's doorbell, or at that of all. A Redis that is away makes it a clock, and nothing else."""

    def __init__(self, job_id: int | None, settings: RedisSettings) -> None:
        self._key = events.doorbell_key(job_id)
        self._heard: str | bytes = "0-0"
        self._client = (
            None
            if settings.url is None
            else redis.asyncio.Redis.from_url(
                settings.url.get_secret_value(),
                decode_responses=True,
                socket_connect_timeout=1,
                # Longer than any wait at the bell, so that only a dead connection reaches it.
                socket_timeout=_LONGEST_PAUSE_SECONDS + 5,
                retry=Retry(NoBackoff(), 0),
            )
        )

    async def begin(self) -> None:
        """Forget the rings so far. Whoever looks at the database after this misses nothing."""
        if self._client is None:
            return
        try:
            latest = await self._client.xrevrange(self._key, count=1)
        except redis.RedisError as error:
            log.info("doorbell_unreachable", reason=type(error).__name__)
        else:
            self._heard = (latest[0][0] if latest else None) or "0-0"

    async def wait(self) -> bool:
        """True at the next ring, False after a while without one."""
        if self._client is None:
            await asyncio.sleep(_PAUSE_WITHOUT_BELL_SECONDS)
            return False
        try:
            rings = await self._client.xread({self._key: self._heard}, block=int(_LONGEST_PAUSE_SECONDS * 1000))
        except redis.RedisError as error:
            log.info("doorbell_unreachable", reason=type(error).__name__)
            await asyncio.sleep(_PAUSE_WITHOUT_BELL_SECONDS)
            return False
        return bool(rings)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()


class JobStream:
    """One reader's stream of one job."""

    def __init__(self, job_id: int, *, after_id: int, redis: RedisSettings) -> None:
        self._job_id = job_id
        self._after_id = after_id
        self._redis = redis

    def read(self) -> Look:
        """Look at the database. Raises NotFound and ServiceUnreachable."""
        with transaction() as session:
            summary = jobs.summarise_job(session, self._job_id)
            news = events.list_events(session, self._job_id, after_id=self._after_id, limit=_BATCH)
            return Look(summary, [view_event(row) for row in news])

    async def follow(self, first: Look) -> AsyncIterator[ServerSentEvent]:
        """The first look and all that follow it, until the reader leaves or the job is deleted."""
        shown = first.summary.model_dump_json()
        yield ServerSentEvent(shown, event="job", retry=_RECONNECT_MILLISECONDS)
        look: Look | None = first
        bell = Doorbell(self._job_id, self._redis)
        try:
            while True:
                if look is not None:
                    for event in look.news:
                        self._after_id = event.id
                        yield ServerSentEvent(event.model_dump_json(), event="event", id=str(event.id))
                    snapshot = look.summary.model_dump_json()
                    if snapshot != shown:
                        shown = snapshot
                        yield ServerSentEvent(snapshot, event="job")
                looked_at = time.monotonic()
                if look is None or len(look.news) < _BATCH:
                    await bell.wait()
                    await asyncio.sleep(looked_at + _SHORTEST_PAUSE_SECONDS - time.monotonic())
                await bell.begin()
                try:
                    look = await run_in_threadpool(self.read)
                except ServiceUnreachable:
                    look = None
                    await asyncio.sleep(_PAUSE_WITHOUT_BELL_SECONDS)
                except NotFound:
                    return
        finally:
            # The reader's leaving cancels this task; the connection is to be closed all the same.
            with anyio.CancelScope(shield=True):
                await bell.close()


async def follow_jobs(settings: RedisSettings) -> AsyncIterator[ServerSentEvent]:
    """`jobs` at once, and then whenever any job changed, until the reader leaves."""
    bell = Doorbell(None, settings)
    try:
        await bell.begin()
        seen = await _last_event_id()
        yield ServerSentEvent("{}", event="jobs", retry=_RECONNECT_MILLISECONDS)
        while True:
            told_at = time.monotonic()
            has_rung = await bell.wait()
            await asyncio.sleep(told_at + _SHORTEST_PAUSE_OF_LIST_SECONDS - time.monotonic())
            await bell.begin()
            latest = await _last_event_id()
            if has_rung or latest not in (seen, None):
                yield ServerSentEvent("{}", event="jobs")
            seen = latest or seen
    finally:
        with anyio.CancelScope(shield=True):
            await bell.close()


async def _last_event_id() -> int | None:
    """Of all jobs; None while the database is away."""

    def read() -> int:
        with transaction() as session:
            return events.last_event_id(session)

    try:
        return await run_in_threadpool(read)
    except ServiceUnreachable:
        return None
