"""What a film's sound is heard to be before there is a film, and what is done about it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.render.album import RenderRequest
from studio.render.inspection.loudness import FLOOR_DBTP, SoundCurve
from studio.render.plan import plan_sound_segments
from studio.render.renderer import FFmpegRenderer, RenderResult, build_request_timeline
from studio.render.segments import find_headroom
from studio.render.sound import guess_level
from tests.render.conftest import SmallFilm
from tests.render.media import SMALL, never, render_track, tone_album, write_wav


def render(request: RenderRequest, ffmpeg: Path, folder: Path) -> RenderResult:
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=folder / "cache")
    return renderer.render(request, folder / "album.mp4", lambda progress: None, never)


@pytest.mark.parametrize("second", [0.4, 4.5, 7.8])
def test_a_peak_lowers_the_piece_that_it_is_in(small_film: SmallFilm, second: float) -> None:
    request = small_film.request
    levels = [guess_level(track, request.profile) for track in request.tracks]
    sounds = plan_sound_segments(request, build_request_timeline(request), levels, "ffmpeg")
    peaks = np.full(90, FLOOR_DBTP, np.float32)
    assert find_headroom(SoundCurve(peaks, peaks), sounds, request.profile) == {}
    peaks[round(second * 10)] = request.profile.true_peak_dbtp - 0.1
    assert find_headroom(SoundCurve(peaks, peaks), sounds, request.profile) == {}
    peaks[round(second * 10)] = request.profile.true_peak_dbtp + 0.3
    pieces = [sound.piece for sound in sounds]
    (index,) = [each.index for each in pieces if 0 <= second * 48_000 / 1024 - each.first_packet < each.packets]
    assert find_headroom(SoundCurve(peaks, peaks), sounds, request.profile) == {index: pytest.approx(0.5)}


def test_the_sound_is_heard_once(small_film: SmallFilm) -> None:
    assert "listening" in {share.name for share in small_film.result.work}
    # One chunk of 90 s holds all of it: the inspection found it in the memo, where the render had put it.
    assert len(list((small_film.cache / "memo").glob("v*/sound-*"))) == 1


def test_sound_that_its_coding_made_too_loud_is_made_again(ffmpeg: Path, tmp_path: Path) -> None:
    # A square wave in bursts over a tone: at few bits, its edges come out of AAC far above what went in.
    album = tone_album(tmp_path, ffmpeg, replace(SMALL, audio_bitrate_kbps=80))
    time = np.arange(3 * 48_000)
    bursts = np.sign(np.sin(2 * np.pi * 100 * time / 48_000)) * (time % 24_000 < 1200)
    edgy = 0.2 * np.sin(2 * np.pi * 440 * time / 48_000) + 0.5 * bursts
    track = render_track(write_wav(tmp_path / "edgy.wav", edgy), "Edgy", ffmpeg)
    request = replace(album, tracks=(album.tracks[0], track, album.tracks[2]))
    result = render(request, ffmpeg, tmp_path)
    pieces, pictures = len(request.tracks), 2 * len(request.visuals) - 1
    assert result.segments_encoded > pieces + pictures
    audio = result.inspection.audio
    assert audio is not None
    assert audio.true_peak_dbtp is not None
    assert audio.true_peak_dbtp <= request.profile.true_peak_dbtp
    # What was tried is kept as well, so that the way to the same film needs no encoder.
    assert render(request, ffmpeg, tmp_path).segments_encoded == 0
