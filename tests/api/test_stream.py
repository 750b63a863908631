"""Events: the history of a job, and the live streams of a job and of all over a real socket."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from studio import events
from studio.api import stream
from studio.db.session import transaction
from studio.models import EventLevel, VideoJob
from studio.settings import get_settings
from studio.stages import Stage


def record(job_id: int, message: str, **fields: Any) -> None:
    with transaction() as session:
        events.record(session, job_id=job_id, run_no=1, code="tested", message=message, **fields)


@dataclass(frozen=True, slots=True)
class Message:
    kind: str
    id: str | None
    body: dict[str, Any]


@contextmanager
def follow(address: str, **headers: str) -> Iterator[Iterator[Message]]:
    """What a browser's EventSource would see."""
    with httpx.stream("GET", address, headers=headers, timeout=15) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield parse(answer.iter_raw())


def parse(chunks: Iterator[bytes]) -> Iterator[Message]:
    """Lines end as the standard says, so a line separator inside a message does not end one."""
    deadline = time.monotonic() + 30  # pings would keep a silent stream waiting for ever
    received = b""
    for chunk in chunks:
        assert time.monotonic() < deadline
        received += chunk
        while b"\r\n\r\n" in received:
            message, _, received = received.partition(b"\r\n\r\n")
            lines = [line.partition(": ") for line in message.decode().split("\r\n")]
            fields = {name: value for name, _, value in lines if name}
            if "data" in fields:
                yield Message(fields["event"], fields.get("id"), json.loads(fields["data"]))


def test_history_is_filtered_and_pages_forward(client: TestClient, job_id: int) -> None:
    record(job_id, "one", stage=Stage.TRACKS, order_index=6)
    record(job_id, "two", stage=Stage.VISUALS, level=EventLevel.ERROR, data={"a": 1})
    address = f"/api/jobs/{job_id}/events"
    told = client.get(address).json()
    assert [event["message"] for event in told[-2:]] == ["one", "two"]
    assert (told[-2]["stage"], told[-2]["number"], told[-2]["level"]) == ("tracks", 7, "info")
    assert told[-1]["data"] == {"a": 1}
    assert client.get(address, params={"after": told[-2]["id"]}).json() == [told[-1]]
    assert client.get(address, params={"stage": "tracks"}).json() == [told[-2]]
    assert client.get(address, params={"level": "error"}).json() == [told[-1]]
    assert client.get(address, params={"limit": 1}).json() == [told[0]]
    for bad in ("after=-1", f"after={2**63}", "stage=x", "level=x", "limit=0"):
        assert client.get(f"{address}?{bad}").status_code == 422


def test_the_stream_begins_with_the_job_and_tells_what_happens(server: str, job_id: int) -> None:
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        first = next(messages)
        assert (first.kind, first.id, first.body["id"]) == ("job", None, job_id)
        assert next(messages).body["code"] == "job_created"
        asked_at = time.monotonic()
        record(job_id, "first\nline and \u2028 more 🌧", stage=Stage.RENDER)
        told = next(messages)
        assert time.monotonic() - asked_at < 2.0
        assert told.kind == "event"
        assert told.id == str(told.body["id"])
        assert told.body["message"] == "first\nline and \u2028 more 🌧"


def test_a_changed_job_is_shown_again_and_an_unchanged_one_is_not(server: str, job_id: int) -> None:
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        assert [next(messages).kind for _ in range(2)] == ["job", "event"]
        with transaction() as session:
            events.ring_after_commit(session, job_id)
        with transaction() as session:
            session.execute(update(VideoJob).where(VideoJob.id == job_id).values(error_message="changed"))
            events.ring_after_commit(session, job_id)
        told = next(messages)
        assert (told.kind, told.body["error_message"]) == ("job", "changed")


def test_a_reader_goes_on_where_it_was_cut_off(server: str, job_id: int) -> None:
    address = f"{server}/api/jobs/{job_id}/stream"
    for number in range(1, 4):
        record(job_id, f"event {number}")
    with follow(address) as messages:
        seen = [next(messages) for _ in range(4)]
    assert seen[-1].body["message"] == "event 2"
    record(job_id, "while away")
    for resumed in (
        follow(address, **{"Last-Event-ID": str(seen[-1].id)}),
        follow(f"{address}?after={seen[-1].id}"),
        follow(f"{address}?after=0", **{"Last-Event-ID": str(seen[-1].id)}),
    ):
        with resumed as messages:
            told = [next(messages) for _ in range(3)]
        assert told[0].kind == "job"
        assert [message.body["message"] for message in told[1:]] == ["event 3", "while away"]


def test_a_long_history_comes_in_order_and_whole(server: str, job_id: int) -> None:
    with transaction() as session:
        for number in range(1200):
            events.record(session, job_id=job_id, run_no=1, code="tested", message=str(number))
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        told = [message for message in itertools.islice(messages, 1202) if message.kind == "event"]
    assert [message.body["message"] for message in told[1:]] == [str(number) for number in range(1200)]


def test_many_changes_are_shown_as_few(server: str, job_id: int) -> None:
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        next(messages)
        next(messages)
        started = time.monotonic()
        for number in range(40):
            with transaction() as session:
                session.execute(update(VideoJob).where(VideoJob.id == job_id).values(error_message=str(number)))
                events.ring_after_commit(session, job_id)
            time.sleep(0.03)
        spent = time.monotonic() - started
        told = [next(messages)]
        while told[-1].body["error_message"] != "39":
            told.append(next(messages))
    assert len(told) <= spent / 0.5 + 3


@pytest.fixture
def no_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that is away, for the readers and for those who ring."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(stream, "_PAUSE_WITHOUT_BELL_SECONDS", 0.2)
    monkeypatch.setattr(events, "_doorbell", events._Doorbell())
    get_settings.cache_clear()


@pytest.mark.usefixtures("no_bell")
def test_a_lost_doorbell_only_makes_it_slower(server: str, job_id: int) -> None:
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        next(messages)
        next(messages)
        record(job_id, "unrung")
        assert next(messages).body["message"] == "unrung"


def test_the_stream_ends_when_the_job_is_deleted(server: str, client: TestClient, job_id: int) -> None:
    with follow(f"{server}/api/jobs/{job_id}/stream") as messages:
        next(messages)
        next(messages)
        assert client.delete(f"/api/jobs/{job_id}").status_code == 204
        with transaction() as session:
            events.ring_after_commit(session, job_id)
        assert list(messages) == []


@pytest.mark.parametrize("last", ["x", "-1", str(2**63)])
def test_a_senseless_last_event_is_refused(client: TestClient, job_id: int, last: str) -> None:
    refused = client.get(f"/api/jobs/{job_id}/stream", headers={"Last-Event-ID": last})
    assert refused.status_code == 422


def test_the_stream_of_all_jobs_rings_for_each_of_them(server: str, client: TestClient, job_id: int) -> None:
    with follow(f"{server}/api/jobs/stream") as messages:
        assert next(messages).kind == "jobs"
        for change in (
            lambda: record(job_id, "something"),
            lambda: client.patch(f"/api/jobs/{job_id}", json={"upload_checklist": ["title"]}),
            lambda: client.delete(f"/api/jobs/{job_id}"),
        ):
            asked_at = time.monotonic()
            change()
            told = next(messages)
            assert (told.kind, told.body) == ("jobs", {})
            assert time.monotonic() - asked_at < 3.0


@pytest.mark.usefixtures("no_bell")
def test_the_stream_of_all_jobs_is_silent_where_nothing_changes_and_needs_no_bell(server: str, job_id: int) -> None:
    with follow(f"{server}/api/jobs/stream") as messages:
        assert next(messages).kind == "jobs"
        asked_at = time.monotonic()
        threading.Timer(2.5, record, (job_id, "unrung")).start()
        assert next(messages).kind == "jobs"
        assert time.monotonic() - asked_at > 2.0
