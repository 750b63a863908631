"""Beat goes on when the clock is set back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery

from studio.tasks.beat import SteadyScheduler

HOUR = timedelta(hours=1)


class Rung(SteadyScheduler):
    """Rings for nobody, and counts."""

    times = 0

    def apply_entry(self, entry: object, producer: object = None) -> None:
        self.times += 1


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Rung]:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"scan": {"task": "scan", "schedule": 30.0}}
    scheduler = Rung(app, schedule_filename=str(tmp_path / "schedule"))
    yield scheduler
    scheduler.close()


def test_it_rings_once_an_interval(scheduler: Rung) -> None:
    for _ in range(5):
        scheduler.tick()
    assert scheduler.times == 0
    scheduler.schedule["scan"].last_run_at -= timedelta(seconds=31)
    scheduler._heap = None
    for _ in range(5):
        scheduler.tick()
    assert scheduler.times == 1


def test_a_clock_that_was_set_back_does_not_silence_it(scheduler: Rung) -> None:
    scheduler.tick()
    scheduler.schedule["scan"].last_run_at += HOUR
    scheduler._heap = None
    wait = scheduler.tick()
    assert wait <= 30
    assert scheduler.schedule["scan"].last_run_at <= scheduler.app.now()
