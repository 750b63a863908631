"""Loudness from what was heard every 100 ms, in chunks; offsets and clicks from samples."""

import itertools
import re
import subprocess
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.render.ffmpeg import run_together
from studio.render.inspection import listening
from studio.render.inspection.clicks import find_clicks
from studio.render.inspection.loudness import (
    FLOOR_DBTP,
    FLOOR_LUFS,
    SoundCurve,
    find_silences,
    highest_peak_dbtp,
    integrated_lufs,
    level_change_at_join,
    loudness_each_second,
    runs,
)
from studio.render.inspection.memo import Memo
from studio.render.inspection.samples import Samples
from studio.render.inspection.sync import find_offset
from tests.render.media import never, write_wav

RATE = 48_000


def curve(*parts: tuple[float, float]) -> SoundCurve:
    """Parts of so many seconds at a loudness, their peaks 6 dB above."""
    levels = np.concatenate([np.full(round(seconds * 10), level, np.float32) for seconds, level in parts])
    return SoundCurve(levels, np.maximum(levels + 6, np.float32(FLOOR_DBTP)))


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.05, (2, round(seconds * RATE))).astype(np.float32)


def coded(path: Path, ffmpeg: Path, samples: npt.NDArray[np.floating]) -> Path:
    """AAC without noise substitution, which sounds a little different each time it is decoded."""
    wav = write_wav(path.with_suffix(".wav"), np.asarray(samples.T, np.float64))
    coder = ("-c:a", "aac", "-b:a", "192k", "-aac_pns", "0", str(path))
    subprocess.run([str(ffmpeg), "-v", "error", "-y", "-i", str(wav), *coder], check=True, stdin=subprocess.DEVNULL)
    return path


def packets_of(path: Path) -> tuple[list[bytes], bytes]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        config = stream.codec_context.extradata
        assert config is not None
        return [bytes(packet) for packet in container.demux(stream) if packet.size], config


def ffmpeg_says(ffmpeg: Path, source: Path, *cut: str) -> tuple[float, float]:
    """Integrated loudness and true peak in one pass over the whole."""
    heard = ("-af", ",".join([*cut, "ebur128=peak=true:framelog=quiet"]), "-f", "null", "-")
    arguments = [str(ffmpeg), "-hide_banner", "-nostats", "-i", str(source), *heard]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    loudness, peak = re.search(r"I: +(\S+) LUFS", done.stderr), re.search(r"Peak: +(\S+) dBFS", done.stderr)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


def test_loudness_is_gated_as_the_standard_says() -> None:
    assert integrated_lufs(curve((10, -20))) == pytest.approx(-20)
    # Silence is left out by the first gate, what lies 10 LU below the rest by the second.
    assert integrated_lufs(curve((10, -20), (30, -90))) == pytest.approx(-20)
    assert integrated_lufs(curve((10, -20), (10, -40))) == pytest.approx(-20)
    assert integrated_lufs(curve((10, -20), (10, -26))) == pytest.approx(-22.07, abs=0.02)
    assert integrated_lufs(curve((10, -90))) is None
    assert integrated_lufs(curve((0, -20))) is None


def test_a_stretch_counts_blocks_that_lie_within_it() -> None:
    sound = curve((5, -30), (5, -10), (5, -30))
    assert integrated_lufs(sound, 5, 10) == pytest.approx(-10)
    assert integrated_lufs(sound, 10.3) == pytest.approx(-30)
    assert integrated_lufs(sound, 14.8, 15) is None
    assert highest_peak_dbtp(sound, 0, 5) == (-24.0, 0.0)
    assert highest_peak_dbtp(sound) == (-4.0, 5.0)
    assert highest_peak_dbtp(curve((1, FLOOR_LUFS - 6))) is None


def test_silences_dips_and_the_plot() -> None:
    sound = curve((5, -14), (2.5, -90), (5, -14), (2, -90), (1, -14))
    assert find_silences(sound, 2.0) == [(5.0, 7.5)]
    assert loudness_each_second(curve((2, -14), (1, -100))) == pytest.approx((-14, -14, -70))
    assert level_change_at_join(curve((5, -14), (2, -14), (5, -14)), 5, 7) == pytest.approx((0, 0))
    assert level_change_at_join(curve((5, -14), (2, -17), (5, -14)), 5, 7) == pytest.approx((-3, 0), abs=1e-3)
    assert level_change_at_join(curve((5, -14), (2, -11), (5, -16)), 5, 7) == pytest.approx((0, 3), abs=1e-3)
    assert level_change_at_join(curve((5, -90), (2, -11), (5, -16)), 5, 7) is None


@given(st.lists(st.booleans(), max_size=60))
def test_runs_are_those_of_the_flags(flags: list[bool]) -> None:
    found = runs(np.array(flags, np.bool_))
    assert [place for start, end in found for place in range(start, end)] == [
        place for place, flag in enumerate(flags) if flag
    ]
    assert all(first[1] < second[0] for first, second in itertools.pairwise(found))


def listen(packets: list[bytes], config: bytes, ffmpeg: Path, memo: Memo, folder: Path) -> SoundCurve:
    planned = listening.plan_listening(packets, config, ffmpeg=ffmpeg, memo=memo, folder=folder)
    run_together(planned.commands, jobs=2, should_stop=never)
    return planned.read()


def test_chunks_agree_with_one_pass_of_ffmpeg(ffmpeg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "CHUNK_PACKETS", 225)
    random = np.random.default_rng(1)
    levels = np.repeat([0.3, 0.05, 0.2, 0.0, 0.25], [3 * RATE, 4 * RATE, 3 * RATE, 3 * RATE, 4 * RATE + 777])
    tone = np.sin(2 * np.pi * 997 * np.arange(len(levels)) / RATE)
    path = coded(tmp_path / "a.m4a", ffmpeg, levels * (tone + 0.3 * random.standard_normal((2, len(levels)))))
    packets, config = packets_of(path)
    bare = tmp_path / "a.aac"
    subprocess.run([str(ffmpeg), "-v", "error", "-i", str(path), "-c", "copy", str(bare)], check=True)
    memo = Memo(tmp_path / "memo")
    heard = listen(packets, config, ffmpeg, memo, tmp_path)
    assert len(heard.momentary_lufs) == -(-len(packets) * 1024 // 4800)
    loudness, peak = ffmpeg_says(ffmpeg, bare)
    assert integrated_lufs(heard) == pytest.approx(loudness, abs=0.1)
    found = highest_peak_dbtp(heard)
    assert found is not None
    assert found[0] == pytest.approx(peak, abs=0.1)
    # The first packet is the encoder's priming: all that follows is heard 1024 samples later.
    late = 1024 / RATE
    loudness, peak = ffmpeg_says(ffmpeg, bare, "atrim=7:10")
    assert integrated_lufs(heard, 7, 10) == pytest.approx(loudness, abs=0.1)
    found = highest_peak_dbtp(heard, 7.1, 9.9)
    assert found is not None
    assert found[0] == pytest.approx(peak, abs=0.3)
    assert find_silences(heard, 2.0) == [pytest.approx((10 + late, 13 + late), abs=0.15)]
    whole = listening.Listening(ffmpeg=ffmpeg, memo=memo, folder=tmp_path)
    whole.hear_file(bare, "digest")
    run_together(whole.commands, jobs=1, should_stop=never)
    at_once = whole.read()
    assert np.abs(at_once.momentary_lufs - heard.momentary_lufs)[heard.momentary_lufs > -60].max() < 0.01
    assert np.abs(at_once.true_peak_dbtp - heard.true_peak_dbtp)[heard.true_peak_dbtp > -60].max() < 0.01


def test_a_sound_heard_before_needs_no_ffmpeg(ffmpeg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "CHUNK_PACKETS", 150)
    packets, config = packets_of(coded(tmp_path / "a.m4a", ffmpeg, noise(10)))
    memo = Memo(tmp_path / "memo")
    first = listen(packets, config, ffmpeg, memo, tmp_path)
    folder = tmp_path / "it's [odd], a:b;"
    folder.mkdir()
    again = listening.plan_listening(packets, config, ffmpeg=Path("nowhere"), memo=memo, folder=folder)
    assert again.commands == ()
    assert not list(folder.iterdir())
    assert np.array_equal(again.read().momentary_lufs, first.momentary_lufs)
    # Another packet changes the chunk that it is in, and the one after it, which it leads in.
    packets[140] = packets[141]
    changed = listening.plan_listening(packets, config, ffmpeg=ffmpeg, memo=memo, folder=folder)
    assert len(changed.commands) == 2
    unheard = changed.read()
    assert len(unheard.faults) == 2
    run_together(changed.commands, jobs=2, should_stop=never)
    assert changed.read().faults == ()
    assert np.array_equal(changed.read().momentary_lufs[100:], first.momentary_lufs[100:])


def test_only_plain_aac_is_heard_in_chunks(ffmpeg: Path, tmp_path: Path) -> None:
    _, config = packets_of(coded(tmp_path / "a.m4a", ffmpeg, noise(0.2)))
    assert listening.is_divisible(config)
    assert not listening.is_divisible(None)
    assert not listening.is_divisible(b"\x12")
    # 44.1 kHz, HE-AAC, six channels.
    assert not any(map(listening.is_divisible, (b"\x12\x10", b"\x29\x88", b"\x11\xb0")))


@pytest.mark.parametrize("milliseconds", [0, 7, -23, 55])
def test_an_offset_is_found(milliseconds: int) -> None:
    time = np.arange(3 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220, 277.2, 329.6))
    track = (0.2 * chord + noise(3)).astype(np.float32)
    film = np.roll(track, milliseconds * RATE // 1000, axis=1) * np.float32(0.5) + noise(3, 9) / np.float32(10)
    found = find_offset(film[:, RATE : 2 * RATE], track[:, RATE : 2 * RATE])
    assert found.seconds == pytest.approx(milliseconds / 1000, abs=1e-4)
    assert found.is_telling


def test_another_sound_is_not_found_and_some_cannot_tell() -> None:
    silence = np.zeros((2, RATE), np.float32)
    tone = np.tile(np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE, dtype=np.float32) * np.float32(0.3), (2, 1))
    other = find_offset(noise(1, 1), noise(1, 2))
    assert (other.is_found, other.is_telling) == (False, True)
    gone = find_offset(silence, noise(1))
    assert (gone.is_found, gone.is_telling) == (False, True)
    assert find_offset(noise(1), silence).note == "the track is too quiet there"
    assert find_offset(tone, tone).note == "the track repeats itself too evenly there"


def test_a_splice_clicks_and_a_drum_does_not() -> None:
    time = np.arange(3 * RATE) / RATE
    music = np.tile(0.3 * np.sin(2 * np.pi * 220 * time), (2, 1)).astype(np.float32) + noise(3) / np.float32(50)
    assert find_clicks(music) == ()
    drum = np.exp(-np.arange(RATE) / 2000) * np.random.default_rng(3).normal(0, 0.3, RATE)
    beaten = music.copy()
    beaten[:, RATE : 2 * RATE] += drum.astype(np.float32)
    assert find_clicks(beaten) == ()
    spliced = music.copy()
    spliced[:, RATE + 100 :] = np.roll(music, 77, axis=1)[:, RATE + 100 :]
    clicks = find_clicks(spliced)
    assert [click.seconds for click in clicks] == pytest.approx([1 + 100 / RATE], abs=0.0015)
    assert clicks[0].strength > 20
    assert find_clicks(np.zeros((2, 100), np.float32)) == ()
