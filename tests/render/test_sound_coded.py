"""What is heard of the pieces, once they are coded, spliced packet by packet, and decoded again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import pytest

from studio.errors import Stopped
from studio.render.album import RenderTrack
from studio.render.ffmpeg import run_ffmpeg
from studio.render.measure import measure_track
from studio.render.sound import Level, SoundPiece, guess_level, more_headroom, plan_sound, settle_level
from studio.render.timeline import Timeline
from tests.render.media import never, write_wav
from tests.render.test_sound import (
    AS_IT_IS,
    PACKET,
    PROFILE,
    Samples,
    as_written,
    encode,
    mixed,
    sources,
    stereo_noise,
    timeline_of,
    track,
)

RATE = 48_000


@dataclass(frozen=True)
class Run:
    """So many packets of a coded file, after as many that are left out."""

    path: Path
    skipped: int
    packets: int


def splice(runs: Sequence[Run], target: Path) -> Path:
    packets: list[bytes] = []
    with av.open(str(runs[0].path)) as first, av.open(str(target), "w", options={"use_editlist": "0"}) as out:
        stream = out.add_stream_from_template(first.streams.audio[0])
        for run in runs:
            with av.open(str(run.path)) as source:
                coded = source.streams.audio[0]
                assert coded.codec_context.extradata == stream.codec_context.extradata
                all_packets = [bytes(packet) for packet in source.demux(coded) if packet.size]
            packets += all_packets[run.skipped : run.skipped + run.packets]
        for number, data in enumerate(packets):
            packet = av.Packet(data)
            packet.pts = packet.dts = number * PACKET
            packet.duration = PACKET
            packet.stream = stream
            out.mux(packet)
    assert len(packets) == sum(run.packets for run in runs)
    return target


def decode(path: Path) -> Samples:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(container.streams.audio[0])]
    return np.concatenate(frames, axis=1).T.astype(np.float64)


def runs_of(pieces: Sequence[SoundPiece], paths: Sequence[Path]) -> list[Run]:
    return [Run(path, piece.skipped_packets, piece.packets) for piece, path in zip(pieces, paths, strict=True)]


def spliced(ffmpeg: Path, pieces: Sequence[SoundPiece], folder: Path) -> Path:
    return splice(runs_of(pieces, encode(ffmpeg, pieces, folder)), folder / "album.m4a")


def coded_at_once(ffmpeg: Path, sound: Samples, pieces: Sequence[SoundPiece], folder: Path) -> Samples:
    """The same sound by one run of the same encoder, without its priming."""
    raw, target = folder / "whole.raw", folder / "whole.m4a"
    sound.astype("<f4").tofile(raw)
    words = list(pieces[0].arguments(str(ffmpeg), str(target), lambda track: track.title))
    words[words.index("-vn") : words.index("-c:a")] = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", str(raw)]
    run_ffmpeg(words, purpose="encode the album at once", should_stop=never)
    return decode(splice([Run(target, 1, sum(piece.packets for piece in pieces))], folder / "at-once.m4a"))


def tones(number: int, seconds: float) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    left, right = (0.2 * np.sin(2 * np.pi * hertz * (number + 1) * time) for hertz in (220.0, 331.0))
    return np.stack([left, right], axis=1)


def pink_noise(number: int, seconds: float, level: float = 0.05) -> Samples:
    """AAC spends nothing on the very highest of white noise, and so makes it quieter; music is no such thing."""
    spectrum = np.fft.rfft(stereo_noise(number, seconds, level=1.0), axis=0)
    hertz = np.fft.rfftfreq(round(seconds * RATE), 1 / RATE)
    spectrum *= (np.maximum(hertz, 30.0) ** -0.5 * (hertz < 12_000))[:, None]
    sound = np.fft.irfft(spectrum, axis=0)
    return np.asarray(level * sound / sound.std())


def music(number: int, seconds: float) -> Samples:
    """Plucked strings somewhere between left and right, and a drum."""
    random = np.random.default_rng(number)
    time = np.arange(RATE) / RATE
    plucks = [
        sum(np.sin(2 * np.pi * hertz * k * time) * np.exp(-time * 4 * k) / k for k in range(1, 20))
        for hertz in (110.0, 147.0, 196.0, 262.0, 330.0)
    ]
    drum = random.standard_normal(RATE) * np.exp(-time * 60)
    sound = stereo_noise(number, seconds, level=0.001)
    for start in range(0, len(sound) - RATE, RATE // 5):
        place = random.uniform()
        sound[start : start + RATE] += 0.1 * np.outer(plucks[random.integers(5)], [place, 1 - place])
        if start % (3 * RATE // 5) == 0:
            sound[start : start + RATE] += 0.1 * drum[:, None]
    return sound


def noise_db(error: Samples, first_packet: int, end_packet: int) -> float:
    stretch = error[first_packet * PACKET : end_packet * PACKET]
    return float(10 * np.log10((stretch**2).mean() + 1e-20))


@pytest.mark.parametrize("make", [tones, pink_noise, music])
def test_spliced_pieces_sound_like_one_encode(
    ffmpeg: Path, tmp_path: Path, make: Callable[[int, float], Samples]
) -> None:
    sounds = [make(number, 12.5) for number in range(2)]
    tracks = sources(sounds, tmp_path)
    timeline = timeline_of(tracks, 1.0)
    pieces = plan_sound(tracks, timeline, [AS_IT_IS] * 2, PROFILE)
    paths = encode(ffmpeg, pieces, tmp_path)
    album = mixed([as_written(sound) for sound in sounds], timeline)
    at_once = coded_at_once(ffmpeg, album, pieces, tmp_path)
    runs = runs_of(pieces, paths)
    heard = decode(splice(runs, tmp_path / "album.m4a"))
    missed_runs = [runs[0], *(replace(run, skipped=run.skipped + 1) for run in runs[1:])]
    missed = decode(splice(missed_runs, tmp_path / "missed.m4a"))
    assert len(heard) == len(at_once) == sum(piece.packets for piece in pieces) * PACKET
    album = album[: len(heard)]
    error, usual_error, wrong_error = heard - album, at_once - album, missed - album
    for piece in pieces[1:]:
        seam = piece.first_packet
        for first, end, more_db in ((seam - 1, seam + 1, 2.0), (seam, seam + 8, 1.0)):
            assert noise_db(error, first, end) < noise_db(usual_error, first, end) + more_db
        near = slice((seam - 4) * PACKET, (seam + 4) * PACKET)
        assert np.abs(error[near]).max() < 1.5 * np.abs(usual_error[near]).max()
        # The same measure does find a seam that is wrong.
        assert noise_db(wrong_error, seam - 1, seam + 1) > noise_db(usual_error, seam - 1, seam + 1) + 6


@pytest.mark.parametrize("crossfade_seconds", [0.0, 0.5])
def test_onsets_are_heard_where_the_timeline_puts_them(ffmpeg: Path, tmp_path: Path, crossfade_seconds: float) -> None:
    """In tracks as short as the timeline allows, of several rates, mono and stereo."""
    tracks = []
    for number, (rate, channels) in enumerate([(44_100, 2), (48_000, 1), (96_000, 2), (48_000, 2)]):
        time = np.arange(round((1.02 + 2 * crossfade_seconds) * rate)) / rate
        since = np.maximum(0.0, time - crossfade_seconds - 0.3)
        ping = 0.5 * np.sin(2 * np.pi * 1000 * since) * np.exp(-since * 30)
        path = write_wav(tmp_path / f"{number}.wav", np.repeat(ping[:, None], channels, axis=1), rate)
        tracks.append(track(path, len(time) / rate))
    timeline = timeline_of(tracks, crossfade_seconds)
    pieces = plan_sound(tracks, timeline, [AS_IT_IS] * 4, PROFILE)
    heard = np.abs(decode(spliced(ffmpeg, pieces, tmp_path))).max(axis=1)
    assert len(heard) == round(timeline.total_samples / PACKET) * PACKET
    loud = np.flatnonzero(heard > 0.1)
    onsets = loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 4)]
    expected = [entry.start_sample + (crossfade_seconds + 0.3) * RATE for entry in timeline.entries]
    assert onsets == pytest.approx(expected, abs=RATE // 1000)


def test_a_single_track_of_a_second(ffmpeg: Path, tmp_path: Path) -> None:
    tracks = sources([tones(0, 1.0)], tmp_path)
    pieces = plan_sound(tracks, timeline_of(tracks, 0.0), [AS_IT_IS], PROFILE)
    heard = decode(spliced(ffmpeg, pieces, tmp_path))
    assert len(heard) == 47 * PACKET
    # The decoder has nothing to overlap the very first packet with, and the last one is silent.
    np.testing.assert_allclose(heard[PACKET : 45 * PACKET], as_written(tones(0, 1.0))[PACKET : 45 * PACKET], atol=0.01)


def test_unlike_sounds_cross_evenly(ffmpeg: Path, tmp_path: Path) -> None:
    tracks = sources([stereo_noise(number, 9.0) for number in (1, 2)], tmp_path)
    pieces = plan_sound(tracks, timeline_of(tracks, 3.0), [AS_IT_IS] * 2, PROFILE)
    heard = decode(spliced(ffmpeg, pieces, tmp_path))[9600:-9600]
    tenths = heard[: len(heard) // 4800 * 4800].reshape(-1, 9600)
    levels_db = 10 * np.log10((tenths**2).mean(axis=1))
    assert np.abs(levels_db - np.median(levels_db)).max() < 0.6


def measured(path: Path, ffmpeg: Path) -> RenderTrack:
    found = measure_track(path, ffmpeg, never)
    return RenderTrack(path, path.stem, found.duration_seconds, found.integrated_lufs, found.true_peak_dbtp, path.stem)


def loudness(ffmpeg: Path, path: Path, start: int = 0, end: int = 1 << 40) -> tuple[float, float]:
    """LUFS and dBTP between two samples."""
    arguments = (
        *(str(ffmpeg), "-hide_banner", "-nostats", "-i", str(path)),
        *("-af", f"atrim=start_sample={start}:end_sample={end},ebur128=peak=true:framelog=quiet", "-f", "null", "-"),
    )
    report = run_ffmpeg(arguments, purpose="listen", should_stop=never).stderr
    lufs, peak = (re.findall(pattern, report)[-1] for pattern in (r"\bI:\s+(\S+) LUFS", r"Peak:\s+(\S+) dBFS"))
    return float(lufs), float(peak)


def alone(timeline: Timeline, index: int) -> tuple[int, int]:
    entry = timeline.entries[index]
    return entry.solo_start_frame * entry.samples_per_frame, entry.solo_end_frame * entry.samples_per_frame


def rms_db(sound: Samples) -> float:
    return float(10 * np.log10((sound**2).mean()))


QUIET_SECONDS = 3
SECONDS = 10.0


def with_quiet_intro(sound: Samples) -> Samples:
    sound = sound.copy()
    sound[: QUIET_SECONDS * RATE] *= 0.05
    return sound


def drums(seconds: float, level: float) -> Samples:
    """Hits far above what sounds between them."""
    sound = pink_noise(5, seconds, level / 12)
    time = np.arange(4800) / RATE
    hit = np.sin(2 * np.pi * 180 * time) * np.exp(-time * 40)
    for start in range(RATE, len(sound) - 4800, RATE):
        sound[start : start + 4800] += level * hit[:, None]
    return sound


def test_quiet_loud_and_peaky_tracks_end_equally_loud(ffmpeg: Path, tmp_path: Path) -> None:
    sounds = [
        with_quiet_intro(pink_noise(1, SECONDS, 0.02)),
        np.clip(pink_noise(2, SECONDS, 0.5), -0.99, 0.99),
        with_quiet_intro(drums(SECONDS, 0.9)),
        1.5 * music(4, SECONDS),
    ]
    tracks = [
        measured(write_wav(tmp_path / f"{number}.wav", sound), ffmpeg) for number, sound in enumerate(sounds, start=1)
    ]
    levels = [settle_level(track, PROFILE, ffmpeg, never) for track in tracks]
    assert [level.ceiling_dbfs is None for level in levels[:3]] == [True, True, False]
    assert levels[0] == guess_level(tracks[0], PROFILE)
    assert levels[2].gain_db > guess_level(tracks[2], PROFILE).gain_db
    assert [level.expected_lufs for level in levels] == pytest.approx([-14.0] * 4, abs=0.05)

    timeline = timeline_of(tracks, 1.0)
    pieces = plan_sound(tracks, timeline, levels, PROFILE)
    album = spliced(ffmpeg, pieces, tmp_path)
    heard = [loudness(ffmpeg, album, *alone(timeline, index))[0] for index in range(4)]
    assert max(heard) - min(heard) < 1.0
    whole, peak = loudness(ffmpeg, album)
    assert whole == pytest.approx(-14.0, abs=0.5)
    assert peak <= -1.0
    assert more_headroom(peak, PROFILE) == 0

    # A quiet intro is as far below the rest as it was, and has the track's gain and no more.
    decoded = decode(album)
    for index in (0, 2):
        start = timeline.entries[index].start_sample
        for beginning, end in ((1.2, 2.8), (1.2, 2.0), (2.0, 2.8)):
            quiet = slice(round(beginning * RATE), round(end * RATE))
            before = rms_db(as_written(sounds[index])[quiet])
            after = rms_db(decoded[start:][quiet])
            assert after - before == pytest.approx(levels[index].gain_db, abs=0.25)


def test_a_very_dynamic_track_stays_quieter_and_that_is_known(ffmpeg: Path, tmp_path: Path) -> None:
    sound = pink_noise(1, 8.0, 0.01)
    sound[RATE // 2 :: RATE // 2] = 0.9
    tracks = [measured(write_wav(tmp_path / "drips.wav", sound), ffmpeg)]
    level = settle_level(tracks[0], PROFILE, ffmpeg, never)
    assert level.ceiling_dbfs is not None
    assert level.expected_lufs is not None
    assert level.expected_lufs < -14.5
    assert level.gain_db == guess_level(tracks[0], PROFILE).gain_db
    album = spliced(ffmpeg, plan_sound(tracks, timeline_of(tracks, 0.0), [level], PROFILE), tmp_path)
    lufs, peak = loudness(ffmpeg, album)
    assert lufs == pytest.approx(level.expected_lufs, abs=0.5)
    assert peak <= -1.0


def test_more_headroom_lowers_what_is_heard(ffmpeg: Path, tmp_path: Path) -> None:
    tracks = sources([np.clip(pink_noise(1, 3.0, 0.4), -0.9, 0.9)], tmp_path)
    timeline = timeline_of(tracks, 0.0)
    level = Level(0.0, None, -14.0)
    found = loudness(ffmpeg, spliced(ffmpeg, plan_sound(tracks, timeline, [level], PROFILE), tmp_path))[1]
    headroom = 0.0
    for _ in range(4):
        more = more_headroom(found, PROFILE)
        if more == 0:
            break
        headroom += more
        pieces = plan_sound(tracks, timeline, [level], PROFILE, {0: headroom})
        found = loudness(ffmpeg, spliced(ffmpeg, pieces, tmp_path))[1]
    assert headroom > 0
    assert found <= -1.0


def test_listening_can_be_stopped(ffmpeg: Path, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", drums(3.0, 0.9))
    loud = RenderTrack(path, "A", 3.0, -24.0, -1.0, "")
    with pytest.raises(Stopped):
        settle_level(loud, PROFILE, ffmpeg, lambda: True)
