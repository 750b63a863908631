"""Workers that are stopped politely, sleep through their lease, or lose their FFmpeg."""

import hashlib
import random
import time
from collections.abc import Sequence

import psutil

from studio.stages import Stage
from tests.faults.album import Album
from tests.faults.auditor import audit
from tests.faults.catalogue import scenario
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken, wait_until
from tests.faults.scale import LEASE_SECONDS, MAX_ATTEMPTS
from tests.faults.vendor import Kind


@scenario(
    "the media worker is asked to stop in mid-render", "it hands back, and nothing is paid twice", runs=3, quick_runs=1
)
def media_is_stopped(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_until_working(album, Stage.RENDER)
    time.sleep(chance.uniform(0, 6))
    studio.member("media").stop()
    if studio.query("SELECT 1 FROM work_items WHERE video_job_id = :id AND state = 'working'", id=album.job_id):
        raise FaultBroken("it stopped and kept its lease, so that everybody waits for the end of that")
    studio.start("media")
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario(
    "the io worker is asked to stop while the vendor works", "it hands back, and the order is asked for again", runs=2
)
def io_is_stopped(studio: Studio, chance: random.Random) -> None:
    studio.vendor.hold()
    album = studio.start_album(until=Stage.VISUALS)
    wait_until(lambda: len(studio.ordered(album)) == album.track_count, "all orders of the tracks")
    studio.member("io").stop()
    if studio.query("SELECT 1 FROM work_items WHERE video_job_id = :id AND state = 'working'", id=album.job_id):
        raise FaultBroken("it stopped and kept its leases, so that everybody waits for the end of them")
    studio.vendor.behave()
    studio.start("io")
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("an io worker sleeps through its lease, and wakes", "it changes neither rows nor files", runs=2, quick_runs=1)
def io_sleeps(studio: Studio, chance: random.Random) -> None:
    studio.vendor.hold()
    album = studio.start_album(until=Stage.VISUALS)
    wait_until(lambda: len(studio.ordered(album)) == album.track_count, "all orders of the tracks")
    sleeper = studio.member("io")
    sleeper.freeze()
    studio.vendor.behave()
    studio.add("io-2", like="io")
    if chance.random() < 0.5:
        wait_until(lambda: _run_no(studio, album) > 1, "a new run")  # it wakes while the other one is at it
        time.sleep(chance.uniform(0, 2))
    else:
        studio.wait_until_complete(album)
    sleeper.thaw()
    studio.wait_until_complete(album)
    time.sleep(2 * LEASE_SECONDS)
    audit(studio, album)


def _run_no(studio: Studio, album: Album) -> int:
    return int(studio.job(album).run_no)


@scenario("a media worker sleeps through its lease, and wakes", "it changes neither rows nor files", runs=3)
def media_sleeps(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_until_working(album, Stage.RENDER)
    time.sleep(chance.uniform(1, 8))
    sleeper = studio.member("media")
    sleeper.freeze()
    studio.add("media-2", like="media")
    studio.wait_until_complete(album)
    before = _contents(studio, album)
    sleeper.thaw()
    time.sleep(4 * LEASE_SECONDS)
    audit(studio, album)
    if _contents(studio, album) != before:
        raise FaultBroken("the sleeper changed the album's files")


def _contents(studio: Studio, album: Album) -> dict[str, str]:
    """The digest of each file that the person gets."""
    folder = studio.album_folder(album)
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


@scenario("FFmpeg is killed by the system", "the render is tried again, and the album completes", runs=2, quick_runs=1)
def ffmpeg_is_killed(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    _kill_one(_wait_for_encoders(studio), chance)
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("FFmpeg is killed each time", "the render fails with a sentence; nothing is lost, and it can be resumed")
def ffmpeg_is_killed_each_time(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    for _ in range(MAX_ATTEMPTS):
        _kill_one(_wait_for_encoders(studio), chance)
        time.sleep(1)
    job = studio.wait_until_idle(album)
    if job.status != "failed" or "FFmpeg" not in job.error_message:
        raise FaultBroken(f"the job is {job.status}: {job.error_message}")
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)


def _wait_for_encoders(studio: Studio) -> Sequence[psutil.Process]:
    wait_until(lambda: bool(studio.encoders()), "an encoder", 120)
    return studio.encoders()


def _kill_one(encoders: Sequence[psutil.Process], chance: random.Random) -> None:
    for process in encoders if len(encoders) < 2 else [chance.choice(encoders)]:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


@scenario("a deploy: all programs are asked to stop, and start again", "it costs nothing but time", runs=2)
def everything_is_restarted(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.restart_programs()
    studio.wait_until_complete(album)
    audit(studio, album)
    orders = studio.ordered(album)
    if len(orders) != 2 * album.track_count or orders.count((Kind.TRACK, 0)) != 1:
        raise FaultBroken(f"ordered: {orders}")
