"""Films with one thing wrong each, and whether the inspection says what and where."""

import json
import subprocess
import wave
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from studio.errors import MissingMedia, Stopped, UnreadableMedia
from studio.render.album import RenderRequest
from studio.render.inspection import FilmReport, inspect_file, inspect_film
from studio.render.inspection.report import Check
from studio.render.renderer import FFmpegRenderer, build_request_timeline
from studio.render.timeline import Timeline
from tests.render.conftest import SmallFilm
from tests.render.media import SMALL, detailed_picture, never, render_track, sound, still, write_wav

FPS = 30
RATE = 48_000
STARTS = (0, 90, 180)
"""Three tracks of 120 frames, each overlapping the next by 30."""
FRAMES = 300
SAMPLES = FRAMES * 1600

Pictures = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Album:
    """A film that passes, decoded as well, so that it can be spoilt."""

    path: Path
    request: RenderRequest
    timeline: Timeline
    pictures: Pictures
    """Frames of raw 4:2:0, one a row."""
    samples: Samples
    memo: Path
    ffmpeg: Path

    def inspect(self, path: Path, request: RenderRequest | None = None) -> FilmReport:
        return inspect_film(path, request or self.request, self.timeline, self.ffmpeg, never, memo=self.memo, jobs=2)


def _flat(frame: av.VideoFrame) -> Pictures:
    return np.asarray(frame.to_ndarray(), np.uint8).reshape(-1)


@pytest.fixture(scope="module")
def album(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Album:
    folder = tmp_path_factory.mktemp("album")
    tracks = tuple(
        render_track(write_wav(folder / f"{tone}.wav", sound(tone, 4.0)), f"Tone <{tone}>", ffmpeg)
        for tone in (330, 440, 550)
    )
    visuals = [still(detailed_picture(folder / f"{seed}.png", seed), is_moving=seed == 3) for seed in (1, 2, 3)]
    profile = replace(SMALL, crossfade_seconds=1.0, video_bitrate_kbps=2000)
    request = RenderRequest("Three <Tones>", tracks, tuple(visuals), profile)
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=folder / "cache")
    path = renderer.render(request, folder / "album.mp4", lambda progress: None, never).path
    with av.open(str(path)) as container:
        pictures = np.stack([_flat(frame) for frame in container.decode(video=0)])
    with av.open(str(path)) as container:
        samples = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert pictures.shape == (FRAMES, 320 * 270)
    timeline = build_request_timeline(request)
    return Album(path, request, timeline, pictures, samples[:, :SAMPLES], folder / "memo", ffmpeg)


def fault(report: FilmReport, name: str) -> str:
    """What a failed check found."""
    found = {check.name: check for check in report.checks}
    assert not found[name].passed, found[name]
    return found[name].found


def failed(report: FilmReport) -> set[str]:
    return {check.name for check in report.faults}


def run(ffmpeg: Path, *arguments: str, data: bytes = b"") -> None:
    subprocess.run([str(ffmpeg), "-v", "error", "-y", *arguments], check=True, input=data)


def with_pictures(album: Album, target: Path, pictures: Pictures, *, gop: int = 30) -> Path:
    """The film with other pictures, its sound untouched."""
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "320x180", "-r", str(FPS), "-i", "-")
    coded = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "10", "-g", str(gop), "-sc_threshold", "0", "-bf", "0")
    tags = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
    maps = ("-map", "0:v", "-map", "1:a", "-map_metadata", "1", "-map_chapters", "1", "-c:a", "copy")
    place = ("-movflags", "+faststart", "-use_editlist", "0", str(target))
    run(album.ffmpeg, *raw, "-i", str(album.path), *maps, *coded, *tags, *place, data=pictures.tobytes())
    return target


def with_sound(album: Album, target: Path, samples: Samples) -> Path:
    """The film with another sound, its pictures untouched. FFmpeg leaves an edit list for the encoder's priming."""
    wav = target.with_suffix(".wav")
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())
    maps = ("-map", "0:v", "-map", "1:a", "-map_metadata", "0", "-map_chapters", "0", "-c:v", "copy")
    run(album.ffmpeg, "-i", str(album.path), "-i", str(wav), *maps, "-c:a", "aac", "-b:a", "192k", str(target))
    return target


def remuxed(album: Album, target: Path, keep: Callable[[str, int], bool], *chapters: str) -> Path:
    """The film packet by packet, those left out that are not to be kept, with chapters of these titles."""
    options = {"use_editlist": "0", "movflags": "+negative_cts_offsets"}
    with av.open(str(album.path)) as source, av.open(str(target), "w", options=options) as out:
        streams = {
            stream.index: out.add_stream_from_template(stream)
            for stream in (source.streams.video[0], source.streams.audio[0])
        }
        out.metadata["title"] = album.request.title
        named = zip(source.chapters(), chapters, strict=False)
        out.set_chapters([{**chapter, "metadata": {"title": title}} for chapter, title in named])
        numbers = dict.fromkeys(streams, 0)
        for packet in source.demux(list(source.streams.video) + list(source.streams.audio)):
            number = numbers.get(packet.stream_index, 0)
            numbers[packet.stream_index] = number + 1
            if packet.size and keep(packet.stream.type, number):
                packet.stream = streams[packet.stream_index]
                out.mux_one(packet)
    return target


def test_a_good_film_passes_and_is_described(album: Album) -> None:
    report = album.inspect(album.path)
    assert report.passed, report.faults
    assert report.duration_seconds == pytest.approx(10)
    assert report.video is not None
    assert report.audio is not None
    assert (report.video.frame_count, report.video.width, report.video.height) == (FRAMES, 320, 180)
    assert report.video.longest_gop_seconds <= 1.0
    assert report.audio.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert [track.start_seconds for track in report.tracks] == [0, 3, 6]
    assert all(track.offset_seconds == pytest.approx(0, abs=0.002) for track in report.tracks)
    assert [(join.start_seconds, join.end_seconds) for join in report.joins] == [(3, 4), (6, 7)]
    assert all(abs(join.picture_shift_frames or 0) <= 1 for join in report.joins)
    assert all(join.dip_db is not None and join.dip_db > -1 for join in report.joins)
    assert len(report.audio.loudness_each_second) == 10
    assert json.loads(json.dumps(asdict(report), allow_nan=False))["name"] == "album.mp4"


def test_silence_at_a_join(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    samples[:, int(2.4 * RATE) : int(4.7 * RATE)] = 0
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    assert fault(report, "no silent stretch").startswith("0:02.5 to 0:04.7 (track 1, Tone <330>)")


def test_a_silent_track(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    samples[:, 6 * RATE :] = 0
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    assert "(track 3, Tone <550>)" in fault(report, "tracks equally loud")
    assert "track 3, Tone <550>, is not heard at 0:06.0" in fault(report, "sound in step with the tracks")


def test_too_soft_as_a_whole(album: Album, tmp_path: Path) -> None:
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", album.samples * np.float32(0.8)))
    assert fault(report, "loudness").startswith("-1")
    assert not failed(report) & {"tracks equally loud", "true peak", "sound in step with the tracks"}


def test_one_track_too_loud(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    samples[:, 3 * RATE : 6 * RATE] *= np.float32(10 ** (1.5 / 20))
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    assert "(track 2, Tone <440>)" in fault(report, "tracks equally loud")


def test_a_track_that_could_not_be_made_louder_is_held_to_what_it_can(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    samples[:, 6 * RATE :] *= np.float32(10 ** (-3 / 20))
    path = with_sound(album, tmp_path / "film.mp4", samples)
    assert {"tracks equally loud", "loudness"} <= failed(album.inspect(path))
    told = inspect_film(
        path,
        album.request,
        album.timeline,
        album.ffmpeg,
        never,
        memo=album.memo,
        expected_lufs=(-14, -14, -17),
    )
    assert not failed(told) & {"tracks equally loud", "loudness"}


def test_a_peak_above_the_ceiling(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    burst = np.sin(2 * np.pi * 1000 * np.arange(RATE // 50) / RATE, dtype=np.float32)
    samples[:, int(4.54 * RATE) : int(4.54 * RATE) + len(burst)] = burst
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    assert fault(report, "true peak").endswith("dBTP at 0:04.5 (track 2, Tone <440>)")


@pytest.mark.parametrize(("milliseconds", "words"), [(30, "30.0 ms late"), (-30, "30.0 ms early")])
def test_a_sound_that_is_shifted(album: Album, tmp_path: Path, milliseconds: int, words: str) -> None:
    samples = np.roll(album.samples, milliseconds * RATE // 1000, axis=1)
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    found = fault(report, "sound in step with the tracks")
    assert f"track 2, Tone <440>, comes {words} at 0:03.0" in found


def test_five_milliseconds_are_forgiven(album: Album, tmp_path: Path) -> None:
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", np.roll(album.samples, 240, axis=1)))
    assert "sound in step with the tracks" not in failed(report)
    assert [track.offset_seconds for track in report.tracks] == pytest.approx([0.005] * 3, abs=0.001)


def test_a_click_where_a_crossfade_ends(album: Album, tmp_path: Path) -> None:
    samples = album.samples.copy()
    samples[:, 4 * RATE : 4 * RATE + 2] = (0.95, -0.95)
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", samples))
    assert fault(report, "no click at a join").startswith("at 0:04.0 (track 2")
    elsewhere = album.samples.copy()
    elsewhere[:, int(4.5 * RATE) : int(4.5 * RATE) + 2] = (0.95, -0.95)
    report = album.inspect(with_sound(album, tmp_path / "film.mp4", elsewhere))
    assert "no click at a join" not in failed(report)
    assert [click.seconds for click in report.joins[0].clicks] == pytest.approx([4.5], abs=0.002)


def test_a_black_stretch(album: Album, tmp_path: Path) -> None:
    pictures = album.pictures.copy()
    pictures[100:170, : 320 * 180] = 16
    pictures[100:170, 320 * 180 :] = 128
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", pictures))
    found = fault(report, "no black stretch")
    assert found.startswith("0:03.3 to 0:0")
    assert found.endswith("(track 2, Tone <440>)")


def test_a_frozen_stretch_where_the_visual_moves(album: Album, tmp_path: Path) -> None:
    pictures = album.pictures.copy()
    pictures[212:] = pictures[212]
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", pictures, gop=15))
    assert fault(report, "no frozen stretch") == "0:07.2 to 0:09.5 (track 3, Tone <550>)"


def test_another_track_s_picture(album: Album) -> None:
    first, second, third = album.request.visuals
    swapped = replace(album.request, visuals=(first, third, second))
    found = fault(album.inspect(album.path, swapped), "right pictures")
    assert found == (
        "track 2, Tone <440>, shows the visual of track 3; track 3, Tone <550>, shows the visual of track 2"
    )


def test_a_picture_that_stays(album: Album, tmp_path: Path) -> None:
    pictures = album.pictures.copy()
    pictures[80:] = pictures[80]
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", pictures))
    assert fault(report, "picture changes with the track").startswith("the same at 0:03.0 (track 2, Tone <440>)")


@pytest.mark.parametrize(("frames", "words"), [(5, "frames late at 0:03.0"), (-5, "frames early at 0:03.0")])
def test_a_crossfade_at_the_wrong_frame(album: Album, tmp_path: Path, frames: int, words: str) -> None:
    pictures = album.pictures.copy()
    pictures[80:130] = np.roll(album.pictures, frames, axis=0)[80:130]
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", pictures))
    assert words in fault(report, "pictures join on time")


def test_a_cut_instead_of_a_crossfade(album: Album, tmp_path: Path) -> None:
    pictures = album.pictures.copy()
    pictures[90:105], pictures[105:120] = pictures[89], pictures[120]
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", pictures))
    assert fault(report, "pictures join on time").startswith("the picture jumps instead of a crossfade at 0:03.0")


def test_key_frames_too_far_apart(album: Album, tmp_path: Path) -> None:
    report = album.inspect(with_pictures(album, tmp_path / "film.mp4", album.pictures, gop=250))
    assert fault(report, "key frames").startswith("8.33 s apart at most, at 0:00.0")


def test_a_frame_that_is_missing(album: Album, tmp_path: Path) -> None:
    titles = [track.title for track in album.request.tracks]
    path = remuxed(album, tmp_path / "film.mp4", lambda kind, number: (kind, number) != ("video", 299), *titles)
    report = album.inspect(path)
    assert fault(report, "frames") == "299"
    assert fault(report, "video timestamps").startswith("1 of 300 frames missing, the first at 0:")


def test_a_sound_packet_that_is_missing(album: Album, tmp_path: Path) -> None:
    titles = [track.title for track in album.request.tracks]
    path = remuxed(album, tmp_path / "film.mp4", lambda kind, number: (kind, number) != ("audio", 200), *titles)
    assert fault(album.inspect(path), "audio timestamps") == "21.3 ms missing at 0:04.3"


def test_missing_and_renamed_chapters_and_the_index_at_the_end(album: Album, tmp_path: Path) -> None:
    def everything(_kind: str, _number: int) -> bool:
        return True

    report = album.inspect(remuxed(album, tmp_path / "film.mp4", everything, "Tone <330>", "Tone <440>"))
    assert fault(report, "chapters") == "2 chapters"
    assert fault(report, "index at the front") == "ftyp free mdat moov"
    assert failed(report) == {"chapters", "index at the front"}
    report = album.inspect(remuxed(album, tmp_path / "film.mp4", everything, "Tone <330>", "Other", "Tone <550>"))
    assert fault(report, "chapters") == "chapter 2: 'Other' at 3.000 s instead of 'Tone <440>' at 3.000 s"


def test_an_edit_list_and_another_title(album: Album, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    run(album.ffmpeg, "-i", str(album.path), "-c", "copy", "-metadata", "title=Other", "-ss", "0.5", str(path))
    report = album.inspect(path)
    assert {"no edit list", "title", "frames", "sound length"} <= failed(report)


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_a_truncated_file(album: Album, tmp_path: Path, share: float) -> None:
    data = album.path.read_bytes()
    path = tmp_path / "film.mp4"
    path.write_bytes(data[: int(len(data) * share)])
    report = album.inspect(path)
    assert not report.passed
    assert failed(report) & {"frames", "decodes"}


def test_damage_within_a_picture_and_within_the_sound(album: Album, tmp_path: Path) -> None:
    data = bytearray(album.path.read_bytes())
    with av.open(str(album.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        key = next(
            entry for entry in container.demux(video) if entry.is_keyframe and (entry.pts or 0) * entry.time_base >= 2
        )
        assert key.pos is not None
        container.seek(0)
        packet = next(entry for entry in container.demux(audio) if (entry.pts or 0) * entry.time_base >= 5)
        assert packet.pos is not None
    middle = key.pos + key.size // 2
    data[middle : middle + 600] = bytes(600)
    data[packet.pos : packet.pos + packet.size] = b"\x5a" * packet.size
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    report = album.inspect(path)
    assert "0:02.0 (track 1" in fault(report, "pictures decode")
    assert fault(report, "sound decodes").startswith("from 0.0 s on: [")


def test_what_was_measured_is_not_measured_again(album: Album, tmp_path: Path) -> None:
    memo = tmp_path / "memo"
    nowhere = tmp_path / "no such program"

    def inspect(ffmpeg: Path) -> FilmReport:
        return inspect_film(album.path, album.request, album.timeline, ffmpeg, never, memo=memo, jobs=2)

    first = inspect(album.ffmpeg)
    assert first.decoded_pictures > 0
    # Nothing has to be heard, so FFmpeg is not asked for.
    again = inspect(nowhere)
    assert again == replace(first, decoded_pictures=0)
    for number, entry in enumerate(sorted((memo / "v1").iterdir())):
        data = entry.read_bytes()
        entry.write_bytes(data[: len(data) // 2] if number % 2 else b"")
    mended = inspect(album.ffmpeg)
    assert mended == first


def test_only_what_is_new_is_decoded(album: Album, ffmpeg: Path, tmp_path: Path) -> None:
    before = album.inspect(album.path)
    pictures = album.pictures.copy()
    pictures[210:240] = pictures[210:240][::-1]
    path = with_pictures(album, tmp_path / "film.mp4", pictures)
    fresh = album.inspect(path)
    changed = pictures.copy()
    changed[240:270] = changed[240]
    other = with_pictures(album, tmp_path / "other.mp4", changed)
    report = inspect_film(other, album.request, album.timeline, Path("nowhere"), never, memo=album.memo, jobs=1)
    assert before.passed
    # Rate control lets the change of one second reach into those after it, but never before it.
    assert 0 < report.decoded_pictures < fresh.decoded_pictures / 2


def test_it_stops_when_asked(album: Album) -> None:
    with pytest.raises(Stopped):
        inspect_film(album.path, album.request, album.timeline, album.ffmpeg, lambda: True)


def test_progress_ends_at_one(album: Album) -> None:
    said: list[float] = []
    inspect_film(album.path, album.request, album.timeline, album.ffmpeg, never, said.append, memo=album.memo)
    assert all(0 <= share <= 1 for share in said)


def test_a_rehearsal_may_be_silent_and_plain(album: Album, tmp_path: Path) -> None:
    path = with_sound(album, tmp_path / "film.mp4", np.zeros_like(album.samples))
    quiet = replace(
        album.request,
        tracks=tuple(replace(track, integrated_lufs=None) for track in album.request.tracks),
        is_rehearsal=True,
    )
    heard = {"loudness", "tracks equally loud", "no silent stretch", "sound in step with the tracks", "true peak"}
    assert not failed(album.inspect(path, quiet)) & heard
    assert heard & failed(album.inspect(path)) == heard - {"true peak"}


def test_plain_cards_are_not_called_frozen(small_film: SmallFilm) -> None:
    check = {check.name: check for check in small_film.result.inspection.checks}
    assert check["no frozen stretch"] == Check(
        "no frozen stretch", True, "none", "none longer than 2 s where the visual moves"
    )


def test_any_file_is_judged_by_what_it_can_tell(album: Album) -> None:
    report = inspect_file(album.path, album.ffmpeg, never, memo=album.memo)
    # Its chapters are shorter than YouTube's ten seconds; all else is as it should be.
    assert failed(report) == {"chapters"}
    assert [track.title for track in report.tracks] == ["Tone <330>", "Tone <440>", "Tone <550>"]
    assert report.joins == ()


def test_a_join_is_seen_whole_where_key_frames_lie_close_together(ffmpeg: Path, tmp_path: Path) -> None:
    tracks = tuple(
        render_track(write_wav(tmp_path / f"{tone}.wav", sound(tone, 2.7)), f"Tone {tone}", ffmpeg)
        for tone in (330, 440)
    )
    visuals = tuple(still(detailed_picture(tmp_path / f"{seed}.png", seed)) for seed in (1, 2))
    request = RenderRequest("Two Tones", tracks, visuals, SMALL)
    renderer = FFmpegRenderer(ffmpeg, jobs=2, cache=tmp_path / "cache")
    # The loop has a key frame at 2 s, and the join begins at 2.2 s with another.
    report = renderer.render(request, tmp_path / "album.mp4", lambda progress: None, never).inspection
    assert report.passed, report.faults
    assert report.joins[0].picture_shift_frames is not None


FOREIGN = {
    "hevc.mkv": ("-c:v", "libx265", "-x265-params", "log-level=error", "-c:a", "libmp3lame"),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "libopus"),
    "motion.avi": ("-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "broadcast.ts": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "open.mp4": ("-c:v", "libx264", "-bf", "8", "-x264-params", "open-gop=1:b-pyramid=2", "-c:a", "aac", "-ac", "1"),
    "varying.mp4": ("-vf", "select='not(mod(n,3))+lt(n,30)'", "-fps_mode", "vfr", "-c:v", "libx264", "-c:a", "aac"),
    "deep.mov": ("-c:v", "libx264", "-pix_fmt", "yuv444p10le", "-an"),
    "picture.gif": ("-an",),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_no_foreign_film_is_too_strange(ffmpeg: Path, tmp_path: Path, name: str) -> None:
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=3", "-f", "lavfi", "-i", "sine=440:d=3:r=44100")
    path = tmp_path / name
    run(ffmpeg, *inputs, *FOREIGN[name], str(path))
    report = inspect_file(path, ffmpeg, never, jobs=1)
    assert report.duration_seconds == pytest.approx(3, abs=0.1)
    assert not failed(report) & {"pictures decode", "sound decodes", "video timestamps", "no black stretch"}
    assert (report.audio is None) == (name in {"deep.mov", "picture.gif"})
    json.dumps(asdict(report), allow_nan=False)


def test_what_is_no_film_is_refused(ffmpeg: Path, tmp_path: Path) -> None:
    text, tone = tmp_path / "a.txt", write_wav(tmp_path / "a.wav", sound(440, 1))
    text.write_text("no film")
    for path in (text, tone):
        with pytest.raises(UnreadableMedia, match=path.name):
            inspect_file(path, ffmpeg, never)
    with pytest.raises(MissingMedia, match=r"gone\.mp4"):
        inspect_file(tmp_path / "gone.mp4", ffmpeg, never)
