"""Questions to the servers of a stack, and a look at which of its processes are left."""

import time
from collections.abc import Callable

import psutil
import redis
import sqlalchemy
from sqlalchemy.pool import NullPool

from studio.settings import Settings
from studio.stack.lock import read_record


def query(url: str, *statements: str) -> object:
    """Run statements on the database at `url`; the first value of the last one."""
    engine = sqlalchemy.create_engine(
        sqlalchemy.make_url(url).set(drivername="postgresql+psycopg2"), poolclass=NullPool
    )
    value = None
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(sqlalchemy.text(statement))
            value = result.scalar() if result.returns_rows else None
    return value


def cache(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, decode_responses=True)


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def family(settings: Settings) -> list[psutil.Process]:
    """Every process of the stack that runs with `settings`: those it started, and those they started."""
    record = read_record(settings.stack.directory)
    assert record is not None
    children = [psutil.Process(child.pid) for child in record.children]
    return children + [each for child in children for each in child.children(recursive=True)]


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def all_gone(processes: list[psutil.Process]) -> bool:
    return all(is_gone(process) for process in processes)
