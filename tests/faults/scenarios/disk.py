"""The disk is full, read-only, or not what it was; files are lost and damaged."""

import random
import shutil
from pathlib import Path

from studio.stages import Stage
from tests.faults.album import Album
from tests.faults.auditor import audit, audit_failure
from tests.faults.catalogue import Play, scenario
from tests.faults.disk import SIZE_BYTES, small_disk
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken
from tests.faults.vendor import ALWAYS, Kind, Polls
from tests.small_disk import mounted

_FREE_BYTES = {Stage.TRACKS: 100_000, Stage.VISUALS: 30_000, Stage.RENDER: 300_000, Stage.METADATA: 0}

_UNTIL = {Stage.RENDER: Stage.VISUALS, Stage.METADATA: Stage.RENDER}
"""Where the run stops, for review, before the disk fills up."""


def _full_disk(stage: Stage) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        album = studio.plan_album(until=_UNTIL.get(stage, Stage.METADATA))
        with small_disk(studio, studio.album_folder(album)) as disk:
            _hold_before(studio, album, stage)
            disk.leave(int(_FREE_BYTES[stage] * chance.random()))
            studio.vendor.behave()
            if stage in _UNTIL:
                album.until = Stage.METADATA
                studio.resume(album)
            job = studio.wait_until_idle(album)
            if job.status != "failed" or job.error_code != "not_enough_disk":
                raise FaultBroken(f"the job is {job.status} ({job.error_code}): {job.error_message}")
            orders = len(studio.ordered(album))
            disk.leave(None)
            studio.resume(album)
            studio.wait_until_complete(album)
            if stage in (Stage.TRACKS, Stage.RENDER, Stage.METADATA) and orders == 0:
                raise FaultBroken("nothing had been ordered, so nothing was proved")
            audit(studio, album)

    play.__name__ = f"disk_is_full_in_{stage}"
    return play


def _hold_before(studio: Studio, album: Album, stage: Stage) -> None:
    """Let the run come to the stage, and no further."""
    kind = Kind.VISUAL if stage == Stage.VISUALS else Kind.TRACK
    if stage in (Stage.TRACKS, Stage.VISUALS):
        for number in range(album.track_count):
            studio.vendor.misbehave(Polls.ENDLESS, kind, number, times=ALWAYS)
        studio.resume(album)
        studio.wait_until_ordered(album, kind)
    else:
        studio.resume(album)
        studio.wait_until_complete(album)


for _stage in _FREE_BYTES:
    scenario(
        f"the disk fills up in the {_stage}",
        "a clear sentence; nothing is lost or paid twice, and it goes on when there is room",
        quick_runs=int(_stage == Stage.TRACKS),
    )(_full_disk(_stage))


@scenario(
    "a file lies where the album's folder should be",
    "a clear sentence, nothing is ordered, and it goes on",
    quick_runs=1,
)
def file_in_place_of_folder(studio: Studio, chance: random.Random) -> None:
    album = studio.plan_album(until=Stage.TRACKS)
    folder = studio.album_folder(album)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")
    studio.resume(album)
    job = studio.wait_until_idle(album)
    if job.status != "failed" or str(folder.name) not in job.error_message or studio.ordered(album):
        raise FaultBroken(f"the job is {job.status} ({job.error_message}), ordered: {studio.ordered(album)}")
    folder.unlink()
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("the output folder becomes read-only in mid-run", "a clear sentence; nothing is lost or paid twice")
def folder_becomes_read_only(studio: Studio, chance: random.Random) -> None:
    album = studio.plan_album(until=Stage.VISUALS)
    with mounted(studio.album_folder(album), size_bytes=SIZE_BYTES) as file_system:
        if file_system is None:
            return  # permissions do not hold root up, and others may not mount
        _hold_before(studio, album, Stage.TRACKS)
        file_system.make_read_only(is_read_only=True)
        studio.vendor.behave()
        expected = {(Kind.TRACK, number): "output_not_writable" for number in range(album.track_count)}
        audit_failure(studio, album, expected, worker_was_killed=True)
        file_system.make_read_only(is_read_only=False)
        studio.resume(album)
        studio.wait_until_complete(album)
        audit(studio, album, worker_was_killed=True)


@scenario(
    "the album's folder is removed in mid-run",
    "what was paid for is fetched again, and not paid again",
    runs=2,
    quick_runs=1,
)
def folder_is_removed(studio: Studio, chance: random.Random) -> None:
    for number in range(3):
        studio.vendor.misbehave(Polls.ENDLESS, Kind.VISUAL, number, times=ALWAYS)
    album = studio.start_album()
    studio.wait_until_ordered(album, Kind.VISUAL)
    shutil.rmtree(studio.album_folder(album), ignore_errors=True)
    studio.vendor.behave()
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("the output folder is removed between two runs", "what was paid for is fetched again, and not paid again")
def folder_is_removed_between_runs(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album(until=Stage.VISUALS)
    studio.wait_until_complete(album)
    shutil.rmtree(studio.output_root)
    album.until = Stage.METADATA
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)


def _damage(path: Path, chance: random.Random) -> None:
    """Another byte somewhere, the same length."""
    body = bytearray(path.read_bytes())
    place = chance.randrange(len(body))
    body[place] ^= 0xFF
    path.write_bytes(body)


@scenario("a track is damaged on the disk before the render", "it is fetched again, and not paid again")
def track_is_damaged(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album(until=Stage.VISUALS)
    studio.wait_until_complete(album)
    _damage(chance.choice(sorted((studio.album_folder(album) / "tracks").glob("*.flac"))), chance)
    album.until = Stage.METADATA
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("cached segments are damaged", "they are made again, and the film passes inspection", runs=2)
def segments_are_damaged(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_until_complete(album)
    folder = studio.album_folder(album)
    kept = [path for path in sorted((folder / ".cache").iterdir()) if path.is_file()]
    for path in chance.sample(kept, k=3):
        _damage(path, chance)
    for film in folder.glob("*.mp4"):
        film.unlink()
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)
