"""Where a job's files lie, and putting them there so that a file with its final name is whole."""

import contextlib
import hashlib
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.errors import InvalidInput, MissingMedia, NotEnoughDisk, OutsideOutputRoot

_CHUNK = 1 << 20
_BLOCK_BYTES = 512
"""Of `st_blocks`, whatever the file system's own blocks are."""


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


@contextmanager
def attempt_directory(job_directory: Path, owner: uuid.UUID) -> Iterator[Path]:
    """An empty folder for one attempt on the disk of the final files, gone afterwards."""
    directory = job_directory / ".work" / str(owner)
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
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
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


def free_bytes(folder: Path) -> int:
    """Free on the disk that the folder is, or will be, on."""
    return shutil.disk_usage(_existing(folder)).free


def total_bytes(folder: Path) -> int:
    """Size of the disk that the folder is, or will be, on."""
    return shutil.disk_usage(_existing(folder)).total


def _existing(folder: Path) -> Path:
    resolved = folder.resolve()
    return next(path for path in (resolved, *resolved.parents) if path.exists())


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
                    used += entry.stat(follow_symlinks=False).st_blocks * _BLOCK_BYTES
    return used


def check_free_disk(folder: Path, needed_bytes: int) -> None:
    """Raises NotEnoughDisk. The folder need not exist yet."""
    free = free_bytes(folder)
    if free < needed_bytes:
        raise NotEnoughDisk(
            f"The album needs about {needed_bytes / 1e9:.1f} GB and only {free / 1e9:.1f} GB are free for "
            f"{folder}; free some space or choose another output folder."
        )
