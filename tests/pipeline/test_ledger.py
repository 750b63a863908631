"""Money is spent once and within the budget, and what was spent is remembered."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, submissions
from studio.db.items import Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.errors import BudgetReached, ContentRefused, Stopped, SubmissionUnknown
from studio.models import ProviderSubmission, SubmissionState, VideoJob, WorkItem
from studio.pipeline import budget, edits, jobs, runs
from studio.pipeline.ledger import Ledger
from studio.pipeline.work import Work, work_on
from studio.schemas.jobs import JobChange
from studio.schemas.spending import ChargeView, CostView
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, Mode, Stage
from tests.albums import plan_job

PRICE = Decimal("0.10")
KEY = ProviderKey("music", "vendor")


@pytest.fixture
def album(output_root: Path) -> list[Place]:
    """The tracks of a running job."""
    return running_tracks(3)


def running_tracks(count: int, **wishes: object) -> list[Place]:
    job = plan_job(tracks=count, minutes=count, **wishes)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    return [Place(job.id, run.run_no, Stage.TRACKS, index) for index in range(count)]


def limit(monkeypatch: pytest.MonkeyPatch, **caps: str) -> None:
    for name, value in caps.items():
        monkeypatch.setenv(f"BUDGET_{name}".upper(), value)
    get_settings.cache_clear()


@contextmanager
def ledger_at(place: Place) -> Iterator[Ledger]:
    """The ledger of an item while it is worked on. Errors become the item's state."""
    with work_on(place) as work:
        assert work is not None
        yield ledger_of(work)


def ledger_of(work: Work) -> Ledger:
    return Ledger(work, KEY, PRICE)


def deliver(place: Place) -> None:
    """One track, asked for, accepted and collected."""
    with work_on(place) as work:
        assert work is not None
        ledger = ledger_of(work)
        ledger.intend()
        ledger.accept(f"job-{place.order_index}")
        work.complete(lambda session: "It is there.")


def cost_of(place: Place) -> CostView:
    return in_transaction(lambda session: budget.describe_cost(session, session.get_one(VideoJob, place.job_id)))


def amounts(place: Place) -> tuple[float, float]:
    """Spent and committed."""
    cost = cost_of(place)
    return cost.spent_usd, cost.committed_usd


def line(place: Place) -> ProviderSubmission:
    """The newest of the item."""
    newest = (
        select(ProviderSubmission)
        .where(ProviderSubmission.video_job_id == place.job_id, ProviderSubmission.order_index == place.order_index)
        .order_by(ProviderSubmission.id.desc())
        .limit(1)
    )
    return in_transaction(lambda session: session.scalars(newest).one())


def item_at(place: Place) -> WorkItem:
    return in_transaction(lambda session: items.item_at(session, place))


def told(place: Place, code: str) -> list[str]:
    found = in_transaction(lambda session: events.list_events(session, place.job_id))
    return [event.message for event in found if event.code == code]


def test_a_purchase_is_committed_until_it_is_spent(album: list[Place]) -> None:
    with work_on(album[0]) as work:
        assert work is not None
        ledger = ledger_of(work)
        ledger.intend()
        assert amounts(album[0]) == (0.0, 0.10)
        ledger.accept("job-1")
        assert amounts(album[0]) == (0.0, 0.10)
        work.complete(lambda session: "It is there.")
    assert amounts(album[0]) == (0.10, 0.0)
    found = line(album[0])
    assert found.ended_at is not None
    assert found.accepted_at is not None
    assert found.intended_at <= found.accepted_at <= found.ended_at
    assert (found.job_title, found.stage, found.order_index, found.price_usd) == (
        "rainy window",
        Stage.TRACKS,
        0,
        PRICE,
    )


def test_what_was_refused_before_it_was_accepted_costs_nothing(album: list[Place]) -> None:
    with ledger_at(album[0]) as ledger:
        ledger.intend()
        ledger.refuse("too long a prompt")
        raise ContentRefused("No.")
    assert amounts(album[0]) == (0.0, 0.0)
    assert line(album[0]).error_message == "too long a prompt"


def test_what_was_accepted_and_then_refused_may_be_charged(album: list[Place]) -> None:
    for place in album[:2]:
        with ledger_at(place) as ledger:
            ledger.intend()
            ledger.accept("job-1")
            if place == album[1]:
                ledger.charge(Decimal(0), "USD")
            ledger.refuse("blocked by a filter")
            raise ContentRefused("No.")
    assert amounts(album[0]) == (0.10, 0.0)


def test_dollars_that_the_vendor_names_count_and_credits_are_shown(album: list[Place]) -> None:
    for place, amount, currency in zip(album, ("0.0147", "24", "NaN"), ("usd", "credits", "USD"), strict=True):
        with work_on(place) as work:
            assert work is not None
            ledger = ledger_of(work)
            ledger.intend()
            ledger.accept("job-1")
            ledger.charge(Decimal(amount), currency)
            work.complete(lambda session: "It is there.")
    cost = cost_of(album[0])
    assert cost.spent_usd == pytest.approx(0.0147 + 0.10 + 0.10)
    assert cost.charges == [ChargeView(amount=0.0147, currency="USD"), ChargeView(amount=24, currency="credits")]


def test_a_deleted_job_leaves_its_lines(album: list[Place]) -> None:
    deliver(album[0])
    with ledger_at(album[1]) as ledger:
        ledger.intend()
        raise SubmissionUnknown("The answer was lost.")
    in_transaction(lambda session: runs.cancel_run(session, album[0].job_id))
    in_transaction(lambda session: jobs.delete_job(session, album[0].job_id, get_settings()))
    spending = in_transaction(budget.describe_spending)
    assert (spending.spent_usd, spending.committed_usd) == (0.20, 0.0)
    (row,) = spending.rows
    assert (row.kind, row.provider, row.job_id, row.job_title) == ("music", "vendor", album[0].job_id, "rainy window")
    assert row.requests == 2
    assert line(album[0]).work_item_id is None


def test_a_piece_that_a_person_brings_ends_what_was_open(album: list[Place]) -> None:
    with ledger_at(album[0]) as ledger:
        ledger.intend()
        raise SubmissionUnknown("The answer was lost.")
    in_transaction(lambda session: runs.cancel_run(session, album[0].job_id))

    def bring(session: Session) -> None:
        edits.finish_place(session, jobs.lock_editable(session, album[0].job_id), Stage.TRACKS, 0)

    in_transaction(bring)
    assert amounts(album[0]) == (0.10, 0.0)


def test_another_month_is_another_sum(album: list[Place]) -> None:
    deliver(album[0])
    deliver(album[1])
    start = in_transaction(submissions.current_month)
    in_transaction(
        lambda session: session.execute(
            update(ProviderSubmission)
            .where(ProviderSubmission.order_index == 0)
            .values(intended_at=start - timedelta(seconds=1))
        )
    )
    this = in_transaction(budget.describe_spending)
    last_month = f"{start - timedelta(days=1):%Y-%m}"
    last = in_transaction(lambda session: budget.describe_spending(session, budget.parse_month(last_month)))
    assert this.spent_usd == last.spent_usd == 0.10
    assert last.month == last_month


def test_twenty_threads_stay_within_the_budget_of_a_job(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, job_usd="0.55")
    places = running_tracks(20)
    in_transaction(
        lambda session: session.execute(update(WorkItem).where(WorkItem.stage == Stage.PROMPTS).values(state="done"))
    )
    ready = threading.Barrier(20)

    def buy(place: Place) -> None:
        with work_on(place) as work:
            assert work is not None
            ready.wait()
            ledger_of(work).intend()
            work.complete(lambda session: "It is there.")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(buy, places))
    assert amounts(places[0]) == (0.50, 0.0)
    states = Counter((item_at(place).state, item_at(place).error_code) for place in places)
    assert states == {(ItemState.DONE, None): 5, (ItemState.WAITING, "budget_reached"): 15}
    (sentence,) = told(places[0], "budget_reached")
    assert "0.55 USD (BUDGET_JOB_USD)" in sentence
    assert "studio budget 1 USD" in sentence

    def close(session: Session) -> VideoJob:
        job = session.get_one(VideoJob, places[0].job_id)
        job.stage = Stage.TRACKS
        runs.close_stage(session, job.id, job.run_no, Stage.TRACKS)
        return job

    job = in_transaction(close)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "budget_reached")
    assert str(job.error_message).endswith("15 tracks wait for it; 5 kept.")


def test_two_jobs_share_the_budget_of_a_month(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, month_usd="0.25")
    places = running_tracks(2) + running_tracks(2)
    for place in places:
        deliver(place)
    assert [item_at(place).state for place in places] == [ItemState.DONE] * 2 + [ItemState.WAITING] * 2
    (sentence,) = told(places[3], "budget_reached")
    assert "0.25 USD a month" in sentence
    assert "0.20 USD are spent and 0.00 USD committed" in sentence


def test_a_job_s_own_budget_overrides_and_can_be_raised_while_it_runs(
    output_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, job_usd="0")
    places = running_tracks(3, budget_usd=0.10)
    deliver(places[0])
    deliver(places[1])
    assert item_at(places[1]).error_code == "budget_reached"
    in_transaction(lambda session: jobs.change_job(session, places[0].job_id, JobChange(budget_usd=0.20)))
    deliver(places[2])
    assert item_at(places[2]).state == ItemState.DONE
    assert (cost_of(places[0]).budget_usd, cost_of(places[0]).has_own_budget) == (0.20, True)
    in_transaction(lambda session: jobs.change_job(session, places[0].job_id, JobChange(budget_usd=None)))
    assert (cost_of(places[0]).budget_usd, cost_of(places[0]).has_own_budget) == (0.0, False)


def test_an_album_that_does_not_fit_is_not_created(
    output_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "e2e" / "plugin"))
    monkeypatch.setenv("SLOWHUM_LEDGER", str(tmp_path / "ledger"))
    limit(monkeypatch, job_usd="0.25")
    with pytest.raises(BudgetReached, match=r"about 0.30 USD, and a job may cost 0.25 USD \(BUDGET_JOB_USD\)"):
        plan_job(tracks=3, music_provider="slowhum")
    job = plan_job(tracks=3, music_provider="slowhum", budget_usd=5)
    cost = in_transaction(lambda session: budget.describe_cost(session, session.get_one(VideoJob, job.id)))
    assert cost.estimated_usd == pytest.approx(0.30)
    limit(monkeypatch, month_usd="0.29")
    with pytest.raises(BudgetReached, match="BUDGET_MONTH_USD"):
        plan_job(tracks=3, music_provider="slowhum", budget_usd=5)
    plan_job(tracks=3)  # costs nothing, so no cap is in its way


def test_a_commit_whose_answer_was_lost_is_no_unknown_outcome(album: list[Place]) -> None:
    lost: list[bool] = []

    with work_on(album[0]) as work:
        assert work is not None
        ledger = ledger_of(work)

        def cut(_: Session) -> None:
            if not lost and threading.current_thread() is threading.main_thread():
                lost.append(True)
                raise OperationalError("COMMIT", {}, ConnectionError("cut"))

        event.listen(Session, "after_commit", cut)
        try:
            ledger.intend()
        finally:
            event.remove(Session, "after_commit", cut)
        ledger.accept("job-1")
        work.complete(lambda session: "It is there.")
    assert lost
    assert amounts(album[0]) == (0.10, 0.0)


def test_a_worker_that_slept_through_its_lease_buys_nothing(album: list[Place]) -> None:
    with work_on(album[0]) as work:
        assert work is not None
        in_transaction(
            lambda session: session.execute(
                update(WorkItem).where(WorkItem.owner == work.owner).values(owner=uuid.uuid4())
            )
        )
        ledger_of(work).intend()
    assert amounts(album[0]) == (0.0, 0.0)


def test_nothing_is_bought_once_the_run_is_to_stop(album: list[Place]) -> None:
    with ledger_at(album[0]) as ledger:
        in_transaction(lambda session: runs.cancel_run(session, album[0].job_id))
        with pytest.raises(Stopped):
            ledger.intend()
        raise Stopped("It was.")
    assert amounts(album[0]) == (0.0, 0.0)


_BUYER = """
    import os, signal, sys
    from decimal import Decimal
    from studio.db.items import Place
    from studio.db.provider_states import ProviderKey
    from studio.pipeline.ledger import Ledger
    from studio.pipeline.work import work_on
    from studio.stages import Stage

    with work_on(Place(int(sys.argv[1]), int(sys.argv[2]), Stage.TRACKS, 0)) as work:
        Ledger(work, ProviderKey("music", "vendor"), Decimal("0.10")).intend()
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_between_intent_and_answer_is_not_repeated_and_stays_on_the_bill(
    output_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOVERY_LEASE_SECONDS", "1")
    get_settings.cache_clear()
    place = running_tracks(2)[0]
    script = (sys.executable, "-c", textwrap.dedent(_BUYER), str(place.job_id), str(place.run_no))
    killed = subprocess.run(script, env=dict(os.environ), check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert amounts(place) == (0.0, 0.10)

    time.sleep(1)
    with ledger_at(place) as ledger:
        ledger.intend()
    item = item_at(place)
    assert (item.state, item.error_code) == (ItemState.FAILED, "submission_unknown")
    assert amounts(place) == (0.0, 0.10)

    in_transaction(lambda session: runs.cancel_run(session, place.job_id))
    run = in_transaction(lambda session: runs.rerun(session, place.job_id, Stage.TRACKS, mode=Mode.REGENERATE, item=1))
    deliver(Place(place.job_id, run.run_no, Stage.TRACKS, 0))
    # The first may be charged, and the second is.
    assert amounts(place) == (0.20, 0.0)
    states = in_transaction(
        lambda session: session.scalars(select(ProviderSubmission.state).order_by(ProviderSubmission.id)).all()
    )
    assert states == [SubmissionState.GIVEN_UP, SubmissionState.COLLECTED]
