"""The studio's state over HTTP, with and without its services."""

import pytest
from starlette.testclient import TestClient

from studio.db.session import forget_engine
from studio.settings import get_settings


def test_the_state_of_everything_is_told(client: TestClient) -> None:
    state = client.get("/api/system").json()
    services = {service["name"]: service for service in state["services"]}
    assert set(services) == {"database", "broker", "workers", "ffmpeg", "disk"}
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
    assert state["disk_free_bytes"] > 0
    assert state["jobs_running"] == 0


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
