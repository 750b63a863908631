"""A provider's balance runs out in the middle of an album."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import events
from studio.db.session import in_transaction
from studio.pipeline import jobs
from studio.schemas.jobs import JobDetail
from studio.settings import get_settings
from studio.stack import studio_programs
from studio.stages import ItemState, JobStatus, Stage
from tests.albums import plan_job
from tests.e2e.conftest import PLUGIN, REPOSITORY, wait_until
from tests.e2e.plugin.slowhum import SlowHum

pytestmark = pytest.mark.e2e

TRACKS, QUOTA = 14, 5


@pytest.fixture
def orders(output_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two workers, and the folder of orders that the provider obeys."""
    orders = tmp_path / "orders"
    orders.mkdir()
    monkeypatch.syspath_prepend(str(PLUGIN))
    for name, value in {
        "SLOWHUM_LEDGER": tmp_path / "ledger",
        "SLOWHUM_ORDERS": orders,
        "SLOWHUM_SECONDS": "0.3",
        "FFMPEG_PRESET": "ultrafast",
        "RECOVERY_SCAN_SECONDS": "1",
        "PYTHONPATH": os.pathsep.join(map(str, (REPOSITORY, PLUGIN))),
    }.items():
        monkeypatch.setenv(name, str(value))
    io, _, beat = studio_programs(get_settings(), with_api=False, with_flower=False, with_page=False)
    started = []
    for number, program in enumerate((io, io, beat)):
        arguments = [re.sub("@%h$", f"{number}@%h", part) for part in program.arguments]
        if program is beat:
            arguments[arguments.index("-s") + 1] = str(tmp_path / "beat")
        with (tmp_path / f"{program.name}-{number}.log").open("wb") as log:
            environment = {**os.environ, **program.environment}
            started.append(subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=log, stderr=log))
    yield orders
    for process in started:
        process.kill()
        process.wait()


def retry(job_id: int) -> None:
    """As the API does it, in a process of its own: the broker's address is read once in each."""
    statements = (
        "from studio.db.session import in_transaction",
        "from studio.pipeline.runs import start_run",
        "from studio.tasks.workflow import launch",
        f"launch(in_transaction(lambda session: start_run(session, {job_id})))",
    )
    subprocess.run([sys.executable, "-c", "\n".join(statements)], check=True)


def plan_album(*, tracks: int, minutes: int, **wishes: object) -> int:
    usual = {"music_provider": "slowhum", "crossfade_seconds": 1, "until_stage": "tracks"}
    return plan_job(tracks=tracks, minutes=minutes, **(usual | wishes)).id


def describe(job_id: int) -> JobDetail:
    return in_transaction(lambda session: jobs.describe_job(session, job_id))


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_nothing_more_is_asked_for_and_it_is_said_once(orders: Path, tmp_path: Path) -> None:
    (orders / "quota").write_text(str(QUOTA))
    job_id = plan_album(tracks=TRACKS, minutes=3)

    wait_until(lambda: describe(job_id).status == JobStatus.FAILED, "the job to end", seconds=240)
    job = describe(job_id)
    assert job.error_message == (
        "Slow hum: Quota used up until 1 December. Add quota or choose another provider. "
        f"{TRACKS - QUOTA} tracks wait for it; {QUOTA} kept."
    )
    assert len(lines(tmp_path / "ledger")) == QUOTA
    # Those that were under way when the first refusal came, and none after them.
    assert 1 <= len(lines(tmp_path / "ledger.refused")) <= SlowHum.capabilities.concurrency
    told = in_transaction(lambda session: events.list_events(session, job_id))
    assert [event.code for event in told].count("provider_balance_empty") == 1
    tracks = [item for item in job.items if item.stage == Stage.TRACKS]
    assert sum(item.state == ItemState.DONE for item in tracks) == QUOTA
    assert {item.error_code for item in tracks if item.state != ItemState.DONE} == {"provider_balance_empty"}
    assert (job.cost.spent_usd, job.cost.committed_usd) == (QUOTA * 0.10, 0.0)
    assert job.cost.estimated_usd == pytest.approx((TRACKS - QUOTA) * 0.10)

    # A planned job is not burnt, and both go on once a person has added quota and retried.
    other_id = plan_album(tracks=2, minutes=1)
    refused = len(lines(tmp_path / "ledger.refused"))
    (orders / "quota").unlink()
    retry(job_id)

    def both_have_their_tracks() -> bool:
        return all(describe(each).stages[1].state == ItemState.DONE for each in (job_id, other_id))

    wait_until(both_have_their_tracks, "the tracks of both jobs", seconds=240)
    assert len(lines(tmp_path / "ledger")) == TRACKS + 2
    assert len(lines(tmp_path / "ledger.refused")) == refused
    assert describe(job_id).cost.spent_usd == pytest.approx(TRACKS * 0.10)
    assert describe(other_id).run_no == 1


def test_the_second_provider_makes_the_rest(orders: Path, tmp_path: Path) -> None:
    (orders / "quota").write_text(str(QUOTA))
    job_id = plan_album(tracks=TRACKS, minutes=3, second_music_provider="dummy")
    wait_until(lambda: describe(job_id).stages[1].state == ItemState.DONE, "the tracks", seconds=240)
    job = describe(job_id)
    assert Counter(track.provider for track in job.tracks) == {"slowhum": QUOTA, "dummy": TRACKS - QUOTA}
    assert len(lines(tmp_path / "ledger")) == QUOTA
    assert 1 <= len(lines(tmp_path / "ledger.refused")) <= SlowHum.capabilities.concurrency
    told = in_transaction(lambda session: events.list_events(session, job_id))
    (sentence,) = [event.message for event in told if event.code == "tracks_taken_over"]
    found = re.fullmatch(
        r"The balance at Slow hum is used up; Silence \(rehearsal\) makes the remaining (\d+) tracks\.", sentence
    )
    assert found is not None
    # Those whose acceptance was being written down just then still counted.
    assert 0 <= int(found[1]) - (TRACKS - QUOTA) < SlowHum.capabilities.concurrency
    assert (job.run_no, job.error_message) == (1, None)
    assert (job.cost.spent_usd, job.cost.committed_usd) == (QUOTA * 0.10, 0.0)
