"""The disk fills up in the middle of each stage: the item says so, nothing is left of it, and the job goes on later."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import VideoJob, WorkItem
from studio.pipeline import metadata, prompts, render, runs, tracks, visuals
from studio.pipeline.runs import Run
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, Stage
from tests.albums import plan_job
from tests.small_disk import SmallDisk, small_disk

MEGABYTE = 1_000_000
SENTENCE = re.compile(
    r"The disk is full: (about [\d.]+ GB are needed and|only) [\d.]+ GB are free for /\S+; `studio storage` shows "
    r"what can be deleted\. Free some space, then start again\."
    r"|No larger file is allowed, by the disk or by the account, in /\S+; choose an output folder on another disk\."
)


@pytest.fixture
def _logs_in_memory() -> Iterator[None]:
    """A log is a file, too, and a limit on files would end it; the library's logging goes on, as in production."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    yield
    structlog.configure(**before)


@pytest.fixture(params=["disk", "limit"])
def disk(
    request: pytest.FixtureRequest,
    database: None,
    _logs_in_memory: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SmallDisk]:
    """A small disk that holds the output root, and estimates that are too low to see that it is small."""
    with small_disk(tmp_path / "disk", size_bytes=100 * MEGABYTE, kind=request.param) as disk:
        monkeypatch.setenv("OUTPUT_ROOT", str(disk.path / "output"))
        monkeypatch.setenv("FFMPEG_PRESET", "ultrafast")
        monkeypatch.setattr(tracks, "TRACK_BYTES_PER_SECOND", 0)
        monkeypatch.setattr(visuals, "VISUAL_BYTES", 0)
        monkeypatch.setattr(render, "_needed_bytes", lambda film: 0)
        get_settings.cache_clear()
        yield disk
    get_settings.cache_clear()


def item(job_id: int, stage: Stage) -> WorkItem:
    def read(session: Session) -> WorkItem:
        return session.scalars(
            select(WorkItem).where(WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == 0)
        ).one()

    return in_transaction(read)


def plan(monkeypatch: pytest.MonkeyPatch) -> VideoJob:
    """Planned as if there were room for it."""
    with monkeypatch.context() as blind:
        blind.setattr("studio.pipeline.planning.check_free_disk", lambda folder, needed_bytes: None)
        return plan_job(tracks=2, motion="none")


def start(job: VideoJob) -> Run:
    return in_transaction(lambda session: runs.start_run(session, job.id))


def close(run: Run, stage: Stage) -> None:
    in_transaction(lambda session: runs.close_stage(session, run.job_id, run.run_no, stage))


def fill_until_it_works(
    disk: SmallDisk, job: VideoJob, run: Run, stage: Stage, work: Callable[[int, int], None], *, step_bytes: int
) -> tuple[int, Run]:
    """Have the piece made with ever more room. Each failure is told, cleared away, and the next try begins from it."""
    failures = 0
    while True:
        disk.leave(failures * step_bytes)
        work(run.job_id, run.run_no)
        found = item(job.id, stage)
        if found.state == ItemState.DONE:
            disk.leave(None)
            return failures, run
        failures += 1
        assert (found.state, found.error_code) == (ItemState.FAILED, "not_enough_disk"), found.error_message
        assert found.error_message is not None
        assert SENTENCE.fullmatch(found.error_message), found.error_message
        assert not unfinished(disk.path)
        disk.leave(None)
        close(run, stage)
        row = in_transaction(lambda session: session.get_one(VideoJob, job.id))
        assert (row.status, row.error_code) == (JobStatus.FAILED, "not_enough_disk")
        run = start(job)


def unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and (".part" in path.name or ".work" in path.parts)]


def test_a_disk_that_fills_up_stops_each_stage_clearly_and_costs_nothing_but_time(
    disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plan(monkeypatch)
    disk.leave(0)
    run = start(job)
    prompts.generate_prompts(run.job_id, run.run_no)  # writes no file
    close(run, Stage.PROMPTS)

    def make_track(job_id: int, run_no: int) -> None:
        tracks.generate_track(job_id, run_no, 0)

    def make_visual(job_id: int, run_no: int) -> None:
        visuals.generate_visual(job_id, run_no, 0)

    failures, run = fill_until_it_works(disk, job, run, Stage.TRACKS, make_track, step_bytes=2 * MEGABYTE)
    assert failures > 1
    tracks.generate_track(run.job_id, run.run_no, 1)
    close(run, Stage.TRACKS)
    failures, run = fill_until_it_works(disk, job, run, Stage.VISUALS, make_visual, step_bytes=MEGABYTE // 4)
    assert failures > 1
    visuals.generate_visual(run.job_id, run.run_no, 1)
    close(run, Stage.VISUALS)

    failures, run = fill_until_it_works(disk, job, run, Stage.RENDER, render.render_video, step_bytes=MEGABYTE)
    assert failures > 2
    close(run, Stage.RENDER)

    failures, run = fill_until_it_works(
        disk, job, run, Stage.METADATA, metadata.write_metadata, step_bytes=MEGABYTE // 20
    )
    assert failures > 0
    close(run, Stage.METADATA)
    row = in_transaction(lambda session: session.get_one(VideoJob, job.id))
    assert row.status == JobStatus.COMPLETED
    (film,) = (disk.path / "output" / row.output_directory).glob("*.mp4")
    assert str(film).endswith(str(row.local_video_path))
    done = in_transaction(lambda session: session.scalars(select(WorkItem.state)).all())
    assert set(done) == {ItemState.DONE}


def test_an_album_that_will_not_fit_is_not_begun(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each large step looks first: what is free is not written full to find out."""
    with small_disk(tmp_path / "disk", size_bytes=20 * MEGABYTE) as disk:
        monkeypatch.setenv("OUTPUT_ROOT", str(disk.path / "output"))
        get_settings.cache_clear()
        job = plan(monkeypatch)
        run = start(job)
        prompts.generate_prompts(run.job_id, run.run_no)
        monkeypatch.setattr("studio.disk.free_bytes", lambda folder: 1_000_000)
        tracks.generate_track(run.job_id, run.run_no, 0)
        visuals.generate_visual(run.job_id, run.run_no, 0)
        for stage in (Stage.TRACKS, Stage.VISUALS):
            assert str(item(job.id, stage).error_message).startswith(
                "The disk is full: about 0.1 GB are needed and 0.0"
            )
        assert not [path for path in disk.path.rglob("*") if path.is_file()]
    get_settings.cache_clear()
