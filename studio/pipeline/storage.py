"""What lies below the output root, what each file is for, and deleting what nobody needs.

A file is a leftover only where nothing names it, nobody works on it, and it bears a name that the studio gives: what a
person put there is never touched, and neither are earlier takes. Files are always listed before the rows are read, so
that whatever is put in place meanwhile is named already, or not seen.
"""

import contextlib
import dataclasses
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from studio.db import storage as rows
from studio.db.jobs import lock_job
from studio.db.session import in_transaction
from studio.db.storage import JobPlace, NamedFiles
from studio.disk import free_bytes, taken_bytes, total_bytes
from studio.errors import NotFound
from studio.logs import get_logger
from studio.pipeline.files import CACHE, ORIGINALS, WORK
from studio.pipeline.previews import PREVIEWS
from studio.schemas.storage import Deletable, JobStorageView, StorageShares, StorageView
from studio.settings import Settings
from studio.stages import RunState

log = get_logger(__name__)

SETTLED_SECONDS = 3600.0
"""What no lease speaks for is a leftover only when it was not touched for so long: a request may be at it."""

_BATCH = 200
"""Jobs that are looked at together: memory stays flat, however many there are."""
_TAKE = re.compile(r"\d\d-[a-z0-9-]+-[0-9a-f]{8}")
_UNFINISHED = re.compile(r"\..+\.part(\.\w+)*|\.joins-\w+")
"""What is written before it gets its name, and the folder of a film of joins."""
_KEPT = {
    CACHE: re.compile(r"[0-9a-f]{64}\.(mp4|m4a|level\.json)(\.xxh3)?|\.[0-9a-f]{64}\.\w+\.part.*|memo"),
    PREVIEWS: re.compile(r"[0-9a-f]{64}\.(json|jpg)|\..+\.part"),
    WORK: re.compile(r"(incoming-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}
"""Folders that the studio keeps in a job's, and the names of everything that can be in them."""


class Use(StrEnum):
    """What a file is for, in the words of `StorageShares`."""

    FILM = "film_bytes"
    TRACKS = "tracks_bytes"
    VISUALS = "visuals_bytes"
    EARLIER_TAKES = "earlier_takes_bytes"
    CACHE = "cache_bytes"
    LEFTOVERS = "leftover_bytes"
    OTHER = "other_bytes"


@dataclass(frozen=True, slots=True)
class FoundFile:
    path: Path
    parts: tuple[str, ...]
    """Below the job's folder."""
    size_bytes: int
    touched_at: float
    """When it was last written to or given its name, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Swept:
    files: int
    size_bytes: int


def measure_storage(settings: Settings, *, limit: int = 50) -> StorageView:
    """Look at everything below the output root. `limit` jobs are named; all are counted."""
    root = settings.output.root.resolve()
    settled_before = time.time() - SETTLED_SECONDS
    sums = dict.fromkeys(Use, 0)
    idle_cache_bytes = 0
    jobs: list[JobStorageView] = []
    for place, files, named in _look_at_jobs(root):
        shares = dict.fromkeys(Use, 0)
        for file in files:
            shares[_use_of(file, place, named, settled_before)] += file.size_bytes
        idle_cache_bytes += shares[Use.CACHE] if named.is_idle else 0
        for use, size_bytes in shares.items():
            sums[use] += size_bytes
        jobs.append(_job_view(place, shares))
        # Only the largest are named, so that many jobs do not fill the memory.
        if len(jobs) > 2 * limit:
            jobs = _largest(jobs, limit)
    foreign, abandoned = _look_elsewhere(root)
    sums[Use.LEFTOVERS] += sum(file.size_bytes for files in abandoned.values() for file in files)
    return StorageView(
        root=str(root),
        disk_free_bytes=free_bytes(root),
        disk_total_bytes=total_bytes(root),
        studio_bytes=sum(sums.values()) + foreign,
        shares=StorageShares(**{use.value: size_bytes for use, size_bytes in sums.items()}),
        foreign_bytes=foreign,
        deletable=_deletable(sums[Use.LEFTOVERS], idle_cache_bytes),
        jobs=_largest(jobs, limit),
    )


def sweep(settings: Settings, *, settled_seconds: float = SETTLED_SECONDS, with_caches: bool = False) -> Swept:
    """Delete what interrupted work and deleted jobs have left; on wish, also the caches of jobs that do not run."""
    root = settings.output.root.resolve()
    settled_before = time.time() - settled_seconds
    count = size_bytes = 0
    for place, files, named in _look_at_jobs(root):
        leftovers = [file for file in files if _use_of(file, place, named, settled_before) == Use.LEFTOVERS]
        if with_caches:
            leftovers += _take_cache_away(root / place.output_directory, place.job_id, files)
        _delete(leftovers)
        _remove_empty_attempts(root / place.output_directory / WORK, named)
        count += len(leftovers)
        size_bytes += sum(file.size_bytes for file in leftovers)
    _, abandoned = _look_elsewhere(root)
    for folder, files in abandoned.items():
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # what was wanted of the deleted job is still in it
            folder.parent.rmdir()
        count += len(files)
        size_bytes += sum(file.size_bytes for file in files)
    if count:
        log.info("leftovers_swept", files=count, bytes=size_bytes)
    return Swept(count, size_bytes)


class Sweeper:
    """Sweeps when it is first asked to, and then now and then. Never raises."""

    def __init__(self, *, period_seconds: float = 3600.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._period_seconds = period_seconds
        self._clock = clock
        self._due_at = clock()

    def sweep_when_due(self, settings: Settings) -> None:
        if self._clock() < self._due_at:
            return
        self._due_at = self._clock() + self._period_seconds
        try:
            sweep(settings)
        except Exception as error:
            # It is done again within the hour, and the work must not wait for it.
            log.warning("sweep_failed", exc_info=error)


def _look_at_jobs(root: Path) -> Iterator[tuple[JobPlace, list[FoundFile], NamedFiles]]:
    """Each job that has a folder: first what lies in it, then what the database says of it."""
    last = 0
    while batch := in_transaction(partial(rows.places_after, job_id=last, limit=_BATCH)):
        last = batch[-1].job_id
        found = {place: list(_list_files(root / place.output_directory)) for place in batch}
        named = in_transaction(partial(rows.named_files, job_ids=[place.job_id for place in batch]))
        for place, files in found.items():
            if place.job_id in named:
                yield place, files, _by_take(named[place.job_id])


def _by_take(named: NamedFiles) -> NamedFiles:
    return dataclasses.replace(
        named,
        tracks=set(map(_take_of, named.tracks)),
        visuals=set(map(_take_of, named.visuals)),
        earlier_takes=set(map(_take_of, named.earlier_takes)),
    )


def _list_files(directory: Path, *, besides: frozenset[Path] = frozenset()) -> Iterator[FoundFile]:
    """All files in a folder and below; links are not followed, and `besides` is not entered."""
    folders: list[tuple[Path, tuple[str, ...]]] = [(directory, ())]
    while folders:
        folder, parts = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = Path(entry.path)
                    if entry.is_dir(follow_symlinks=False):
                        if path not in besides:
                            folders.append((path, (*parts, entry.name)))
                        continue
                    status = entry.stat(follow_symlinks=False)
                    touched_at = max(status.st_mtime, status.st_ctime)
                    yield FoundFile(path, (*parts, entry.name), taken_bytes(status), touched_at)
        except OSError:
            continue  # it was deleted meanwhile


def _use_of(file: FoundFile, place: JobPlace, named: NamedFiles, settled_before: float) -> Use:
    relative = "/".join((place.output_directory, *file.parts))
    if relative == named.film:
        return Use.FILM
    take = _take_of(relative)
    for use, takes in (
        (Use.TRACKS, named.tracks),
        (Use.VISUALS, named.visuals),
        (Use.EARLIER_TAKES, named.earlier_takes),
    ):
        if take in takes:
            return use
    is_settled = file.touched_at < settled_before
    folder = file.parts[0] if len(file.parts) > 1 else ""
    if folder == WORK:
        return Use.LEFTOVERS if _is_dead(file.parts[1], named, is_settled=is_settled) else Use.OTHER
    if any(_UNFINISHED.fullmatch(part) for part in file.parts):
        return Use.LEFTOVERS if is_settled else Use.OTHER
    if folder in (CACHE, PREVIEWS):
        return Use.CACHE
    if folder in ("tracks", "visuals") and _TAKE.fullmatch(PurePosixPath(take).name):
        return Use.LEFTOVERS if is_settled and not named.owners else Use.OTHER
    return Use.OTHER


def _take_of(relative: str) -> str:
    """What the files of one take have in common: an original lies beside what was made of it, under the same name."""
    path = PurePosixPath(relative)
    folder = path.parent.parent if path.parent.name == ORIGINALS else path.parent
    return f"{folder}/{path.name.split('.')[0]}"


def _is_dead(attempt: str, named: NamedFiles, *, is_settled: bool) -> bool:
    """Whether nobody goes on with what lies in the folder of an attempt."""
    try:
        return uuid.UUID(attempt) not in named.owners
    except ValueError:
        return is_settled  # of a request, which has no lease


def _look_elsewhere(root: Path) -> tuple[int, dict[Path, list[FoundFile]]]:
    """Bytes that belong to no job, and the folders that were kept for jobs which are deleted, with all their files."""
    jobs = in_transaction(rows.all_directories)
    others = list(_list_files(root, besides=frozenset(root / directory for directory in jobs)))
    suspects: dict[Path, list[FoundFile]] = {}
    foreign_bytes = 0
    for file in others:
        kept = next((position for position, part in enumerate(file.parts) if part in _KEPT), None)
        if kept is None or kept == len(file.parts) - 1:
            foreign_bytes += file.size_bytes
        else:
            suspects.setdefault(root.joinpath(*file.parts[: kept + 1]), []).append(file)
    jobs = in_transaction(rows.all_directories) if suspects else jobs
    abandoned: dict[Path, list[FoundFile]] = {}
    for folder, files in suspects.items():
        if _is_ours(folder, root, files) and folder.parent.relative_to(root).as_posix() not in jobs:
            abandoned[folder] = files
        else:
            foreign_bytes += sum(file.size_bytes for file in files)
    return foreign_bytes, abandoned


def _is_ours(folder: Path, root: Path, files: Sequence[FoundFile]) -> bool:
    """Whether the studio made everything in it, as in no other program's `.cache`. Never of what lies in the root."""
    depth = len(folder.relative_to(root).parts)
    return depth > 1 and all(_KEPT[folder.name].fullmatch(file.parts[depth]) for file in files)


def _take_cache_away(directory: Path, job_id: int, files: Sequence[FoundFile]) -> list[FoundFile]:
    """Rename the caches of a job that does not run, so that a run which begins now finds none, and list their files."""
    aside = directory / WORK / str(uuid.uuid4())

    def rename(session: Session) -> bool:
        try:
            job = lock_job(session, job_id)
        except NotFound:
            return False
        if job.run_state != RunState.IDLE:
            return False
        for name in (CACHE, PREVIEWS):
            if (directory / name).is_dir():
                aside.mkdir(parents=True, exist_ok=True)
                (directory / name).replace(aside / name)
        return True

    if not any(file.parts[0] in (CACHE, PREVIEWS) for file in files) or not in_transaction(rename):
        return []
    cached = [file for file in files if file.parts[0] in (CACHE, PREVIEWS)]
    shutil.rmtree(aside, ignore_errors=True)
    return cached


def _delete(leftovers: Sequence[FoundFile]) -> None:
    """With the folders that are empty then. Those that a job always has stay: somebody may be about to use them."""
    for file in leftovers:
        file.path.unlink(missing_ok=True)
    for folder in sorted({folder for file in leftovers for folder in _passing_folders(file)}, reverse=True):
        with contextlib.suppress(OSError):  # something else is in it
            folder.rmdir()


def _passing_folders(file: FoundFile) -> Iterator[Path]:
    """Those around a file that were made for one attempt."""
    below = file.parts[:-1]
    for depth in range(1, len(below) + 1):
        if (below[0] == WORK and depth > 1) or _UNFINISHED.fullmatch(below[depth - 1]):
            yield file.path.parents[len(below) - depth]


def _remove_empty_attempts(work: Path, named: NamedFiles) -> None:
    with contextlib.suppress(OSError):
        for attempt in work.iterdir():
            if _is_dead(attempt.name, named, is_settled=False):
                with contextlib.suppress(OSError):  # something is in it
                    for folder in sorted(attempt.rglob("*/"), reverse=True):
                        folder.rmdir()
                    attempt.rmdir()


def _job_view(place: JobPlace, shares: dict[Use, int]) -> JobStorageView:
    return JobStorageView(
        **{use.value: size_bytes for use, size_bytes in shares.items()},
        **place._asdict(),
        total_bytes=sum(shares.values()),
    )


def _largest(jobs: list[JobStorageView], count: int) -> list[JobStorageView]:
    return sorted(jobs, key=lambda job: job.total_bytes, reverse=True)[:count]


def _deletable(leftover_bytes: int, cache_bytes: int) -> list[Deletable]:
    found = [
        Deletable(
            what="What interrupted work has left; it goes by itself within two hours",
            bytes=leftover_bytes,
            command="studio storage --sweep",
        ),
        Deletable(
            what="The caches of jobs that do not run; the next render of each takes longer then",
            bytes=cache_bytes,
            command="studio storage --sweep --caches",
        ),
    ]
    return [each for each in found if each.bytes]
