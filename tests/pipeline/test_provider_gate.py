"""A provider is asked by so many items at a time, and by none while it is closed, whichever worker they are at."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, provider_states
from studio.db.items import Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.errors import (
    ContentRefused,
    ProviderBalanceEmpty,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
    StudioError,
)
from studio.models import ProviderState, VideoJob, WorkItem
from studio.pipeline import provider_gate, runs, system
from studio.pipeline.generation import Terms, place_at
from studio.pipeline.jobs import describe_job
from studio.pipeline.ledger import Ledger
from studio.pipeline.work import RetryLater, work_on
from studio.settings import RecoverySettings, get_settings
from studio.stages import ItemState, JobStatus, RunState, Stage
from tests.albums import plan_job, restart

KEY = ProviderKey("music", "dummy")
TERMS = Terms(KEY, "Silence (rehearsal)", Decimal("0.10"), concurrency=2)
EMPTY = ProviderBalanceEmpty("Quota used up until 1 December. Add quota or choose another provider.")
SAID = "Silence (rehearsal): Quota used up until 1 December. Add quota or choose another provider."
AWAY = ProviderUnavailable("The vendor cannot be reached.")


@pytest.fixture
def album(output_root: Path) -> list[Place]:
    return running_tracks(8)


def running_tracks(count: int) -> list[Place]:
    job = plan_job(tracks=count, minutes=count)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    return [Place(job.id, run.run_no, Stage.TRACKS, index) for index in range(count)]


def make(place: Place, *, fails_with: StudioError | None = None, is_accepted: bool = False) -> bool:
    """Work on a track as a worker would. Whether the vendor was asked for it."""
    was_asked = False
    try:
        with work_on(place) as work:
            if work is None:
                return False
            with place_at(TERMS, work):
                ledger = Ledger(work, KEY, TERMS.price_usd)
                if ledger.provider_job_id is None:
                    ledger.intend()
                    was_asked = True
                if fails_with is not None and not is_accepted:
                    ledger.refuse(fails_with.message)
                    raise fails_with
                ledger.accept("job")
                if fails_with is not None:
                    raise fails_with
            work.complete(lambda session: "It is there.")
    except RetryLater:
        pass
    return was_asked


def item_at(place: Place) -> WorkItem:
    return in_transaction(lambda session: items.item_at(session, place))


def state_of(place: Place) -> tuple[ItemState, str | None, int]:
    item = item_at(place)
    return item.state, item.error_code, item.attempts


def told(place: Place, code: str) -> list[str]:
    found = in_transaction(lambda session: events.list_events(session, place.job_id))
    return [event.message for event in found if event.code == code]


def provider() -> ProviderState | None:
    return in_transaction(lambda session: provider_states.find_state(session, KEY))


def seconds_left() -> float | None:
    """Until it may be probed; None where that takes a person, 0 or less where it may be now."""

    def read(session: Session) -> float | None:
        state = provider_states.find_state(session, KEY)
        assert state is not None
        assert state.closed_code is not None
        if state.closed_until is None:
            return None
        return (state.closed_until - provider_states.read_clock(session)).total_seconds()

    return in_transaction(read)


def is_open() -> bool:
    state = provider()
    return state is None or state.closed_code is None


def let_time_pass() -> None:
    """Until the provider may be probed, and nobody is to wait any longer."""
    in_transaction(lambda session: session.execute(update(ProviderState).values(closed_until=func.clock_timestamp())))
    in_transaction(lambda session: session.execute(update(WorkItem).values(not_before=None)))


def test_workers_together_keep_to_what_the_provider_can_do(album: list[Place]) -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    order: list[int] = []

    def generate(place: Place) -> None:
        nonlocal at_once, most
        with work_on(place) as work:
            assert work is not None
            with place_at(TERMS, work):
                with lock:
                    at_once += 1
                    most = max(most, at_once)
                    order.append(place.order_index)
                time.sleep(0.1)
                with lock:
                    at_once -= 1
            work.complete(lambda session: "It is there.")

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(generate, album))
    assert most == 2
    assert sorted(order) == list(range(8))
    assert all(item_at(place).state == ItemState.DONE for place in album)


def claim(place: Place, seconds: float = 60) -> uuid.UUID:
    owner = uuid.uuid4()
    in_transaction(lambda session: items.claim(session, place, owner, seconds))
    return owner


def enter(place: Place, owner: uuid.UUID) -> bool:
    return in_transaction(lambda session: provider_gate.enter(session, place, owner, KEY, TERMS.concurrency))


def test_who_came_first_goes_first(album: list[Place]) -> None:
    owners = [claim(place) for place in album[:5]]
    assert enter(album[0], owners[0])
    assert enter(album[1], owners[1])
    assert not enter(album[2], owners[2])
    assert not enter(album[3], owners[3])
    in_transaction(lambda session: items.leave_slot(session, album[0], owners[0]))
    assert not enter(album[3], owners[3])
    assert not enter(album[4], owners[4])
    assert enter(album[2], owners[2])


def test_a_crash_frees_the_slot_with_the_lease(album: list[Place]) -> None:
    for place in album[:2]:
        assert enter(place, claim(place, seconds=0.5))
    late = claim(album[2])
    assert not enter(album[2], late)
    time.sleep(0.6)
    assert enter(album[2], late)
    again = claim(album[0])
    assert enter(album[0], again)
    assert not enter(album[3], claim(album[3]))


def test_who_waits_for_a_slot_can_be_cancelled(album: list[Place]) -> None:
    for place in album[:2]:
        enter(place, claim(place))
    waits = threading.Thread(target=make, args=(album[2],))
    waits.start()
    deadline = time.monotonic() + 30
    while item_at(album[2]).progress_note is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    in_transaction(lambda session: runs.cancel_run(session, album[0].job_id))
    waits.join(timeout=30)
    assert not waits.is_alive()
    assert state_of(album[2]) == (ItemState.WAITING, None, 0)


@pytest.mark.parametrize(
    "error", [EMPTY, ProviderKeyRefused("The key is wrong."), ProviderNotConfigured("Set VENDOR_KEY.")]
)
def test_what_takes_a_person_stops_everything_and_is_said_once(album: list[Place], error: StudioError) -> None:
    assert make(album[0])
    assert make(album[1], fails_with=error)
    assert [make(place) for place in album[2:]] == [False] * 6
    assert state_of(album[1]) == (ItemState.FAILED, error.code, 1)
    assert {state_of(place) for place in album[2:]} == {(ItemState.WAITING, error.code, 0)}
    assert len(told(album[0], error.code)) == 1
    assert seconds_left() is None


def test_the_job_ends_with_one_sentence_and_goes_on_after_a_retry(album: list[Place]) -> None:
    make(album[0])
    for place in album[1:]:
        make(place, fails_with=EMPTY)

    def close(session: Session) -> VideoJob:
        job = session.get_one(VideoJob, album[0].job_id)
        job.stage = Stage.TRACKS
        runs.close_stage(session, job.id, job.run_no, Stage.TRACKS)
        return job

    job = in_transaction(close)
    assert (job.status, job.run_state, job.error_code) == (JobStatus.FAILED, RunState.IDLE, EMPTY.code)
    assert job.error_message == f"{SAID} 7 tracks wait for it; 1 kept."

    again = restart(album[0])
    assert make(again[1])
    assert is_open()
    assert [make(place) for place in again[2:]] == [True] * 6


def test_a_retry_lets_one_item_probe(album: list[Place]) -> None:
    make(album[0], fails_with=EMPTY)
    again = restart(album[0])
    first, second = claim(again[0]), claim(again[1])
    assert enter(again[0], first)
    assert not enter(again[1], second)
    in_transaction(lambda session: items.finish(session, items.lock_mine(session, again[0], first), ItemState.WAITING))
    assert enter(again[1], second), "a probe ends with its lease"
    in_transaction(lambda session: provider_gate.note_success(session, KEY, first))
    assert not is_open(), "only the probe opens it"
    in_transaction(lambda session: provider_gate.note_success(session, KEY, second))
    assert is_open()


def test_a_probe_that_is_refused_closes_it_again(album: list[Place]) -> None:
    make(album[0], fails_with=EMPTY)
    again = restart(album[0])
    assert make(again[0], fails_with=EMPTY)
    assert not make(again[1])
    assert seconds_left() is None
    assert len(told(album[0], EMPTY.code)) == 2, "once a run"


def test_other_jobs_stop_too_and_planned_ones_are_not_burnt(album: list[Place]) -> None:
    other = running_tracks(2)
    planned = plan_job(tracks=2)
    make(album[0], fails_with=EMPTY)
    assert [make(place) for place in other] == [False, False]
    assert told(other[0], EMPTY.code) == [SAID]

    recovery = RecoverySettings(jobs_at_once=100)
    assert in_transaction(lambda session: runs.claim_planned(session, recovery)) == []
    detail = in_transaction(lambda session: describe_job(session, planned.id))
    assert str(detail.held_up_by).startswith(SAID)
    (started,) = in_transaction(lambda session: runs.claim_planned(session, recovery, job_id=planned.id))
    assert started.job_id == planned.id
    assert make(Place(planned.id, 1, Stage.TRACKS, 0))
    assert is_open()


def test_what_was_accepted_is_collected_while_nothing_new_is_asked_for(album: list[Place]) -> None:
    make(album[0], fails_with=ProviderUnavailable("Away for a while."), is_accepted=True)
    make(album[1], fails_with=EMPTY)
    assert not make(album[0])
    assert item_at(album[0]).state == ItemState.DONE
    assert not is_open(), "it says nothing of the balance"


def test_accepted_work_outlives_a_refused_key(album: list[Place]) -> None:
    make(album[0], fails_with=ProviderKeyRefused("The key is wrong."), is_accepted=True)
    assert item_at(album[0]).state == ItemState.FAILED
    (again, *_) = restart(album[0])
    assert not make(again), "it was paid for before"
    assert item_at(again).state == ItemState.DONE


def test_a_pause_that_the_provider_asks_for_is_kept_by_all(album: list[Place]) -> None:
    make(album[0], fails_with=ProviderRateLimited("Too many requests.", retry_after_seconds=300))
    assert 290 < (seconds_left() or 0) <= 300
    assert not make(album[1])
    item = item_at(album[1])
    assert (item.state, item.error_code, item.attempts) == (ItemState.WAITING, "provider_rate_limited", 0)
    assert item.not_before is not None
    assert not make(album[1])
    let_time_pass()
    assert make(album[1])
    assert is_open()


def test_a_short_pause_is_waited_for_in_place(album: list[Place]) -> None:
    make(album[0], fails_with=ProviderRateLimited("Too many requests.", retry_after_seconds=1))
    begun = time.monotonic()
    assert make(album[1])
    assert time.monotonic() - begun > 0.5
    assert is_open()


def test_an_outage_closes_it_for_a_minute_then_for_longer(album: list[Place]) -> None:
    for count in range(5):
        assert is_open()
        make(album[count], fails_with=AWAY)
    assert 50 < (seconds_left() or 0) <= 60
    for pause in (120, 240, 480, 900, 900):
        assert not make(album[5])
        let_time_pass()
        make(album[7], fails_with=AWAY)
        assert pause - 10 < (seconds_left() or 0) <= pause
        in_transaction(lambda session: session.execute(update(WorkItem).values(attempts=0, state=ItemState.WAITING)))
    let_time_pass()
    assert make(album[6])
    assert is_open()
    state = provider()
    assert state is not None
    assert state.failures == 0


def test_failures_are_counted_in_a_row(album: list[Place]) -> None:
    for place in album[:4]:
        make(place, fails_with=AWAY)
    make(album[4])
    for place in album[5:]:
        make(place, fails_with=AWAY)
    assert is_open()


def test_a_refused_prompt_closes_nothing(album: list[Place]) -> None:
    for place in album:
        make(place, fails_with=ContentRefused("Not this."))
    assert is_open()


def test_many_failures_at_once_close_it_once(album: list[Place]) -> None:
    ready = threading.Barrier(2)

    def fail(place: Place) -> None:
        with work_on(place) as work:
            assert work is not None
            with place_at(TERMS, work):
                ready.wait()
                raise EMPTY

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(fail, album[:2]))
    assert seconds_left() is None
    assert len(told(album[0], EMPTY.code)) == 1


def test_a_closed_provider_shows_in_the_state_of_the_studio(album: list[Place]) -> None:
    make(album[0], fails_with=EMPTY)
    views = {(view.kind, view.name): view for view in system.provider_views(get_settings())}
    assert (views["music", "dummy"].closed_reason, views["music", "dummy"].closed_until) == (SAID, None)
    assert views["visual", "dummy"].closed_reason is None
    let_time_pass()
    assert all(view.closed_reason is None for view in system.provider_views(get_settings()))
