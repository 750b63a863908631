"""Messages that come twice, and schedulers that are two."""

import contextlib
import json
import random
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from studio.stages import Stage
from tests.faults.auditor import audit
from tests.faults.catalogue import scenario
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken, wait_until


@contextlib.contextmanager
def _every_message_comes_twice(studio: Studio) -> Iterator[list[str]]:
    """While a message is worked on, the same one, with the same task id, is put into its queue once more."""
    over = threading.Event()
    copies: list[str] = []
    seen: set[str] = set()

    def copy() -> None:
        with studio.servers.redis_client() as client:
            while not over.wait(0.01):
                for tag, taken in client.hgetall("unacked").items():
                    if tag.decode() in seen:
                        continue
                    message, _, queue = json.loads(taken)
                    message["properties"]["delivery_tag"] = again = str(uuid.uuid4())
                    seen.update((tag.decode(), again))
                    copies.append(message["headers"]["task"])
                    client.lpush(queue, json.dumps(message))

    copying = threading.Thread(target=copy)
    copying.start()
    try:
        yield copies
    finally:
        over.set()
        copying.join()


@scenario("every message is delivered twice", "still one run; one take an item, one film", runs=2, quick_runs=1)
def messages_come_twice(studio: Studio, chance: random.Random) -> None:
    with _every_message_comes_twice(studio) as copies:
        album = studio.start_album()
        studio.wait_until_complete(album)
    tracks = sum(task.endswith("generate_track") for task in copies)
    if tracks == 0:
        raise FaultBroken("no message could be copied, so nothing was proved")
    audit(studio, album)
    _check_done_once(studio, album.job_id)


def _check_done_once(studio: Studio, job_id: int) -> None:
    twice = studio.query(
        "SELECT stage, order_index, count(*) AS times FROM job_events WHERE video_job_id = :id AND code = 'item_done'"
        " GROUP BY stage, order_index HAVING count(*) > 1",
        id=job_id,
    )
    if twice:
        raise FaultBroken(f"done more than once: {twice}")


@scenario("two beats", "every planned job is started once", quick_runs=1)
def beats_are_two(studio: Studio, chance: random.Random) -> None:
    studio.add("beat-2", like="beat")
    due = datetime.now(UTC) + timedelta(seconds=2)
    albums = [studio.plan_album(until=Stage.TRACKS, start_at=due) for _ in range(3)]
    wait_until(lambda: all(studio.job(album).run_state == "running" for album in albums), "the start of all three")
    for album in albums:
        studio.wait_until_complete(album)
        audit(studio, album)
        (starts,) = studio.query(
            "SELECT count(*) AS times FROM job_events WHERE video_job_id = :id AND code LIKE 'run\\_%' "
            "AND code <> 'run_done'",
            id=album.job_id,
        )
        if starts.times != 1:
            raise FaultBroken(f"job {album.job_id} was started {starts.times} times")
