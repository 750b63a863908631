"""A film is put in place by whoever holds the lease, and by nobody else."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import update

from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.models import WorkItem
from studio.pipeline import metadata, prompts, render, runs, tracks, visuals
from studio.pipeline.artwork import lay_artwork_beside
from studio.pipeline.runs import Run
from studio.settings import get_settings
from studio.stages import ItemState, Stage
from tests.albums import plan_job


@pytest.fixture
def run(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A small album whose film is still to be rendered."""
    monkeypatch.setenv("FFMPEG_PRESET", "ultrafast")
    job = plan_job(tracks=2, motion="none", crossfade_seconds=0.0)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    prompts.generate_prompts(run.job_id, run.run_no)
    close(run, Stage.PROMPTS)
    for stage, generate in ((Stage.TRACKS, tracks.generate_track), (Stage.VISUALS, visuals.generate_visual)):
        for index in run.missing[stage]:
            generate(run.job_id, run.run_no, index)
        close(run, stage)
    return run


def close(run: Run, stage: Stage) -> None:
    assert in_transaction(lambda session: runs.close_stage(session, run.job_id, run.run_no, stage))


def give_away(run: Run, stage: Stage) -> None:
    """Another worker takes the lease of the stage over."""
    in_transaction(
        lambda session: session.execute(
            update(WorkItem)
            .where(WorkItem.video_job_id == run.job_id, WorkItem.stage == stage)
            .values(owner=uuid.uuid4())
        )
    )


def take_back(run: Run, stage: Stage) -> None:
    """The other worker has given up."""
    in_transaction(
        lambda session: session.execute(
            update(WorkItem)
            .where(WorkItem.video_job_id == run.job_id, WorkItem.stage == stage)
            .values(owner=None, lease_until=None, state=ItemState.WAITING)
        )
    )


def test_who_has_lost_the_lease_puts_no_file_in_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    compose_metadata = metadata.compose_metadata

    def lay_and_lose(*arguments: object) -> None:
        lay_artwork_beside(*arguments)  # type: ignore[arg-type]
        give_away(run, Stage.RENDER)

    with monkeypatch.context() as patch:
        patch.setattr(render, "lay_artwork_beside", lay_and_lose)
        render.render_video(run.job_id, run.run_no)
    job = in_transaction(lambda session: get_job(session, run.job_id))
    folder = get_settings().output.root / job.output_directory
    assert job.local_video_path is None
    assert sorted(path.name for path in folder.iterdir()) == [".cache", ".work", "tracks", "visuals"]
    assert not list((folder / ".work").iterdir())

    take_back(run, Stage.RENDER)
    left = folder / ".work" / "killed" / ".film.mp4.0.part"
    left.mkdir(parents=True)
    (left / "film.mp4").write_bytes(b"the beginning of a film")
    render.render_video(run.job_id, run.run_no)
    close(run, Stage.RENDER)
    job = in_transaction(lambda session: get_job(session, run.job_id))
    assert [path.name for path in folder.glob("*.mp4")] == [str(job.local_video_path).rpartition("/")[2]]
    assert (folder / "album-plot.png").is_file()
    assert not left.exists()

    def compose_and_lose(*arguments: object, **named: object) -> object:
        give_away(run, Stage.METADATA)
        return compose_metadata(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(metadata, "compose_metadata", compose_and_lose)
        metadata.write_metadata(run.job_id, run.run_no)
    assert not (folder / "metadata.txt").exists()
