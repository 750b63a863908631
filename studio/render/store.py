"""Encoded segments on disk, each under the digest of what it shows.

A file is in the store when it is whole: written under another name, synced, renamed, and its own
digest put beside it. A file that no longer fits its digest is thrown away and made again.
Nothing here knows what a segment is for.
"""

import contextlib
import os
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

import xxhash

from studio.errors import Stopped
from studio.render.album import ShouldStop

_ABANDONED_AFTER_SECONDS = 3600
_PIECE_BYTES = 1 << 20
_DIGEST_SUFFIX = ".xxh3"


class SegmentStore:
    """Several renders, in several processes, may share one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, key: str, suffix: str) -> Path:
        """Where the segment lies, or would lie."""
        return self._folder / f"{key}{suffix}"

    def find(self, key: str, suffix: str, should_stop: ShouldStop) -> Path | None:
        """The whole, unchanged segment, or None. What is broken is removed. Raises Stopped."""
        path = self.path(key, suffix)
        beside = self._digest_path(path)
        try:
            if _digest_of(path, should_stop) == self.digest(path):
                return path
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        path.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
        return None

    def digest(self, path: Path) -> str:
        """Of the bytes of a segment that was found or put in."""
        return self._digest_path(path).read_text(encoding="ascii").strip()

    def new_part(self, key: str, suffix: str) -> Path:
        """A name to write a segment under until it is put in."""
        return self._folder / f".{key}.{uuid.uuid4().hex}.part{suffix}"

    def put(self, part: Path, key: str, suffix: str) -> Path:
        """Take a finished file in. Two writers of one key may meet: their files show the same."""
        path = self.path(key, suffix)
        beside_part = self.new_part(key, _DIGEST_SUFFIX)
        try:
            sync_file(part)
            beside_part.write_text(_digest_of(part), encoding="ascii")
            sync_file(beside_part)
            part.replace(path)
            beside_part.replace(self._digest_path(path))
        finally:
            for unfinished in (part, beside_part):
                unfinished.unlink(missing_ok=True)
        sync_folder(self._folder)
        return path

    def keep_only(self, paths: Iterable[Path], suffix: str) -> None:
        """Of the whole files with a suffix, remove all but these. What other writers are about to finish stays."""
        kept = {path.name for path in paths}
        for path in self._folder.glob(f"[!.]*{suffix}"):
            if path.name not in kept:
                path.unlink(missing_ok=True)
                self._digest_path(path).unlink(missing_ok=True)

    def remove_abandoned(self) -> None:
        """Remove unfinished files that nobody has written to for an hour: their writer was killed."""
        oldest = time.time() - _ABANDONED_AFTER_SECONDS
        for part in self._folder.glob(".*.part*"):
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < oldest:
                    part.unlink()

    @staticmethod
    def _digest_path(path: Path) -> Path:
        return path.with_name(f"{path.name}{_DIGEST_SUFFIX}")


def _digest_of(path: Path, should_stop: ShouldStop | None = None) -> str:
    """Digest of a file's bytes, in constant memory: against damage, not against forgery. Raises Stopped."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
            if should_stop is not None and should_stop():
                raise Stopped("The render was stopped.")
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Returns once the file's bytes are on the disk."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Returns once the folder's names are on the disk, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
