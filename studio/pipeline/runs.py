"""Runs of a job: starting, going on, re-running a part, cancelling, judging a stage, and picking up what was lost.

Every run has a number that only grows, and is planned from what is missing. `studio.tasks.workflow` turns a `Run` into
messages after the commit; if those are lost, the scan finds the job standing still and plans a new run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, jobs, renders, submissions
from studio.db.takes import current_takes, has_take
from studio.errors import Conflict, InvalidInput
from studio.models import AudioTrack, EventLevel, Image, VideoJob
from studio.pipeline import endings, provider_gate
from studio.pipeline.artwork import lost_texts
from studio.settings import RecoverySettings, get_settings
from studio.stages import STATUS_WHILE, ItemState, JobStatus, Mode, RunState, Stage


@dataclass(frozen=True, slots=True)
class Run:
    """What one run makes: the order indexes of each stage; an empty stage is left out."""

    job_id: int
    run_no: int
    missing: dict[Stage, tuple[int, ...]]


def start_run(session: Session, job_id: int, *, by_person: bool = True) -> Run:
    """Start a planned job, or go on with one from its first missing piece. A person's start lets its providers be
    tried again.

    Raises NotFound, or Conflict while a run is under way, when nothing is missing, or for a disabled channel.
    """
    job = _lock_idle(session, job_id)
    if not job.channel.is_active:
        raise Conflict(f"The channel {job.channel.name} is disabled; enable it first.")
    if by_person:
        provider_gate.allow_probe(session, job_id)
    items.add_missing_items(session, job)
    _put_back_unfinished(session, job)
    if not _stops_ahead(session, job):
        job.until_stage = Stage.METADATA
    run = _begin(session, job, code="run_started", message="Run {run_no} started with the {stage}.")
    if run is not None:
        return run
    if job.status == JobStatus.COMPLETED:
        raise Conflict(f"Job {job_id} is complete; nothing is missing. Re-run a stage to make it anew.")
    endings.end_run(session, job, job.until_stage)
    return Run(job.id, job.run_no, {})


def _stops_ahead(session: Session, job: VideoJob) -> bool:
    """Whether the stop for review that was asked for is still to come. One that was reached is left behind."""
    if job.status == JobStatus.FAILED:
        return any(stage.position <= job.until_stage.position for stage in _missing(session, job))
    return job.status == JobStatus.PLANNED


def rerun(session: Session, job_id: int, stage: Stage, *, mode: Mode, item: int | None = None) -> Run:
    """Run a stage again, or one item of it (counted from 1), and what depends on it. Its providers may be tried again.

    `missing` keeps what is there; `regenerate` makes it anew and keeps the old as an earlier take.
    One pair of prompts can be written anew as long as nothing was made from it. The run then stops for review, as it
    does after all prompts where the last run stopped there.
    Raises NotFound, InvalidInput for an item that the album does not have, Conflict while a run is under way, when
    nothing is missing, or for a pair that was used.
    """
    job = _lock_idle(session, job_id)
    provider_gate.allow_probe(session, job_id)
    items.add_missing_items(session, job)
    if item is not None and not 1 <= item <= job.track_count:
        raise InvalidInput(f"Job {job_id} has items 1 to {job.track_count}; there is no item {item}.")
    if item is not None and stage in (Stage.RENDER, Stage.METADATA):
        raise InvalidInput(f"The stage {stage} has no items; leave the item out.")
    _put_back_unfinished(session, job)
    if mode == Mode.REGENERATE:
        if stage == Stage.PROMPTS:
            job.rewritten_index = None if item is None else _unused_pair(session, job, item)
        anew = [*_places(job, stage, item), *_dependents(job, stage, item)]
        submissions.give_up(session, job.id, anew)
        items.reset(session, job.id, anew)
    is_for_review = stage == Stage.PROMPTS and (item is not None or job.until_stage == Stage.PROMPTS)
    job.until_stage = Stage.PROMPTS if is_for_review and mode == Mode.REGENERATE else Stage.METADATA
    what = f"{stage} {item}" if item is not None else f"the {stage}"
    message = f"Run {{run_no}} makes {what} again." if mode == Mode.REGENERATE else f"Run {{run_no}} completes {what}."
    run = _begin(session, job, code="run_started", message=message)
    if run is None:
        raise Conflict(f"Nothing of job {job_id} is missing; use the mode regenerate to make it anew.")
    return run


def _unused_pair(session: Session, job: VideoJob, item: int) -> int:
    """The index of a pair of prompts that nothing was made from. Raises Conflict."""
    if job.prompts_json is None:
        raise Conflict(f"Job {job.id} has no prompts yet; run the stage prompts for the whole album.")
    if has_take(session, AudioTrack, job.id, item - 1) or has_take(session, Image, job.id, item - 1):
        raise Conflict(f"Pair {item} was used already: its track or visual is made. Re-make those instead.")
    return item - 1


def _places(job: VideoJob, stage: Stage, item: int | None) -> list[tuple[Stage, int]]:
    """What a re-run makes itself."""
    if stage not in (Stage.TRACKS, Stage.VISUALS):
        return [(stage, 0)]
    return [(stage, index) for index in (range(job.track_count) if item is None else [item - 1])]


def _dependents(job: VideoJob, stage: Stage, item: int | None) -> list[tuple[Stage, int]]:
    """Places that are made from what `stage` makes. New prompts mean new tracks and visuals."""
    dependents: list[tuple[Stage, int]] = []
    if stage == Stage.PROMPTS:
        dependents += [place for kind in (Stage.TRACKS, Stage.VISUALS) for place in _places(job, kind, item)]
    if stage.position < Stage.RENDER.position:
        dependents.append((Stage.RENDER, 0))
    if stage.position < Stage.METADATA.position:
        dependents.append((Stage.METADATA, 0))
    return dependents


def _lock_idle(session: Session, job_id: int) -> VideoJob:
    job = jobs.lock_job(session, job_id)
    if job.run_state == RunState.RUNNING:
        raise Conflict(f"Job {job_id} is running; cancel it first or wait until it ends.")
    if job.run_state == RunState.STOPPING and not settle_or_wake(session, job_id, job.run_no):
        raise Conflict(f"Job {job_id} is still stopping; try again in a few seconds.")
    return job


def _put_back_unfinished(session: Session, job: VideoJob) -> None:
    """Failed items get a fresh start, and finished ones whose file is gone are to be made again."""
    root = get_settings().output.root
    lost: set[tuple[Stage, int]] = set()
    found = items.items_of(session, job.id)
    lost |= {(item.stage, item.order_index) for item in found if item.state not in (ItemState.DONE, ItemState.WAITING)}
    done = {(item.stage, item.order_index) for item in found if item.state == ItemState.DONE}
    takes: dict[Stage, Sequence[AudioTrack | Image]] = {
        Stage.TRACKS: current_takes(session, AudioTrack, job.id),
        Stage.VISUALS: current_takes(session, Image, job.id),
    }
    for stage, current in takes.items():
        whole = {take.order_index for take in current if _is_whole(root / take.local_file_path, take.size_bytes)}
        gone = {(at, index) for at, index in done if at == stage and index not in whole}
        submissions.reopen(session, job.id, gone)
        lost |= gone | ({(Stage.RENDER, 0), (Stage.METADATA, 0)} if gone else set())
    if (Stage.PROMPTS, 0) in done and job.prompts_json is None:
        lost.add((Stage.PROMPTS, 0))
    if (Stage.RENDER, 0) in done and not (job.local_video_path and (root / job.local_video_path).is_file()):
        lost |= {(Stage.RENDER, 0), (Stage.METADATA, 0)}
    if (Stage.METADATA, 0) in done and lost_texts(root / job.output_directory):
        lost.add((Stage.METADATA, 0))
    unfinished = [(item.stage, item.order_index) for item in found if item.state == ItemState.WAITING]
    items.reset(session, job.id, [*lost, *unfinished])


def _is_whole(path: Path, size_bytes: int) -> bool:
    return path.is_file() and path.stat().st_size == size_bytes


def read_run(session: Session, job_id: int, run_no: int) -> Run | None:
    """What a planned run still misses. None where it is over, or another has taken its place."""
    job = jobs.get_job(session, job_id)
    if job.run_no != run_no or job.run_state != RunState.RUNNING:
        return None
    return Run(job_id, run_no, _missing(session, job))


def _missing(session: Session, job: VideoJob) -> dict[Stage, tuple[int, ...]]:
    missing: dict[Stage, tuple[int, ...]] = {}
    for item in items.items_of(session, job.id):
        if item.state != ItemState.DONE and item.stage.position <= job.until_stage.position:
            missing[item.stage] = (*missing.get(item.stage, ()), item.order_index)
    return missing


def _begin(session: Session, job: VideoJob, *, code: str, message: str) -> Run | None:
    """Plan the job's next run from what is missing. None when nothing is."""
    missing = _missing(session, job)
    if not missing:
        return None
    first = min(missing, key=lambda stage: stage.position)
    job.run_no += 1
    job.run_state = RunState.RUNNING
    job.stage = first
    job.status = STATUS_WHILE[first]
    job.error_code = None
    job.error_message = None
    job.completed_at = None
    job.is_held = False
    session.flush()
    session.execute(
        update(VideoJob)
        .where(VideoJob.id == job.id)
        .values(
            progress_at=func.clock_timestamp(),
            started_at=func.coalesce(VideoJob.started_at, func.clock_timestamp()),
        )
    )
    events.record(
        session,
        job_id=job.id,
        run_no=job.run_no,
        code=code,
        message=message.format(run_no=job.run_no, stage=first.value),
        stage=first,
        data={stage.value: len(indexes) for stage, indexes in missing.items()},
    )
    return Run(job.id, job.run_no, missing)


def cancel_run(session: Session, job_id: int) -> None:
    """Ask the job's run to stop. A planned job will not start.

    What is finished stays; `start_run` goes on from it. Raises NotFound, or Conflict where nothing is under way.
    """
    job = jobs.lock_job(session, job_id)
    if job.run_state == RunState.IDLE and job.status != JobStatus.PLANNED:
        raise Conflict(f"Job {job_id} is not running; there is nothing to cancel.")
    job.run_state = RunState.STOPPING
    session.flush()
    events.record(
        session,
        job_id=job.id,
        run_no=job.run_no,
        code="stopping",
        message="Stopping, as asked.",
        stage=job.stage,
    )
    settle_or_wake(session, job_id, job.run_no)


def settle_or_wake(session: Session, job_id: int, run_no: int) -> bool:
    """After work was handed back: settle a cancel that nobody holds up, or let the scan look at the run at once.

    True if a cancel was settled.
    """
    job = jobs.lock_job(session, job_id)
    if job.run_no != run_no:
        return False
    if job.run_state == RunState.RUNNING:
        job.progress_at = None
    if job.run_state != RunState.STOPPING or items.has_live_lease(session, job_id):
        return False
    items.release_expired(session, job_id)
    renders.abandon_running(session, job_id)
    job.run_state = RunState.IDLE
    job.status = JobStatus.FAILED
    job.error_code = jobs.CANCELLED
    job.error_message = "Cancelled. What is finished is kept; start the job again to go on from there."
    session.flush()
    events.record(
        session, job_id=job.id, run_no=job.run_no, code=jobs.CANCELLED, message=job.error_message, stage=job.stage
    )
    return True


def close_stage(session: Session, job_id: int, run_no: int, stage: Stage) -> bool:
    """Judge a stage by what the database holds, and let the job go on, end, or fail.

    True if the run goes on to the next stage.
    """
    job = jobs.lock_job(session, job_id)
    if job.run_no != run_no or job.run_state != RunState.RUNNING or job.stage != stage:
        return False
    of_stage = [item for item in items.items_of(session, job_id) if item.stage == stage]
    unfinished = [item for item in of_stage if item.state != ItemState.DONE]
    if any(map(endings.is_stuck, unfinished)) and not any(item.state == ItemState.WORKING for item in unfinished):
        endings.fail_stage(session, job, of_stage)
        return False
    if unfinished:
        # Somebody is still at it, or waits for a provider: the scan goes on with the run when it is time.
        return False
    if stage == job.until_stage:
        endings.end_run(session, job, stage)
        return False
    following = stage.onwards()[1]
    job.stage = following
    job.status = STATUS_WHILE[following]
    session.flush()
    session.execute(update(VideoJob).where(VideoJob.id == job.id).values(progress_at=func.clock_timestamp()))
    events.record(
        session,
        job_id=job.id,
        run_no=run_no,
        code="stage_done",
        message=f"{stage.value.capitalize()} done.",
        stage=stage,
    )
    return True


def claim_planned(session: Session, recovery: RecoverySettings, *, job_id: int | None = None) -> list[Run]:
    """Start planned jobs that are due, as many as may run at once; or only `job_id`, if there is room for it."""
    jobs.hold_scan_lock(session)
    room = recovery.jobs_at_once - jobs.count_live(session)
    if room <= 0:
        return []
    due = jobs.lock_planned(session, limit=room, job_id=job_id)
    return [start_run(session, planned, by_person=job_id is not None) for planned in due]


def reconcile(session: Session, recovery: RecoverySettings) -> list[Run]:
    """Settle cancels, and plan new runs for jobs whose messages or workers are gone."""
    for job_id in jobs.lock_stopping(session):
        settle_or_wake(session, job_id, jobs.get_job(session, job_id).run_no)
    stalled = jobs.lock_stalled(
        session, stall_seconds=recovery.stall_seconds, longest_wait_seconds=20 * recovery.stall_seconds
    )
    resumed = [_resume(session, jobs.lock_job(session, job_id), recovery) for job_id in stalled]
    return [run for run in resumed if run is not None]


def _resume(session: Session, job: VideoJob, recovery: RecoverySettings) -> Run | None:
    items.release_expired(session, job.id)
    of_job = items.items_of(session, job.id)
    done = sum(item.state == ItemState.DONE for item in of_job)
    job.resumes = job.resumes + 1 if done <= job.done_at_resume else 1
    job.done_at_resume = done
    stuck = next(filter(endings.is_stuck, of_job), None)
    if stuck is not None:
        endings.fail_stage(session, job, [item for item in of_job if item.stage == stuck.stage])
        return None
    if job.resumes > recovery.max_resumes:
        reason = next((item.error_message for item in of_job if item.error_message), None)
        message = (
            f"The run was resumed {recovery.max_resumes} times and nothing more was finished. "
            f"{reason or 'See that workers are running (`studio doctor`).'} Then start the job again."
        )
        endings.fail_job(session, job, job.stage or Stage.PROMPTS, "no_progress", message)
        return None
    run = _begin(
        session,
        job,
        code="run_resumed",
        message="Run {run_no} goes on with the {stage}, after an interruption.",
    )
    if run is None:
        endings.end_run(session, job, job.until_stage)
    return run


def note_broken_run(session: Session, job_id: int, run_no: int) -> None:
    """The canvas ended with an error that no item reported: let the scan go on with the run, or end it, at once."""
    job = jobs.lock_job(session, job_id)
    if job.run_no != run_no or job.run_state != RunState.RUNNING:
        return
    job.progress_at = None
    events.record(
        session,
        job_id=job_id,
        run_no=run_no,
        code="run_broken",
        message="A worker was lost in mid-run; the run will go on from what is finished.",
        stage=job.stage,
        level=EventLevel.WARNING,
    )
