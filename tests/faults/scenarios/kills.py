"""Kill -9, of each kind of process, at a moment that chance chooses."""

import contextlib
import random
import threading
import time

import httpx

from studio.stages import Stage
from tests.faults.auditor import audit, audit_failure
from tests.faults.catalogue import Play, scenario
from tests.faults.machine import Studio
from tests.faults.process import wait_until
from tests.faults.vendor import Creates, Kind

PROCESSES = ("io", "media", "beat", "api", "redis", "postgres")
PROMISE = "the album completes; nothing is missing, doubled, or paid twice"


def _kill(studio: Studio, name: str, chance: random.Random) -> None:
    """And start it again, at once or a while later."""
    studio.member(name).kill()
    time.sleep(chance.choice((0, chance.uniform(0, 4))))
    studio.start(name)


def _killing(name: str) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        album = studio.start_album()
        studio.wait_for_moment(album, chance)
        _kill(studio, name, chance)
        studio.wait_until_complete(album)
        audit(studio, album, worker_was_killed=name in ("io", "media"))

    play.__name__ = f"{name}_is_killed"
    return play


for _name in PROCESSES:
    scenario(f"kill -9: {_name}", PROMISE, runs=7)(_killing(_name))


@scenario("kill -9: three at random, one after another", PROMISE, runs=8, quick_runs=1)
def any_three_are_killed(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    for name in chance.choices(PROCESSES, k=3):
        studio.wait_for_moment(album, chance)
        _kill(studio, name, chance)
    studio.wait_until_complete(album)
    audit(studio, album, worker_was_killed=True)


@scenario("kill -9: everything at once, as a power cut", PROMISE, runs=2)
def everything_is_killed(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    names = chance.sample(PROCESSES, k=len(PROCESSES))
    for name in names:
        studio.member(name).kill()
    studio.servers.start()
    for name in names:
        studio.start(name)
    studio.wait_until_complete(album)
    audit(studio, album, worker_was_killed=True)


@scenario("kill -9: the API while it creates a job", "the job is there and completes, or it is not there", runs=3)
def api_is_killed_while_it_creates(studio: Studio, chance: random.Random) -> None:
    before = _count_jobs(studio)

    def ask() -> None:
        with contextlib.suppress(httpx.TransportError):  # nobody answers any more
            studio.start_album()

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(chance.uniform(0.0, 0.15))
    studio.member("api").kill()
    asking.join()
    studio.start("api")
    if _count_jobs(studio) == before:
        studio.start_album()
    assert _count_jobs(studio) == before + 1
    album = studio.newest_album()
    studio.wait_until_complete(album)
    audit(studio, album)


def _count_jobs(studio: Studio) -> int:
    return int(studio.query("SELECT count(*) AS jobs FROM video_jobs")[0].jobs)


@scenario(
    "kill -9: the io worker between a create and its answer", "never repeated unasked, and explained", quick_runs=1
)
def io_is_killed_in_mid_create(studio: Studio, chance: random.Random) -> None:
    number = chance.randrange(3)
    studio.vendor.misbehave(Creates.HELD, Kind.TRACK, number)
    studio.vendor.hold_answers()
    album = studio.start_album(until=Stage.TRACKS)
    wait_until(lambda: (Kind.TRACK, number) in studio.ordered(album), "the order")
    wait_until(lambda: len(studio.known_orders(album)) == 2, "the ids of the other orders")
    studio.member("io").kill()
    studio.vendor.behave()
    studio.start("io")
    audit_failure(studio, album, {(Kind.TRACK, number): "submission_unknown"}, worker_was_killed=True)
    studio.resume(album)
    audit_failure(studio, album, {(Kind.TRACK, number): "submission_unknown"}, worker_was_killed=True)
    studio.remake(album, Kind.TRACK, number)
    studio.wait_until_complete(album)
    audit(studio, album, worker_was_killed=True)
