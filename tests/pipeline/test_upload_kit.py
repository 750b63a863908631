"""What a person uploads the film from."""

import json
from pathlib import Path

import pytest

from studio.pipeline.upload_kit import ManualYouTubeClient, describe_video
from studio.providers.youtube import YouTubeClient
from studio.schemas.metadata import AlbumMetadata


def make_metadata(*, is_rehearsal: bool = False) -> AlbumMetadata:
    return AlbumMetadata(
        title="Pluie: A Lo-Fi Mix",
        description="Été.\n\n00:00 - One",
        tags=["lo-fi", "rain sounds"],
        chapters=[],
        synthetic_content_reminder="Tick it.",
        is_rehearsal=is_rehearsal,
        video_file="pluie-0123abcd.mp4",
        duration_seconds=4200.0,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pluie-0123abcd.mp4").write_bytes(b"film")
    for number in (1, 2):
        (tmp_path / f"thumbnail-{number}.jpg").write_bytes(b"picture")
    return tmp_path


def write_kit(folder: Path, *, is_rehearsal: bool = False) -> str:
    client: YouTubeClient = ManualYouTubeClient()
    assert client.upload(describe_video(folder, make_metadata(is_rehearsal=is_rehearsal))) is None
    return (folder / "upload.txt").read_text(encoding="utf-8")


def test_the_request_is_private_and_tells_of_synthetic_media(folder: Path) -> None:
    write_kit(folder)
    assert json.loads((folder / "upload.json").read_text(encoding="utf-8")) == {
        "snippet": {
            "title": "Pluie: A Lo-Fi Mix",
            "description": "Été.\n\n00:00 - One",
            "tags": ["lo-fi", "rain sounds"],
            "categoryId": "10",
        },
        "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": True},
    }


def test_the_steps_name_the_files_and_copy_none(folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    steps = write_kit(folder)
    assert "pluie-0123abcd.mp4" in steps
    assert "thumbnail-1.jpg or thumbnail-2.jpg" in steps
    assert "Altered content: Yes" in steps
    assert "Visibility: Private" in steps
    assert "REHEARSAL" not in steps
    assert {path.name for path in folder.iterdir()} - before == {"upload.txt", "upload.json"}


def test_a_rehearsal_says_so_first(folder: Path) -> None:
    assert write_kit(folder, is_rehearsal=True).startswith("THIS IS A REHEARSAL")
    assert "REHEARSAL" not in write_kit(folder), "a later film's kit takes the place of the earlier one's"
