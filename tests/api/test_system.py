"""The studio's state over HTTP, with and without its services."""

import pytest
import redis
from starlette.testclient import TestClient

from studio.db.session import forget_engine
from studio.disk import used_bytes
from studio.settings import Settings, get_settings
from studio.tasks.schedule import scan


def test_the_state_of_everything_is_told(client: TestClient) -> None:
    state = client.get("/api/system").json()
    services = {service["name"]: service for service in state["services"]}
    assert set(services) == {"database", "broker", "workers", "scheduler", "python", "ffmpeg", "disk"}
    assert services["database"]["healthy"]
    assert services["database"]["found"].startswith("PostgreSQL")
    assert services["broker"]["healthy"]
    assert services["ffmpeg"]["healthy"]
    assert not services["workers"]["healthy"]
    assert "studio up" in services["workers"]["remedy"]
    providers = {(provider["kind"], provider["name"]): provider for provider in state["providers"]}
    assert providers["music", "dummy"]["is_default"]
    assert providers["visual", "dummy"]["problem"] is None
    assert providers["music", "library"]["problem"] is None
    assert providers["prompts", "builtin"]["is_default"]
    assert "OPENAI_API_KEY" in providers["prompts", "openai"]["problem"]
    assert providers["music", "dummy"]["longest_seconds"] == 3600
    assert providers["music", "library"]["longest_seconds"] is None
    assert 0 < state["disk_free_bytes"] < state["disk_total_bytes"]
    assert state["studio_bytes"] == 0
    assert state["jobs_running"] == 0


def test_the_scheduler_is_well_while_scans_are_made(client: TestClient, settings: Settings) -> None:
    def scheduler() -> dict[str, object]:
        services: list[dict[str, object]] = client.get("/api/system").json()["services"]
        return next(service for service in services if service["name"] == "scheduler")

    assert settings.redis.url is not None
    with redis.Redis.from_url(settings.redis.url.get_secret_value()) as broker:
        broker.delete("studio:scanned")
        assert not scheduler()["healthy"]
        assert "studio up" in str(scheduler()["remedy"])
        scan()
        assert scheduler()["healthy"]
        broker.delete("studio:scanned")


def test_what_lies_in_the_output_folder_is_counted(settings: Settings) -> None:
    folder = settings.output.root / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(bytes(1_000_000))
    (folder / "loop").symlink_to(settings.output.root)
    assert 1_000_000 <= used_bytes(settings.output.root) < 1_100_000


def test_own_files_need_a_folder_that_requests_may_name(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUTPUT_LIBRARY_ROOT")
    get_settings.cache_clear()
    problems = {
        provider["name"]: provider["problem"]
        for provider in client.get("/api/system").json()["providers"]
        if provider["kind"] == "music"
    }
    assert "OUTPUT_LIBRARY_ROOT" in problems["library"]


def test_services_that_are_away_are_told_and_not_an_error(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("FFMPEG_BINARY", "/nowhere/ffmpeg")
    get_settings.cache_clear()
    forget_engine(close=True)
    try:
        answer = client.get("/api/system")
        assert answer.status_code == 200
        services = {service["name"]: service for service in answer.json()["services"]}
        assert not services["database"]["healthy"]
        assert "DATABASE_URL" in services["database"]["remedy"]
        assert not services["ffmpeg"]["healthy"]

        refused = client.get("/api/channels")
        assert refused.status_code == 503
        assert refused.json()["code"] == "service_unreachable"
        assert client.get("/api/health").status_code == 200
    finally:
        forget_engine(close=True)
