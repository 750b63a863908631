"""What a page draws of an album: waveforms and the timeline."""

import json
import wave

import numpy as np
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from studio.db.session import transaction
from studio.models import AudioTrack
from tests.api.conftest import Album


def peaks_address(album: Album) -> str:
    return f"/api/jobs/{album.job_id}/tracks/{album.track_id}/peaks"


def test_a_waveform_is_as_loud_as_its_track(client: TestClient, album: Album) -> None:
    """Two seconds: a quiet one, then a loud one on one channel only."""
    tone = np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    left = np.concatenate([0.1 * tone, 0.8 * tone])
    right = np.concatenate([0.1 * tone, 0.0 * tone])
    with wave.open(str(album.directory / "01.wav"), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes((np.stack([left, right], axis=1) * 32767).astype("<i2").tobytes())
    answer = client.get(peaks_address(album))
    assert answer.status_code == 200, answer.text
    assert "immutable" in answer.headers["cache-control"]
    waveform = answer.json()
    assert waveform["duration_seconds"] == pytest.approx(2.0)
    peaks = np.array(waveform["peaks"])
    assert peaks.shape == (800,)
    assert peaks[:400] == pytest.approx(0.1, abs=0.02)
    assert peaks[402:] == pytest.approx(0.8, abs=0.02)


def test_silence_is_flat_and_the_waveform_is_kept(client: TestClient, album: Album) -> None:
    first = client.get(peaks_address(album))
    assert set(first.json()["peaks"]) == {0.0}
    kept = next((album.directory / ".previews").iterdir())
    made_at = kept.stat().st_mtime_ns
    assert client.get(peaks_address(album)).json() == first.json()
    assert kept.stat().st_mtime_ns == made_at
    kept.write_text("{")
    assert client.get(peaks_address(album)).json() == first.json()


def test_what_is_no_sound_has_no_waveform(client: TestClient, album: Album) -> None:
    for content in (b"no sound", b""):
        (album.directory / "01.wav").write_bytes(content)
        answer = client.get(peaks_address(album))
        assert answer.status_code == 422
        assert answer.json()["code"] == "unreadable_media"
    (album.directory / "01.wav").unlink()
    assert client.get(peaks_address(album)).status_code == 404


def test_the_timeline_is_that_of_the_current_takes(client: TestClient, album: Album) -> None:
    with transaction() as session:
        first = session.get_one(AudioTrack, album.track_id)
        columns = {
            column.name: getattr(first, column.name)
            for column in AudioTrack.__table__.columns
            if column.name not in ("id", "order_index", "pcm_sha256", "title")
        }
        session.add(AudioTrack(**columns, order_index=2, pcm_sha256="d" * 64, title="Late Tram"))
        session.flush()
        session.execute(update(AudioTrack).values(duration_seconds=21, sound_start_seconds=1, sound_end_seconds=21))
    timeline = client.get(f"/api/jobs/{album.job_id}/timeline").json()
    assert timeline["duration_seconds"] == 38.0
    assert timeline["loudness_each_second"] is None
    assert timeline["entries"] == [
        {
            "number": 1,
            "title": "Lamplight",
            "start_seconds": 0.0,
            "solo_start_seconds": 0.0,
            "solo_end_seconds": 18.0,
            "end_seconds": 20.0,
            "visual_take_id": album.visual_id,
        },
        {
            "number": 3,
            "title": "Late Tram",
            "start_seconds": 18.0,
            "solo_start_seconds": 20.0,
            "solo_end_seconds": 38.0,
            "end_seconds": 38.0,
            "visual_take_id": None,
        },
    ]


def test_the_loudness_is_what_the_inspection_heard(client: TestClient, album: Album) -> None:
    with transaction() as session:
        session.execute(update(AudioTrack).values(duration_seconds=20, sound_end_seconds=20))
    findings = album.directory / "inspection.json"
    findings.write_text(json.dumps({"audio": {"loudness_each_second": [-14.0, -13.5]}}))
    assert client.get(f"/api/jobs/{album.job_id}/timeline").json()["loudness_each_second"] == [-14.0, -13.5]
    for broken in ("{", "[]", '{"audio": null}'):
        findings.write_text(broken)
        assert client.get(f"/api/jobs/{album.job_id}/timeline").json()["loudness_each_second"] is None


def test_an_album_without_tracks_has_an_empty_timeline(client: TestClient, job_id: int) -> None:
    assert client.get(f"/api/jobs/{job_id}/timeline").json() == {
        "duration_seconds": 0.0,
        "entries": [],
        "loudness_each_second": None,
    }
