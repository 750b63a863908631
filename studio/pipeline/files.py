"""Where a job's files lie, and putting them there so that a file with its final name is whole."""

import hashlib
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from studio.errors import InvalidInput, MissingMedia, OutsideOutputRoot


def slug(text: str, *, longest: int = 60) -> str:
    """Lower-case ASCII letters, digits and hyphens; `untitled` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:longest].rstrip("-") or "untitled"


def confine(root: Path, relative: str) -> Path:
    """`root / relative`, resolved. Raises OutsideOutputRoot where it leads out of `root`, links included."""
    if "\0" in relative:
        raise InvalidInput("A path cannot hold a NUL character.")
    base = root.resolve()
    path = (base / relative).resolve()
    if not path.is_relative_to(base):
        raise OutsideOutputRoot(
            f"The folder {relative!r} lies outside the output root; give a path below it, without `..`."
        )
    return path


def below_root(root: Path, path: Path) -> str:
    """The path as the database keeps it: relative to the output root."""
    return path.resolve().relative_to(root.resolve()).as_posix()


def sha256_of(path: Path) -> str:
    """Raises MissingMedia naming the file."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise MissingMedia(f"{path.name} cannot be read ({error.strerror}); make it again.") from error


ORIGINALS = "originals"
"""The folder, in that of the visuals, of paid pictures as they came."""
CACHE = ".cache"
"""The folder, in a job's, of segments that are kept so that the next render need not encode them."""
WORK = ".work"
"""The folder, in a job's, of what is being made. What lies there belongs to a lease, or to a request."""
INCOMING = "incoming-"


def attempt_directory(job_directory: Path, owner: uuid.UUID) -> AbstractContextManager[Path]:
    """An empty folder for one attempt on the disk of the final files, gone afterwards."""
    return _passing_directory(job_directory / WORK / str(owner))


def incoming_directory(job_directory: Path) -> AbstractContextManager[Path]:
    """The same for a file that is being received, which no lease speaks for."""
    return _passing_directory(job_directory / WORK / f"{INCOMING}{uuid.uuid4()}")


@contextmanager
def _passing_directory(directory: Path) -> Iterator[Path]:
    make_directory(directory)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def clear_directory(directory: Path, *, keep_results: bool) -> None:
    """Remove a deleted job's folder; or what was kept there to work faster, and the folder where nothing is left."""
    if not keep_results:
        shutil.rmtree(directory, ignore_errors=True)
        return
    for hidden in directory.glob(".*"):
        if hidden.is_dir() and not hidden.is_symlink():
            shutil.rmtree(hidden, ignore_errors=True)
    with suppress(OSError):  # something of the person's is in it, or it was never made
        directory.rmdir()


def make_directory(directory: Path) -> None:
    """Raises InvalidInput where the folder cannot be made."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"The folder {directory} cannot be made ({error.strerror}); check its owner and permissions."
        ) from error


def put_in_place(source: Path, target: Path) -> None:
    """Make `source` durable and give it its final name, on the same disk."""
    make_directory(target.parent)
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    source.replace(target)
    _sync_directory(target.parent)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a small file so that readers see the old one or the new one, never half."""
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    make_directory(target.parent)
    try:
        with temporary.open("wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_directory(target.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
