"""Claims, leases and fences, against a real PostgreSQL."""

import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.db import items
from studio.db.items import Claim, Place
from studio.db.session import in_transaction, transaction
from studio.errors import Fenced
from studio.models import VideoJob, WorkItem
from studio.pipeline import runs
from studio.stages import ItemState, Stage
from tests.albums import plan_job


@pytest.fixture
def place(output_root: Path) -> Place:
    """The prompts of a running job."""
    job = plan_job()
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    return Place(job.id, run.run_no, Stage.PROMPTS)


def _claim(place: Place, owner: uuid.UUID, seconds: float = 60) -> Claim:
    return in_transaction(lambda session: items.claim(session, place, owner, seconds))


def test_one_of_many_claims_wins(place: Place) -> None:
    start = threading.Barrier(8)

    def claim(_: int) -> Claim:
        start.wait()
        return _claim(place, uuid.uuid4())

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(claim, range(8)))
    assert outcomes == {Claim.MINE: 1, Claim.BUSY: 7}


def test_a_lease_that_ran_out_goes_to_the_next_owner_and_fences_the_first(place: Place) -> None:
    sleeper, successor = uuid.uuid4(), uuid.uuid4()
    assert _claim(place, sleeper, seconds=0.05) == Claim.MINE
    time.sleep(0.1)
    assert _claim(place, successor) == Claim.MINE
    with transaction() as session:
        assert not items.renew(session, place, sleeper, 60)
        assert not items.is_still_mine(session, place, sleeper)
        with pytest.raises(Fenced):
            items.lock_mine(session, place, sleeper)
        assert items.lock_mine(session, place, successor).attempts == 2


def test_a_task_of_an_older_run_gets_nothing(place: Place) -> None:
    in_transaction(
        lambda session: session.execute(
            update(VideoJob).where(VideoJob.id == place.job_id).values(run_no=VideoJob.run_no + 1)
        )
    )
    assert _claim(place, uuid.uuid4()) == Claim.STALE_RUN


def test_an_older_run_cannot_hand_in(place: Place) -> None:
    owner = uuid.uuid4()
    _claim(place, owner)
    in_transaction(
        lambda session: session.execute(
            update(VideoJob).where(VideoJob.id == place.job_id).values(run_no=VideoJob.run_no + 1)
        )
    )
    with transaction() as session, pytest.raises(Fenced):
        items.lock_mine(session, place, owner)


def test_a_finished_item_is_not_claimed_again(place: Place) -> None:
    owner = uuid.uuid4()
    _claim(place, owner)
    in_transaction(lambda session: items.finish(session, items.lock_mine(session, place, owner), ItemState.DONE))
    assert _claim(place, uuid.uuid4()) == Claim.DONE


def test_a_provider_that_asked_to_wait_is_left_alone(place: Place) -> None:
    owner = uuid.uuid4()
    _claim(place, owner)

    def hand_back(session: Session) -> None:
        items.finish(session, items.lock_mine(session, place, owner), ItemState.WAITING, not_before_seconds=60)

    in_transaction(hand_back)
    assert _claim(place, uuid.uuid4()) == Claim.NOT_YET


def test_the_database_refuses_a_lease_without_an_owner(place: Place) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(WorkItem).where(WorkItem.video_job_id == place.job_id).values(state=ItemState.WORKING))
