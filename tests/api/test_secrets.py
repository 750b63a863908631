"""Secrets are told to nobody: not in answers, not in events, not in logs, whatever fails. Canaries are planted, then
looked for wherever the studio speaks."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from starlette.testclient import TestClient

from studio.api.app import create_app
from studio.db.session import forget_engine, in_transaction, transaction
from studio.errors import ProviderUnavailable, StudioError
from studio.logs import configure_logs, get_logger, mask_secrets
from studio.pipeline import prompts, runs
from studio.pipeline.work import RetryLater
from studio.settings import LoggingSettings, Settings, get_settings
from tests.albums import plan_job

TOKEN = "canary-token-7d81"  # noqa: S105
KEY = "canary+key/9f3a="
PASSWORD = "canary%20pass!word"  # noqa: S105


class TalkativeModel(BaseHTTPRequestHandler):
    """Repeats the key that it was sent, as some proxies do."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(
            {"error": {"message": f"The key {self.headers['Authorization']} has no quota: {KEY}"}}
        ).encode()
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canaries(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What must not be told: those planted, and the passwords of the test's own servers."""
    model = ThreadingHTTPServer(("127.0.0.1", 0), TalkativeModel)
    thread = threading.Thread(target=model.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("ADMIN_TOKEN", TOKEN)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{model.server_port}/v1")
    get_settings.cache_clear()
    addresses = [get_settings().database.url, get_settings().redis.url]
    own = [url.get_secret_value().rpartition("@")[0].rpartition(":")[2] for url in addresses if url is not None]
    assert all(len(each) >= 8 for each in own)
    yield [TOKEN, KEY, *own]
    model.shutdown()
    thread.join()
    model.server_close()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Logs as a process writes them."""
    handlers, level, config = logging.root.handlers, logging.root.level, structlog.get_config()
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    configure_logs(LoggingSettings(format="json", level="DEBUG"))
    yield written
    structlog.configure(**config)
    logging.root.handlers = handlers
    logging.root.setLevel(level)


def told(client: TestClient, job_id: int) -> str:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    paths = (
        "/api/system",
        "/api/storage",
        "/api/jobs",
        f"/api/jobs/{job_id}",
        f"/api/jobs/{job_id}/events",
        "/api/settings/defaults",
    )
    return "\n".join(client.get(path, headers=headers).text for path in paths)


def test_no_secret_is_told_by_answers_events_or_logs(
    canaries: list[str], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plan_job(tracks=2)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    try:
        prompts.generate_prompts(run.job_id, run.run_no)
    except RetryLater as error:
        get_logger(__name__).warning("retry", reason=str(error))
    with closing(TestClient(create_app(), "http://localhost", raise_server_exceptions=False)) as client:
        spoken = told(client, job.id)
        assert "has no quota" in spoken, "the model's reply is passed on, without the key"
        draft = {"channel_id": 1, "niche_label": "rain", "start": False}
        spoken += client.post("/api/jobs", json=draft, headers={"Authorization": f"Bearer {TOKEN}"}).text
        spoken += client.get("/api/jobs", headers={"Authorization": "Bearer wrong"}).text
        address = f"postgresql://someone:{PASSWORD}@127.0.0.1:1/none"
        monkeypatch.setenv("DATABASE_URL", address)
        monkeypatch.setenv("REDIS_URL", f"redis://:{PASSWORD}@127.0.0.1:1/0")
        get_settings.cache_clear()
        forget_engine(close=True)
        try:
            spoken += told(client, job.id)
        finally:
            forget_engine(close=True)
        logger = get_logger("studio.anything")
        logger.error("nested", headers=[{"x-key": KEY}], url=address)
        logging.getLogger("some.library").warning("sent %s to %s", {"Authorization": f"Token {TOKEN}"}, address)
        try:
            raise ProviderUnavailable(f"refused {KEY}")
        except StudioError:
            logger.exception("failed")
    written = log.getvalue()
    assert "some.library" in written
    assert "ProviderUnavailable" in written
    for canary in (*canaries, PASSWORD, "canary pass!word"):
        assert canary not in spoken
        assert canary not in written
        assert json.dumps(canary)[1:-1] not in written


def test_events_and_rows_hold_no_secret(canaries: list[str]) -> None:
    job = plan_job(tracks=2)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    with suppress(RetryLater):
        prompts.generate_prompts(run.job_id, run.run_no)
    with transaction() as session:
        rows = [
            str(row)
            for table in ("job_events", "work_items", "video_jobs")
            for row in session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
        ]
    assert any("has no quota" in row for row in rows)
    assert not [row for row in rows for canary in canaries if canary in row]


def test_a_secret_is_masked_wherever_it_stands(canaries: list[str], tmp_path: Path) -> None:
    assert mask_secrets(f"a {TOKEN} and {KEY}, twice: {KEY}") == "a *** and ***, twice: ***"
    assert mask_secrets("postgresql://me:hidden@db/x and Bearer abcdef12") == "postgresql://me:***@db/x and Bearer ***"
