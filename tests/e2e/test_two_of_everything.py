"""Two schedulers and two workers of each kind: every planned job runs once."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import JobEvent, RenderTask, VideoJob
from studio.settings import get_settings
from studio.stack import studio_programs
from studio.stages import JobStatus
from tests.albums import plan_job
from tests.e2e.conftest import wait_until

pytestmark = pytest.mark.e2e

JOBS = 10


@pytest.fixture
def processes(output_root: Path, tmp_path: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Two of each program over one database and one broker."""
    environment = os.environ | {
        "OUTPUT_ROOT": str(output_root),
        "FFMPEG_PRESET": "ultrafast",
        "RECOVERY_SCAN_SECONDS": "1",
        "RECOVERY_JOBS_AT_ONCE": "20",
    }
    started = []
    for number in (1, 2):
        for program in studio_programs(get_settings(), with_api=False, with_flower=False, with_page=False):
            arguments = [
                part.replace("@%h", f"{number}@%h") if part.endswith("@%h") else part for part in program.arguments
            ]
            if program.name == "beat":
                arguments[arguments.index("-s") + 1] = str(tmp_path / f"beat-{number}")
            with (tmp_path / f"{program.name}-{number}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        arguments,
                        cwd=tmp_path,
                        env={**environment, **program.environment},
                        stdout=log,
                        stderr=log,
                    )
                )
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_ten_planned_jobs_each_run_once(output_root: Path, processes: list["subprocess.Popen[bytes]"]) -> None:
    # Nobody starts these but the scans: creating a row sends no message.
    planned = [plan_job(tracks=2, motion="none").id for _ in range(JOBS)]

    def all_done() -> bool:
        assert all(process.poll() is None for process in processes)
        statuses = in_transaction(lambda session: session.scalars(select(VideoJob.status)).all())
        assert JobStatus.FAILED not in statuses
        return list(statuses) == [JobStatus.COMPLETED] * JOBS

    wait_until(all_done, "ten jobs", seconds=480)
    counts = in_transaction(_count_by_job)
    assert counts == dict.fromkeys(planned, (1, 1, 7))
    assert len(list(output_root.glob("*/*/*.mp4"))) == JOBS


def _count_by_job(session: Session) -> dict[int, tuple[int, int, int]]:
    """Runs started, films rendered and items finished, of each job."""

    def count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.count()).where(*conditions).correlate(VideoJob).scalar_subquery()

    rows = session.execute(
        select(
            VideoJob.id,
            count(JobEvent.video_job_id == VideoJob.id, JobEvent.code == "run_started"),
            count(RenderTask.video_job_id == VideoJob.id),
            count(JobEvent.video_job_id == VideoJob.id, JobEvent.code == "item_done"),
        )
    )
    return {job_id: (runs, renders, done) for job_id, runs, renders, done in rows}
