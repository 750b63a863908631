"""The commands beside `album`, as a person meets them."""

import re
import signal

import httpx
import pytest

from tests.e2e.conftest import StudioFolder, left_behind, wait_until

pytestmark = pytest.mark.e2e


def test_an_empty_studio_offers_the_next_step(studio: StudioFolder) -> None:
    assert "studio album --niche" in studio.run("jobs")
    assert "There is no job 7" in studio.run("job", "7", status=1)
    assert not left_behind(studio.path)


def test_the_doctor_finds_a_fresh_studio_well(studio: StudioFolder) -> None:
    report = studio.run("doctor")
    for name in ("Python", "Ffmpeg", "Disk", "Database", "Broker", "Workers", "Prompts", "Music", "Visual"):
        assert re.search(rf"^(ok|note)\s+{name}\b", report, re.MULTILINE), report


def test_the_doctor_says_what_to_do_without_an_encoder(studio: StudioFolder) -> None:
    studio.environment |= {"FFMPEG_BINARY": "/bin/false"}
    report = studio.run("doctor", status=1)
    assert re.search(r"^ill\s+Ffmpeg", report, re.MULTILINE), report


def test_an_unreachable_database_gets_a_sentence(studio: StudioFolder) -> None:
    studio.environment |= {"DATABASE_URL": "postgresql://127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    printed = studio.run("migrate", status=1)
    assert "database" in printed.lower()
    assert "Traceback" not in printed


def test_a_wrong_setting_is_named(studio: StudioFolder) -> None:
    studio.environment |= {"ALBUM_TRACKS": "many"}
    assert "ALBUM_TRACKS" in studio.run("jobs", status=2)


def test_a_studio_that_is_up_takes_jobs_from_the_command_and_the_api(studio: StudioFolder, free_port: int) -> None:
    studio.environment |= {"API_PORT": str(free_port), "STACK_FLOWER_PORT": "0", "STACK_PAGE_PORT": "0"}
    up = studio.start("up")
    api = f"http://127.0.0.1:{free_port}/api"

    def answers() -> bool:
        assert up.poll() is None
        try:
            return httpx.get(f"{api}/health").status_code == 200
        except httpx.TransportError:
            return False

    wait_until(answers, "the API")
    assert httpx.get(f"{api}/openapi.json").status_code == 200
    channel = httpx.post(f"{api}/channels", json={"name": "Quiet Corner"}).json()
    job = {"channel_id": channel["id"], "niche_label": "rain", "target_duration_minutes": 1, "track_count": 2}
    created = httpx.post(f"{api}/jobs", json=job | {"motion": "none"})
    assert created.status_code == 201
    address = f"{api}/jobs/{created.json()['id']}"
    wait_until(lambda: httpx.get(address).json()["status"] == "completed", "the album", seconds=240)
    part = httpx.get(f"{address}/video", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert "completed" in studio.run("jobs")
    assert "Nothing of job 1 is missing" in studio.run("rerun", "1", "--stage", "tracks", status=2)
    up.send_signal(signal.SIGINT)
    up.wait(timeout=60)
    assert not left_behind(studio.path)
