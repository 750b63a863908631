import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import Stopped, UnreadableMedia
from studio.render.album import VisualKind
from studio.render.measure import measure_track, measure_visual
from tests.render.media import never, sound, write_wav


def convert(ffmpeg: Path, source: Path, target: Path, *options: str) -> Path:
    arguments = [str(ffmpeg), "-v", "error", "-y", "-i", str(source), *options, str(target)]
    subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL)
    return target


def test_length_rate_and_loudness_are_those_of_the_sound(ffmpeg: Path, tmp_path: Path) -> None:
    # BS.1770-4: a sine of 997 Hz at full scale in one front channel reads -3.01 LKFS, so in two 0 LKFS.
    count = np.arange(44_100 * 5)
    samples = 0.1 * np.sin(2 * np.pi * 997 * count / 44_100)
    measured = measure_track(write_wav(tmp_path / "sine.wav", samples, 44_100), ffmpeg, never)
    assert measured.duration_seconds == 5.0
    assert (measured.sample_rate, measured.channels) == (44_100, 2)
    assert measured.integrated_lufs == pytest.approx(-20.0, abs=0.2)
    assert measured.true_peak_dbtp == pytest.approx(-20.0, abs=0.2)


def test_silence_has_no_loudness(ffmpeg: Path, tmp_path: Path) -> None:
    measured = measure_track(write_wav(tmp_path / "silence.wav", np.zeros(48_000 * 3)), ffmpeg, never)
    assert measured.is_silent
    assert measured.true_peak_dbtp is None
    assert measured.duration_seconds == 3.0


def test_silence_at_head_and_tail_is_told_and_a_pause_is_not(ffmpeg: Path, tmp_path: Path) -> None:
    pause = np.zeros(48_000)
    samples = np.concatenate([pause, sound(440, 2), pause, sound(440, 2), pause, pause])
    measured = measure_track(write_wav(tmp_path / "a.wav", samples), ffmpeg, never)
    assert measured.duration_seconds == 8.0
    assert measured.sound_start_seconds == pytest.approx(1.0, abs=0.02)
    assert measured.sound_end_seconds == pytest.approx(6.0, abs=0.02)


def test_sound_from_end_to_end_is_played_whole(ffmpeg: Path, tmp_path: Path) -> None:
    measured = measure_track(write_wav(tmp_path / "a.wav", sound(440, 3)), ffmpeg, never)
    assert (measured.sound_start_seconds, measured.sound_end_seconds) == (0.0, 3.0)


def test_the_digest_is_of_the_sound_and_not_of_the_file(ffmpeg: Path, tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "a.wav", sound(440, 3))
    flac = convert(ffmpeg, wav, tmp_path / "b.flac", "-metadata", "title=Other")
    other = write_wav(tmp_path / "c.wav", sound(441, 3))
    digests = [measure_track(path, ffmpeg, never).pcm_sha256 for path in (wav, flac, other)]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("suffix", ["ogg", "mp3", "flac", "m4a"])
def test_usual_formats_are_measured(ffmpeg: Path, tmp_path: Path, suffix: str) -> None:
    path = convert(ffmpeg, write_wav(tmp_path / "a.wav", sound(440, 4)), tmp_path / f"b.{suffix}", "-ar", "44100")
    measured = measure_track(path, ffmpeg, never)
    assert measured.duration_seconds == pytest.approx(4.0, abs=0.1)
    assert not measured.is_silent


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a"])
def test_a_cut_off_file_is_refused_by_name(ffmpeg: Path, tmp_path: Path, suffix: str) -> None:
    whole = write_wav(tmp_path / "whole.wav", sound(440, 10))
    if suffix != "wav":
        whole = convert(ffmpeg, whole, tmp_path / f"whole.{suffix}")
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(UnreadableMedia, match=rf"cut\.{suffix}"):
        measure_track(cut, ffmpeg, never)


def test_a_file_damaged_inside_is_refused(ffmpeg: Path, tmp_path: Path) -> None:
    flac = convert(ffmpeg, write_wav(tmp_path / "a.wav", sound(440, 10)), tmp_path / "damaged.flac")
    data = bytearray(flac.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    flac.write_bytes(data)
    with pytest.raises(UnreadableMedia, match=r"damaged\.flac"):
        measure_track(flac, ffmpeg, never)


def test_what_is_no_sound_is_refused(ffmpeg: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.wav"
    text.write_text("not music " * 100)
    picture = tmp_path / "cover.png"
    Image.new("RGB", (64, 64)).save(picture)
    for path in (text, picture):
        with pytest.raises(UnreadableMedia, match=path.name):
            measure_track(path, ffmpeg, never)


def test_measuring_can_be_stopped(ffmpeg: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        measure_track(write_wav(tmp_path / "a.wav", sound(440, 3)), ffmpeg, lambda: True)


def test_a_still_is_measured_upright(tmp_path: Path) -> None:
    path = tmp_path / "portrait.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 300)).save(path, exif=exif)
    measured = measure_visual(path)
    assert (measured.kind, measured.width, measured.height) == (VisualKind.STILL, 300, 400)
    assert measured.duration_seconds is None


def test_a_clip_has_the_length_of_its_frames(ffmpeg: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    arguments = [str(ffmpeg), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2", str(clip)]
    subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL)
    measured = measure_visual(clip)
    assert (measured.kind, measured.width, measured.height) == (VisualKind.CLIP, 320, 240)
    assert measured.duration_seconds == pytest.approx(2.0, abs=0.001)


def test_a_broken_picture_is_refused_by_name(tmp_path: Path) -> None:
    whole = tmp_path / "whole.png"
    Image.effect_noise((300, 300), 80).save(whole)
    cut = tmp_path / "cut.png"
    cut.write_bytes(whole.read_bytes()[:5000])
    text = tmp_path / "text.png"
    text.write_text("no picture")
    for path in (cut, text):
        with pytest.raises(UnreadableMedia, match=path.name):
            measure_visual(path)
