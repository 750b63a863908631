"""One studio a folder: the lock, and the record from which others learn its addresses.

The lock is an flock on `.studio/lock`. The embedded servers inherit it, so it is free only when the studio
*and* its servers are gone: no second server ever touches the data of one that is still shutting down.
"""

import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from studio.errors import Conflict, InvalidInput

BRIEF_WAIT_SECONDS = 1.0
"""`running_stack` holds the lock for an instant while it looks; a starting studio outlasts that."""
SHUTDOWN_WAIT_SECONDS = 30.0
"""Time for the servers of a killed studio to write their data and end."""
SAME_PROCESS_SECONDS = 5.0
"""A process that began this close to the recorded time is the recorded one; process numbers are reused."""


class ProcessIdentity(BaseModel):
    model_config = ConfigDict(frozen=True)

    pid: int
    began_at: float
    """Seconds since the epoch."""

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The identity of a live process; None when there is no such process any more."""
        try:
            return cls(pid=pid, began_at=psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return None

    def process(self) -> psutil.Process | None:
        """The process itself; None when it has ended, or is another account's."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.began_at) < SAME_PROCESS_SECONDS
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


class StackRecord(BaseModel):
    """What `.studio/stack.json` says. Addresses that the person gave are left out: they may hold a secret."""

    model_config = ConfigDict(frozen=True)

    owner: ProcessIdentity
    is_ready: bool = False
    database_url: str | None = None
    redis_url: str | None = None
    children: tuple[ProcessIdentity, ...] = ()


class StackLock:
    """The exclusive right to run a studio in a folder."""

    def __init__(self, directory: Path, descriptor: int) -> None:
        self.directory = directory
        self.descriptor = descriptor
        self.owner = ProcessIdentity(pid=os.getpid(), began_at=psutil.Process().create_time())

    @classmethod
    def acquire(cls, directory: Path) -> Self:
        """Take the lock of `directory`, which is made where it is missing.

        Servers left by a studio that was killed are waited for. What it left where there is no parent-death
        signal (macOS) is asked to end.

        Raises:
            Conflict: a studio is running there.
            InvalidInput: the folder cannot be written.
        """
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise InvalidInput(
                f"The folder {directory} cannot be written ({error.strerror}); start the studio as the "
                "account that owns it, or name another folder in STACK_DIRECTORY."
            ) from error
        try:
            cls._wait(directory, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(directory, descriptor)

    @staticmethod
    def _wait(directory: Path, descriptor: int) -> None:
        begin = time.monotonic()
        record = read_record(directory)
        if record is not None and record.owner.process() is None:
            _end_processes(record.children)
        while not _try_lock(descriptor, fcntl.LOCK_EX):
            waited = time.monotonic() - begin
            record = read_record(directory)
            owner = record.owner.process() if record else None
            if owner is not None and waited > BRIEF_WAIT_SECONDS:
                raise Conflict(
                    f"A studio is already running in {directory} (process {owner.pid}); use that one, or "
                    "stop it with Ctrl-C in its terminal."
                )
            if waited > SHUTDOWN_WAIT_SECONDS:
                raise Conflict(
                    f"Another process holds {directory / 'lock'}; wait until it has ended, then start again."
                )
            time.sleep(0.05)

    def write_record(self, record: StackRecord) -> None:
        path = self.directory / "stack.json"
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(record.model_dump(), file)
        new.replace(path)

    def release(self) -> None:
        (self.directory / "stack.json").unlink(missing_ok=True)
        os.close(self.descriptor)


def read_record(directory: Path) -> StackRecord | None:
    """What the present or last studio of `directory` wrote; None where there is nothing usable."""
    try:
        return StackRecord.model_validate_json((directory / "stack.json").read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def is_locked(directory: Path) -> bool:
    """Whether a studio, or a server of one, lives in `directory`."""
    try:
        descriptor = os.open(directory / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_processes(identities: tuple[ProcessIdentity, ...]) -> None:
    """Ask what a killed studio left behind to end."""
    for identity in identities:
        process = identity.process()
        if process is not None:
            with suppress(psutil.Error):
                process.terminate()
