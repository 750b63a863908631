"""The disk under an album, small enough to be filled; for root a file system of its own, else a limit on files."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

from tests.faults.machine import Studio
from tests.small_disk import SmallDisk, mounted

SIZE_BYTES = 200_000_000


class LimitedFiles:
    """No file of the workers may become longer than what is left (RLIMIT_FSIZE)."""

    def __init__(self, studio: Studio, path: Path) -> None:
        self.path = path
        self._studio = studio

    def leave(self, free_bytes: int | None) -> None:
        for name in ("io", "media"):
            for process in self._studio.member(name).family():
                hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
                soft = hard if free_bytes is None else free_bytes
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def small_disk(studio: Studio, folder: Path) -> Iterator[SmallDisk]:
    """The folder lies on a small disk, or, where none may be mounted, files are limited."""
    with mounted(folder, size_bytes=SIZE_BYTES) as file_system:
        disk: SmallDisk = file_system or LimitedFiles(studio, folder)
        try:
            yield disk
        finally:
            disk.leave(None)
