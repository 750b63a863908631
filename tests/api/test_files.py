"""Files of a job: types, ranges, and nothing outside the output root."""

import io
import os
from pathlib import Path

import httpx
import pytest
from PIL import Image as Picture
from PIL import ImageStat
from sqlalchemy import update
from starlette.testclient import TestClient

from studio.db.session import transaction
from studio.models import AudioTrack, Image, VideoJob
from studio.settings import Settings
from tests.api.conftest import Album
from tests.providers.media import write_clip


def addresses(album: Album) -> dict[str, str]:
    base = f"/api/jobs/{album.job_id}"
    return {
        f"{base}/tracks/{album.track_id}/audio": "audio/wav",
        f"{base}/visuals/{album.visual_id}/picture": "image/png",
        f"{base}/visuals/{album.visual_id}/thumbnail": "image/jpeg",
        f"{base}/video": "video/mp4",
        f"{base}/metadata": "text/plain; charset=utf-8",
    }


def test_each_file_has_its_type_and_is_never_sniffed(client: TestClient, album: Album) -> None:
    for address, media_type in addresses(album).items():
        got = client.get(address)
        assert got.status_code == 200, got.text
        assert got.headers["content-type"] == media_type
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["content-disposition"].startswith("inline")
        assert got.headers["accept-ranges"] == "bytes"
        head = client.head(address)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == str(len(got.content))
    assert "Título" in client.get(f"/api/jobs/{album.job_id}/metadata").text


def test_ranges_as_a_player_asks_for_them(server: str, album: Album) -> None:
    """Over a socket: this is what seeking in a film needs."""
    address = f"{server}/api/jobs/{album.job_id}/video"
    whole = (album.directory / "album.mp4").read_bytes()
    size = len(whole)

    def ask(value: str, **headers: str) -> httpx.Response:
        return httpx.get(address, headers={"Range": value, **headers})

    for value, part in (
        ("bytes=0-99", whole[:100]),
        ("bytes=100-", whole[100:]),
        ("bytes=-7", whole[-7:]),
        (f"bytes=0-{size * 2}", whole),
    ):
        got = ask(value)
        assert got.status_code == 206
        assert got.content == part
    assert ask("bytes=5-9").headers["content-range"] == f"bytes 5-9/{size}"

    beyond = ask(f"bytes={size}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{size}"
    assert beyond.headers["content-type"] == "application/problem+json"
    assert beyond.json()["code"] == "range_not_satisfiable"

    several = ask("bytes=0-1,5-6")
    assert several.status_code == 206
    assert several.headers["content-type"].startswith("multipart/byteranges")

    stale = ask("bytes=0-9", **{"If-Range": '"another file"'})
    assert stale.status_code == 200
    assert stale.content == whole


@pytest.mark.parametrize("value", ["items=0-5", "bytes", "bytes=9-3", "bytes=x-y", "bytes=", "=", "bytes=--5"])
def test_a_range_that_is_not_understood_is_ignored_or_refused(client: TestClient, album: Album, value: str) -> None:
    got = client.get(f"/api/jobs/{album.job_id}/video", headers={"Range": value})
    assert got.status_code in (200, 416)


def test_a_take_of_another_job_is_not_found(client: TestClient, album: Album, channel_id: int) -> None:
    draft = {"channel_id": channel_id, "niche_label": "other", "track_count": 3, "start": False}
    other = client.post("/api/jobs", json={**draft, "target_duration_minutes": 6}).json()["id"]
    assert client.get(f"/api/jobs/{other}/tracks/{album.track_id}/audio").status_code == 404


def test_a_file_that_is_gone_is_a_clear_problem(client: TestClient, album: Album) -> None:
    for file in album.directory.iterdir():
        file.unlink()
    for address in addresses(album):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "not in the output folder" in answer.json()["detail"]


def test_nothing_made_yet_says_so(client: TestClient, job_id: int) -> None:
    assert "no film yet" in client.get(f"/api/jobs/{job_id}/video").json()["detail"]
    assert "no metadata yet" in client.get(f"/api/jobs/{job_id}/metadata").json()["detail"]


def test_nothing_outside_the_output_root_is_served(
    client: TestClient, settings: Settings, album: Album, tmp_path: Path
) -> None:
    """Whatever a row says: a path with dots, an absolute one, a link out, a folder, or a pipe."""
    secret = tmp_path / "secret.wav"
    secret.write_text("secret")
    (album.directory / "link.wav").symlink_to(secret)
    (album.directory / "circle.wav").symlink_to(album.directory / "circle.wav")
    os.mkfifo(album.directory / "pipe.wav")
    inside = str((album.directory / "link.wav").relative_to(settings.output.root))
    address = f"/api/jobs/{album.job_id}/tracks/{album.track_id}/audio"
    for path in (
        "../secret.wav",
        str(secret),
        "/etc/passwd",
        inside,
        inside.replace("link", "circle"),
        inside.replace("link", "pipe"),
        str(Path(inside).parent),
        "x" * 5000,
        "",
    ):
        with transaction() as session:
            session.execute(update(AudioTrack).where(AudioTrack.id == album.track_id).values(local_file_path=path))
        answer = client.get(address)
        assert answer.status_code == 404, path
        assert "secret" not in answer.text or "secret.wav" in answer.text
    with transaction() as session:
        session.execute(update(VideoJob).where(VideoJob.id == album.job_id).values(local_video_path="../secret.wav"))
    assert client.get(f"/api/jobs/{album.job_id}/video").status_code == 404


@pytest.mark.parametrize(
    "path", ["/tracks/..%2f..%2fsecret/audio", "/tracks/../../channels", "/%2e%2e/%2e%2e/etc/passwd"]
)
def test_paths_in_the_request_are_never_paths_on_the_disk(server: str, album: Album, path: str) -> None:
    answer = httpx.get(f"{server}/api/jobs/{album.job_id}{path}")
    assert answer.status_code in (404, 422)


def test_a_file_of_an_unknown_kind_is_only_to_be_saved(client: TestClient, settings: Settings, album: Album) -> None:
    page = album.directory / "own.html"
    page.write_text("<script>alert(1)</script>")
    with transaction() as session:
        session.execute(
            update(AudioTrack)
            .where(AudioTrack.id == album.track_id)
            .values(local_file_path=str(page.relative_to(settings.output.root)))
        )
    answer = client.get(f"/api/jobs/{album.job_id}/tracks/{album.track_id}/audio")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_thumbnail_is_small_and_made_once(client: TestClient, album: Album) -> None:
    address = f"/api/jobs/{album.job_id}/visuals/{album.visual_id}/thumbnail"
    first = client.get(address)
    with Picture.open(io.BytesIO(first.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (480, 270))
    kept = next((album.directory / ".previews").iterdir())
    made_at = kept.stat().st_mtime_ns
    assert client.get(address).content == first.content
    assert kept.stat().st_mtime_ns == made_at


def test_a_clip_shows_its_first_picture(client: TestClient, settings: Settings, album: Album) -> None:
    clip = write_clip(album.directory / "01.mp4", (200, 30, 30))
    name = str(clip.relative_to(settings.output.root))
    with transaction() as session:
        session.execute(update(Image).where(Image.id == album.visual_id).values(local_file_path=name, is_clip=True))
    answer = client.get(f"/api/jobs/{album.job_id}/visuals/{album.visual_id}/thumbnail")
    with Picture.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (480, 270)
        red, green, blue = ImageStat.Stat(picture).mean
    assert red > 150
    assert max(green, blue) < 80


def test_what_is_no_picture_has_no_thumbnail(client: TestClient, album: Album) -> None:
    (album.directory / "01.png").write_bytes(b"no picture")
    for is_clip in (False, True):
        with transaction() as session:
            session.execute(update(Image).where(Image.id == album.visual_id).values(is_clip=is_clip))
        answer = client.get(f"/api/jobs/{album.job_id}/visuals/{album.visual_id}/thumbnail")
        assert answer.status_code == 422
        assert answer.json()["code"] == "unreadable_media"


def test_artwork_is_listed_and_served(client: TestClient, album: Album) -> None:
    address = f"/api/jobs/{album.job_id}"
    assert client.get(address).json()["artwork"] == ["metadata.txt"]
    types = {
        "album-plot.png": "image/png",
        "thumbnail-1.jpg": "image/jpeg",
        "inspection.html": "text/html; charset=utf-8",
        "inspection.json": "application/json",
        "metadata.txt": "text/plain; charset=utf-8",
        "upload.txt": "text/plain; charset=utf-8",
        "upload.json": "application/json",
        "licences.html": "text/html; charset=utf-8",
        "licences.json": "application/json",
    }
    for name in types:
        (album.directory / name).write_bytes(b"{}")
    (album.directory / "own.json").write_bytes(b"{}")
    assert client.get(address).json()["artwork"] == list(types)
    for name, media_type in types.items():
        answer = client.get(f"{address}/artwork/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert "sandbox" in client.get(f"{address}/artwork/inspection.html").headers["content-security-policy"]
    assert client.get(f"{address}/artwork/contact-sheet.png").status_code == 404
    assert client.get(f"{address}/artwork/own.json").status_code == 404
    assert client.get(f"{address}/artwork/..%2Fmetadata.txt").status_code in (404, 422)
