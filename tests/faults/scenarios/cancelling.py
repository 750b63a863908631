"""Cancelled in each stage, and resumed."""

import random
import time

from studio.stages import Stage
from tests.faults.album import Album
from tests.faults.auditor import audit
from tests.faults.catalogue import Play, scenario
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken, wait_until
from tests.faults.vendor import ALWAYS, Kind, Polls

PROMISE = "it stops, orders nothing more, and goes on without paying twice"


def _check_cancelled(studio: Studio, album: Album) -> None:
    studio.cancel(album)
    orders = len(studio.ordered(album))
    job = studio.wait_until_idle(album)
    if (job.status, job.error_code) != ("failed", "cancelled"):
        raise FaultBroken(f"the job is {job.status} ({job.error_code}): {job.error_message}")
    wait_until(lambda: not studio.encoders(), "the end of FFmpeg", 10)
    time.sleep(2)
    if len(studio.ordered(album)) != orders:
        raise FaultBroken("more was ordered after the cancel")


def _resume(studio: Studio, album: Album) -> None:
    studio.vendor.behave()
    studio.resume(album)
    studio.wait_until_complete(album)
    audit(studio, album)


def _while_ordered(kind: Kind, stage: Stage) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        for number in range(3):
            studio.vendor.misbehave(Polls.ENDLESS, kind, number, times=ALWAYS)
        album = studio.start_album(until=Stage.VISUALS)
        studio.wait_until_ordered(album, kind)
        _check_cancelled(studio, album)
        _resume(studio, album)

    play.__name__ = f"cancel_in_{stage}"
    return play


scenario("cancel in the tracks", PROMISE, quick_runs=1)(_while_ordered(Kind.TRACK, Stage.TRACKS))
scenario("cancel in the visuals", PROMISE)(_while_ordered(Kind.VISUAL, Stage.VISUALS))


@scenario("cancel in the render", "FFmpeg ends at once; it goes on without paying twice")
def cancel_in_render(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    wait_until(lambda: bool(studio.encoders()), "an encoder", 120, pause=0.02)
    _check_cancelled(studio, album)
    _resume(studio, album)


@scenario("cancel at any moment", PROMISE, runs=5)
def cancel_at_any_moment(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    if studio.job(album).run_state == "running":
        _check_cancelled(studio, album)
        _resume(studio, album)
    studio.wait_until_complete(album)
    audit(studio, album)
