"""Transactions. One at the edge of each unit of work, never around a provider call or an encode."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import tenacity
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from studio.errors import NotRunning, ServiceUnreachable
from studio.settings import get_settings

Result = TypeVar("Result")

_DISK_FULL = "53100"
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_OUTAGE_SECONDS = 90
"""How long a unit of work waits for a database that is away: a restart, or a scaled-to-zero one waking up."""


@functools.lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this process. Raises NotRunning where no database is configured."""
    settings = get_settings().database
    if settings.url is None:
        raise NotRunning("No database is running here: start the studio with `studio up`, or set DATABASE_URL.")
    return create_engine(
        with_driver(settings.url.get_secret_value()),
        pool_pre_ping=True,
        pool_recycle=240,  # below the five minutes after which a serverless database drops idle connections
        pool_size=settings.pool_size,
        max_overflow=4,
        connect_args={
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "application_name": "studio",
        },
    )


def with_driver(url: str) -> str:
    """Hosts hand out postgres:// and postgresql://; SQLAlchemy wants the driver named."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg2://" + url.removeprefix(scheme)
    return url


def forget_engine(*, close: bool) -> None:
    """Drop this process's engine: after a fork with `close=False`, since the parent still uses the connections."""
    if get_engine.cache_info().currsize:
        get_engine().dispose(close=close)
    get_engine.cache_clear()


def is_outage(error: BaseException) -> bool:
    """Whether the connection broke, as opposed to the statement being wrong."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that commits at the end and rolls back on any error. ServiceUnreachable when the database is away."""
    with outage_as_error(), Session(get_engine(), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def outage_as_error() -> Iterator[None]:
    """Turns the driver's ways of saying that the connection broke into ServiceUnreachable."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if getattr(getattr(error, "orig", None), "pgcode", None) == _DISK_FULL:
            raise ServiceUnreachable(
                "The disk of the database is full; free some space there, and the studio goes on by itself."
            ) from error
        if is_outage(error):
            raise ServiceUnreachable(
                "The database does not answer; check that PostgreSQL is running and DATABASE_URL is right."
            ) from error
        raise


@dataclass(frozen=True, slots=True)
class _Commit(Generic[Result]):
    """A commit that was asked for, and what it is to give."""

    number: str | None
    """Of the transaction in the database; None where nothing was written."""
    result: Result


def in_transaction(work: Callable[[Session], Result]) -> Result:
    """Run `work` in a transaction, again and again while the database is away, for a minute and a half.

    `work` may run more than once, but is committed once: where the answer to a commit was lost, the database is asked
    what became of it.
    """
    asked: _Commit[Result] | None = None
    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(ServiceUnreachable),
        stop=tenacity.stop_after_delay(_OUTAGE_SECONDS),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
        reraise=True,
    ):
        with attempt:
            if asked is not None and _is_committed(asked):
                return asked.result
            asked = None
            with transaction() as session:
                result = work(session)
                asked = _Commit(_number_of(session), result)
            return result
    raise AssertionError("tenacity either returns from the loop or raises")


def _number_of(session: Session) -> str | None:
    session.flush()
    number: str | None = session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)"))
    return number


def _is_committed(asked: _Commit[Result]) -> bool:
    """Raises ServiceUnreachable while the database does not answer, or is still at it.

    pg_xact_status is for this very question (https://www.postgresql.org/docs/current/functions-info.html). After a
    crash of the server it says aborted or committed, never in progress.
    """
    if asked.number is None:
        return False
    with transaction() as session:
        status: str | None = session.scalar(
            text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": asked.number}
        )
    if status == "in progress":
        raise ServiceUnreachable("The database has not finished an earlier commit yet; try again in a moment.")
    return status == "committed"
