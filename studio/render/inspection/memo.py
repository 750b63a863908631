"""Remembers on disk what was measured of coded bytes, so that equal bytes are measured once.

An entry lies under its kind and the digest of the bytes that it tells of, and begins with a digest of
itself: what is broken, half written or of an older form counts as unknown. It may be lost at any time
and nothing but time is lost. Nothing here knows what an entry means.
"""

import contextlib
import io
import os
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

SCHEMA = 1
"""Raise it when the same bytes would be measured otherwise than before."""

MOST_BYTES = 256 * 1024 * 1024
"""Room for some twenty albums of loops, or a few whose pictures never repeat."""

_DIGEST_BYTES = 16
_ABANDONED_AFTER_SECONDS = 3600

Values = Mapping[str, npt.NDArray[Any]]


def digest_of(*parts: bytes) -> str:
    """Hex xxh3_128 digest of some bytes, which must not depend on where they are divided."""
    digest = xxhash.xxh3_128()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


class Memo:
    """Arrays by kind and digest, in a folder, or in memory only where there is none.

    Several threads and processes may share one folder.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder / f"v{SCHEMA}"
        self._held: dict[str, Values] = {}
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)

    def find(self, kind: str, digest: str) -> Values | None:
        """The entry, or None where there is no whole one."""
        name = f"{kind}-{digest}"
        if self._folder is None:
            return self._held.get(name)
        path = self._folder / name
        try:
            data = path.read_bytes()
            # The time of last use tells later which entries may go.
            os.utime(path)
        except FileNotFoundError:
            return None
        checksum, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        if xxhash.xxh3_128_digest(body) != checksum:
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            return dict(arrays)

    def keep(self, kind: str, digest: str, values: Values) -> None:
        """Take an entry in. Raises OSError when the disk is full."""
        name = f"{kind}-{digest}"
        if self._folder is None:
            self._held[name] = values
            return
        body = io.BytesIO()
        np.savez(body, allow_pickle=False, **values)
        part = self._folder / f".{name}.{uuid.uuid4().hex}.part"
        try:
            part.write_bytes(xxhash.xxh3_128_digest(body.getvalue()) + body.getvalue())
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)

    def shrink(self, most_bytes: int = MOST_BYTES) -> None:
        """Remove what was not used for longest until the folder holds at most so many bytes."""
        if self._folder is None:
            return
        now = time.time()
        entries: list[tuple[float, int, str]] = []
        for entry in os.scandir(self._folder):
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat()
                if not entry.name.startswith("."):
                    entries.append((status.st_mtime, status.st_size, entry.path))
                elif now - status.st_mtime > _ABANDONED_AFTER_SECONDS:
                    Path(entry.path).unlink()
        room = most_bytes
        for _, size, path in sorted(entries, reverse=True):
            room -= size
            if room < 0:
                Path(path).unlink(missing_ok=True)
