"""A disk that can be filled: a small one of its own where the account may mount one, else a limit on files.

The limit (RLIMIT_FSIZE) stands in for every account. What it refuses has another number (EFBIG) and ends FFmpeg by a
signal (SIGXFSZ) instead of a message, so both ways are worth a test.
"""

import contextlib
import errno
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class SmallDisk(Protocol):
    path: Path

    def leave(self, free_bytes: int | None) -> None:
        """Let so much be written from now on; None: whatever there is room for."""


class TinyFileSystem:
    """A file system in memory, with a ballast file that takes what is not to be free."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def leave(self, free_bytes: int | None) -> None:
        self._ballast.unlink(missing_ok=True)
        if free_bytes is None:
            return
        with self._ballast.open("wb", buffering=0) as ballast:
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(4096))
            ballast.truncate(max(0, ballast.tell() - free_bytes))

    def make_read_only(self, *, is_read_only: bool) -> None:
        options = f"remount,{'ro' if is_read_only else 'rw'}"
        subprocess.run(["mount", "-o", options, str(self.path)], check=True, capture_output=True)  # noqa: S607


class LimitedFiles:
    """No file may become longer than what is left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def leave(self, free_bytes: int | None) -> None:
        soft = self._before[0] if free_bytes is None else free_bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, self._before[1]))


@contextlib.contextmanager
def small_disk(path: Path, *, size_bytes: int, kind: str = "disk") -> Iterator[SmallDisk]:
    """`kind`: "disk", or "limit". A disk that may not be mounted is a limit, too."""
    with contextlib.ExitStack() as stack:
        file_system = None
        if kind == "disk":
            file_system = stack.enter_context(mounted(path, size_bytes=size_bytes))
        else:
            path.mkdir()
        disk: SmallDisk = file_system or LimitedFiles(path)
        stack.callback(disk.leave, None)
        yield disk


@contextlib.contextmanager
def mounted(path: Path, *, size_bytes: int) -> Iterator[TinyFileSystem | None]:
    """None where this account may not mount anything. What lay there before is hidden meanwhile."""
    path.mkdir(parents=True)
    if not _mount(path, size_bytes):
        yield None
        return
    try:
        yield TinyFileSystem(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)  # noqa: S607


def _mount(path: Path, size_bytes: int) -> bool:
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(path)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise
        return False
