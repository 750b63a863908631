"""A cancel really cancels: encoders end, polling stops, and nothing more is asked of a provider that charges."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.errors import Stopped
from studio.models import ProviderSubmission, VideoJob, WorkItem
from studio.pipeline import prompts, render, runs, tracks, visuals, work
from studio.pipeline.ledger import Ledger
from studio.pipeline.runs import Run
from studio.pipeline.work import work_on
from studio.providers import registry
from studio.render import ffmpeg
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, RunState, Stage
from tests.albums import plan_job
from tests.providers.test_paid_provider import PaidMusicProvider, Vendor

LONGEST_SECONDS = 60.0
"""A bound for a busy machine; the encoders below would go on for minutes."""


@pytest.fixture
def run(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose prompts are there."""
    monkeypatch.setenv("FFMPEG_PRESET", "veryslow")
    get_settings.cache_clear()
    job = plan_job(tracks=6, minutes=3)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    prompts.generate_prompts(run.job_id, run.run_no)
    return run


def cancel(run: Run) -> None:
    in_transaction(lambda session: runs.cancel_run(session, run.job_id))


def job_of(run: Run) -> VideoJob:
    return in_transaction(lambda session: session.get_one(VideoJob, run.job_id))


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def encoders() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "-f" in child.cmdline()]


def has_ended(process: psutil.Process) -> bool:
    """Looked at only: the renderer collects its processes itself."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_an_encoder_is_gone_within_two_seconds_of_a_cancel(run: Run, output_root: Path) -> None:
    for index in range(6):
        tracks.generate_track(run.job_id, run.run_no, index)
        visuals.generate_visual(run.job_id, run.run_no, index)
    rendering = threading.Thread(target=render.render_video, args=(run.job_id, run.run_no))
    rendering.start()
    wait_until(lambda: bool(encoders()))
    running = encoders()
    cancel(run)
    asked_at = time.monotonic()
    assert job_of(run).run_state == RunState.STOPPING
    wait_until(lambda: all(map(has_ended, running)))
    ended_after = time.monotonic() - asked_at
    rendering.join(LONGEST_SECONDS)
    assert not rendering.is_alive()
    assert not encoders()
    # Two looks, at the database and at the flag, and a kill. What else it takes is for other processes' sake.
    assert work._WATCH_SECONDS + ffmpeg._POLL_SECONDS < 1.5
    print(f"{len(running)} encoders were gone {ended_after:.2f} s after the cancel")  # noqa: T201
    job = job_of(run)
    assert (job.run_state, job.status, job.error_code) == (RunState.IDLE, JobStatus.FAILED, "cancelled")
    folder = output_root / job.output_directory
    assert not list(folder.rglob("*.part*"))
    assert not list(folder.glob("*.mp4"))
    item = in_transaction(lambda session: session.scalars(select(WorkItem).where(WorkItem.stage == Stage.RENDER)).one())
    assert (item.state, item.attempts) == (ItemState.WAITING, 0)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """A vendor that takes orders and never gets ready, until it is told to."""
    with Vendor() as vendor:
        provider = PaidMusicProvider(vendor.url)
        monkeypatch.setattr(registry, "music_provider", lambda name, settings: provider)
        yield vendor


def test_polling_ends_and_nothing_more_is_ordered(run: Run, vendor: Vendor) -> None:
    """Six tracks in the queue of two threads: those that wait find the run stopped."""
    vendor.polls = [202] * 1_000_000

    def make(index: int) -> None:
        tracks.generate_track(run.job_id, run.run_no, index)

    with ThreadPoolExecutor(2) as threads:
        made = [threads.submit(make, index) for index in range(6)]
        wait_until(lambda: len(vendor.paid) == 2)
        cancel(run)
        for each in made:
            each.result(timeout=LONGEST_SECONDS)
    left = len(vendor.polls)
    assert left > 0, "the vendor was still at it"
    assert vendor.paid == ["job-1", "job-2"]
    assert len(vendor.polls) == left
    assert job_of(run).error_code == "cancelled"

    # What was ordered is fetched when the job goes on; only what was never ordered is ordered then.
    vendor.polls = []
    again = in_transaction(lambda session: runs.start_run(session, run.job_id))
    for index in range(6):
        tracks.generate_track(again.job_id, again.run_no, index)
    assert len(vendor.paid) == 6
    orders = in_transaction(lambda session: session.scalars(select(ProviderSubmission.provider_job_id)).all())
    assert sorted(str(order) for order in orders) == sorted(vendor.paid)


def test_no_order_is_written_down_after_a_cancel(run: Run) -> None:
    """However late a worker notices: the intent, without which nothing is sent, and the cancel exclude each other."""
    with work_on(Place(run.job_id, run.run_no, Stage.TRACKS, 0)) as mine:
        assert mine is not None
        cancel(run)
        with pytest.raises(Stopped):
            Ledger(mine, ProviderKey("music", "vendor"), Decimal("0.10")).intend()

    def count(session: Session) -> int:
        return len(session.scalars(select(ProviderSubmission.id)).all())

    assert in_transaction(count) == 0
