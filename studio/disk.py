"""The disk: what is free, what is taken, and what is said when it is full. It deletes nothing."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from studio.errors import NotEnoughDisk

REMEDY = "`studio storage` shows what can be deleted"

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No space, the account's quota used up, and no larger file allowed by the disk or the account."""
_BLOCK_BYTES = 512
"""Of `st_blocks`, whatever the file system's own blocks are."""
_LARGEST = "No larger file is allowed, by the disk or by the account,"


def is_full(error: BaseException) -> bool:
    """Whether a full disk is what is behind an error, however often it was wrapped on its way."""
    return any(isinstance(link, NotEnoughDisk) or _number(link) in _FULL for link in _chain(error))


def full_in_words(text: str) -> OSError | None:
    """The full disk that a program's messages tell of."""
    return next((OSError(number, os.strerror(number)) for number in _FULL if os.strerror(number) in text), None)


@contextlib.contextmanager
def full_disk_as_error(doing: str) -> Iterator[None]:
    """Turns the system's ways of saying that the disk is full into NotEnoughDisk. `doing`: "the film was written"."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        found = _LARGEST if error.errno == errno.EFBIG else "The disk was full"
        raise NotEnoughDisk(f"{found} while {doing}; {REMEDY}. Free some space, then start again.") from error


def explain_full(error: BaseException, folder: Path, needed_bytes: int) -> NotEnoughDisk:
    """What is said of an error that `is_full`, once what was begun is removed: how much is free now, and needed."""
    if any(_number(link) == errno.EFBIG for link in _chain(error)):
        return NotEnoughDisk(f"{_LARGEST} in {folder}; choose an output folder on another disk.")
    return not_enough_disk(folder, needed_bytes)


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _number(error: BaseException) -> int | None:
    """PyAV's errors carry the system's number as `OSError` does."""
    number = getattr(error, "errno", None)
    return number if isinstance(number, int) else None


def check_free_disk(folder: Path, needed_bytes: int) -> None:
    """Raises NotEnoughDisk. The folder need not exist yet."""
    if free_bytes(folder) < needed_bytes:
        raise not_enough_disk(folder, needed_bytes)


def not_enough_disk(folder: Path, needed_bytes: int) -> NotEnoughDisk:
    """The error that says what is free now, what is needed (0: nobody knows), and what to do.

    Amounts are in whole tenths of a gigabyte, so that twenty pieces that fail together say the same.
    """
    # Rounded against the person's hope: never more free, nor less needed, than there is.
    free = f"{int(free_bytes(folder) / 1e8) / 10:.1f} GB are free for {folder}"
    found = (
        f"only {free}" if not needed_bytes else f"about {-(-needed_bytes // 10**8) / 10:.1f} GB are needed and {free}"
    )
    return NotEnoughDisk(f"The disk is full: {found}; {REMEDY}. Free some space, then start again.")


def free_bytes(folder: Path) -> int:
    """Free on the disk that the folder is, or will be, on."""
    return shutil.disk_usage(_existing(folder)).free


def total_bytes(folder: Path) -> int:
    """Size of the disk that the folder is, or will be, on."""
    return shutil.disk_usage(_existing(folder)).total


def used_bytes(folder: Path) -> int:
    """What the files in the folder and below take on the disk. Those that go away meanwhile are left out."""
    used = 0
    folders = [folder]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                    continue
                with contextlib.suppress(OSError):
                    used += taken_bytes(entry.stat(follow_symlinks=False))
    return used


def taken_bytes(status: os.stat_result) -> int:
    """What a file takes on the disk, which may be less than its length, or more."""
    return status.st_blocks * _BLOCK_BYTES


def _existing(folder: Path) -> Path:
    resolved = folder.resolve()
    return next(path for path in (resolved, *resolved.parents) if path.exists())
