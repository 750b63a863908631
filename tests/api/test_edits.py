"""Edits over HTTP: what changes is answered, and own files come as they are."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from studio.api import problems
from studio.db.session import transaction
from studio.models import VideoJob
from studio.stages import RunState
from tests.api.conftest import Album
from tests.providers.media import write_clip, write_picture, write_tone


def put_file(client: TestClient, album: Album, place: str, path: Path, name: str | None = None) -> Any:
    return client.put(
        f"/api/jobs/{album.job_id}/{place}/file",
        params={"filename": name or path.name},
        content=path.read_bytes(),
        headers={"Content-Type": "application/octet-stream"},
    )


def test_prompts_are_saved_and_answered(client: TestClient, album: Album) -> None:
    address = f"/api/jobs/{album.job_id}"
    prompts: dict[str, Any] = client.get(address).json()["prompts"]
    prompts["items"][1]["music_prompt"] = "  a lute  "
    prompts["items"][0]["track_title"] = "First Light"
    saved = client.put(f"{address}/prompts", json=prompts)
    assert saved.status_code == 200, saved.text
    assert saved.json()["prompts"]["items"][1]["music_prompt"] == "a lute"
    assert saved.json()["tracks"][0]["title"] == "First Light"
    assert saved.json()["is_film_current"] is False

    prompts["items"][0]["music_prompt"] = "another"
    refused = client.put(f"{address}/prompts", json=prompts)
    assert refused.status_code == 409
    assert "pair 1 " in refused.json()["detail"]
    no_items: dict[str, Any] = {"items": []}
    for bad in (no_items, {"album_title": ""}, {"tags": ["x" * 101]}, {"tags": ["a\x00b"]}, {"extra": 1}):
        assert client.put(f"{address}/prompts", json=prompts | bad).status_code == 422


def test_pairs_change_places(client: TestClient, album: Album) -> None:
    address = f"/api/jobs/{album.job_id}/order"
    ordered = client.put(address, json={"numbers": [2, 1, 3]})
    assert ordered.status_code == 200, ordered.text
    job = ordered.json()
    assert [item["track_title"] for item in job["prompts"]["items"]] == ["Drizzle", "Lamplight", "Late Tram"]
    assert (job["tracks"][0]["number"], job["visuals"][0]["number"]) == (2, 2)
    refused: tuple[list[int], ...] = ([1, 2], [1, 1, 2], [], [0, 1, 2], [61])
    for bad in refused:
        assert client.put(address, json={"numbers": bad}).status_code == 422


def test_an_own_track_takes_the_place_and_the_earlier_take_can_come_back(
    client: TestClient, album: Album, tmp_path: Path
) -> None:
    own = write_tone(tmp_path / "03_rain-on glass.wav", 31)
    assert own.stat().st_size > problems.LARGEST_BODY_BYTES
    replaced = put_file(client, album, "tracks/1", own)
    assert replaced.status_code == 200, replaced.text
    earlier, current = replaced.json()["tracks"]
    assert (earlier["take"], earlier["is_current"]) == (1, False)
    assert (current["take"], current["is_current"], current["provider"]) == (2, True, "library")
    assert current["provider_label"] == "Your own music"
    assert (current["title"], current["provider_track_id"]) == ("rain-on glass", "03_rain-on glass.wav")
    assert current["duration_seconds"] == pytest.approx(31, abs=0.01)
    audio = client.get(f"/api/jobs/{album.job_id}/tracks/{current['id']}/audio")
    assert audio.content == own.read_bytes()
    assert client.get(f"/api/jobs/{album.job_id}/events").json()[-1]["code"] == "file_replaced"
    assert list((album.directory / ".work").iterdir()) == []

    back = client.post(f"/api/jobs/{album.job_id}/tracks/1/take", json={"take_id": earlier["id"]})
    assert back.status_code == 200, back.text
    assert [row["is_current"] for row in back.json()["tracks"]] == [True, False]
    other = client.post(f"/api/jobs/{album.job_id}/tracks/2/take", json={"take_id": earlier["id"]})
    assert other.status_code == 404


def test_own_pictures_and_clips_take_the_place(client: TestClient, album: Album, tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "lake.jpg", (20, 60, 120), (1280, 720))
    visual = put_file(client, album, "visuals/2", picture).json()["visuals"][-1]
    assert (visual["number"], visual["is_clip"], visual["provider_image_id"]) == (2, False, "lake.jpg")
    assert (visual["width"], visual["height"]) == (1920, 1080)
    clip = write_clip(tmp_path / "rain.mp4", (20, 60, 120))
    job = put_file(client, album, "visuals/2", clip).json()
    of_place = [row for row in job["visuals"] if row["number"] == 2]
    assert [(row["take"], row["is_clip"], row["is_current"]) for row in of_place] == [
        (1, False, False),
        (2, True, True),
    ]
    states = {(item["stage"], item["number"]): item["state"] for item in job["items"]}
    assert states["visuals", 2] == "done"
    back = client.post(f"/api/jobs/{album.job_id}/visuals/2/take", json={"take_id": of_place[0]["id"]})
    assert back.status_code == 200, back.text


def test_an_own_file_that_cannot_be_used_is_refused_by_name(client: TestClient, album: Album, tmp_path: Path) -> None:
    short = write_tone(tmp_path / "short.wav", 5)
    same = write_tone(tmp_path / "same.flac", 31)
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no sound at all" * 100)
    silent = write_tone(tmp_path / "silent.wav", 31, hertz=0)
    empty = tmp_path / "empty.wav"
    empty.touch()
    assert put_file(client, album, "tracks/2", same).status_code == 200
    for path, code in (
        (short, "track_too_short"),
        (same, "duplicate_media"),
        (broken, "unreadable_media"),
        (silent, "silent_track"),
        (empty, "unreadable_media"),
    ):
        refused = put_file(client, album, "tracks/3", path)
        assert (refused.status_code, refused.json()["code"]) == (422, code), path
        assert path.name in refused.json()["detail"]
    assert {row["number"] for row in client.get(f"/api/jobs/{album.job_id}").json()["tracks"]} == {1, 2}
    assert len(list((album.directory / "tracks").iterdir())) == 1
    assert put_file(client, album, "visuals/3", broken, "lake.png").json()["code"] == "unreadable_media"


@pytest.mark.parametrize(
    "name", ["a.txt", "a", ".wav", "../a.wav", "a/b.wav", "a\\b.wav", "..", "a\n.wav", "🌧" * 60 + ".wav"]
)
def test_a_name_that_is_none_of_such_a_file_is_refused(client: TestClient, album: Album, name: str) -> None:
    answer = client.put(f"/api/jobs/{album.job_id}/tracks/1/file", params={"filename": name}, content=b"x")
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"


def test_a_file_needs_a_place_and_prompts(client: TestClient, album: Album) -> None:
    address, params = f"/api/jobs/{album.job_id}/tracks", {"filename": "a.wav"}
    assert client.put(f"{address}/4/file", params=params, content=b"x").status_code == 404
    assert client.put(f"{address}/61/file", params=params, content=b"x").status_code == 422
    with transaction() as session:
        session.execute(update(VideoJob).values(prompts_json=None))
    refused = client.put(f"{address}/1/file", params=params, content=b"x")
    assert refused.status_code == 409
    assert "no prompts yet" in refused.json()["detail"]


def test_a_file_has_a_limit_of_its_own(client: TestClient, album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "LARGEST_FILE_BYTES", 2_000_000)
    address = f"/api/jobs/{album.job_id}/tracks/1/file"
    refused = client.put(address, params={"filename": "a.wav"}, content=bytes(2_000_001))
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")
    assert list((album.directory / ".work").iterdir()) == []


def test_a_file_that_breaks_off_leaves_nothing_behind(server: str, client: TestClient, album: Album) -> None:
    host, port = server.removeprefix("http://").split(":")
    work = album.directory / ".work"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            f"PUT /api/jobs/{album.job_id}/tracks/1/file?filename=a.wav HTTP/1.1\r\n"
            f"Host: {host}\r\nContent-Length: 3000000\r\n\r\n".encode()
            + bytes(1_500_000)
        )
        wait_until(lambda: work.is_dir() and any(work.glob("*/a.wav")))
    wait_until(lambda: not any(work.iterdir()))
    assert [row["take"] for row in client.get(f"/api/jobs/{album.job_id}").json()["tracks"]] == [1]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nothing_is_replaced_while_a_run_is_live(client: TestClient, album: Album, tmp_path: Path) -> None:
    with transaction() as session:
        session.execute(update(VideoJob).values(run_state=RunState.RUNNING))
    address = f"/api/jobs/{album.job_id}"
    prompts = client.get(address).json()["prompts"]
    for refused in (
        put_file(client, album, "tracks/1", write_tone(tmp_path / "a.wav", 1)),
        client.put(f"{address}/prompts", json=prompts),
        client.put(f"{address}/order", json={"numbers": [2, 1, 3]}),
        client.post(f"{address}/tracks/1/take", json={"take_id": album.track_id}),
        client.post(f"{address}/visuals/1/take", json={"take_id": album.visual_id}),
    ):
        assert refused.status_code == 409
        assert "Cancel the run first" in refused.json()["detail"]
