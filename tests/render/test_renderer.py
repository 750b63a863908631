"""What a render reuses, what it refuses, and what it leaves behind."""

import itertools
import shutil
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import InspectionFailed, MissingMedia, Stopped
from studio.render.album import RenderProfile, RenderRequest, RenderVisual, VisualKind
from studio.render.inspection import inspect_film
from studio.render.renderer import (
    FFmpegRenderer,
    RenderResult,
    build_request_timeline,
    estimate_cache_bytes,
    estimate_film_bytes,
)
from tests.render.conftest import SmallFilm
from tests.render.media import SMALL, detailed_picture, never, render_track, sha256, sound, still, write_wav


@pytest.fixture
def cache(small_film: SmallFilm, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_film.cache, tmp_path / "cache"))


def render(request: RenderRequest, ffmpeg: Path, cache: Path, name: str = "again.mp4") -> RenderResult:
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=cache)
    return renderer.render(request, cache.parent / name, lambda progress: None, never)


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if ".part" in path.name]


def test_the_same_album_is_not_encoded_again(small_film: SmallFilm, ffmpeg: Path, cache: Path) -> None:
    result = render(small_film.request, ffmpeg, cache)
    assert (result.segments_encoded, result.segments_reused) == (0, small_film.result.segments_encoded)
    assert sha256(result.path) == sha256(small_film.result.path)
    assert result.inspection.name == result.path.name
    assert len(result.commands) == len(small_film.result.commands)


def test_another_title_encodes_nothing(small_film: SmallFilm, ffmpeg: Path, cache: Path) -> None:
    tracks = (replace(small_film.request.tracks[0], title="A New Name, ä ö ü"), *small_film.request.tracks[1:])
    result = render(replace(small_film.request, title="Other Mix", tracks=tracks), ffmpeg, cache)
    assert result.segments_encoded == 0
    with av.open(str(result.path)) as container:
        assert container.metadata["title"] == "Other Mix"
        assert container.chapters()[0]["metadata"]["title"] == "A New Name, ä ö ü"


def test_another_picture_encodes_its_loop_and_two_joins(
    small_film: SmallFilm, ffmpeg: Path, cache: Path, tmp_path: Path
) -> None:
    visuals = list(small_film.request.visuals)
    visuals[1] = still(detailed_picture(tmp_path / "new.png", 4), is_moving=True)
    result = render(replace(small_film.request, visuals=tuple(visuals)), ffmpeg, cache)
    assert result.segments_encoded == 3


def test_a_damaged_segment_is_made_again(small_film: SmallFilm, ffmpeg: Path, cache: Path) -> None:
    damaged = max(cache.glob("*.mp4"))
    data = bytearray(damaged.read_bytes())
    data[-100] ^= 255
    damaged.write_bytes(data)
    (min(cache.glob("*.m4a"))).unlink()
    result = render(small_film.request, ffmpeg, cache)
    assert result.segments_encoded == 2
    assert sha256(result.path) == sha256(small_film.result.path)


def test_the_input_hash_knows_what_matters(small_film: SmallFilm, ffmpeg: Path, cache: Path) -> None:
    renderer = FFmpegRenderer(ffmpeg, jobs=1, cache=cache)
    request = small_film.request
    moved = replace(request, tracks=tuple(replace(track, path=Path("elsewhere")) for track in request.tracks))
    assert renderer.input_hash(moved) == renderer.input_hash(request)
    assert renderer.input_hash(replace(request, title="Other")) != renderer.input_hash(request)
    assert renderer.input_hash(replace(request, profile=RenderProfile())) != renderer.input_hash(request)


def test_a_stop_comes_at_once_and_leaves_nothing(ffmpeg: Path, tmp_path: Path) -> None:
    visuals = tuple(still(detailed_picture(tmp_path / f"{seed}.png", seed), is_moving=True) for seed in (1, 2))
    tracks = tuple(
        render_track(write_wav(tmp_path / f"{tone}.wav", sound(tone, 12)), f"{tone}", ffmpeg) for tone in (300, 500)
    )
    request = RenderRequest("Album", tracks, visuals, RenderProfile(preset="slower", video_bitrate_kbps=20_000))
    asked = threading.Event()
    stopped_after: list[float] = []

    def stop_in_the_middle() -> None:
        time.sleep(2.5)
        asked.set()
        stopped_after.append(time.monotonic())

    timer = threading.Thread(target=stop_in_the_middle)
    timer.start()
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=tmp_path / "cache")
    with pytest.raises(Stopped):
        renderer.render(request, tmp_path / "album.mp4", lambda progress: None, asked.is_set)
    timer.join()
    assert time.monotonic() - stopped_after[0] < 2.0
    assert not (tmp_path / "album.mp4").exists()
    assert not leftovers(tmp_path)


def test_what_a_killed_render_has_left_is_removed(
    small_film: SmallFilm, ffmpeg: Path, cache: Path, tmp_path: Path
) -> None:
    left = tmp_path / ".again.mp4.0123.part"
    (left / "listening-0").mkdir(parents=True)
    (left / "again.mp4").write_bytes(b"unfinished")
    (tmp_path / ".again.mp4.4567.part").write_bytes(b"unfinished")
    render(small_film.request, ffmpeg, cache)
    assert not leftovers(tmp_path)


def test_a_missing_picture_is_named(small_film: SmallFilm, ffmpeg: Path, cache: Path, tmp_path: Path) -> None:
    visuals = (replace(small_film.request.visuals[0], path=tmp_path / "gone.png"), *small_film.request.visuals[1:])
    with pytest.raises(MissingMedia, match=r"gone\.png"):
        render(replace(small_film.request, visuals=visuals), ffmpeg, cache)


def test_silence_and_black_fail_the_inspection_unless_it_is_a_rehearsal(ffmpeg: Path, tmp_path: Path) -> None:
    black = tmp_path / "black.png"
    Image.new("RGB", (320, 180)).save(black)
    quiet = render_track(write_wav(tmp_path / "quiet.wav", np.zeros(48_000 * 4)), "Quiet", ffmpeg)
    loud = render_track(write_wav(tmp_path / "loud.wav", sound(440, 4)), "Loud", ffmpeg)
    visuals = (still(detailed_picture(tmp_path / "a.png", 2)), still(black))
    request = RenderRequest("Album", (loud, quiet), visuals, SMALL)
    cache = tmp_path / "cache"
    with pytest.raises(InspectionFailed, match=r"black stretch.*0:04\.0 to 0:07\.5.*silent stretch.*track 2, Quiet"):
        render(request, ffmpeg, cache, "album.mp4")
    assert not (tmp_path / "album.mp4").exists()
    assert not leftovers(tmp_path)
    assert render(replace(request, is_rehearsal=True), ffmpeg, cache, "album.mp4").inspection.passed


def test_a_pause_inside_a_track_is_the_music_s_own(ffmpeg: Path, tmp_path: Path) -> None:
    samples = np.concatenate([sound(440, 2), np.zeros(48_000 * 3), sound(440, 2)])
    track = render_track(write_wav(tmp_path / "a.wav", samples), "Pause", ffmpeg)
    other = render_track(write_wav(tmp_path / "b.wav", sound(660, 4)), "Other", ffmpeg)
    visuals = (still(detailed_picture(tmp_path / "a.png", 2)), still(detailed_picture(tmp_path / "b.png", 3)))
    request = RenderRequest("Album", (track, other), visuals, SMALL)
    result = render(request, ffmpeg, tmp_path / "cache", "album.mp4")
    (check,) = [check for check in result.inspection.checks if check.name == "no silent stretch"]
    assert "track 1, Pause" in check.found


def test_the_inspection_sees_what_is_wrong(small_film: SmallFilm, ffmpeg: Path, tmp_path: Path) -> None:
    request = small_film.request
    timeline = build_request_timeline(request)
    other = tmp_path / "other.mp4"
    # Re-muxed by FFmpeg: an edit list, the index at the end, no chapters, two seconds less.
    arguments = [str(ffmpeg), "-v", "error", "-i", str(small_film.result.path), "-t", "6", "-c", "copy"]
    subprocess.run([*arguments, "-map_chapters", "-1", str(other)], check=True, stdin=subprocess.DEVNULL)
    faults = {check.name for check in inspect_film(other, request, timeline, ffmpeg, never).faults}
    assert {"index at the front", "chapters", "frames", "sound length"} <= faults
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(small_film.result.path.read_bytes()[:5000])
    assert not inspect_film(broken, request, timeline, ffmpeg, never).passed


@pytest.mark.parametrize("crossfade", [0.0, 1.0])
def test_clips_loop_without_a_seam(ffmpeg: Path, tmp_path: Path, crossfade: float) -> None:
    # 4:3 at another rate: a view that wanders over a wide soft picture, so that a jump would show.
    wide = np.asarray(Image.effect_noise((24, 6), 160).resize((640, 240), Image.Resampling.BICUBIC))
    raw = tmp_path / "clip.raw"
    raw.write_bytes(b"".join(wide[:, 3 * step : 3 * step + 320].tobytes() for step in range(96)))
    clip = tmp_path / "clip.mov"
    form = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", "320x240", "-r", "24")
    arguments = [str(ffmpeg), "-v", "error", *form, "-i", str(raw), "-c:v", "libx264", "-qp", "10", str(clip)]
    subprocess.run([*arguments[:-1], "-pix_fmt", "yuv420p", str(clip)], check=True, stdin=subprocess.DEVNULL)
    visuals = (
        RenderVisual(clip, VisualKind.CLIP, sha256(clip)),
        still(detailed_picture(tmp_path / "a.png", 3)),
    )
    tracks = tuple(
        render_track(write_wav(tmp_path / f"{tone}.wav", sound(tone, 10)), f"{tone}", ffmpeg) for tone in (300, 500)
    )
    request = RenderRequest("Album", tracks, visuals, replace(SMALL, crossfade_seconds=crossfade))
    result = render(request, ffmpeg, tmp_path / "cache", "album.mp4")
    with av.open(str(result.path)) as container:
        grey = [frame.to_ndarray(format="gray").astype(float) for frame in container.decode(video=0)]
    assert len(grey) == result.frame_count
    alone = grey[: round((10 - crossfade) * 30)]
    steps = [float(np.abs(later - earlier).mean()) for earlier, later in itertools.pairwise(alone)]
    # The clip comes round after 3 s: 4 s less the second in which its tail fades into its head.
    assert np.abs(alone[50] - alone[140]).mean() < 2
    assert np.abs(alone[50] - alone[90]).mean() > 5 * np.median(steps)
    assert max(steps) < 2.5 * np.median(steps)


def test_a_moving_still_moves_smoothly_and_never_shows_a_border(ffmpeg: Path, tmp_path: Path) -> None:
    bright = tmp_path / "bright.png"
    picture = detailed_picture(bright, 8, (1280, 720))
    with Image.open(picture) as opened:
        Image.eval(opened, lambda value: 120 + value // 2).save(bright)
    track = render_track(write_wav(tmp_path / "a.wav", sound(300, 8)), "Only", ffmpeg)
    profile = replace(SMALL, video_bitrate_kbps=4000)
    request = RenderRequest("Album", (track,), (still(bright, is_moving=True),), profile)
    result = render(request, ffmpeg, tmp_path / "cache", "album.mp4")
    with av.open(str(result.path)) as container:
        grey = np.stack([frame.to_ndarray(format="gray").astype(float) for frame in container.decode(video=0)])
    assert grey[:, [0, -1], :].min() > 60
    assert grey[:, :, [0, -1]].min() > 60
    steps = np.abs(np.diff(grey, axis=0)).mean(axis=(1, 2))
    assert np.abs(grey[0] - grey[90]).mean() > 3
    # Frame 180 begins the second round; it follows 179 as any other follows the one before it.
    assert steps.max() < 3 * np.median(steps)


def test_the_estimate_covers_a_real_render(small_film: SmallFilm) -> None:
    result = small_film.result
    used = result.size_bytes + sum(path.stat().st_size for path in small_film.cache.iterdir())
    minutes, visuals = result.duration_seconds / 60, len(small_film.request.visuals)
    assert result.size_bytes < estimate_film_bytes(minutes, SMALL)
    assert used < estimate_film_bytes(minutes, SMALL) + estimate_cache_bytes(minutes, SMALL, visuals)
    assert 4e9 < estimate_film_bytes(70, RenderProfile()) + estimate_cache_bytes(70, RenderProfile(), 20) < 6e9


def test_sound_and_picture_start_together(ffmpeg: Path, tmp_path: Path) -> None:
    """At a hard cut from dark and quiet to bright and loud, the ear and the eye agree within 10 ms."""
    tracks = (
        render_track(write_wav(tmp_path / "soft.wav", sound(440, 3.33, level=0.001)), "Soft", ffmpeg),
        render_track(write_wav(tmp_path / "loud.wav", sound(440, 3, rate=44_100), 44_100), "Loud", ffmpeg),
    )
    tracks = (replace(tracks[0], integrated_lufs=None), tracks[1])
    for name, level in (("dark", 40), ("bright", 220)):
        Image.new("RGB", (320, 180), (level, level, level)).save(tmp_path / f"{name}.png")
    visuals = (still(tmp_path / "dark.png"), still(tmp_path / "bright.png"))
    request = RenderRequest("Album", tracks, visuals, replace(SMALL, crossfade_seconds=0.0))
    result = render(replace(request, is_rehearsal=True), ffmpeg, tmp_path / "cache", "album.mp4")
    with av.open(str(result.path)) as container:
        levels = [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]
    with av.open(str(result.path)) as container:
        loudness = np.concatenate([np.abs(frame.to_ndarray()[0]) for frame in container.decode(audio=0)])
    seen = next(number for number, level in enumerate(levels) if level > 130) / 30
    heard = int(np.argmax(loudness > 0.05)) / 48_000
    assert seen == pytest.approx(99 / 30)
    assert heard == pytest.approx(seen, abs=0.010)
