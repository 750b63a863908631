"""The person's own files: finding them in a folder, in order, and copying one for an album.

Whether a file can be used is for the `library` provider of its kind to say. The originals are only
ever read: never moved, changed or deleted.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.errors import DuplicateMedia, MissingMedia, UnreadableMedia
from studio.providers.whole_file import CHUNK_BYTES, raise_if_stopped, whole_or_gone

_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a folder is searched for, and the words for it in messages."""

    plural: str
    suffixes: frozenset[str]
    """Endings in lower case, with their dot."""
    option: str
    """The command line's name for the folder."""


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What a folder holds: `usable` in the order of the album, `others` passed over."""

    folder: Path
    kind: FileKind
    usable: tuple[Path, ...]
    others: tuple[Path, ...]

    def first(self, count: int) -> tuple[Path, ...]:
        """The files of the first `count` items. Raises MissingMedia where there are fewer."""
        if len(self.usable) >= count:
            return self.usable[:count]
        passed_over = f" ({_list_names(self.others)} passed over by name or ending)" if self.others else ""
        raise MissingMedia(
            f"The folder {self.folder} holds {len(self.usable)} {self.kind.plural} but the album needs "
            f"{count}{passed_over}; add {count - len(self.usable)} more or make a shorter album."
        )


def natural_order(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts names as people do: `2` before `10`, `b` between `A` and `C`."""
    folded = unicodedata.normalize("NFC", name).casefold()
    parts = (part for part in re.split(r"(\d+)", folded) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), name


def readable_name(path: Path) -> str:
    """The file's name as text that can be stored and shown, whatever bytes the disk has."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def find_own_files(folder: Path | None, kind: FileKind) -> OwnFiles:
    """What lies in the folder itself, in natural order of the names. Subfolders are not entered.

    Raises MissingMedia where no folder is named or there is none, UnreadableMedia where it cannot
    be read.
    """
    if folder is None:
        raise MissingMedia(
            f"The library provider needs a folder with your own {kind.plural}; name one with {kind.option}."
        )
    try:
        files = sorted((path for path in folder.iterdir() if path.is_file()), key=lambda path: natural_order(path.name))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingMedia(
            f"There is no folder {folder}; name the one that holds your own {kind.plural} with {kind.option}."
        ) from error
    except OSError as error:
        raise UnreadableMedia(
            f"The folder {folder} cannot be read ({error.strerror}); give the studio the right to read it."
        ) from error
    usable = tuple(path for path in files if _is_usable(path, kind))
    return OwnFiles(folder, kind, usable, tuple(path for path in files if path not in frozenset(usable)))


def refuse_copies(files: Sequence[Path]) -> None:
    """Raises DuplicateMedia where two of the files have the same bytes."""
    by_size: defaultdict[int, list[Path]] = defaultdict(list)
    for path in files:
        by_size[_size_bytes(path)].append(path)
    for same_size in by_size.values():
        by_digest: dict[bytes, Path] = {}
        for path in same_size if len(same_size) > 1 else ():
            twin = by_digest.setdefault(_digest(path), path)
            if twin is not path:
                raise DuplicateMedia(
                    f"{readable_name(twin)} and {readable_name(path)} are the same file under two names; "
                    "an album uses each only once, so remove or replace one of them."
                )


def copy_own_file(source: Path, directory: Path, should_stop: Callable[[], bool]) -> Path:
    """Copy the bytes into `directory` under the source's readable name, which later errors speak of.

    Raises Stopped, UnreadableMedia or NotEnoughDisk; nothing of the copy is left then.
    """
    with (
        whole_or_gone(directory / readable_name(source)) as target,
        target.open("wb") as copy,
    ):
        for chunk in _read_chunks(source):
            raise_if_stopped(should_stop)
            copy.write(chunk)
    return target


def _is_usable(path: Path, kind: FileKind) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() in kind.suffixes


def _list_names(paths: Sequence[Path]) -> str:
    names = ", ".join(readable_name(path) for path in paths[:_NAMES_SHOWN])
    more = len(paths) - _NAMES_SHOWN
    return f"{names} and {more} more" if more > 0 else names


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    for chunk in _read_chunks(path):
        digest.update(chunk)
    return digest.digest()


def _read_chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UnreadableMedia:
    return UnreadableMedia(
        f"{readable_name(path)} cannot be read ({error.strerror}); make it readable or take it out of the folder."
    )
