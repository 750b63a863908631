"""The clock is stepped by an hour, for all processes or for one."""

import random
from datetime import UTC, datetime, timedelta

from studio.stages import Stage
from tests.faults.auditor import audit
from tests.faults.catalogue import Play, scenario
from tests.faults.clock import Clock
from tests.faults.machine import Studio

HOUR = 3600
PROMISE = "the album completes; nothing is started or paid twice"


def _step(seconds: int, names: tuple[str, ...]) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        clock = Clock(studio.folder / "clock")
        studio.restart_programs(clock.environment(studio.environment["PYTHONPATH"]), names=names)
        try:
            album = studio.start_album()
            studio.wait_for_moment(album, chance)
            clock.step(seconds)
            studio.member("io").kill()
            studio.start("io")
            # Nobody starts this one but the scan.
            due = studio.plan_album(until=Stage.PROMPTS, start_at=datetime.now(UTC) + timedelta(seconds=1))
            for each in (due, album):
                studio.wait_until_complete(each)
                audit(studio, each, worker_was_killed=True)
        finally:
            studio.restart_programs(names=names)

    return play


ALL = ("io", "media", "beat", "api")
for _name, _words, _seconds, _names in (
    ("clock_leaps_ahead", "the machine's clock leaps an hour ahead", HOUR, ALL),
    ("clock_falls_back", "the machine's clock falls an hour back", -HOUR, ALL),
    ("beat_is_ahead", "the scheduler's clock is an hour ahead of the workers'", HOUR, ("beat",)),
    ("beat_is_behind", "the scheduler's clock is an hour behind the workers'", -HOUR, ("beat",)),
    ("io_is_ahead", "the io worker's clock is an hour ahead of the others'", HOUR, ("io",)),
    ("io_is_behind", "the io worker's clock is an hour behind the others'", -HOUR, ("io",)),
):
    _play = _step(_seconds, _names)
    _play.__name__ = _name
    scenario(_words, PROMISE, quick_runs=int(_name == "clock_falls_back"))(_play)
