"""The API over a real database and broker; no worker runs, so jobs stay where a test puts them."""

import threading
import time
import wave
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
import uvicorn
from PIL import Image as Picture
from starlette.testclient import TestClient

from studio.api.app import create_app
from studio.db.session import transaction
from studio.models import AudioTrack, Image, MusicProviderName, VideoJob, VisualProviderName
from studio.settings import Settings, get_settings


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> Iterator[None]:
    """As in production, where `configure_logs` is called; structlog's own tracebacks take 20 s each."""
    before = structlog.get_config()
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
    yield
    structlog.configure(**before)


@pytest.fixture
def settings(database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings whose output root and library root are empty folders of this test."""
    (tmp_path / "output").mkdir()
    (tmp_path / "library").mkdir()
    monkeypatch.setenv("OUTPUT_ROOT", str(tmp_path / "output"))
    monkeypatch.setenv("OUTPUT_LIBRARY_ROOT", str(tmp_path / "library"))
    monkeypatch.delenv("ADMIN_TOKEN", raising=False)
    get_settings.cache_clear()
    yield get_settings()
    get_settings.cache_clear()


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with closing(TestClient(create_app(), "http://localhost")) as client:
        yield client


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """The address of the API under a real uvicorn, for what only a socket shows."""
    app_server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=app_server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not app_server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = app_server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    app_server.should_exit = True
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.fixture
def channel_id(client: TestClient) -> int:
    answer = client.post("/api/channels", json={"name": "Quiet Corner", "brand_niche": "lo-fi"})
    assert answer.status_code == 201
    return int(answer.json()["id"])


@pytest.fixture
def job_id(client: TestClient, channel_id: int) -> int:
    """A small job that nobody has started."""
    draft = {
        "channel_id": channel_id,
        "niche_label": "rainy window",
        "mood_keywords": ["warm", "slow"],
        "target_duration_minutes": 6,
        "track_count": 3,
        "start": False,
    }
    answer = client.post("/api/jobs", json=draft)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


@dataclass(frozen=True, slots=True)
class Album:
    """A job with one real file of each kind below the output root."""

    job_id: int
    track_id: int
    visual_id: int
    directory: Path


@pytest.fixture
def album(settings: Settings, job_id: int) -> Album:
    with transaction() as session:
        job = session.get_one(VideoJob, job_id)
        relative = Path(job.output_directory)
        directory = settings.output.root / relative
        directory.mkdir(parents=True, exist_ok=True)
        _write_silence(directory / "01.wav", seconds=1)
        Picture.new("RGB", (64, 36), "teal").save(directory / "01.png")
        (directory / "album.mp4").write_bytes(bytes(range(256)) * 40)
        (directory / "metadata.txt").write_text("Título: Rainy Window\n", encoding="utf-8")
        track = AudioTrack(
            video_job_id=job_id,
            order_index=0,
            provider=MusicProviderName.DUMMY,
            title="Lamplight",
            prompt_text="slow piano",
            local_file_path=str(relative / "01.wav"),
            duration_seconds=1.0,
            sound_start_seconds=0.0,
            sound_end_seconds=1.0,
            sha256="a" * 64,
            pcm_sha256="b" * 64,
            size_bytes=1,
            sample_rate=48000,
            channels=2,
        )
        visual = Image(
            video_job_id=job_id,
            order_index=0,
            provider=VisualProviderName.DUMMY,
            prompt_text="a window",
            local_file_path=str(relative / "01.png"),
            sha256="c" * 64,
            size_bytes=1,
            width=64,
            height=36,
        )
        session.add_all([track, visual])
        job.prompts_json = {
            "album_title": "Rainy Window Album",
            "introduction": "Rain on glass.",
            "tags": ["lo-fi"],
            "items": [
                {"track_title": title, "music_prompt": f"slow piano {title}", "visual_prompt": f"a window {title}"}
                for title in ("Lamplight", "Drizzle", "Late Tram")
            ],
        }
        job.local_video_path = str(relative / "album.mp4")
        job.metadata_json = {
            "title": "Rainy Window Album",
            "description": "00:00 - Lamplight",
            "tags": ["lo-fi"],
            "chapters": [],
            "synthetic_content_reminder": "Tick it.",
            "is_rehearsal": True,
            "video_file": "album.mp4",
            "duration_seconds": 1.0,
        }
        session.flush()
        return Album(job_id, track.id, visual.id, directory)


def _write_silence(path: Path, *, seconds: int) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(48000)
        sound.writeframes(bytes(4 * 48000 * seconds))
