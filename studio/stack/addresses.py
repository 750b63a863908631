"""Where the studio of a folder can be reached, for a second command that wants to use the one that runs."""

import os
from dataclasses import dataclass, field

from studio.errors import Conflict
from studio.settings import Settings, get_settings
from studio.stack.lock import is_locked, read_record


@dataclass(frozen=True)
class Addresses:
    """Of a live studio. `pid` is its own process."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    pid: int


def running_stack(settings: Settings) -> Addresses | None:
    """The addresses of the studio that runs in `settings.stack.directory`; None where none runs, or not yet.

    Raises:
        Conflict: it runs with servers whose addresses only its own terminal knows.
    """
    directory = settings.stack.directory.resolve()
    record = read_record(directory)
    if record is None or not record.is_ready or record.owner.process() is None or not is_locked(directory):
        return None
    database, cache = settings.database.url, settings.redis.url
    database_url = database.get_secret_value() if database else record.database_url
    redis_url = cache.get_secret_value() if cache else record.redis_url
    if database_url is None or redis_url is None:
        raise Conflict(
            f"The studio that runs in {directory} was given DATABASE_URL or REDIS_URL; "
            "set the same in this terminal, or in a .env file."
        )
    return Addresses(database_url, redis_url, record.owner.pid)


def join_running_stack(settings: Settings) -> bool:
    """Let this process use the studio that runs in the folder: its addresses become part of the environment.

    Returns False, and changes nothing, where none runs. Raises Conflict like `running_stack`.
    """
    addresses = running_stack(settings)
    if addresses is None:
        return False
    os.environ["DATABASE_URL"] = addresses.database_url
    os.environ["REDIS_URL"] = addresses.redis_url
    get_settings.cache_clear()
    return True
