"""Looks at what came of an album, and believes neither the studio's words nor its ledger.

Sound and pictures are decoded anew, the film is inspected as `studio inspect` does, files are looked for on the disk,
processes in the process table, and money in the books of the vendor.
"""

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from studio.render.ffmpeg import find_ffmpeg
from studio.render.inspection import inspect_file
from studio.stages import Stage
from tests.e2e.plugin.slowhum import pitch_of
from tests.faults.album import Album
from tests.faults.machine import Studio
from tests.faults.media import COLOURS
from tests.faults.process import FaultBroken, is_running, wait_until
from tests.faults.vendor import Kind
from tests.films import colour_at, is_like, pitch_at

LEFTOVERS_ARE_SWEPT = False
"""Whether the studio removes by itself what a killed worker left lying. While it does not, `audit` is told where one
was killed, and looks away from unfinished files there and nowhere else."""

_KEPT_FOLDERS = (".cache", ".previews")
"""What the studio keeps to work faster, and says so."""
_BESIDE_FILM = re.compile(
    r"(metadata|upload)\.(txt|json)|(inspection|licences)\.(html|json)|album-plot\.png|contact-sheet\.png|thumbnail-\d\.jpg"
)
_SENTENCE = re.compile(r"[A-Z0-9“/].{15,}[.!]$", re.DOTALL)
_NO_SENTENCE = re.compile(r"Traceback|unexpected error|\w+Error\b|psycopg2|sqlalchemy")


def audit(studio: Studio, album: Album, *, worker_was_killed: bool = False) -> None:
    """Raises FaultBroken, naming every promise that was not kept. The album's run must be over."""
    faults = [
        *_rows(studio, album),
        *_takes(studio, album),
        *_film(studio, album),
        *_money(studio, album),
        *_files(studio, album, worker_was_killed=worker_was_killed and not LEFTOVERS_ARE_SWEPT),
        *_processes(studio),
    ]
    if faults:
        raise FaultBroken("; ".join(faults))


def audit_failure(
    studio: Studio, album: Album, expected: dict[tuple[Kind, int], str], *, worker_was_killed: bool = False
) -> None:
    """The run has ended because exactly these items failed with these codes. All others are kept, nothing is lost."""
    failed = {(kind, number): code for kind, number, code, _ in studio.wait_until_failed(album)}
    faults = [] if failed == expected else [f"expected {expected} to fail, and found {failed}"]
    looked_away = worker_was_killed and not LEFTOVERS_ARE_SWEPT
    faults += [*_rows(studio, album), *_money(studio, album), *_files(studio, album, worker_was_killed=looked_away)]
    if faults:
        raise FaultBroken("; ".join(faults))


def _rows(studio: Studio, album: Album) -> list[str]:
    """Nothing is said to run, and every failure is explained."""
    faults = []
    job = studio.job(album)
    items = studio.query("SELECT * FROM work_items WHERE video_job_id = :id ORDER BY id", id=album.job_id)
    for item in items:
        name = f"{item.stage} {item.order_index + 1}"
        if item.state == "working" or item.owner is not None:
            faults.append(f"{name} is said to be worked on")
        if item.state == "failed" and not _explains(item.error_message):
            faults.append(f"{name} failed, and says only {item.error_message!r} ({item.error_code})")
    if job.run_state != "idle":
        faults.append(f"the job is said to be {job.run_state}")
    if job.status == "failed" and not _explains(job.error_message):
        faults.append(f"the job failed, and says only {job.error_message!r} ({job.error_code})")
    if studio.query("SELECT 1 FROM render_tasks WHERE video_job_id = :id AND status = 'running'", id=album.job_id):
        faults.append("a render is said to run")
    return faults


def _explains(message: str | None) -> bool:
    return bool(message and _SENTENCE.match(message) and not _NO_SENTENCE.search(message))


def _takes(studio: Studio, album: Album) -> list[str]:
    """One current take for each place, each another, each what was ordered for its place, each whole on the disk."""
    faults: list[str] = []
    for kind, table in _tables_until(album):
        takes = studio.query(
            f"SELECT * FROM {table} WHERE video_job_id = :id AND is_current ORDER BY order_index",  # noqa: S608
            id=album.job_id,
        )
        if [take.order_index for take in takes] != list(range(album.track_count)):
            faults.append(f"the current {table} are at {[take.order_index for take in takes]}")
            continue
        digests = set()
        for take in takes:
            path = studio.output_root / take.local_file_path
            if not path.is_file():
                faults.append(f"{path.name} is not there")
                continue
            digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
            if hashlib.sha256(path.read_bytes()).hexdigest() != take.sha256:
                faults.append(f"{path.name} is not what was handed in")
            elif not _is_of_place(kind, path, take.order_index):
                faults.append(f"{path.name} is not what was ordered for place {take.order_index + 1}")
        if len(digests) != album.track_count:
            faults.append(f"only {len(digests)} of {album.track_count} {table} differ")
    return faults


def _tables_until(album: Album) -> list[tuple[Kind, str]]:
    tables = [(Stage.TRACKS, Kind.TRACK, "audio_tracks"), (Stage.VISUALS, Kind.VISUAL, "images")]
    return [(kind, table) for stage, kind, table in tables if stage.position <= album.until.position]


def _is_of_place(kind: Kind, path: Path, number: int) -> bool:
    if kind == Kind.TRACK:
        return abs(pitch_at(path, 0.5) - pitch_of(number)) < 3
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    return is_like(tuple(round(float(value)) for value in pixels.mean(axis=(0, 1))), COLOURS[number])


def _film(studio: Studio, album: Album) -> list[str]:
    """It passes inspection, and plays and shows each place in its turn. There is one."""
    if album.until.position < Stage.RENDER.position:
        return []
    job = studio.job(album)
    folder = studio.album_folder(album)
    films = list(folder.glob("*.mp4"))
    film = studio.output_root / str(job.local_video_path)
    if films != [film]:
        return [f"the job's film is {film.name}, and its folder holds {[path.name for path in films]}"]
    report = inspect_file(film, find_ffmpeg(None), lambda: False, jobs=2)
    faults = [f"the film does not pass: {check.name}, {check.found}" for check in report.faults]
    if len(report.tracks) != album.track_count:
        return [*faults, f"the film has {len(report.tracks)} chapters"]
    for number, track in enumerate(report.tracks):
        middle = (track.start_seconds + track.end_seconds) / 2
        if abs(pitch_at(film, middle) - pitch_of(number)) > 3:
            faults.append(f"the film does not play track {number + 1} at {middle:.1f} s")
        if not is_like(colour_at(film, middle), COLOURS[number]):
            faults.append(f"the film does not show visual {number + 1} at {middle:.1f} s")
    if "metadata.txt" not in {path.name for path in folder.iterdir()}:
        faults.append("metadata.txt is not there")
    return faults


def _money(studio: Studio, album: Album) -> list[str]:
    """What the vendor counted is what the ledger knows, and more than one an item only where a person asked."""
    faults = []
    taken = studio.vendor.accepted_of(album.seed)
    lines = studio.query(
        "SELECT s.*, i.stage, i.order_index FROM provider_submissions s JOIN work_items i ON i.id = s.work_item_id"
        " WHERE i.video_job_id = :id",
        id=album.job_id,
    )
    known = Counter(line.provider_job_id for line in lines if line.provider_job_id is not None)
    faults += [f"the ledger has {order_id} {count} times" for order_id, count in known.items() if count > 1]
    faults += [
        f"the ledger has {order_id}, and the vendor has not" for order_id in known.keys() - {o.id for o in taken}
    ]
    per_item = Counter((order.kind, order.number) for order in taken)
    for (kind, number), count in per_item.items():
        name = f"{kind} {number + 1}"
        of_item = [line for line in lines if _place_of(line) == (kind, number)]
        with_id = sum(line.provider_job_id is not None for line in of_item)
        without = sum(line.provider_job_id is None and line.state != "refused" for line in of_item)
        if not with_id <= count <= with_id + without:
            faults.append(f"{name} was ordered {count} times, and the ledger has {with_id} and {without} unknown")
        if count > 1 + album.asked_again.count((kind, number)):
            faults.append(
                f"{name} was ordered {count} times, and nobody asked for more than "
                f"{1 + album.asked_again.count((kind, number))}"
            )
    return faults


def _place_of(line: Any) -> tuple[Kind, int]:
    return (Kind.TRACK if line.stage == "tracks" else Kind.VISUAL), line.order_index


def _files(studio: Studio, album: Album, *, worker_was_killed: bool) -> list[str]:
    """Every file of the album is one that a row names, or one that the studio is known to keep."""
    if worker_was_killed:
        return []
    job = studio.job(album)
    folder = studio.album_folder(album)
    named = {job.local_video_path} if job.local_video_path else set()
    originals = set()
    for _, table in _tables_until(album):
        for take in studio.query(
            f"SELECT local_file_path FROM {table} WHERE video_job_id = :id",  # noqa: S608
            id=album.job_id,
        ):
            named.add(take.local_file_path)
            originals.add(Path(take.local_file_path).stem)
    strangers = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if relative.parts[0] in _KEPT_FOLDERS or (path.is_dir() and relative.parts[0] != ".work"):
            continue
        is_original = relative.parts[:2] == ("visuals", "originals") and path.stem in originals
        is_known = path.relative_to(studio.output_root).as_posix() in named or is_original
        if not is_known and not _BESIDE_FILM.fullmatch(str(relative)) and relative != Path(".work"):
            strangers.append(str(relative))
    parts = [path.name for path in (folder / ".cache").glob(".*.part*")]
    return [f"files that nothing names: {', '.join(strangers + parts)}"] if strangers or parts else []


def _processes(studio: Studio) -> list[str]:
    """No encoder runs, and nothing that bears the studio's folder lives outside of the studio's own processes."""
    members = [*studio.members.values(), studio.servers.redis, studio.servers.postgres]

    def strays() -> list[str]:
        family = {process.pid for member in members for process in member.family()}
        found = [f"FFmpeg {process.pid}" for process in studio.encoders()]
        for process in psutil.process_iter():
            try:
                words = (*process.cmdline(), *process.environ().values(), process.cwd())
                if process.pid not in family and is_running(process) and any(str(studio.folder) in w for w in words):
                    found.append(f"process {process.pid} ({' '.join(process.cmdline())[:80]})")
            except (psutil.Error, OSError):
                continue
        return found

    try:
        wait_until(lambda: not strays(), "the end of all processes that are not the studio's", 10)
    except FaultBroken:
        return [f"left running: {', '.join(strays())}"]
    return []
