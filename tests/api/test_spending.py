"""Money over HTTP: what an album may cost, what it does cost, and what a month did."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from studio.db.session import transaction
from studio.models import ProviderState, ProviderSubmission, SubmissionState, WorkItem
from studio.settings import Settings, get_settings
from studio.stages import Stage

# Celery warns of its own default, which is set on purpose: items report, the closer judges.
pytestmark = pytest.mark.filterwarnings("ignore:task_allow_error_cb_on_chord_header")


@pytest.fixture
def draft(channel_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Three tracks, and each costs ten cents."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "e2e" / "plugin"))
    monkeypatch.setenv("SLOWHUM_LEDGER", str(tmp_path / "ledger"))
    return {
        "channel_id": channel_id,
        "niche_label": "rainy window",
        "target_duration_minutes": 6,
        "track_count": 3,
        "music_provider": "slowhum",
        "start": False,
    }


@pytest.fixture
def paid_job_id(client: TestClient, draft: dict[str, Any]) -> int:
    """One track is collected, and charged in credits; one is under way, and one is missing."""
    job_id = int(client.post("/api/jobs", json=draft).json()["id"])
    with transaction() as session:
        tracks = session.scalars(select(WorkItem).where(WorkItem.stage == Stage.TRACKS).order_by(WorkItem.order_index))
        for item, state in zip(tracks, (SubmissionState.COLLECTED, SubmissionState.ACCEPTED), strict=False):
            is_collected = state == SubmissionState.COLLECTED
            session.add(
                ProviderSubmission(
                    work_item_id=item.id,
                    video_job_id=job_id,
                    job_title="rainy window",
                    stage=Stage.TRACKS,
                    order_index=item.order_index,
                    provider="slowhum",
                    state=state,
                    provider_job_id="hum",
                    price_usd=Decimal("0.10"),
                    cost=Decimal(24) if is_collected else None,
                    currency="credits" if is_collected else None,
                )
            )
            if is_collected:
                item.state = item.state.DONE
    return job_id


def test_an_estimate_warns_of_what_creation_refuses(
    client: TestClient, draft: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGET_JOB_USD", "0.20")
    get_settings.cache_clear()
    estimate = client.post("/api/jobs/estimate", json=draft)
    assert estimate.status_code == 200
    assert "0.30 USD" in estimate.json()["budget_problem"]
    refused = client.post("/api/jobs", json=draft)
    assert (refused.status_code, refused.json()["code"]) == (409, "budget_reached")
    assert refused.json()["detail"] == estimate.json()["budget_problem"]
    assert client.get("/api/jobs").json()["total"] == 0

    own = {**draft, "budget_usd": 0.30}
    assert client.post("/api/jobs/estimate", json=own).json()["budget_problem"] is None
    assert client.post("/api/jobs", json=own).json()["cost"]["budget_usd"] == 0.30


def test_an_estimate_says_what_a_second_provider_may_cost(client: TestClient, draft: dict[str, Any]) -> None:
    free = {**draft, "music_provider": "dummy"}
    estimate = client.post("/api/jobs/estimate", json=free).json()
    assert (estimate["cost_usd"], estimate["most_cost_usd"]) == (0, 0)
    with_second = {**free, "second_music_provider": "slowhum"}
    estimate = client.post("/api/jobs/estimate", json=with_second).json()
    assert estimate["cost_usd"] == 0
    assert estimate["most_cost_usd"] == pytest.approx(0.30)
    options = client.post("/api/jobs", json=with_second).json()["options"]
    assert (options["second_music_provider"], options["second_visual_provider"]) == ("slowhum", None)
    refused = client.post("/api/jobs", json={**free, "second_music_provider": "dummy"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")


def test_a_job_tells_spent_committed_and_estimated_apart(client: TestClient, paid_job_id: int) -> None:
    cost = client.get(f"/api/jobs/{paid_job_id}").json()["cost"]
    assert cost == {
        "spent_usd": 0.10,
        "committed_usd": 0.10,
        "estimated_usd": 0.10,
        "charges": [{"amount": 24.0, "currency": "credits"}],
        "budget_usd": None,
        "has_own_budget": False,
    }


def test_the_budget_of_a_job_is_changed_and_taken_back(client: TestClient, paid_job_id: int) -> None:
    changed = client.patch(f"/api/jobs/{paid_job_id}", json={"budget_usd": 2.5}).json()
    assert (changed["cost"]["budget_usd"], changed["options"]["budget_usd"]) == (2.5, 2.5)
    assert client.post(f"/api/jobs/{paid_job_id}/start").status_code == 202
    assert client.patch(f"/api/jobs/{paid_job_id}", json={"budget_usd": 3}).status_code == 200
    assert client.patch(f"/api/jobs/{paid_job_id}", json={"budget_usd": 3, "start_at": None}).status_code == 409
    assert client.patch(f"/api/jobs/{paid_job_id}", json={"budget_usd": None}).json()["cost"]["budget_usd"] is None
    told = [event["message"] for event in client.get(f"/api/jobs/{paid_job_id}/events").json()]
    assert "The budget is now 3.00 USD." in told


@pytest.mark.parametrize("wrong", [-1, 1e7, "much"])
def test_a_budget_is_an_amount(client: TestClient, job_id: int, wrong: object) -> None:
    assert client.patch(f"/api/jobs/{job_id}", json={"budget_usd": wrong}).status_code == 422


def test_a_month_is_told_by_provider_and_job(client: TestClient, paid_job_id: int) -> None:
    month = client.get("/api/spending").json()
    assert (month["spent_usd"], month["committed_usd"], month["budget_usd"]) == (0.10, 0.10, None)
    (row,) = month["rows"]
    assert (row["kind"], row["provider_label"], row["job_id"], row["requests"]) == ("music", "Slow hum", paid_job_id, 2)
    assert month["estimated_usd"] == 0, "a job that waits for somebody is no plan to spend"
    client.post(f"/api/jobs/{paid_job_id}/start")
    # The file of the collected one is not there, so two are missing.
    assert client.get("/api/spending").json()["rows"][0]["estimated_usd"] == 0.20

    past = client.get("/api/spending", params={"month": "2020-02"}).json()
    assert (past["month"], past["rows"], past["estimated_usd"]) == ("2020-02", [], 0)
    assert client.get("/api/spending", params={"month": month["month"]}).json()["spent_usd"] == 0.10
    assert client.get("/api/spending", params={"month": "2020-13"}).status_code == 422


def test_a_deleted_job_stays_on_the_bill(client: TestClient, paid_job_id: int) -> None:
    assert client.delete(f"/api/jobs/{paid_job_id}").status_code == 204
    month = client.get("/api/spending").json()
    # Nobody waits for what was under way, but it may be charged.
    assert (month["spent_usd"], month["committed_usd"]) == (0.20, 0.0)
    assert month["rows"][0]["job_title"] == "rainy window"


def test_a_closed_provider_is_told(client: TestClient, paid_job_id: int, settings: Settings) -> None:
    reason = "Slow hum: Quota used up."
    with transaction() as session:
        session.add(
            ProviderState(kind="music", name="slowhum", closed_code="provider_balance_empty", closed_reason=reason)
        )
    providers = client.get("/api/system").json()["providers"]
    closed = [provider for provider in providers if provider["closed_reason"]]
    assert [(provider["name"], provider["closed_until"]) for provider in closed] == [("slowhum", None)]
    assert client.get(f"/api/jobs/{paid_job_id}").json()["held_up_by"].startswith(reason)
    client.post(f"/api/jobs/{paid_job_id}/start")
    assert client.get(f"/api/jobs/{paid_job_id}").json()["held_up_by"] is None
