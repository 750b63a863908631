"""FFmpeg, and one small film that several tests look at."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.render.album import RenderProgress, RenderRequest
from studio.render.ffmpeg import find_ffmpeg
from studio.render.renderer import FFmpegRenderer, RenderResult
from tests.render.media import never, tone_album


@dataclass(frozen=True)
class SmallFilm:
    request: RenderRequest
    result: RenderResult
    progress: tuple[RenderProgress, ...]
    cache: Path


@pytest.fixture(scope="session")
def ffmpeg() -> Path:
    return find_ffmpeg(None)


@pytest.fixture(scope="session")
def small_film(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallFilm:
    folder = tmp_path_factory.mktemp("film")
    request = tone_album(folder, ffmpeg)
    progress: list[RenderProgress] = []
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=folder / "cache")
    result = renderer.render(request, folder / "album.mp4", progress.append, never)
    return SmallFilm(request, result, tuple(progress), folder / "cache")
