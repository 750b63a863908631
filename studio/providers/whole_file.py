"""A provider's file is whole, or it is not there."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from studio.disk import full_disk_as_error
from studio.errors import Stopped

CHUNK_BYTES = 4 * 1024 * 1024
"""How much is copied between two looks at `should_stop`."""


@contextlib.contextmanager
def whole_or_gone(path: Path) -> Iterator[Path]:
    """Write `path` inside; where that fails in any way, what there is of it is removed.

    A full disk raises NotEnoughDisk; every other error passes through as it is.
    """
    try:
        with full_disk_as_error(f"{path.name} was written"):
            yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_durably(path: Path, content: bytes) -> None:
    """Raises NotEnoughDisk; then there is no file."""
    with whole_or_gone(path):
        path.write_bytes(content)
        make_durable(path)


def make_durable(path: Path) -> None:
    """Return once the bytes are on the disk: what was paid for must outlive a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def raise_if_stopped(should_stop: Callable[[], bool]) -> None:
    """Raises Stopped once the work is to be given up."""
    if should_stop():
        raise Stopped("The item was stopped before its file was whole; run the stage again to go on.")
