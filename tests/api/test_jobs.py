"""Video jobs over HTTP."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.pool import QueuePool
from starlette.testclient import TestClient

from studio.db.session import get_engine, transaction
from studio.errors import ServiceUnreachable
from studio.models import VideoJob, WorkItem
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.settings import Settings, get_settings
from studio.stages import ItemState, JobStanding, JobStatus, RunState, Stage
from tests.api.conftest import Album
from tests.providers.chat_server import ChatServer, error_answer

# Celery warns of its own default, which is set on purpose: items report, the closer judges.
pytestmark = pytest.mark.filterwarnings("ignore:task_allow_error_cb_on_chord_header")

DRAFT: dict[str, Any] = {
    "niche_label": "rainy window",
    "mood_keywords": ["warm", "slow"],
    "target_duration_minutes": 6,
    "track_count": 3,
}


def set_columns(job_id: int, **columns: object) -> None:
    with transaction() as session:
        session.execute(update(VideoJob).where(VideoJob.id == job_id).values(**columns))


def test_a_job_is_created_and_starts_at_once(client: TestClient, channel_id: int) -> None:
    created = client.post("/api/jobs", json={"channel_id": channel_id, **DRAFT})
    assert created.status_code == 201, created.text
    job = created.json()
    assert created.headers["location"] == f"/api/jobs/{job['id']}"
    assert job["channel_name"] == "Quiet Corner"
    assert job["run_state"] == "running"
    assert job["status"] == "generating_music"
    assert [stage["total"] for stage in job["stages"]] == [1, 3, 3, 1, 1]
    assert client.get(created.headers["location"]).json()["id"] == job["id"]


def test_a_job_may_wait_to_be_started(client: TestClient, job_id: int) -> None:
    assert client.get(f"/api/jobs/{job_id}").json()["run_state"] == "idle"
    started = client.post(f"/api/jobs/{job_id}/start")
    assert started.status_code == 202
    assert started.json()["run_state"] == "running"
    assert client.post(f"/api/jobs/{job_id}/start").status_code == 409


def test_a_job_for_later_stays_planned(client: TestClient, channel_id: int) -> None:
    draft = {"channel_id": channel_id, **DRAFT, "start_at": "2199-01-01T08:00:00+02:00"}
    job = client.post("/api/jobs", json=draft).json()
    assert (job["status"], job["run_state"]) == ("planned", "idle")
    assert job["start_at"] == "2199-01-01T06:00:00Z"


def test_a_lost_broker_loses_no_job(client: TestClient, channel_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_run: object) -> None:
        raise ServiceUnreachable("The broker does not answer.")

    monkeypatch.setattr("studio.tasks.workflow.launch", fail)
    created = client.post("/api/jobs", json={"channel_id": channel_id, **DRAFT})
    assert created.status_code == 201
    assert client.get(f"/api/jobs/{created.json()['id']}").json()["run_state"] == "running"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"channel_id": 999999}, 404, "not_found"),
        ({"niche_label": ""}, 422, "invalid_input"),
        ({"target_duration_minutes": 0}, 422, "invalid_input"),
        ({"target_duration_minutes": 181}, 422, "invalid_input"),
        ({"track_count": 60}, 422, "invalid_input"),
        ({"target_duration_minutes": 70, "track_count": 1}, 422, "invalid_input"),
        ({"output_directory": "../elsewhere"}, 422, "outside_output_root"),
        ({"output_directory": "/etc"}, 422, "outside_output_root"),
        ({"output_directory": "a/../.."}, 422, "outside_output_root"),
        ({"output_directory": "."}, 422, "invalid_input"),
        ({"own_tracks": "/etc"}, 422, "outside_output_root"),
        ({"own_tracks": "x" * 5000}, 422, None),
        ({"output_directory": "x" * 300}, 422, "invalid_input"),
        ({"output_directory": "good/" + "🌧" * 64}, 422, "invalid_input"),
        ({"music_provider": "nobody"}, 422, None),
        ({"crossfade_seconds": 11}, 422, "invalid_input"),
        ({"start_at": "2026-01-01T08:00:00"}, 422, "invalid_input"),
        ({"start_at": "9999-12-31T23:59:59-12:00"}, 422, "invalid_input"),
        ({"start_at": "0001-01-01T00:00:00+12:00"}, 422, "invalid_input"),
    ],
)
def test_a_bad_draft_is_refused_and_changes_nothing(
    client: TestClient, channel_id: int, change: dict[str, Any], status: int, code: str | None
) -> None:
    for address in ("/api/jobs", "/api/jobs/estimate"):
        refused = client.post(address, json={"channel_id": channel_id, **DRAFT, **change})
        assert refused.status_code == status, refused.text
        assert code in (None, refused.json()["code"])
    assert client.get("/api/jobs").json()["total"] == 0


def test_two_jobs_do_not_share_a_folder(client: TestClient, channel_id: int) -> None:
    draft = {"channel_id": channel_id, **DRAFT, "output_directory": "mine", "start": False}
    assert client.post("/api/jobs", json=draft).status_code == 201
    for address in ("/api/jobs", "/api/jobs/estimate"):
        assert client.post(address, json=draft).status_code == 409


def test_the_list_is_filtered_sorted_searched_and_paged(client: TestClient, channel_id: int) -> None:
    other = client.post("/api/channels", json={"name": "Other 100%"}).json()["id"]
    niches = ["beta", "alpha", "gamma_rays"]
    made = {
        niche: client.post(
            "/api/jobs", json={**DRAFT, "channel_id": channel, "niche_label": niche, "start": False}
        ).json()["id"]
        for niche, channel in zip(niches, itertools.cycle([channel_id, other]), strict=False)
    }
    set_columns(made["beta"], status=JobStatus.COMPLETED)

    def listed(**query: object) -> list[str]:
        answer = client.get("/api/jobs", params={name: str(value) for name, value in query.items()})
        assert answer.status_code == 200, answer.text
        return [row["niche_label"] for row in answer.json()["rows"]]

    assert listed() == ["gamma_rays", "alpha", "beta"]
    assert listed(sort="niche_label", order="asc") == ["alpha", "beta", "gamma_rays"]
    assert listed(status="completed") == ["beta"]
    assert listed(channel_id=other) == ["alpha"]
    assert listed(search="ALPH") == ["alpha"]
    assert listed(search="100%") == ["alpha"]
    assert listed(search="_") == ["gamma_rays"]
    assert listed(search=" ") == ["gamma_rays", "alpha", "beta"]
    page = client.get("/api/jobs?limit=1&offset=1").json()
    assert (page["total"], page["limit"], page["offset"], len(page["rows"])) == (3, 1, 1, 1)
    for bad in ("limit=201", "limit=0", "offset=-1", "sort=id", "status=done", "standing=lost", f"channel_id={2**63}"):
        assert client.get(f"/api/jobs?{bad}").status_code == 422


MADE = datetime(2026, 5, 1, 12, tzinfo=UTC)
STANDINGS: dict[str, dict[str, object]] = {
    "planned": {"start_at": datetime(2199, 1, 1, tzinfo=UTC), "is_held": False},
    "queued": {"is_held": False},
    "held": {"is_held": True},
    "review": {"status": JobStatus.GENERATING_MUSIC, "until_stage": Stage.PROMPTS},
    "running": {"status": JobStatus.RENDERING, "run_state": RunState.RUNNING, "started_at": datetime.now(UTC)},
    "stopping": {"status": JobStatus.PLANNED, "run_state": RunState.STOPPING},
    "out_of_date": {"status": JobStatus.COMPLETED, "started_at": MADE, "completed_at": MADE + timedelta(hours=2)},
    "completed": {"status": JobStatus.COMPLETED, "started_at": MADE, "completed_at": MADE + timedelta(hours=3)},
    "cancelled": {"status": JobStatus.FAILED, "error_code": "cancelled"},
    "failed": {"status": JobStatus.FAILED, "error_code": "silent_track"},
}


@pytest.fixture
def job_ids(client: TestClient, channel_id: int) -> dict[str, int]:
    """One job of each standing."""
    ids: dict[str, int] = {}
    for standing, columns in STANDINGS.items():
        draft = {"channel_id": channel_id, **DRAFT, "niche_label": standing, "start": False}
        ids[standing] = client.post("/api/jobs", json=draft).json()["id"]
        set_columns(ids[standing], **columns)
    with transaction() as session:
        of_film = (WorkItem.video_job_id == ids["completed"], WorkItem.stage == Stage.RENDER)
        session.execute(update(WorkItem).where(*of_film).values(state=ItemState.DONE))
    return ids


def test_a_job_has_one_standing_and_is_found_by_it(client: TestClient, job_ids: dict[str, int]) -> None:
    for standing in JobStanding:
        assert client.get(f"/api/jobs/{job_ids[standing]}").json()["standing"] == standing
        page = client.get(f"/api/jobs?standing={standing}").json()
        assert (page["total"], [row["niche_label"] for row in page["rows"]]) == (1, [standing])
    assert {row["standing"] for row in client.get("/api/jobs").json()["rows"]} == set(JobStanding)


def test_jobs_of_a_disabled_channel_are_held(client: TestClient, channel_id: int, job_ids: dict[str, int]) -> None:
    client.patch(f"/api/channels/{channel_id}", json={"is_active": False})
    page = client.get("/api/jobs?standing=held&sort=niche_label").json()
    assert [(row["niche_label"], row["is_channel_active"]) for row in page["rows"]] == [
        ("queued", False),
        ("planned", False),
        ("held", False),
    ]


def test_the_list_is_sorted_by_duration_and_channel(client: TestClient, job_ids: dict[str, int]) -> None:
    other = client.post("/api/channels", json={"name": "Aardvark"}).json()["id"]
    set_columns(job_ids["failed"], channel_id=other)

    def listed(sort: str) -> list[str]:
        return [row["niche_label"] for row in client.get(f"/api/jobs?sort={sort}").json()["rows"]]

    assert listed("duration&order=desc")[:3] == ["completed", "out_of_date", "running"]
    assert listed("duration&order=asc")[:3] == ["running", "out_of_date", "completed"]
    assert listed("channel_name&order=asc")[0] == "failed"


def test_a_job_is_cancelled_and_goes_on(client: TestClient, job_id: int) -> None:
    client.post(f"/api/jobs/{job_id}/start")
    cancelled = client.post(f"/api/jobs/{job_id}/cancel")
    assert cancelled.status_code == 202
    assert cancelled.json()["run_state"] in ("stopping", "idle")
    again = client.post(f"/api/jobs/{job_id}/start")
    assert again.status_code == 202
    assert again.json()["run_state"] == "running"


def test_a_job_that_does_not_run_cannot_be_cancelled(client: TestClient, job_id: int) -> None:
    set_columns(job_id, status=JobStatus.COMPLETED)
    assert client.post(f"/api/jobs/{job_id}/cancel").status_code == 409


def test_a_job_that_runs_is_not_deleted(client: TestClient, job_id: int) -> None:
    set_columns(job_id, run_state=RunState.RUNNING)
    assert client.delete(f"/api/jobs/{job_id}").status_code == 409


@pytest.mark.parametrize("remove_files", [False, True])
def test_a_deleted_job_leaves_its_results_unless_they_are_to_go(
    client: TestClient, settings: Settings, job_id: int, remove_files: bool
) -> None:
    folder = settings.output.root / client.get(f"/api/jobs/{job_id}").json()["output_directory"]
    film, segment = folder / "film.mp4", folder / ".cache" / "segment.mp4"
    for path in (film, segment):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"frames")
    deleted = client.delete(f"/api/jobs/{job_id}", params={"remove_files": remove_files})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert film.exists() is not remove_files
    assert not segment.exists()
    assert folder.exists() is not remove_files
    assert client.delete(f"/api/jobs/{job_id}").status_code == 404


def test_a_deleted_job_without_results_leaves_no_folder(client: TestClient, settings: Settings, job_id: int) -> None:
    folder = settings.output.root / client.get(f"/api/jobs/{job_id}").json()["output_directory"]
    (folder / ".previews").mkdir(parents=True)
    assert client.delete(f"/api/jobs/{job_id}").status_code == 204
    assert not folder.exists()


def test_a_stage_or_an_item_runs_again(client: TestClient, job_id: int) -> None:
    address = f"/api/jobs/{job_id}/stages/visuals/run"
    assert client.post(address, json={"mode": "regenerate", "item": 4}).status_code == 422
    assert client.post(address, json={"mode": "regenerate", "item": 0}).status_code == 422
    assert client.post(address, json={"mode": "again"}).status_code == 422
    assert client.post(f"/api/jobs/{job_id}/stages/upload/run", json={}).status_code == 422
    accepted = client.post(address, json={"mode": "regenerate", "item": 2})
    assert accepted.status_code == 202
    assert accepted.json()["run_state"] == "running"
    assert client.post(address, json={}).status_code == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/start"),
        ("POST", "/cancel"),
        ("POST", "/stages/render/run"),
        ("GET", "/events"),
        ("GET", "/stream"),
        ("GET", "/video"),
        ("GET", "/metadata"),
        ("GET", "/tracks/1/audio"),
        ("GET", "/visuals/1/picture"),
        ("GET", "/visuals/1/thumbnail"),
        ("GET", "/tracks/1/peaks"),
        ("GET", "/artwork/album-plot.png"),
        ("GET", "/timeline"),
        ("PATCH", ""),
        ("PUT", "/tracks/1/file?filename=a.wav"),
    ],
)
def test_an_unknown_job_is_not_found(client: TestClient, method: str, path: str) -> None:
    body: dict[str, Any] | None = {} if path.endswith("run") or method == "PATCH" else None
    answer = client.request(method, f"/api/jobs/424242{path}", json=body)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_wrong_key_is_refused_and_changes_nothing(
    client: TestClient, channel_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ChatServer() as server:
        server.models_answer = error_answer(401, "Incorrect API key provided.")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-key")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        get_settings.cache_clear()
        refused = client.post("/api/jobs", json={"channel_id": channel_id, **DRAFT})
    assert refused.status_code == 502
    assert refused.json()["code"] == "provider_key_refused"
    assert client.get("/api/jobs").json()["total"] == 0


def test_the_key_is_asked_for_outside_of_any_transaction(
    client: TestClient, channel_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_writer: object) -> None:
        pool = get_engine().pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 0

    monkeypatch.setattr(BuiltinPromptWriter, "check", check)
    assert client.post("/api/jobs", json={"channel_id": channel_id, **DRAFT}).status_code == 201


def test_an_estimate_creates_nothing(client: TestClient, channel_id: int) -> None:
    answer = client.post("/api/jobs/estimate", json={"channel_id": channel_id, **DRAFT})
    assert answer.status_code == 200, answer.text
    estimate = answer.json()
    assert estimate["track_count"] == 3
    assert estimate["track_seconds"] == pytest.approx((6 * 60 + 2 * 2.0) / 3)
    assert 0 < estimate["disk_bytes"] < estimate["disk_free_bytes"]
    assert estimate["render_seconds"] > 0
    assert estimate["cost_usd"] == 0
    assert any("60 to 80 minutes" in sentence for sentence in estimate["advice"])
    assert any("rehearsal" in sentence for sentence in estimate["advice"])
    assert client.get("/api/jobs").json()["total"] == 0
    longer = {"channel_id": channel_id, **DRAFT, "target_duration_minutes": 70, "track_count": 20}
    more = client.post("/api/jobs/estimate", json=longer).json()
    assert more["render_seconds"] > estimate["render_seconds"]
    assert not any("60 to 80" in sentence for sentence in more["advice"])


def test_the_defaults_are_what_a_job_takes(client: TestClient, job_id: int, settings: Settings) -> None:
    defaults = client.get("/api/settings/defaults").json()
    options = client.get(f"/api/jobs/{job_id}").json()["options"]
    assert {name: options[name] for name in defaults.keys() & options.keys()} == {
        name: defaults[name] for name in defaults.keys() & options.keys()
    }
    assert (defaults["target_duration_minutes"], defaults["track_count"]) == (70, 20)
    assert (defaults["fewest_advised_minutes"], defaults["most_advised_minutes"]) == (60, 80)
    assert defaults["output_root"] == str(settings.output.root.resolve())


def test_ticks_are_remembered_and_only_what_is_sent_changes(client: TestClient, job_id: int) -> None:
    address = f"/api/jobs/{job_id}"
    changed = client.patch(address, json={"upload_checklist": ["title", "altered content"]})
    assert changed.status_code == 200, changed.text
    assert changed.json()["upload_checklist"] == ["title", "altered content"]
    assert client.patch(address, json={}).json()["upload_checklist"] == ["title", "altered content"]
    assert client.get(f"{address}/events").json()[-1]["code"] == "checklist_changed"
    for bad in ({"upload_checklist": None}, {"upload_checklist": [""]}, {"status": "completed"}):
        assert client.patch(address, json=bad).status_code == 422


@pytest.mark.parametrize(
    "film",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=10s",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/live/dQw4w9WgXcQ",
    ],
)
def test_an_address_closes_the_job_and_null_opens_it(client: TestClient, album: Album, film: str) -> None:
    address = f"/api/jobs/{album.job_id}"
    closed = client.patch(address, json={"published_url": f" {film} "}).json()
    assert (closed["published_url"], closed["status"]) == (film, "completed")
    assert closed["published_at"] is not None
    opened = client.patch(address, json={"published_url": None}).json()
    assert (opened["published_url"], opened["published_at"]) == (None, None)


@pytest.mark.parametrize(
    "film",
    [
        "http://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/short",
        "https://youtu.be.evil.example/dQw4w9WgXcQ",
        "https://evil.example/https://youtu.be/dQw4w9WgXcQ",
        "https://www.youtube.com/channel/UCabc",
        "javascript:alert(1)",
        "https://youtu.be/dQw4w9WgXcQ with words",
    ],
)
def test_what_is_no_film_on_youtube_is_refused(client: TestClient, album: Album, film: str) -> None:
    refused = client.patch(f"/api/jobs/{album.job_id}", json={"published_url": film})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "published_url"


def test_a_job_without_a_film_is_not_published(client: TestClient, job_id: int) -> None:
    refused = client.patch(f"/api/jobs/{job_id}", json={"published_url": "https://youtu.be/dQw4w9WgXcQ"})
    assert refused.status_code == 409
    assert "no film yet" in refused.json()["detail"]


def test_the_start_of_a_planned_job_can_be_moved(client: TestClient, job_id: int) -> None:
    address = f"/api/jobs/{job_id}"
    moved = client.patch(address, json={"start_at": "2199-01-01T08:00:00+02:00"})
    assert moved.json()["start_at"] == "2199-01-01T06:00:00Z"
    assert moved.json()["standing"] == "planned"
    held = client.patch(address, json={"start_at": None}).json()
    assert (held["start_at"], held["standing"]) == (None, "held")
    set_columns(job_id, status=JobStatus.FAILED)
    assert client.patch(address, json={"start_at": None}).status_code == 409


def test_a_planned_job_tells_when_its_channel_is_disabled(client: TestClient, channel_id: int, job_id: int) -> None:
    address = f"/api/jobs/{job_id}"
    assert client.get(address).json()["is_channel_active"] is True
    client.patch(f"/api/channels/{channel_id}", json={"is_active": False})
    assert client.get(address).json()["is_channel_active"] is False


def test_nothing_changes_while_a_run_is_live(client: TestClient, job_id: int) -> None:
    set_columns(job_id, run_state=RunState.STOPPING)
    refused = client.patch(f"/api/jobs/{job_id}", json={"upload_checklist": []})
    assert refused.status_code == 409
    assert "Cancel the run first" in refused.json()["detail"]
