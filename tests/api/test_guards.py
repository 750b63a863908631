"""Who may talk to the studio at all, and what browsers may do with its answers."""

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from studio.api.app import create_app
from studio.api.guards import refuse_strangers
from studio.errors import InvalidInput, NoAdminToken
from studio.settings import AdminSettings, ApiSettings, Settings, get_settings, is_loopback
from studio.stack import studio_programs
from tests.api.conftest import Album

LOCAL = Settings(admin=AdminSettings(), api=ApiSettings(cors_origins=("https://studio.example",)))
GUARDED = LOCAL.model_copy(update={"admin": AdminSettings.model_validate({"token": "a long admin token"})})


def scope(address: str | None, **headers: str) -> dict[str, object]:
    raw = Headers({name.replace("_", "-"): value for name, value in headers.items()}).raw
    return {"type": "http", "server": None if address is None else (address, 8000), "headers": raw}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8000"}),
        ("127.0.0.1", {"host": "localhost:8000", "x_forwarded_host": "localhost:3000"}),
        ("::1", {"host": "[::1]:8000"}),
        ("::ffff:127.0.0.1", {"host": "studio.localhost"}),
        ("127.0.0.1", {"host": "127.0.0.1:8000", "x_forwarded_host": "studio.example"}),
        ("/run/studio.sock", {"host": "localhost"}),
        (None, {}),
    ],
)
def test_without_a_token_its_own_machine_is_served(address: str | None, headers: dict[str, str]) -> None:
    refuse_strangers(scope(address, **headers), LOCAL)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.7", {"host": "localhost"}),
        ("172.17.0.2", {"host": "127.0.0.1"}),
        ("2001:db8::1", {"host": "localhost"}),
        ("127.0.0.1", {"host": "rebound.example:8000"}),
        ("127.0.0.1", {"host": "127.0.0.1.rebound.example"}),
        ("127.0.0.1", {"host": "127.0.0.1:8000", "x_forwarded_host": "rebound.example:3000"}),
        ("127.0.0.1", {"host": "[::1"}),
    ],
)
def test_without_a_token_nobody_else_is(address: str, headers: dict[str, str]) -> None:
    with pytest.raises(NoAdminToken, match="set ADMIN_TOKEN"):
        refuse_strangers(scope(address, **headers), LOCAL)
    refuse_strangers(scope(address, **headers), GUARDED)


def test_another_name_for_this_machine_opens_nothing(server: str) -> None:
    """Over a socket: what a page of another site could do that has its name point here."""
    refused = httpx.get(f"{server}/api/channels", headers={"Host": "rebound.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "no_admin_token")
    assert httpx.get(f"{server}/api/channels").status_code == 200
    assert httpx.get(f"{server}/api/health", headers={"Host": "rebound.example"}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "studio.example"])  # noqa: S104
def test_a_studio_without_a_token_does_not_listen_beyond_its_machine(host: str) -> None:
    open_wide = LOCAL.model_copy(update={"api": ApiSettings(host=host)})
    with pytest.raises(InvalidInput, match=f"API_HOST is {host}.*there is no ADMIN_TOKEN: set one"):
        studio_programs(open_wide, with_api=True, with_flower=False, with_page=False)
    guarded = open_wide.model_copy(update={"admin": GUARDED.admin})
    assert studio_programs(guarded, with_api=True, with_flower=False, with_page=False)
    assert studio_programs(open_wide, with_api=False, with_flower=True, with_page=False)


def test_what_means_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST", "a.localhost")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "::", "10.0.0.1", "localhost.example", "notlocalhost")))  # noqa: S104


def test_every_answer_keeps_browsers_from_guessing_framing_and_keeping(client: TestClient, album: Album) -> None:
    base = f"/api/jobs/{album.job_id}"
    (album.directory / "inspection.html").write_text("<script>alert(1)</script>")
    for path in (
        "/api/health",
        "/api/jobs",
        "/api/nothing",
        "/api/docs",
        f"{base}/video",
        f"{base}/artwork/inspection.html",
    ):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-site"
        assert "default-src 'none'" in headers["content-security-policy"]
    assert client.get("/api/jobs").headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in client.get("/api/docs").headers["content-security-policy"]
    page = client.get(f"{base}/artwork/inspection.html").headers["content-security-policy"]
    assert page.startswith("sandbox;")
    assert "script-src" not in page


def test_a_drawing_that_can_hold_scripts_is_only_to_be_saved(client: TestClient, album: Album) -> None:
    from sqlalchemy import update

    from studio.db.session import transaction
    from studio.models import Image

    drawing = album.directory / "01.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    path = str(drawing.relative_to(get_settings().output.root))
    with transaction() as session:
        session.execute(update(Image).where(Image.id == album.visual_id).values(local_file_path=path))
    answer = client.get(f"/api/jobs/{album.job_id}/visuals/{album.visual_id}/picture")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_other_origins_are_named_by_a_setting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_CORS_ORIGINS", '["https://studio.example"]')
    get_settings.cache_clear()
    with TestClient(create_app(), "http://localhost") as client:
        named = client.get("/api/health", headers={"Origin": "https://studio.example"})
        assert named.headers["access-control-allow-origin"] == "https://studio.example"
        other = client.get("/api/health", headers={"Origin": "http://localhost:3000"})
        assert "access-control-allow-origin" not in other.headers
