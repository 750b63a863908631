"""Every error is a problem document, whatever was sent, and tells nothing that it should not."""

import errno
import json
import os
from contextlib import closing
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import text
from starlette.testclient import TestClient

from studio.api import problems
from studio.api.app import create_app
from studio.db.session import transaction
from studio.errors import ProviderRateLimited, ServiceUnreachable
from studio.settings import Settings

FIELDS = {"type", "title", "status", "code", "detail", "instance", "errors"}


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert set(problem) == FIELDS
    assert problem["status"] == status
    assert problem["type"] == f"urn:studio:problem:{problem['code']}"
    assert problem["detail"]
    return problem


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    for path in ("/api/nothing", "/", "/api/jobs/", "/api/channels/1/x"):
        problem = problem_of(client.get(path), 404)
        assert problem["code"] == "not_found"
        assert problem["instance"] == path


def test_a_wrong_method_is_a_problem_that_names_the_right_one(client: TestClient) -> None:
    answer = client.put("/api/health")
    assert problem_of(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["allow"] == "GET"


def test_refused_fields_are_listed_by_name(client: TestClient) -> None:
    problem = problem_of(
        client.post("/api/jobs", json={"channel_id": 1, "niche_label": " ", "mood_keywords": ["a", ""], "x": 1}),
        422,
    )
    assert problem["code"] == "invalid_input"
    found = {(error["location"], error["field"]) for error in problem["errors"]}
    assert found == {("body", "niche_label"), ("body", "mood_keywords.1"), ("body", "x")}
    assert "niche_label" in problem["detail"]


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"name": "\xff"}', b"[" * 100_000, b'{"name": ' + b"9" * 5000 + b"}", b"null", b""],
)
def test_a_body_that_is_no_json_object_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/channels", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    problem_of(answer, answer.status_code)


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    answer = client.post("/api/channels", content=b'{"name": "x"}', headers={"Content-Type": "text/plain"})
    problem_of(answer, 422)


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    problem = problem_of(client.post("/api/channels", json={"name": "x" * 1_000_001}), 413)
    assert problem["code"] == "body_too_large"


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "\udcff lone"])
def test_what_cannot_be_stored_is_refused(client: TestClient, name: str) -> None:
    for body in ({"name": name}, {"name": "good", name: 1}, {"name": "good", "brand_niche": name}):
        answer = client.post(
            "/api/channels", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )
        problem_of(answer, 422)
    assert client.get("/api/channels").json() == []


@pytest.mark.parametrize(
    "name", ["🌧️ Regen", "ليل هادئ", "a\u202eb", "' ; DROP TABLE channels; --", "%s %(x)s \\ {0} {x}", "\u2028"]
)
def test_odd_text_is_kept_as_it_is(client: TestClient, name: str) -> None:
    answer = client.post("/api/channels", json={"name": f"x{name}x"})
    assert answer.status_code == 201
    assert answer.json()["name"] == f"x{name}x"


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 5000, "1.5", "x", "%00", "%ff"])
def test_numbers_out_of_bounds_are_refused(client: TestClient, number: str) -> None:
    for path in (f"/api/jobs/{number}", f"/api/channels/{number}", f"/api/jobs/1/tracks/{number}/audio"):
        problem_of(client.get(path), 422)


def test_the_largest_number_is_merely_unknown(client: TestClient) -> None:
    problem_of(client.get(f"/api/jobs/{2**63 - 1}"), 404)


def test_a_nul_in_a_query_is_refused(client: TestClient) -> None:
    assert problem_of(client.get("/api/jobs?search=a%00b"), 422)["errors"][0]["field"] == "search"


def test_an_unexpected_error_is_answered_without_a_trace_and_readable_for_the_page(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app()
    router = APIRouter()

    @router.get("/api/broken")
    def break_down() -> None:
        with transaction() as session:
            session.execute(text("SELECT secret_column FROM nowhere"))

    app.include_router(router)
    with closing(TestClient(app, "http://localhost")) as client:
        answer = client.get("/api/broken", headers={"Origin": "http://localhost:3000"})
    assert problem_of(answer, 500)["code"] == "unexpected_error"
    assert "secret_column" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (ProviderRateLimited("Slow down.", retry_after_seconds=2.1), 502, "3"),
        (ServiceUnreachable("No database."), 503, None),
    ],
)
def test_an_error_of_the_studio_keeps_its_fate(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    retry_after: str | None,
) -> None:
    def fail(_session: object) -> None:
        raise error

    monkeypatch.setattr("studio.pipeline.channels.list_channels", fail)
    answer = client.get("/api/channels")
    assert problem_of(answer, status)["detail"] == str(error)
    assert answer.headers.get("retry-after") == retry_after


def test_every_route_documents_its_problems_by_one_schema(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert {"Problem", "FieldProblem"} <= set(document["components"]["schemas"])
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            failures = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert failures, (method, path)
            for answer in failures.values():
                assert list(answer["content"]) == [problems.MEDIA_TYPE]


def test_operation_names_are_short_and_stable(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    names = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    assert names == {
        "list_channels", "create_channel", "get_channel", "change_channel",
        "list_jobs", "create_job", "get_job", "delete_job", "start_job", "cancel_job", "run_stage",
        "list_events", "stream_job",
        "get_track_audio", "get_visual_picture", "get_video", "get_metadata",
        "stream_jobs", "estimate_job", "change_job", "get_defaults",
        "save_prompts", "replace_track_file", "replace_visual_file", "choose_track_take", "choose_visual_take",
        "order_album", "get_track_peaks", "get_timeline", "get_visual_thumbnail", "get_artwork",
        "get_system", "get_storage", "get_health", "get_spending",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_page_may_ask_from_its_own_address_and_others_may_not(server: str, method: str) -> None:
    preflight = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    own = httpx.options(f"{server}/api/channels/1", headers={"Origin": "http://localhost:3000", **preflight})
    assert own.status_code == 200
    assert own.headers["access-control-allow-origin"] == "http://localhost:3000"
    other = httpx.options(f"{server}/api/channels/1", headers={"Origin": "http://evil.example", **preflight})
    assert "access-control-allow-origin" not in other.headers


def test_a_full_disk_is_no_unexpected_error(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("studio.pipeline.channels.list_channels", fail)
    problem = problem_of(client.get("/api/channels"), 507)
    assert problem["code"] == "not_enough_disk"
    assert "GB are free for" in problem["detail"]
    assert "`studio storage`" in problem["detail"]
