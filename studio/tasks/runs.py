"""Judging a stage, and what happens when a canvas breaks."""

from studio.db.session import in_transaction
from studio.pipeline import runs
from studio.stages import Stage
from studio.tasks.app import StudioTask, app, stop_canvas


def close_or_stop(job_id: int, run_no: int, stage: Stage) -> None:
    """Let the canvas go on if the stage is whole; else end it here, quietly."""
    if not in_transaction(lambda session: runs.close_stage(session, job_id, run_no, stage)):
        stop_canvas()


@app.task(base=StudioTask)
def fail_job(job_id: int, run_no: int) -> None:
    in_transaction(lambda session: runs.note_broken_run(session, job_id, run_no))
