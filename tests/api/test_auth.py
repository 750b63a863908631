"""The admin token guards everything but the liveness route."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from studio.api.app import create_app
from studio.api.attempts import MOST_OF_AN_ADDRESS, WINDOW_SECONDS
from studio.settings import Settings, get_settings

TOKEN = "a long admin token with ünïcode"  # noqa: S105


@pytest.fixture
def guarded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("ADMIN_TOKEN", TOKEN)
    get_settings.cache_clear()
    with closing(TestClient(create_app(), "http://localhost")) as client:
        yield client


def every_route() -> list[tuple[str, str]]:
    paths = create_app().openapi()["paths"]
    numbered = {"{channel_id}": "1", "{job_id}": "1", "{take_id}": "1", "{number}": "1", "{stage}": "tracks"}
    numbered["{name}"] = "album-plot.png"
    routes = [("GET", "/api/openapi.json"), ("GET", "/api/docs"), ("HEAD", "/api/jobs/1/video")]
    for path, operations in paths.items():
        for name, number in numbered.items():
            path = path.replace(name, number)
        routes += [(method.upper(), path) for method in operations if path != "/api/health"]
    return routes


@pytest.mark.parametrize(("method", "path"), every_route())
def test_no_route_answers_without_the_token(guarded: TestClient, method: str, path: str) -> None:
    body: dict[str, str] | None = {} if method in ("POST", "PUT", "PATCH") else None
    for credentials in (None, b"Bearer wrong", b"Bearer ", b"Basic eDp5", b"Bearer \xff\xfe"):
        headers = [] if credentials is None else [(b"Authorization", credentials)]
        answer = guarded.request(method, path, headers=headers, json=body)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        if method != "HEAD":
            assert answer.json()["code"] == "not_signed_in"


def test_the_token_opens(guarded: TestClient) -> None:
    headers = [(b"Authorization", b"Bearer " + TOKEN.encode())]
    assert guarded.get("/api/channels", headers=headers).status_code == 200
    assert guarded.get("/api/openapi.json", headers=headers).status_code == 200


def test_who_guesses_is_refused_for_a_while_even_with_the_right_token(guarded: TestClient) -> None:
    right = [(b"Authorization", b"Bearer " + TOKEN.encode())]
    for guess in range(MOST_OF_AN_ADDRESS):
        assert guarded.get("/api/channels", headers={"Authorization": f"Bearer guess-{guess}"}).status_code == 401
    refused = guarded.get("/api/channels", headers=right)
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many_attempts"
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW_SECONDS
    assert guarded.get("/api/channels").status_code == 401
    assert guarded.get("/api/health").status_code == 200


def test_an_old_token_again_and_again_is_no_guess(guarded: TestClient) -> None:
    for _ in range(3 * MOST_OF_AN_ADDRESS):
        assert guarded.get("/api/channels", headers={"Authorization": "Bearer old"}).status_code == 401
    headers = [(b"Authorization", b"Bearer " + TOKEN.encode())]
    assert guarded.get("/api/channels", headers=headers).status_code == 200


CROSS_SITE = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}


def test_another_site_changes_nothing(client: TestClient) -> None:
    body = {"name": "Quiet Corner"}
    refused = client.post("/api/channels", json=body, headers=CROSS_SITE)
    assert (refused.status_code, refused.json()["code"]) == (403, "other_site")
    assert client.get("/api/channels", headers=CROSS_SITE).json() == []
    allowed = CROSS_SITE | {"origin": get_settings().api.cors_origins[0]}
    assert client.post("/api/channels", json=body, headers=allowed).status_code == 201
    for site in ("same-origin", "same-site", "none"):
        named = {"name": site}
        assert client.post("/api/channels", json=named, headers={"sec-fetch-site": site}).status_code == 201


def test_liveness_needs_no_token(guarded: TestClient) -> None:
    answer = guarded.get("/api/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_without_a_token_nothing_is_asked(client: TestClient) -> None:
    assert client.get("/api/channels").status_code == 200
    assert "openapi" in client.get("/api/docs").text


def test_the_document_declares_the_scheme(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["components"]["securitySchemes"]["AdminToken"]["scheme"] == "bearer"
    assert document["paths"]["/api/jobs"]["get"]["security"] == [{"AdminToken": []}]
    assert "security" not in document["paths"]["/api/health"]["get"]
