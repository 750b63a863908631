"""What becomes of an item whose work ends well, badly, late, or not at all."""

import errno
import mmap
import time
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import items
from studio.db.items import Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.errors import (
    ContentRefused,
    DamagedDownload,
    DuplicateMedia,
    NotEnoughDisk,
    ProviderKeyRefused,
    ProviderRateLimited,
    ProviderUnavailable,
    SilentTrack,
    Stopped,
    StudioError,
    SubmissionUnknown,
    UnreadableMedia,
)
from studio.models import ProviderSubmission, SubmissionState, VideoJob, WorkItem
from studio.pipeline import runs
from studio.pipeline import work as work_module
from studio.pipeline.generation import arrival
from studio.pipeline.ledger import Ledger
from studio.pipeline.work import RetryLater, Work, work_on
from studio.providers.music.dummy import DummyMusicProvider
from studio.providers.music.library import LibraryMusicProvider
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, Mode, RunState, Stage
from tests.albums import plan_job


@pytest.fixture
def place(output_root: Path) -> Place:
    """The first track of a running job."""
    job = plan_job(tracks=2)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    return Place(job.id, run.run_no, Stage.TRACKS, 0)


def item_at(place: Place) -> WorkItem:
    return in_transaction(lambda session: items.item_at(session, place))


def told(place: Place) -> list[str]:
    found = in_transaction(lambda session: events.list_events(session, place.job_id))
    return [event.code for event in found]


def fail_with(place: Place, error: Exception) -> None:
    with work_on(place) as work:
        assert work is not None
        raise error


def test_a_result_is_handed_in_with_its_event(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        work.complete(lambda session: "Track 1 is there.")
    item = item_at(place)
    assert (item.state, item.owner, item.progress) == (ItemState.DONE, None, 1.0)
    assert told(place)[-2:] == ["item_started", "item_done"]


def test_a_new_step_is_told_at_once(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        work.report(0.96, "inspecting")
        work.report(0.97, "film finished")
        assert item_at(place).progress_note == "inspecting"
        work.report(0.97, "drawing", is_new_step=True)
        assert item_at(place).progress_note == "drawing"
        work.complete(lambda session: "Track 1 is there.")


def test_a_finished_item_is_nobody_s_work(place: Place) -> None:
    test_a_result_is_handed_in_with_its_event(place)
    with work_on(place) as work:
        assert work is None


def test_a_passing_failure_is_tried_again_soon(place: Place) -> None:
    with pytest.raises(RetryLater) as caught:
        fail_with(place, ProviderUnavailable("The provider is away."))
    assert caught.value.retry_after_seconds == 2
    item = item_at(place)
    assert (item.state, item.attempts, item.error_code) == (ItemState.WAITING, 1, "provider_unavailable")


def test_a_long_wait_is_written_down(place: Place) -> None:
    fail_with(place, ProviderRateLimited("Too many requests.", retry_after_seconds=300))
    item = item_at(place)
    assert item.state == ItemState.WAITING
    assert item.not_before is not None
    with work_on(place) as work:
        assert work is None


@pytest.mark.parametrize("error", [ContentRefused("The vendor will not make this."), ValueError("sk-abcdefghij12")])
def test_a_failure_that_stays_is_explained(place: Place, error: Exception) -> None:
    for _ in range(1 if isinstance(error, StudioError) else get_settings().recovery.max_attempts):
        try:
            fail_with(place, error)
        except RetryLater:
            continue
    item = item_at(place)
    assert item.state == ItemState.FAILED
    assert item.error_message
    assert "abcdefghij12" not in item.error_message


def test_work_that_was_stopped_is_handed_back_uncounted(place: Place) -> None:
    fail_with(place, Stopped("Stopped."))
    item = item_at(place)
    assert (item.state, item.attempts) == (ItemState.WAITING, 0)


def test_a_sleeper_changes_nothing_when_it_wakes(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        in_transaction(
            lambda session: session.execute(
                update(WorkItem).where(WorkItem.owner == work.owner).values(owner=uuid.uuid4())
            )
        )
        work.complete(lambda session: pytest.fail("written behind the fence"))
    assert item_at(place).state == ItemState.WORKING


def test_a_worker_that_dies_each_time_ends_the_item(place: Place) -> None:
    in_transaction(
        lambda session: session.execute(
            update(WorkItem)
            .where(WorkItem.video_job_id == place.job_id)
            .values(attempts=get_settings().recovery.max_attempts)
        )
    )
    with work_on(place) as work:
        assert work is None
    item = item_at(place)
    assert (item.state, item.error_code) == (ItemState.FAILED, "worker_died")


def test_cancel_reaches_the_work_and_settles_when_it_has_ended(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        in_transaction(lambda session: runs.cancel_run(session, place.job_id))
        deadline = time.monotonic() + 30
        while not work.should_stop():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        work.raise_if_stopped()
    job = in_transaction(lambda session: session.get_one(VideoJob, place.job_id))
    assert (job.run_state, job.status, job.error_code) == (RunState.IDLE, JobStatus.FAILED, "cancelled")


def ledger_of(work: Work) -> Ledger:
    return Ledger(work, ProviderKey("music", "vendor"), Decimal("0.10"))


def submissions(session: Session) -> list[SubmissionState]:
    return list(session.scalars(select(ProviderSubmission.state).order_by(ProviderSubmission.id)))


def test_a_submission_is_remembered_until_its_result_is_in(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        ledger = ledger_of(work)
        assert ledger.provider_job_id is None
        ledger.intend()
        ledger.accept("job-1")
        raise Stopped("The worker is shutting down.")
    with work_on(place) as work:
        assert work is not None
        assert ledger_of(work).provider_job_id == "job-1"
        work.complete(lambda session: "Track 1 is there.")
    assert in_transaction(submissions) == [SubmissionState.COLLECTED]


def test_an_unknown_outcome_is_not_repeated_but_by_the_person(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        ledger_of(work).intend()
        raise Stopped("Killed before the answer came.")
    with work_on(place) as work:
        assert work is not None
        ledger_of(work).intend()
    item = item_at(place)
    assert (item.state, item.error_code) == (ItemState.FAILED, SubmissionUnknown.code)
    assert "may already be charged" in str(item.error_message)

    in_transaction(lambda session: runs.cancel_run(session, place.job_id))
    run = in_transaction(lambda session: runs.rerun(session, place.job_id, Stage.TRACKS, mode=Mode.REGENERATE, item=1))
    with work_on(Place(place.job_id, run.run_no, Stage.TRACKS, 0)) as work:
        assert work is not None
        ledger_of(work).intend()
        work.complete(lambda session: "Track 1 is there.")
    assert in_transaction(submissions) == [SubmissionState.GIVEN_UP, SubmissionState.COLLECTED]


def test_a_refusal_leaves_nothing_open(place: Place) -> None:
    with work_on(place) as work:
        assert work is not None
        ledger = ledger_of(work)
        ledger.intend()
        ledger.refuse("Too many requests.")
        ledger.intend()
        work.complete(lambda session: "Track 1 is there.")
    assert in_transaction(submissions) == [SubmissionState.REFUSED, SubmissionState.COLLECTED]
    assert in_transaction(lambda session: session.scalar(select(func.count(ProviderSubmission.id)))) == 2


def order(place: Place, error: Exception) -> None:
    """The vendor takes the order, and then the work ends with the error."""
    with work_on(place) as work:
        assert work is not None
        ledger = ledger_of(work)
        ledger.intend()
        ledger.accept("job-1")
        raise error


def start_again(place: Place) -> Place:
    """As the person does after a failure."""
    in_transaction(lambda session: runs.cancel_run(session, place.job_id))
    return Place(
        place.job_id, in_transaction(lambda session: runs.start_run(session, place.job_id)).run_no, place.stage
    )


@pytest.mark.parametrize(
    "error",
    [
        NotEnoughDisk("The disk is full; free some space."),
        ProviderKeyRefused("The vendor refused the key."),
        ProviderUnavailable("The vendor is away."),
        OSError(errno.EROFS, "Read-only file system", "track.wav"),
        RuntimeError("never thought of"),
    ],
)
def test_what_was_paid_for_is_asked_for_again_after_a_failure(
    place: Place, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOVERY_MAX_ATTEMPTS", "1")
    get_settings.cache_clear()
    order(place, error)
    assert item_at(place).state == ItemState.FAILED
    with work_on(start_again(place)) as work:
        assert work is not None
        assert ledger_of(work).provider_job_id == "job-1"


@pytest.mark.parametrize(
    "error",
    [ContentRefused("The vendor will not make this."), SilentTrack("track.wav is silent."), DuplicateMedia("!")],
)
def test_what_cannot_be_used_is_ordered_anew_when_the_person_starts_again(place: Place, error: Exception) -> None:
    order(place, error)
    with work_on(start_again(place)) as work:
        assert work is not None
        assert ledger_of(work).provider_job_id is None


def test_a_folder_that_cannot_be_written_is_named(place: Place) -> None:
    fail_with(place, OSError(errno.EROFS, "Read-only file system", "/output/track.wav"))
    item = item_at(place)
    assert (item.state, item.error_code) == (ItemState.FAILED, "output_not_writable")
    assert "Read-only file system: /output/track.wav" in str(item.error_message)


def test_a_damaged_arrival_is_fetched_again_and_an_own_file_is_not() -> None:
    with (
        pytest.raises(DamagedDownload, match=r"Silence .* sent a damaged file: track\.wav"),
        arrival(DummyMusicProvider()),
    ):
        raise UnreadableMedia("track.wav does not decode.")
    own = LibraryMusicProvider(get_settings().library)
    with pytest.raises(UnreadableMedia), arrival(own):
        raise UnreadableMedia("track.wav does not decode.")


def test_a_worker_that_is_asked_to_stop_hands_its_work_back(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_module, "_shutting_down", mmap.mmap(-1, 1))
    with work_on(place) as work:
        assert work is not None
        work.raise_if_stopped()
        work_module.begin_shutdown()
        work.raise_if_stopped()
        pytest.fail("it goes on")
    assert item_at(place).state == ItemState.WAITING
