"""The disk under an album, small enough to be filled; for root a file system of its own, else a limit on files."""

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tests.faults.machine import Studio

_SIZE_BYTES = 200_000_000


class Disk(Protocol):
    def leave(self, free_bytes: int | None) -> None:
        """Let so much be written from now on; None: all there is room for."""


class TinyFileSystem:
    """In memory, with ballast where nothing is to be free."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"

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
        _run("mount", "-o", f"remount,{'ro' if is_read_only else 'rw'}", str(self._folder))


class LimitedFiles:
    """No file of the workers may become longer than what is left (RLIMIT_FSIZE)."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def leave(self, free_bytes: int | None) -> None:
        for name in ("io", "media"):
            for process in self._studio.member(name).family():
                hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
                soft = hard if free_bytes is None else free_bytes
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def small_disk(studio: Studio, folder: Path) -> Iterator[Disk]:
    """The folder lies on a small disk, or, where none may be mounted, files are limited."""
    with mounted(folder) as file_system:
        disk: Disk = LimitedFiles(studio) if file_system is None else file_system
        try:
            yield disk
        finally:
            disk.leave(None)


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[TinyFileSystem | None]:
    """None where this account may not mount anything. What lies there is kept when it is over."""
    folder.mkdir(parents=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE_BYTES}", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield TinyFileSystem(folder)
    finally:
        _run("umount", "--lazy", str(folder))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
