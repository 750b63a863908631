"""Runs are planned from what is missing, judged by what is there, and picked up when they stand still."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, null, select, update
from sqlalchemy.orm import Session

from studio.db import items
from studio.db.items import Place
from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.db.takes import make_current
from studio.errors import Conflict, InvalidInput
from studio.models import (
    Image,
    ProviderSubmission,
    RenderStatus,
    RenderTask,
    SubmissionState,
    VideoJob,
    VisualProviderName,
    WorkItem,
)
from studio.pipeline import runs
from studio.pipeline.channels import change_channel
from studio.pipeline.runs import Run
from studio.schemas.channels import ChannelChange
from studio.settings import RecoverySettings
from studio.stages import ItemState, JobStatus, Mode, RunState, Stage
from tests.albums import plan_job

pytestmark = pytest.mark.usefixtures("output_root")

PATIENT = RecoverySettings(stall_seconds=60, max_resumes=2)
IMPATIENT = RecoverySettings(stall_seconds=0.01, max_resumes=2)


def start(job_id: int) -> Run:
    return in_transaction(lambda session: runs.start_run(session, job_id))


def settle(run: Run, stage: Stage, state: ItemState, *, indexes: tuple[int, ...] | None = None) -> None:
    """Bring items of a stage into a state, as their workers would."""
    for index in run.missing[stage] if indexes is None else indexes:
        place, owner = Place(run.job_id, run.run_no, stage, index), uuid.uuid4()

        def work(session: Session, place: Place = place, owner: uuid.UUID = owner) -> None:
            items.claim(session, place, owner, 60)
            item = items.lock_mine(session, place, owner)
            message = f"{stage} {place.order_index + 1} broke." if state == ItemState.FAILED else None
            items.finish(session, item, state, error_code="broken" if message else None, error_message=message)

        in_transaction(work)


def close(run: Run, stage: Stage) -> bool:
    return in_transaction(lambda session: runs.close_stage(session, run.job_id, run.run_no, stage))


def job_of(run: Run) -> VideoJob:
    return in_transaction(lambda session: get_job(session, run.job_id))


def wake(job_id: int) -> None:
    """Let the scan look at the job at once."""
    in_transaction(
        lambda session: session.execute(update(VideoJob).where(VideoJob.id == job_id).values(progress_at=null()))
    )


def reconcile(recovery: RecoverySettings = PATIENT) -> list[Run]:
    return in_transaction(lambda session: runs.reconcile(session, recovery))


def test_the_first_run_misses_everything() -> None:
    run = start(plan_job(tracks=3).id)
    assert run.run_no == 1
    assert {stage: len(indexes) for stage, indexes in run.missing.items()} == {
        Stage.PROMPTS: 1,
        Stage.TRACKS: 3,
        Stage.VISUALS: 3,
        Stage.RENDER: 1,
        Stage.METADATA: 1,
    }
    job = job_of(run)
    assert (job.status, job.run_state, job.stage) == (JobStatus.GENERATING_MUSIC, RunState.RUNNING, Stage.PROMPTS)


def test_a_running_job_is_not_started_twice() -> None:
    run = start(plan_job().id)
    with pytest.raises(Conflict, match="running"):
        start(run.job_id)


def test_stages_advance_only_when_whole() -> None:
    run = start(plan_job().id)
    assert not close(run, Stage.PROMPTS)
    settle(run, Stage.PROMPTS, ItemState.DONE)
    assert close(run, Stage.PROMPTS)
    assert job_of(run).stage == Stage.TRACKS


def test_a_failed_item_is_named_and_the_others_are_kept() -> None:
    run = start(plan_job(tracks=3).id)
    settle(run, Stage.PROMPTS, ItemState.DONE)
    close(run, Stage.PROMPTS)
    settle(run, Stage.TRACKS, ItemState.DONE, indexes=(0, 1))
    settle(run, Stage.TRACKS, ItemState.FAILED, indexes=(2,))
    assert not close(run, Stage.TRACKS)
    job = job_of(run)
    assert job.status == JobStatus.FAILED
    assert job.error_message == "1 of 3 tracks failed (2 kept). tracks 3 broke."


def test_after_a_failure_a_new_run_makes_only_what_is_missing() -> None:
    run = start(plan_job(tracks=3).id)
    settle(run, Stage.PROMPTS, ItemState.FAILED)
    close(run, Stage.PROMPTS)
    again = start(run.job_id)
    assert again.run_no == 2
    assert again.missing[Stage.PROMPTS] == (0,)
    assert job_of(again).error_message is None


def test_a_stop_for_review_is_kept_over_a_failure_and_left_behind_once_reached() -> None:
    run = start(plan_job(tracks=3, until_stage=Stage.TRACKS).id)
    settle(run, Stage.PROMPTS, ItemState.FAILED)
    close(run, Stage.PROMPTS)
    again = start(run.job_id)
    assert set(again.missing) == {Stage.PROMPTS, Stage.TRACKS}
    for stage in (Stage.PROMPTS, Stage.TRACKS):
        settle(again, stage, ItemState.DONE)
        close(again, stage)
    assert job_of(again).run_state == RunState.IDLE
    assert Stage.METADATA in start(run.job_id).missing


def test_one_claim_starts_a_planned_job_however_many_scan() -> None:
    planned = {plan_job().id for _ in range(10)}
    recovery = RecoverySettings(jobs_at_once=100)

    def scan(_: int) -> list[int]:
        return [run.job_id for run in in_transaction(lambda session: runs.claim_planned(session, recovery))]

    with ThreadPoolExecutor(8) as pool:
        started = [job_id for found in pool.map(scan, range(8)) for job_id in found]
    assert sorted(started) == sorted(planned)


def test_no_more_jobs_run_at_once_than_the_setting_says() -> None:
    for _ in range(5):
        plan_job()
    recovery = RecoverySettings(jobs_at_once=2)
    first = in_transaction(lambda session: runs.claim_planned(session, recovery))
    assert len(first) == 2
    assert in_transaction(lambda session: runs.claim_planned(session, recovery)) == []


def test_held_later_and_disabled_jobs_wait() -> None:
    plan_job(start=False)
    plan_job(start_at="2100-01-01T00:00:00Z")
    disabled = plan_job()
    in_transaction(lambda session: change_channel(session, disabled.channel_id, ChannelChange(is_active=False)))
    assert in_transaction(lambda session: runs.claim_planned(session, RecoverySettings())) == []


def test_a_run_that_stands_still_goes_on_under_a_new_number() -> None:
    run = start(plan_job().id)
    assert reconcile() == []
    time.sleep(0.05)
    (resumed,) = reconcile(IMPATIENT)
    assert (resumed.job_id, resumed.run_no) == (run.job_id, 2)


def test_a_run_with_a_live_lease_is_left_alone() -> None:
    run = start(plan_job().id)
    place = Place(run.job_id, run.run_no, Stage.PROMPTS)
    in_transaction(lambda session: items.claim(session, place, uuid.uuid4(), 60))
    wake(run.job_id)
    assert reconcile() == []


def test_a_run_that_never_gets_on_ends_with_a_reason() -> None:
    run = start(plan_job().id)
    for _ in range(2):
        wake(run.job_id)
        assert len(reconcile()) == 1
    wake(run.job_id)
    assert reconcile() == []
    job = job_of(run)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "no_progress")
    assert "studio doctor" in str(job.error_message)


def let_pass(job_id: int, seconds: float) -> None:
    """As if nothing had moved for so long."""
    past = func.clock_timestamp() - timedelta(seconds=seconds)
    in_transaction(
        lambda session: session.execute(update(VideoJob).where(VideoJob.id == job_id).values(progress_at=past))
    )
    in_transaction(
        lambda session: session.execute(update(WorkItem).where(WorkItem.video_job_id == job_id).values(updated_at=past))
    )


def test_a_run_that_does_not_get_on_is_looked_at_less_and_less_often() -> None:
    run = start(plan_job(tracks=3).id)
    stall = RecoverySettings(stall_seconds=1000)
    for wait in (1000, 2000, 4000):
        let_pass(run.job_id, wait - 500)
        assert reconcile(stall) == []
        let_pass(run.job_id, wait + 500)
        (run,) = reconcile(stall)
    settle(run, Stage.PROMPTS, ItemState.DONE)
    let_pass(run.job_id, 1500)
    assert len(reconcile(stall)) == 1


def test_a_run_whose_last_message_was_lost_is_closed() -> None:
    run = start(plan_job(tracks=1, minutes=1).id)
    for stage in Stage:
        settle(run, stage, ItemState.DONE)
    wake(run.job_id)
    assert reconcile() == []
    assert job_of(run).status == JobStatus.COMPLETED


def test_cancel_keeps_what_is_finished_and_can_be_taken_up_again() -> None:
    run = start(plan_job().id)
    settle(run, Stage.PROMPTS, ItemState.DONE)
    in_transaction(lambda session: runs.cancel_run(session, run.job_id))
    job = job_of(run)
    assert (job.status, job.run_state, job.error_code) == (JobStatus.FAILED, RunState.IDLE, "cancelled")
    in_transaction(
        lambda session: session.execute(update(VideoJob).where(VideoJob.id == run.job_id).values(prompts_json={}))
    )
    assert Stage.PROMPTS not in start(run.job_id).missing


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_no_render_is_said_to_run_once_the_run_is_over(is_cancelled: bool) -> None:
    run = start(plan_job(tracks=3).id)
    of_run = {"video_job_id": run.job_id, "run_no": run.run_no, "input_hash": "0", "resolution": "1920x1080"}
    in_transaction(lambda session: session.add(RenderTask(status=RenderStatus.RUNNING, **of_run)))
    if is_cancelled:
        in_transaction(lambda session: runs.cancel_run(session, run.job_id))
    else:
        settle(run, Stage.PROMPTS, ItemState.FAILED)
        close(run, Stage.PROMPTS)
    assert job_of(run).run_state == RunState.IDLE
    statuses = in_transaction(lambda session: session.scalars(select(RenderTask.status)).all())
    assert statuses == [RenderStatus.ABANDONED]


def test_cancel_waits_for_work_in_hand() -> None:
    run = start(plan_job().id)
    place, owner = Place(run.job_id, run.run_no, Stage.PROMPTS), uuid.uuid4()
    in_transaction(lambda session: items.claim(session, place, owner, 60))
    in_transaction(lambda session: runs.cancel_run(session, run.job_id))
    assert job_of(run).run_state == RunState.STOPPING
    with pytest.raises(Conflict, match="still stopping"):
        start(run.job_id)
    in_transaction(lambda session: items.finish(session, items.lock_mine(session, place, owner), ItemState.WAITING))
    assert reconcile() == []
    assert job_of(run).run_state == RunState.IDLE


def _completed_run() -> Run:
    run = start(plan_job(tracks=3).id)
    for stage in Stage:
        settle(run, stage, ItemState.DONE)
        close(run, stage)
    return run


def test_files_that_are_gone_are_made_again() -> None:
    run = _completed_run()
    again = start_again(run)
    assert again.missing[Stage.TRACKS] == (0, 1, 2)
    assert again.missing[Stage.RENDER] == (0,)


def test_a_lost_file_that_was_bought_is_fetched_again_and_not_bought_again() -> None:
    run = _completed_run()

    def buy(session: Session) -> None:
        item = items.item_at(session, Place(run.job_id, run.run_no, Stage.VISUALS, 1))
        for bought, provider_job_id in enumerate(("order-1", "order-2")):
            session.add(
                ProviderSubmission(
                    work_item_id=item.id,
                    video_job_id=run.job_id,
                    job_title="a job",
                    stage=Stage.VISUALS,
                    order_index=1,
                    provider="vendor",
                    price_usd=Decimal("0.02"),
                    provider_job_id=provider_job_id,
                    state=SubmissionState.COLLECTED,
                )
            )
            make_current(
                session,
                Image(
                    video_job_id=run.job_id,
                    order_index=1,
                    take=bought + 1,
                    provider=VisualProviderName.EXTERNAL,
                    plugin_name="vendor",
                    provider_image_id=provider_job_id,
                    prompt_text="rain",
                    local_file_path="gone.png",
                    sha256=provider_job_id,
                    size_bytes=1,
                    width=1920,
                    height=1080,
                ),
            )

    in_transaction(buy)
    start_again(run)
    found = in_transaction(
        lambda session: session.scalars(select(ProviderSubmission).order_by(ProviderSubmission.id)).all()
    )
    assert [each.state for each in found] == [SubmissionState.COLLECTED, SubmissionState.ACCEPTED]


def start_again(run: Run) -> Run:
    return in_transaction(lambda session: runs.rerun(session, run.job_id, Stage.METADATA, mode=Mode.MISSING))


@pytest.mark.parametrize(("stage", "item"), [(Stage.TRACKS, 4), (Stage.RENDER, 1), (Stage.PROMPTS, 4)])
def test_an_item_that_is_not_there_is_refused(stage: Stage, item: int) -> None:
    job = plan_job(tracks=3)
    with pytest.raises(InvalidInput):
        in_transaction(lambda session: runs.rerun(session, job.id, stage, mode=Mode.REGENERATE, item=item))
    assert in_transaction(lambda session: get_job(session, job.id)).run_no == 0


def test_a_broken_canvas_is_looked_at_at_once() -> None:
    run = start(plan_job().id)
    in_transaction(lambda session: runs.note_broken_run(session, run.job_id, run.run_no))
    assert len(reconcile()) == 1


def test_files_of_a_poisonous_item_keep_their_attempts(output_root: Path) -> None:
    run = start(plan_job().id)
    place = Place(run.job_id, run.run_no, Stage.PROMPTS)
    in_transaction(lambda session: items.claim(session, place, uuid.uuid4(), 0.01))
    time.sleep(0.05)
    wake(run.job_id)
    reconcile()
    found = in_transaction(lambda session: session.get_one(WorkItem, items.item_at(session, place).id))
    assert (found.state, found.attempts) == (ItemState.WAITING, 1)
