"""The plan of the sound, and what its pieces hold before they are coded: there, every sample can be told."""

import hashlib
import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InvalidInput
from studio.render.album import RenderProfile, RenderTrack
from studio.render.ffmpeg import Command, run_ffmpeg, run_together
from studio.render.sound import Level, SoundPiece, guess_level, more_headroom, plan_sound
from studio.render.timeline import Timeline, build_timeline
from tests.render.media import never, write_wav

Samples = npt.NDArray[np.float64]

PACKET = 1024
PROFILE = RenderProfile()
AS_IT_IS = Level(0.0, None, -14.0)


def track(path: Path, seconds: float, start_seconds: float = 0.0) -> RenderTrack:
    digest = hashlib.sha256(path.name.encode()).hexdigest()
    return RenderTrack(path, path.stem, seconds, -14.0, -1.5, digest, start_seconds)


def stereo_noise(seed: int, seconds: float, rate: int = 48_000, level: float = 0.05) -> Samples:
    return level * np.random.default_rng(seed).standard_normal((round(seconds * rate), 2))


def sources(samples: Sequence[Samples], folder: Path, rate: int = 48_000) -> list[RenderTrack]:
    return [
        track(write_wav(folder / f"{number}.wav", sound, rate), len(sound) / rate)
        for number, sound in enumerate(samples, start=1)
    ]


def timeline_of(tracks: Sequence[RenderTrack], crossfade_seconds: float, fps: int = 30) -> Timeline:
    return build_timeline([track.duration_seconds for track in tracks], fps=fps, crossfade_seconds=crossfade_seconds)


def encode(ffmpeg: Path, pieces: Sequence[SoundPiece], folder: Path) -> list[Path]:
    paths = [folder / f"piece-{piece.index}.m4a" for piece in pieces]
    commands = [
        Command(piece.arguments(str(ffmpeg), str(path), lambda track: str(track.path)), "encode a piece")
        for piece, path in zip(pieces, paths, strict=True)
    ]
    run_together(commands, jobs=2, should_stop=never)
    return paths


def uncoded(ffmpeg: Path, piece: SoundPiece, folder: Path) -> Samples:
    """What the encoder is given, by the piece's own command with another encoder in it."""
    target = folder / f"piece-{piece.index}.raw"
    arguments = list(piece.arguments(str(ffmpeg), str(target), lambda track: str(track.path)))
    arguments[arguments.index("-c:a") : -1] = ["-c:a", "pcm_f32le", "-f", "f32le"]
    run_ffmpeg(arguments, purpose="write a piece", should_stop=never)
    return np.fromfile(target, "<f4").reshape(-1, 2).astype(np.float64)


def first_sample(piece: SoundPiece) -> int:
    """Of the album, where the encoded sound begins: all but the encoder's one packet of priming is of it."""
    return (piece.first_packet - (piece.skipped_packets - 1)) * PACKET


def kept(piece: SoundPiece, heard: Samples) -> Samples:
    """The samples of the film's own packets."""
    return heard[(piece.skipped_packets - 1) * PACKET :][: piece.packets * PACKET]


def mixed(sounds: Sequence[Samples], timeline: Timeline) -> Samples:
    """The album as it should be, without its fades at start and end."""
    album = np.zeros((timeline.total_samples + 8 * PACKET, 2))
    turn = np.arange(timeline.overlap_samples) / max(1, timeline.overlap_samples) * np.pi / 2
    for sound, entry in zip(sounds, timeline.entries, strict=True):
        heard = sound[: entry.samples].copy()
        if entry.overlap_before_frames:
            heard[: len(turn)] *= np.sin(turn)[:, None]
        if entry.overlap_after_frames:
            heard[-len(turn) :] *= np.cos(turn)[:, None]
        album[entry.start_sample : entry.end_sample] += heard
    return album


def as_written(sound: Samples) -> Samples:
    """A sound after it was a WAV file of 16 bits."""
    return np.trunc(np.clip(sound, -1, 1) * 32767) / 32768


@given(
    seconds=st.lists(st.floats(1.0, 400.0), min_size=1, max_size=8),
    crossfade=st.one_of(st.just(0.0), st.floats(0.0, 10.0)),
    fps=st.sampled_from([24, 25, 30, 60]),
)
def test_pieces_cover_the_album_and_meet_where_one_track_plays_alone(
    seconds: list[float], crossfade: float, fps: int
) -> None:
    tracks = [track(Path(f"{number}.wav"), length) for number, length in enumerate(seconds)]
    try:
        timeline = timeline_of(tracks, crossfade, fps)
    except InvalidInput:
        return
    pieces = plan_sound(tracks, timeline, [AS_IT_IS] * len(tracks), PROFILE)
    assert [piece.index for piece in pieces] == list(range(len(tracks)))
    assert pieces[0].first_packet == 0
    assert pieces[0].skipped_packets == 1
    for before, after in itertools.pairwise(pieces):
        assert after.first_packet == before.first_packet + before.packets
        entry = timeline.entries[after.index]
        alone_start = entry.solo_start_frame * entry.samples_per_frame
        alone_end = entry.solo_end_frame * entry.samples_per_frame
        # Lead-in, seam and run-out all lie in the track's own stretch, half a second of lead-in at least.
        assert alone_start <= first_sample(after)
        assert (after.first_packet + 3) * PACKET <= alone_end
        assert after.skipped_packets >= 1 + 22
        assert before.incoming is not None
        assert before.incoming.track == after.outgoing.track == tracks[after.index]
    last = pieces[-1]
    assert last.first_packet + last.packets == max(1, round(timeline.total_samples / PACKET))
    assert last.incoming is None
    assert all(piece.packets > 0 for piece in pieces)


def test_the_same_piece_gives_the_same_list_and_names_its_tracks_by_the_callers_word() -> None:
    tracks = [track(Path(f"/music/{number}.wav"), 20.0) for number in range(3)]
    timeline = timeline_of(tracks, 2.0)
    lists = [
        [
            piece.arguments("ffmpeg", "", lambda track: track.sha256)
            for piece in plan_sound(tracks, timeline, [Level(-1.5, None, -14.0)] * 3, PROFILE)
        ]
        for _ in range(2)
    ]
    assert lists[0] == lists[1]
    assert "/music/" not in json.dumps(lists)
    assert [sum(track.sha256 in arguments for track in tracks) for arguments in lists[0]] == [2, 2, 1]


def test_a_limiter_stands_only_where_something_may_need_it() -> None:
    tracks = [track(Path(f"{number}.wav"), 20.0) for number in range(3)]
    levels = [Level(-2.0, None, -14.0), Level(5.0, -1.5, -14.0), Level(-2.0, None, -14.0)]

    def limiters(crossfade_seconds: float, levels: list[Level]) -> list[int]:
        pieces = plan_sound(tracks, timeline_of(tracks, crossfade_seconds), levels, PROFILE)
        return [" ".join(piece.arguments("ffmpeg", "", str)).count("alimiter") for piece in pieces]

    assert limiters(0.0, [levels[0]] * 3) == [0, 0, 0]
    assert limiters(0.0, levels) == [1, 1, 0]
    assert limiters(2.0, [levels[0]] * 3) == [1, 1, 0]


def test_gain_alone_where_the_peaks_allow_it() -> None:
    def guess(lufs: float | None, peak: float | None) -> Level:
        return guess_level(RenderTrack(Path("a.wav"), "A", 60.0, lufs, peak, ""), PROFILE)

    assert guess(-20.0, -9.0) == Level(6.0, None, -14.0)
    assert guess(-8.0, 0.5) == Level(-6.0, None, -14.0)
    assert guess(-20.0, -7.5) == Level(6.0, None, -14.0)
    assert guess(-20.0, -7.4) == Level(6.0, -1.5, -14.0)
    assert guess(None, None) == Level(0.0, None, None)
    # 25 dB between loudness and peak: the target would take 12.5 dB of limiting.
    assert guess(-26.0, -1.0) == Level(8.5, -1.5, -17.5)


def test_more_headroom_is_asked_for_only_above_the_ceiling() -> None:
    assert more_headroom(-1.0, PROFILE) == 0
    assert more_headroom(-0.7, PROFILE) == pytest.approx(0.5)
    assert more_headroom(-0.95, PROFILE) > 0.05


@pytest.mark.parametrize("crossfade_seconds", [0.0, 1.0])
def test_every_sample_is_where_the_timeline_says(ffmpeg: Path, tmp_path: Path, crossfade_seconds: float) -> None:
    sounds = [stereo_noise(seed, seconds) for seed, seconds in enumerate((7.01, 5.5, 14.0), start=1)]
    tracks = sources(sounds, tmp_path)
    timeline = timeline_of(tracks, crossfade_seconds)
    album = mixed([as_written(sound) for sound in sounds], timeline)
    edge = 480  # the fades at the album's start and end
    for piece in plan_sound(tracks, timeline, [AS_IT_IS] * 3, PROFILE):
        heard = uncoded(ffmpeg, piece, tmp_path)
        assert len(heard) == piece.samples == round(piece.seconds * 48_000)
        start = first_sample(piece)
        if piece.index == 0:
            assert not heard[0].any()
            heard[:edge] = album[:edge]
        if piece.incoming is None:
            faded = timeline.total_samples - PACKET - start
            assert not heard[faded:].any()
            heard = heard[: faded - edge]
        # The fade's curve may be that of one sample earlier: within a crossfade that is a hundred-thousandth.
        np.testing.assert_allclose(heard, album[start : start + len(heard)], atol=1e-5 if crossfade_seconds else 2e-7)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_rates_and_channels_may_differ(ffmpeg: Path, tmp_path: Path, fps: int) -> None:
    """A burst amid each track is found where the timeline puts it, to the sample."""
    tracks = []
    middles = [3.0, 2.5, 3.5]
    for number, (rate, channels) in enumerate([(44_100, 2), (48_000, 1), (96_000, 2)]):
        time = np.arange(6 * rate) / rate
        burst = 0.5 * np.exp(-(((time - middles[number]) * 400) ** 2))
        path = write_wav(tmp_path / f"{number}.wav", np.repeat(burst[:, None], channels, axis=1), rate)
        tracks.append(track(path, 5.5, 0.5))
    timeline = timeline_of(tracks, 1.0, fps)
    pieces = plan_sound(tracks, timeline, [AS_IT_IS] * 3, PROFILE)
    heard = np.concatenate([kept(piece, uncoded(ffmpeg, piece, tmp_path)) for piece in pieces])[:, 0]
    bursts = np.flatnonzero(heard > 0.1)
    groups = np.split(bursts, np.flatnonzero(np.diff(bursts) > 4800) + 1)
    found = [float((group * heard[group]).sum() / heard[group].sum()) for group in groups]
    expected = [
        entry.start_sample + (middle - 0.5) * 48_000 for entry, middle in zip(timeline.entries, middles, strict=True)
    ]
    assert found == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("level", [AS_IT_IS, Level(6.0, -6.0, -14.0)], ids=["gain", "limiter"])
def test_both_sides_of_a_seam_are_made_from_the_same_samples(ffmpeg: Path, tmp_path: Path, level: Level) -> None:
    """Also where a late start leaves out what comes before, at a rate that must be resampled.

    The start is such that the second piece's lead-in begins a hair after the track's 13th second.
    """
    sounds = [stereo_noise(7, 4.0, 44_100, 0.2), stereo_noise(8, 27.0, 44_100, 0.2)]
    paths = [write_wav(tmp_path / f"{number}.wav", sound, 44_100) for number, sound in enumerate(sounds)]
    tracks = [track(paths[0], 4.0), track(paths[1], 14.4, 12.13)]
    timeline = timeline_of(tracks, 0.5)
    for headroom in ({}, {1: 1.5}):
        first, second = plan_sound(tracks, timeline, [level] * 2, PROFILE, headroom)
        before, after = (uncoded(ffmpeg, piece, tmp_path) for piece in (first, second))
        shared = len(before) - (first_sample(second) - first_sample(first))
        assert shared == (second.skipped_packets - 1 + 3) * PACKET
        np.testing.assert_array_equal(before[-shared:], after[:shared])


def test_unlike_sounds_cross_without_dip_or_bump(ffmpeg: Path, tmp_path: Path) -> None:
    tracks = sources([stereo_noise(seed, 8.0) for seed in (1, 2)], tmp_path)
    heard = uncoded(ffmpeg, plan_sound(tracks, timeline_of(tracks, 3.0), [AS_IT_IS] * 2, PROFILE)[0], tmp_path)
    tenths = heard[4800 : len(heard) // 4800 * 4800].reshape(-1, 9600)
    levels_db = 10 * np.log10((tenths**2).mean(axis=1))
    assert np.abs(levels_db - np.median(levels_db)).max() < 0.5


def test_two_peaks_that_meet_keep_below_the_ceiling_and_nothing_else_changes(ffmpeg: Path, tmp_path: Path) -> None:
    time = np.arange(6 * 48_000) / 48_000
    tone = np.repeat(0.7 * np.sin(2 * np.pi * 500 * time)[:, None], 2, axis=1)
    tracks = sources([tone, tone], tmp_path)
    timeline = timeline_of(tracks, 1.0)
    piece = plan_sound(tracks, timeline, [AS_IT_IS] * 2, PROFILE)[0]
    heard = uncoded(ffmpeg, piece, tmp_path)
    summed = mixed([as_written(tone)] * 2, timeline)[: len(heard)]
    assert np.abs(summed).max() > 0.95
    assert np.abs(heard).max() <= 10 ** (-1.5 / 20) + 1e-6
    overlap = slice(timeline.entries[1].start_sample, timeline.entries[0].end_sample)
    apart = np.ones(len(heard), bool)
    apart[:48_00] = apart[overlap.start : overlap.stop + 4800] = False
    np.testing.assert_allclose(heard[apart], summed[apart], atol=2e-7)


def test_headroom_holds_for_whole_tracks_and_touches_peaks_only(ffmpeg: Path, tmp_path: Path) -> None:
    sounds = [stereo_noise(seed, 6.0, level=0.01) for seed in (1, 2, 3)]
    for sound in sounds:
        sound[4 * 48_000 : 4 * 48_000 + 50] = 0.8
    tracks = sources(sounds, tmp_path)
    timeline = timeline_of(tracks, 0.5)
    plain = plan_sound(tracks, timeline, [AS_IT_IS] * 3, PROFILE)
    lowered = plan_sound(tracks, timeline, [AS_IT_IS] * 3, PROFILE, {2: 2.0})
    # The last piece's tracks are the last alone, which begins in the piece before.
    assert [before == after for before, after in zip(plain, lowered, strict=True)] == [True, False, False]
    before, after = (uncoded(ffmpeg, pieces[2], tmp_path) for pieces in (plain, lowered))
    peak = int(np.abs(before).max(axis=1).argmax())
    assert np.abs(before).max() == pytest.approx(0.8, abs=1e-3)
    assert np.abs(after).max() == pytest.approx(10 ** (-3.5 / 20), abs=1e-3)
    far = np.abs(np.arange(len(before)) - peak) > 4800 + 480 + 50
    np.testing.assert_array_equal(before[far], after[far])


def test_a_track_that_ends_too_soon_is_filled_with_silence(ffmpeg: Path, tmp_path: Path) -> None:
    sounds = [stereo_noise(1, 3.0), stereo_noise(2, 3.0)]
    paths = [write_wav(tmp_path / f"{number}.wav", sound[: 2 * 48_000]) for number, sound in enumerate(sounds)]
    tracks = [track(path, 3.0) for path in paths]
    timeline = timeline_of(tracks, 0.0)
    piece = plan_sound(tracks, timeline, [AS_IT_IS] * 2, PROFILE)[0]
    heard = uncoded(ffmpeg, piece, tmp_path)
    assert len(heard) == piece.samples
    assert not heard[2 * 48_000 : 3 * 48_000].any()
    np.testing.assert_allclose(heard[3 * 48_000 :], as_written(sounds[1])[: len(heard) - 3 * 48_000], atol=2e-7)
    assert math.isclose(heard[3 * 48_000 - 1].sum(), 0.0)
