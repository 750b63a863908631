"""The short film of an album's joins, as it decodes."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from studio.errors import InvalidInput, Stopped
from studio.render.album import VisualJoin
from studio.render.joins import EXCERPT_SECONDS, plan_excerpts
from studio.render.renderer import FFmpegRenderer
from studio.render.timeline import build_timeline
from tests.render.conftest import SmallFilm
from tests.render.media import COLOURS, TONES, never


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
@pytest.mark.parametrize("crossfade", [0.0, 0.5, 2.0, 10.0])
def test_an_excerpt_shows_both_sides_and_is_whole_packets(fps: int, crossfade: float) -> None:
    timeline = build_timeline([60.0, 45.3, 71.2], fps=fps, crossfade_seconds=crossfade)
    excerpts = plan_excerpts(timeline)
    assert [excerpt.index for excerpt in excerpts] == [0, 1]
    for excerpt in excerpts:
        assert excerpt.frames >= EXCERPT_SECONDS * fps
        assert min(excerpt.before_frames, excerpt.after_frames) >= fps
        assert excerpt.overlap_frames == timeline.overlap_frames
        assert excerpt.frames * timeline.samples_per_frame % 1024 == 0


def test_short_tracks_give_what_they_have() -> None:
    timeline = build_timeline([3.0, 2.0, 3.0], fps=30, crossfade_seconds=0.5)
    for excerpt in plan_excerpts(timeline):
        assert 0 < excerpt.before_frames <= timeline.entries[excerpt.index].solo_frames
        assert 0 < excerpt.after_frames <= timeline.entries[excerpt.index + 1].solo_frames


def test_one_track_has_no_joins() -> None:
    with pytest.raises(InvalidInput, match="no joins"):
        plan_excerpts(build_timeline([60.0], fps=30, crossfade_seconds=2))


@pytest.mark.parametrize("style", list(VisualJoin))
def test_each_join_is_seen_and_heard(style: VisualJoin, small_film: SmallFilm, ffmpeg: Path, tmp_path: Path) -> None:
    request = replace(small_film.request, profile=replace(small_film.request.profile, visual_join=style))
    target = tmp_path / "joins.mp4"
    excerpts = FFmpegRenderer(ffmpeg, jobs=2, cache=tmp_path / "cache").draft_joins(request, target, never)
    with av.open(str(target)) as container:
        pictures = [frame.to_ndarray(format="rgb24")[270, 480].astype(int) for frame in container.decode(video=0)]
        chapters = [chapter["metadata"]["title"] for chapter in container.chapters()]
    with av.open(str(target)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(pictures) == sum(excerpt.frames for excerpt in excerpts)
    assert chapters == ["Tone 1 → Tone 2", "Tone 2 → Tone 3"]
    start = 0
    for excerpt in excerpts:
        end = start + excerpt.frames
        assert np.abs(pictures[start + 2] - COLOURS[excerpt.index]).max() < 12
        assert np.abs(pictures[end - 2] - COLOURS[excerpt.index + 1]).max() < 12
        for frame, tone in ((start + 8, TONES[excerpt.index]), (end - 16, TONES[excerpt.index + 1])):
            heard = sound[frame * 1600 : frame * 1600 + 9600]
            loudest = np.argmax(np.abs(np.fft.rfft(heard * np.hanning(len(heard))))) * 48_000 / len(heard)
            assert loudest == pytest.approx(tone, abs=8)
        start = end
    assert list(tmp_path.iterdir()) == [target]


def test_a_stop_leaves_nothing(small_film: SmallFilm, ffmpeg: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        FFmpegRenderer(ffmpeg, jobs=2, cache=tmp_path / "cache").draft_joins(
            small_film.request, tmp_path / "joins.mp4", lambda: True
        )
    assert not list(tmp_path.iterdir())
