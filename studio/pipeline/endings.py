"""How a run ends, and what the person is told: complete, stopped for review, or failed, and why in a few sentences."""

from collections.abc import Sequence

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import renders
from studio.models import EventLevel, VideoJob, WorkItem
from studio.pipeline import provider_gate
from studio.stages import ItemState, JobStatus, RunState, Stage

_LONGEST_NAMED = 3
"""Failed items that a job's error message spells out; the others are counted."""


def is_stuck(item: WorkItem) -> bool:
    """Nothing more comes of it by itself."""
    return item.state == ItemState.FAILED or provider_gate.is_set_aside(item)


def fail_stage(session: Session, job: VideoJob, of_stage: Sequence[WorkItem]) -> None:
    """Fail the job for the items of a stage from which nothing more comes."""
    stuck = [item for item in of_stage if is_stuck(item)]
    fail_job(session, job, stuck[0].stage, stuck[0].error_code, _explain(of_stage, stuck))


def _explain(of_stage: Sequence[WorkItem], stuck: Sequence[WorkItem]) -> str:
    """One sentence for one failure; for many, the first few and a count. What all wait for is told once."""
    kept = sum(item.state == ItemState.DONE for item in of_stage)
    codes = {item.error_code for item in stuck if provider_gate.is_set_aside(item)}
    waiting = [item for item in stuck if item.error_code in codes]
    failed = [item for item in stuck if item not in waiting]
    told = []
    if failed:
        named = _name_reasons(failed)
        if len(of_stage) == 1:
            return named
        told.append(f"{len(failed)} of {len(of_stage)} {failed[0].stage} failed ({kept} kept). {named}")
    if waiting:
        noun = waiting[0].stage if len(waiting) > 1 else waiting[0].stage.removesuffix("s")
        verb = "wait" if len(waiting) > 1 else "waits"
        told.append(f"{_name_reasons(waiting)} {len(waiting)} {noun} {verb} for it; {kept} kept.")
    return " ".join(told)


def _name_reasons(items: Sequence[WorkItem]) -> str:
    messages = list(dict.fromkeys(item.error_message or "Failed without a reason." for item in items))
    more = f" And {len(messages) - _LONGEST_NAMED} more." if len(messages) > _LONGEST_NAMED else ""
    return " ".join(messages[:_LONGEST_NAMED]) + more


def fail_job(session: Session, job: VideoJob, stage: Stage, code: str | None, message: str) -> None:
    """Fail it in a stage, with the error's code and the sentence that the person reads."""
    renders.abandon_running(session, job.id)
    job.run_state = RunState.IDLE
    job.status = JobStatus.FAILED
    job.error_code = code
    job.error_message = message
    session.flush()
    events.record(
        session,
        job_id=job.id,
        run_no=job.run_no,
        code="run_failed",
        message=message,
        stage=stage,
        level=EventLevel.ERROR,
    )


def end_run(session: Session, job: VideoJob, stage: Stage) -> None:
    """The run did what was asked: the album is complete, or it stops after `stage` for review."""
    job.run_state = RunState.IDLE
    if stage == Stage.METADATA:
        job.status = JobStatus.COMPLETED
    session.flush()
    message = "The album is complete." if stage == Stage.METADATA else f"Stopped after the {stage}, for review."
    if stage == Stage.METADATA:
        session.execute(update(VideoJob).where(VideoJob.id == job.id).values(completed_at=func.clock_timestamp()))
    events.record(session, job_id=job.id, run_no=job.run_no, code="run_done", message=message, stage=stage)
