"""Channels over HTTP."""

from starlette.testclient import TestClient


def test_a_channel_is_created_read_listed_and_changed(client: TestClient) -> None:
    created = client.post("/api/channels", json={"name": "  Night Desk ", "brand_niche": "jazz"})
    assert created.status_code == 201
    channel = created.json()
    assert channel["name"] == "Night Desk"
    assert channel["is_active"] is True
    assert created.headers["location"] == f"/api/channels/{channel['id']}"
    assert client.get(created.headers["location"]).json() == channel
    assert client.get("/api/channels").json() == [channel]

    changed = client.patch(created.headers["location"], json={"is_active": False})
    assert changed.status_code == 200
    assert changed.json()["is_active"] is False
    assert changed.json()["brand_niche"] == "jazz"


def test_clearing_a_field_differs_from_leaving_it_out(client: TestClient, channel_id: int) -> None:
    address = f"/api/channels/{channel_id}"
    assert client.patch(address, json={"name": "Other"}).json()["brand_niche"] == "lo-fi"
    assert client.patch(address, json={"brand_niche": None}).json()["brand_niche"] is None


def test_a_taken_name_is_a_conflict_and_changes_nothing(client: TestClient, channel_id: int) -> None:
    refused = client.post("/api/channels", json={"name": "Quiet Corner"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "conflict"
    other = client.post("/api/channels", json={"name": "Other"}).json()
    assert client.patch(f"/api/channels/{other['id']}", json={"name": "Quiet Corner"}).status_code == 409
    assert client.get(f"/api/channels/{other['id']}").json() == other


def test_an_unknown_channel_is_not_found(client: TestClient) -> None:
    for answer in (client.get("/api/channels/999999"), client.patch("/api/channels/999999", json={})):
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
        assert "999999" in answer.json()["detail"]


def test_a_disabled_channel_takes_no_new_jobs(client: TestClient, channel_id: int) -> None:
    client.patch(f"/api/channels/{channel_id}", json={"is_active": False})
    refused = client.post("/api/jobs", json={"channel_id": channel_id, "niche_label": "rain"})
    assert refused.status_code == 409
    assert "disabled" in refused.json()["detail"]
    assert client.get("/api/jobs").json()["total"] == 0
