"""PostgreSQL restarts, sleeps, cuts connections, and loses answers."""

import contextlib
import random
import threading
import time
from collections.abc import Iterator

import sqlalchemy

from studio.stages import Stage
from tests.faults.auditor import audit
from tests.faults.catalogue import scenario
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken
from tests.faults.proxy import Proxy

PROMISE = "no job fails, nothing is paid twice"


@scenario("PostgreSQL restarts in the middle of everything", PROMISE, runs=4, quick_runs=1)
def postgres_restarts(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.servers.postgres.stop()
    time.sleep(chance.uniform(0, 8))
    studio.start("postgres")
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("idle connections are cut again and again", PROMISE, runs=2)
def idle_connections_are_cut(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    while studio.job(album).run_state != "idle":
        studio.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE state = 'idle' AND application_name = 'studio'"
        )
        time.sleep(chance.uniform(0.1, 0.5))
    studio.wait_until_complete(album)
    audit(studio, album)


@contextlib.contextmanager
def _through_a_proxy(studio: Studio) -> Iterator[Proxy]:
    """All programs reach the database through a proxy."""
    url = sqlalchemy.make_url(studio.servers.database_url)
    assert url.port is not None
    with Proxy(url.port) as proxy:
        proxied = url.set(port=proxy.port).render_as_string(hide_password=False)
        studio.restart_programs({"DATABASE_URL": proxied})
        try:
            yield proxy
        finally:
            studio.restart_programs()


@scenario("the database sleeps when it is left alone, and takes seconds to wake", PROMISE, runs=1)
def database_scales_to_zero(studio: Studio, chance: random.Random) -> None:
    with _through_a_proxy(studio) as proxy:
        proxy.wake_slowly(3)
        album = studio.start_album()
        while studio.job(album).run_state != "idle":
            time.sleep(chance.uniform(1, 4))
            proxy.cut_idle()
        studio.wait_until_complete(album)
        audit(studio, album)
        proxy.wake_slowly(0)


@scenario("the line to the database breaks in mid-transaction", PROMISE, runs=2)
def database_connections_are_cut(studio: Studio, chance: random.Random) -> None:
    with _through_a_proxy(studio) as proxy:
        album = studio.start_album()
        while studio.job(album).run_state != "idle":
            time.sleep(chance.uniform(0.5, 2))
            proxy.cut_all()
        studio.wait_until_complete(album)
        audit(studio, album)


@scenario("a commit is done, and its answer is lost", PROMISE, runs=4, quick_runs=1)
def commit_answers_are_lost(studio: Studio, chance: random.Random) -> None:
    with _through_a_proxy(studio) as proxy:
        album = studio.start_album(until=chance.choice((Stage.VISUALS, Stage.METADATA)))
        with proxy.losing_answers(chance, 0.25):
            while studio.job(album).run_state != "idle":
                time.sleep(0.2)
        studio.wait_until_complete(album)
        if proxy.lost_answers == 0:
            raise FaultBroken("no answer was lost, so nothing was proved")
        audit(studio, album)


@scenario("a client stops in mid-transaction, and holds the job's row", "its lock ends, and the album completes")
def client_stops_in_mid_transaction(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album(until=Stage.TRACKS)
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        engine = sqlalchemy.create_engine(
            sqlalchemy.make_url(studio.servers.database_url).set(drivername="postgresql+psycopg2")
        )
        with contextlib.suppress(sqlalchemy.exc.DBAPIError), engine.begin() as connection:
            connection.execute(sqlalchemy.text(f"SELECT 1 FROM video_jobs WHERE id = {album.job_id} FOR UPDATE"))  # noqa: S608
            held.set()
            over.wait()

    holding = threading.Thread(target=hold)
    holding.start()
    held.wait()
    try:
        studio.wait_until_complete(album)
    finally:
        over.set()
        holding.join()
    audit(studio, album)
