"""Films put together from real segments, then read and decoded by others than the writer."""

import dataclasses
import errno
import itertools
import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.codeccontext import AudioCodecContext
from av.container import InputContainer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import EncoderFailed, InvalidInput, NotEnoughDisk, Stopped, UnreadableMedia
from studio.render.ffmpeg import run_ffmpeg
from studio.render.mp4 import (
    CodedSamples,
    FilmChapter,
    SoundStretch,
    VideoStretch,
    boxes,
    read_sound_samples,
    read_video_samples,
    write_film,
    writer,
)
from tests.render.media import never, sound, write_wav

FPS = 30
WIDTH, HEIGHT = 160, 90
ODD_TITLE = 'It\'s "Ünïcödé" · 夜の雨 🌧️ & <b>; = \\ / %s'
CHAPTERS = (FilmChapter(0, "First"), FilmChapter(37, ODD_TITLE), FilmChapter(171, "🎧" * 200))

Pictures = list[npt.NDArray[np.uint8]]


@dataclasses.dataclass(frozen=True)
class Segments:
    """Three of pictures with key frames each 15 frames, and one of sound."""

    loop: CodedSamples
    """60 frames."""
    join: CodedSamples
    """20 frames."""
    other: CodedSamples
    """60 frames."""
    sound: CodedSamples
    """10 s."""


def encode_pictures(
    ffmpeg: Path, path: Path, frames: int, *, fps: int = FPS, hue: int = 0, width: int = WIDTH, preset: str = "veryfast"
) -> Path:
    """Moving pictures with closed groups of half a second, reordered by two frames."""
    tags = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    arguments = (
        *(str(ffmpeg), "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=s={width}x{HEIGHT}:r={fps}"),
        *("-vf", f"hue=h={hue},format=yuv420p,{tags}", "-frames:v", str(frames)),
        *("-c:v", "libx264", "-preset", preset, "-g", str(fps // 2), "-keyint_min", str(fps // 2)),
        *("-sc_threshold", "0", "-bf", "3", "-x264-params", "stitchable=1:open-gop=0:b-pyramid=normal"),
        *("-map_metadata", "-1", "-f", "mp4", str(path)),
    )
    run_ffmpeg(arguments, purpose="make test pictures", should_stop=never)
    return path


def encode_sound(ffmpeg: Path, path: Path, seconds: float, *, rate: int = 48_000) -> Path:
    wav = write_wav(path.with_suffix(".wav"), sound(440.0, seconds))
    arguments = (
        *(str(ffmpeg), "-v", "error", "-y", "-i", str(wav), "-c:a", "aac", "-b:a", "128k"),
        # Noise that the decoder invents depends on what it decoded before; without it, two decodes are comparable.
        *("-aac_pns", "0"),
        *("-ar", str(rate), "-map_metadata", "-1", "-f", "mp4", str(path)),
    )
    run_ffmpeg(arguments, purpose="make test sound", should_stop=never)
    return path


@pytest.fixture(scope="module")
def segments(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Segments:
    folder = tmp_path_factory.mktemp("segments")
    return Segments(
        read_video_samples(encode_pictures(ffmpeg, folder / "loop.mp4", 60), FPS),
        read_video_samples(encode_pictures(ffmpeg, folder / "join.mp4", 20, hue=90), FPS),
        read_video_samples(encode_pictures(ffmpeg, folder / "other.mp4", 60, hue=180), FPS),
        read_sound_samples(encode_sound(ffmpeg, folder / "sound.m4a", 10.0)),
    )


def write(
    target: Path,
    video: Sequence[VideoStretch],
    packets: Sequence[SoundStretch],
    *,
    fps: int = FPS,
    title: str = "Film",
    chapters: Sequence[FilmChapter] = (FilmChapter(0, "First"),),
) -> Path:
    write_film(
        target,
        width=WIDTH,
        height=HEIGHT,
        fps=fps,
        video=video,
        sound=packets,
        title=title,
        chapters=chapters,
        on_progress=lambda _: None,
        should_stop=never,
    )
    return target


def packets_for(frames: int, fps: int = FPS) -> int:
    return -(-frames * 48_000 // (fps * 1024))


def rounds(samples: CodedSamples, frames: int, first: int = 0) -> list[VideoStretch]:
    """The segment from its frame `first` on, and over again from its start, for so many frames."""
    stretches = []
    while frames:
        length = min(frames, len(samples) - first)
        stretches.append(VideoStretch(samples, first, length))
        frames, first = frames - length, 0
    return stretches


def write_whole(segments: Segments, target: Path) -> Path:
    """Two and a half rounds of the loop, the join, and the other one: 230 frames."""
    video = [*rounds(segments.loop, 150), VideoStretch(segments.join, 0, 20), VideoStretch(segments.other, 0, 60)]
    # The sound comes in two pieces; that they do not fit together is of no concern here.
    packets = [SoundStretch(segments.sound, 1, 300), SoundStretch(segments.sound, 201, packets_for(230) - 300)]
    return write(target, video, packets, title=ODD_TITLE, chapters=CHAPTERS)


@pytest.fixture(scope="module")
def film(segments: Segments, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_whole(segments, tmp_path_factory.mktemp("film") / "film.mp4")


def decode_pictures(path: Path) -> Pictures:
    with av.open(str(path)) as container:
        return [frame.to_ndarray().astype(np.uint8) for frame in container.decode(video=0)]


def decode_sound(path: Path) -> npt.NDArray[np.float64]:
    """Every sample that a decoder makes of every packet, priming included; of shape (2, samples)."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        decoder = AudioCodecContext.create("aac", "r")
        decoder.extradata = stream.codec_context.extradata
        packets = [bytes(packet) for packet in container.demux(stream) if packet.pts is not None]
        frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1).astype(np.float64)


def coded_bytes(samples: CodedSamples, first: int, count: int) -> list[bytes]:
    data = samples.path.read_bytes()
    places = zip(samples.offsets[first : first + count], samples.sizes[first : first + count], strict=True)
    return [data[offset : offset + size] for offset, size in places]


def chapters_of(container: InputContainer) -> list[tuple[Fraction, Fraction, str]]:
    """Start and end in seconds, and title."""
    found = []
    for chapter in container.chapters():
        tick = chapter["time_base"]
        assert tick is not None
        found.append((chapter["start"] * tick, chapter["end"] * tick, chapter["metadata"]["title"]))
    return found


def top_boxes(path: Path) -> list[tuple[str, int]]:
    """Kinds and sizes of a file's outermost boxes."""
    data = path.read_bytes()
    found, place = [], 0
    while place < len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if size == 1:
            size = struct.unpack_from(">Q", data, place + 8)[0]
        found.append((kind.decode(), size))
        place += size
    assert place == len(data)
    return found


def decode_warnings(ffmpeg: Path, path: Path, *options: str) -> str:
    arguments = (str(ffmpeg), "-v", "warning", *options, "-i", str(path), "-map", "0:v", "-map", "0:a", "-f", "null")
    return run_ffmpeg((*arguments, "-"), purpose="decode the film", should_stop=never).stderr


def assert_same(pictures: Pictures, expected: Pictures) -> None:
    assert len(pictures) == len(expected)
    differing = [
        number for number, pair in enumerate(zip(pictures, expected, strict=True)) if (pair[0] != pair[1]).any()
    ]
    assert differing == []


def test_samples_lie_where_they_are_said_to_be(segments: Segments) -> None:
    for samples in (segments.loop, segments.join, segments.other, segments.sound):
        with av.open(str(samples.path)) as container:
            packets = [bytes(packet) for packet in container.demux() if packet.pts is not None]
        assert coded_bytes(samples, 0, len(samples)) == packets


def test_samples_know_what_they_show(segments: Segments) -> None:
    assert sorted(segments.loop.shown.tolist()) == list(range(60))
    assert segments.loop.shown.tolist() != list(range(60)), "without reordering, nothing is tested"
    assert np.flatnonzero(segments.loop.is_key).tolist() == [0, 15, 30, 45]
    assert segments.loop.headers == segments.join.headers == segments.other.headers
    assert segments.sound.shown.tolist() == list(range(-1, len(segments.sound) - 1))


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_frames_follow_each_other_without_a_gap(fps: int, ffmpeg: Path, tmp_path: Path) -> None:
    loop = read_video_samples(encode_pictures(ffmpeg, tmp_path / "loop.mp4", fps, fps=fps), fps)
    packets = read_sound_samples(encode_sound(ffmpeg, tmp_path / "sound.m4a", 3.0))
    frames = 2 * fps + fps // 2
    film = write(
        tmp_path / "film.mp4",
        rounds(loop, frames),
        [SoundStretch(packets, 1, packets_for(frames, fps))],
        fps=fps,
        chapters=[FilmChapter(0, "First"), FilmChapter(fps + 1, "Second")],
    )
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == stream.base_rate == fps
        assert stream.time_base is not None
        read = [packet for packet in container.demux(stream) if packet.pts is not None]
        times = [stream.time_base * (packet.pts or 0) for packet in read]
        assert sorted(times) == [Fraction(number, fps) for number in range(frames)]
        assert all(stream.time_base * (packet.duration or 0) == Fraction(1, fps) for packet in read)
        decoding = [packet.dts or 0 for packet in read]
        assert all(later > earlier for earlier, later in itertools.pairwise(decoding))
        assert all((packet.dts or 0) <= (packet.pts or 0) for packet in read)
        starts = [start for start, _, _ in chapters_of(container)]
        assert starts == [0, Fraction(fps + 1, fps)]
    pictures = decode_pictures(loop.path)
    assert_same(decode_pictures(film), (pictures * 3)[:frames])
    assert decode_warnings(ffmpeg, film) == ""


def test_pictures_are_those_of_the_segments(film: Path, segments: Segments) -> None:
    loop, join, other = (decode_pictures(part.path) for part in (segments.loop, segments.join, segments.other))
    assert_same(decode_pictures(film), [*loop, *loop, *loop[:30], *join, *other])


def test_a_loop_may_begin_at_any_of_its_key_frames(segments: Segments, tmp_path: Path) -> None:
    packets = [SoundStretch(segments.sound, 1, packets_for(75))]
    film = write(tmp_path / "film.mp4", rounds(segments.loop, 75, first=45), packets)
    loop = decode_pictures(segments.loop.path)
    assert_same(decode_pictures(film), [*loop[45:], *loop])


@pytest.mark.parametrize(("first", "frames"), [(0, 7), (44, 16), (45, 14), (45, 16), (60, 15)])
def test_a_segment_is_cut_at_its_key_frames_alone(first: int, frames: int, segments: Segments, tmp_path: Path) -> None:
    packets = [SoundStretch(segments.sound, 1, packets_for(frames))]
    with pytest.raises(EncoderFailed, match=f"cannot be cut from its frame {first} to its frame {first + frames}"):
        write(tmp_path / "film.mp4", [VideoStretch(segments.loop, first, frames)], packets)


def test_sound_is_that_of_the_segments(film: Path, segments: Segments) -> None:
    """A decoder mixes each packet with the one before: what follows a cut is alike from the second packet on."""
    decoded, whole = decode_sound(film), decode_sound(segments.sound.path)
    assert decoded.shape == (2, packets_for(230) * 1024)
    assert np.array_equal(decoded[:, 1024 : 300 * 1024], whole[:, 2 * 1024 : 301 * 1024])
    rest = decoded.shape[1] - 301 * 1024
    assert np.array_equal(decoded[:, 301 * 1024 :], whole[:, 202 * 1024 :][:, :rest])


def test_sound_begins_without_the_encoders_priming(film: Path) -> None:
    with av.open(str(film)) as container:
        frames = list(container.decode(audio=0))
    assert [frame.pts for frame in frames] == list(range(0, 1024 * len(frames), 1024))
    heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])[1024 : 300 * 1024]
    original = sound(440.0, 10.0)[1024 : 300 * 1024]
    shifts = range(-64, 65)
    likeness = [float(heard[100:-100] @ original[100 + shift : len(original) - 100 + shift]) for shift in shifts]
    assert shifts[int(np.argmax(likeness))] == 0


def test_tracks_are_as_long_as_the_pictures(film: Path) -> None:
    with av.open(str(film)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.start_time, audio.start_time) == (0, 0)
        assert (video.duration, video.time_base) == (230, Fraction(1, FPS))
        assert (audio.duration, audio.time_base) == (230 * 1600, Fraction(1, 48_000))
        assert container.duration == pytest.approx(230 / 30 * 1e6, abs=1)


def test_streams_are_described(film: Path, segments: Segments) -> None:
    with av.open(str(film)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == (WIDTH, HEIGHT)
        assert video.sample_aspect_ratio == 1
        assert (video.color_primaries, video.color_trc, video.colorspace, video.color_range) == (1, 1, 1, 1)
        assert (audio.rate, audio.channels, audio.profile) == (48_000, 2, "LC")
        assert audio.bit_rate == pytest.approx(128_000, rel=0.1)
        shown = [*range(60), *range(60), *range(30)]
        coded = sum(int(segments.loop.sizes[number % 60]) for number in shown)
        coded += int(segments.join.sizes.sum() + segments.other.sizes.sum())
        assert video.bit_rate == pytest.approx(coded * 8 * 30 / 230, rel=0.001)


def test_no_stream_is_a_subtitle(film: Path) -> None:
    with av.open(str(film)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio", "data"]


def test_the_index_is_in_front_and_there_is_no_edit_list(film: Path) -> None:
    assert [kind for kind, _ in top_boxes(film)] == ["ftyp", "moov", "mdat"]
    data = film.read_bytes()
    index = data[: data.index(b"mdat")]
    assert b"elst" not in index
    assert b"edts" not in index


def test_it_decodes_without_a_word(ffmpeg: Path, film: Path) -> None:
    assert decode_warnings(ffmpeg, film) == ""
    assert decode_warnings(ffmpeg, film, "-xerror", "-err_detect", "explode") == ""


def test_pictures_and_sound_lie_near_each_other(film: Path) -> None:
    """Whoever reads the file straight through never waits for more than about a second of the other."""
    with av.open(str(film)) as container:
        read = [
            (packet.pos or 0, packet.stream.type, float((packet.dts or 0) * packet.time_base))
            for packet in container.demux(video=0, audio=0)
            if packet.pts is not None
        ]
    reached = {"video": 0.0, "audio": 0.0}
    for _, kind, seconds in sorted(read):
        reached[kind] = seconds
        assert abs(reached["video"] - reached["audio"]) < 1.1


def test_title_and_chapters_are_read_back(film: Path) -> None:
    with av.open(str(film)) as container:
        assert container.metadata["title"] == ODD_TITLE
        starts, ends, titles = zip(*chapters_of(container), strict=True)
    assert list(titles) == [chapter.title for chapter in CHAPTERS]
    assert list(starts) == [Fraction(chapter.start_frame, FPS) for chapter in CHAPTERS]
    assert list(ends) == [*starts[1:], Fraction(230, FPS)]


@pytest.mark.parametrize(("hidden", "longest_title"), [(b"chpl", 200), (b"chap", 63)])
def test_each_kind_of_chapters_stands_alone(hidden: bytes, longest_title: int, film: Path, tmp_path: Path) -> None:
    """A player knows the chapter track or Nero's list, in which a title has 255 bytes: of four each here."""
    data = film.read_bytes()
    assert data.count(hidden, 0, data.index(b"mdat")) == 1
    other = tmp_path / "film.mp4"
    other.write_bytes(data.replace(hidden, b"free", 1))
    with av.open(str(other)) as container:
        starts, _, titles = zip(*chapters_of(container), strict=True)
    assert titles == ("First", ODD_TITLE, "🎧" * longest_title)
    assert [float(start) for start in starts] == pytest.approx([c.start_frame / FPS for c in CHAPTERS], abs=1e-7)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=["first", "second", "third"])
def test_seeking_lands_on_a_chapter(chapter: FilmChapter, ffmpeg: Path, film: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.yuv"
    arguments = (str(ffmpeg), "-v", "error", "-ss", f"{chapter.start_frame / FPS:.6f}", "-i", str(film))
    run_ffmpeg((*arguments, "-frames:v", "1", str(picture)), purpose="seek", should_stop=never)
    expected = decode_pictures(film)[chapter.start_frame]
    assert picture.read_bytes() == expected.tobytes()


def test_any_stretches_are_copied_byte_by_byte(segments: Segments, tmp_path: Path) -> None:
    parts = st.sampled_from([segments.loop, segments.other])
    groups = st.lists(st.tuples(parts, st.integers(1, 9)), min_size=1, max_size=4)

    # The folder is written anew by each example.
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(groups, st.booleans(), st.integers(1, 100))
    def check(stretches: list[tuple[CodedSamples, int]], ends_in_join: bool, piece: int) -> None:
        video = [stretch for samples, count in stretches for stretch in rounds(samples, 15 * count)]
        video += [VideoStretch(segments.join, 0, 20)] * ends_in_join
        frames = sum(stretch.frames for stretch in video)
        pieces, rest = divmod(packets_for(frames), piece)
        packets = [SoundStretch(segments.sound, 7, piece)] * pieces
        packets += [SoundStretch(segments.sound, 1, rest)] * bool(rest)
        film = write(tmp_path / "film.mp4", video, packets)

        pictures = itertools.chain.from_iterable(
            coded_bytes(stretch.samples, stretch.first, stretch.frames) for stretch in video
        )
        sounds = itertools.chain.from_iterable(
            coded_bytes(stretch.samples, stretch.first, stretch.count) for stretch in packets
        )
        with av.open(str(film)) as container:
            assert [bytes(packet) for packet in container.demux(video=0) if packet.pts is not None] == list(pictures)
        with av.open(str(film)) as container:
            read = [packet for packet in container.demux(video=0) if packet.pts is not None]
            assert sorted(packet.pts or 0 for packet in read) == list(range(frames))
        with av.open(str(film)) as container:
            assert [bytes(packet) for packet in container.demux(audio=0) if packet.pts is not None] == list(sounds)

    check()


def test_what_was_read_of_a_segment_can_be_kept(segments: Segments) -> None:
    read = segments.loop
    kept = CodedSamples.from_arrays(read.path, read.to_arrays())
    assert kept.headers == read.headers
    for name in ("offsets", "sizes", "shown", "is_key"):
        assert np.array_equal(getattr(kept, name), getattr(read, name))


def test_a_file_system_that_cannot_copy_by_itself_makes_the_same_film(
    segments: Segments, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(writer, "_copy_in_kernel", refuse)
    again = write_whole(segments, tmp_path / "film.mp4")
    assert again.read_bytes() == film.read_bytes()


@pytest.mark.parametrize("frames", [1, 2, 30, 31])
def test_a_film_may_be_short(frames: int, ffmpeg: Path, segments: Segments, tmp_path: Path) -> None:
    """Of the 31st second there is one frame, and already all of its sound before it."""
    samples = read_video_samples(encode_pictures(ffmpeg, tmp_path / "short.mp4", frames), FPS)
    count = packets_for(frames)
    film = write(tmp_path / "film.mp4", rounds(samples, frames), [SoundStretch(segments.sound, 1, count)])
    assert_same(decode_pictures(film), decode_pictures(samples.path))
    assert decode_sound(film).shape == (2, count * 1024)
    assert decode_warnings(ffmpeg, film) == ""


@pytest.mark.parametrize(("packets", "duration"), [(47, 48_000), (46, 46 * 1024)])
def test_the_last_packet_ends_with_the_pictures(
    packets: int, duration: int, segments: Segments, tmp_path: Path
) -> None:
    film = write(tmp_path / "film.mp4", rounds(segments.loop, 30), [SoundStretch(segments.sound, 1, packets)])
    with av.open(str(film)) as container:
        assert container.streams.audio[0].duration == duration


def test_a_large_film_has_offsets_of_64_bits(
    ffmpeg: Path, film: Path, segments: Segments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"co64" not in film.read_bytes()
    monkeypatch.setattr(boxes, "_LARGEST_32_BIT_CONTENT", 1000)
    video = rounds(segments.loop, 150)
    large = write(
        tmp_path / "film.mp4", video, [SoundStretch(segments.sound, 1, packets_for(150))], chapters=CHAPTERS[:2]
    )
    assert b"co64" in large.read_bytes()
    assert b"stco" not in large.read_bytes()
    assert [kind for kind, _ in top_boxes(large)] == ["ftyp", "moov", "mdat"]
    loop = decode_pictures(segments.loop.path)
    assert_same(decode_pictures(large), [*loop, *loop, *loop[:30]])
    assert decode_warnings(ffmpeg, large) == ""
    with av.open(str(large)) as container:
        assert [title for _, _, title in chapters_of(container)] == ["First", ODD_TITLE]


def test_offsets_beyond_four_gigabytes_are_exact() -> None:
    sizes = np.full(6, 2**30, np.int32)
    offsets = np.arange(6, dtype=np.int64) * 2**30
    table = boxes.SampleTable(1, [(6, 1)], sizes, np.ones(6, np.int64), offsets)
    rate = boxes.BitRate(1, 1)
    head = boxes.film_head(
        boxes.video_track(table, b"", rate, WIDTH, HEIGHT),
        boxes.sound_track(table, b"", rate),
        title="",
        chapters=[boxes.ChapterStart(0, "")],
        content_bytes=6 * 2**30,
    )
    place = head.index(b"co64") + 8
    assert struct.unpack_from(">I6Q", head, place) == (6, *(len(head) + number * 2**30 for number in range(6)))
    place = head.index(b"mdat")
    assert struct.unpack_from(">Q", head, place + 4) == (len(head) - place + 4 + 6 * 2**30,)


def test_progress_grows_to_one(segments: Segments, tmp_path: Path) -> None:
    told: list[float] = []
    write_film(
        tmp_path / "film.mp4",
        width=WIDTH,
        height=HEIGHT,
        fps=FPS,
        video=rounds(segments.loop, 40 * FPS),
        sound=[SoundStretch(segments.sound, 1, 375)] * 5,
        title="Film",
        chapters=[FilmChapter(0, "First")],
        on_progress=told.append,
        should_stop=never,
    )
    assert told == sorted(told)
    assert len(told) == 4
    assert told[-1] == 1.0


def test_it_can_be_stopped(segments: Segments, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        write_film(
            tmp_path / "film.mp4",
            width=WIDTH,
            height=HEIGHT,
            fps=FPS,
            video=rounds(segments.loop, 60),
            sound=[SoundStretch(segments.sound, 1, packets_for(60))],
            title="Film",
            chapters=[FilmChapter(0, "First")],
            on_progress=lambda _: None,
            should_stop=lambda: True,
        )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told(segments: Segments, tmp_path: Path) -> None:
    full = tmp_path / "film.mp4"
    full.symlink_to("/dev/full")
    with pytest.raises(NotEnoughDisk, match="full"):
        write(full, rounds(segments.loop, 60), [SoundStretch(segments.sound, 1, packets_for(60))])


def test_a_film_too_large_for_the_disk_is_not_begun(segments: Segments, tmp_path: Path) -> None:
    """Twenty hours at 4 Gbit a second are 36 terabytes."""
    huge = dataclasses.replace(segments.loop, sizes=np.full(60, 17_000_000, np.int32))
    frames = 20 * 3600 * FPS
    packets = [SoundStretch(segments.sound, 1, 375)] * (packets_for(frames) // 375)
    with pytest.raises(NotEnoughDisk, match="GB"):
        write(tmp_path / "film.mp4", rounds(huge, frames), packets)
    assert list(tmp_path.iterdir()) == []


def test_segments_with_other_headers_are_refused(ffmpeg: Path, segments: Segments, tmp_path: Path) -> None:
    wider = read_video_samples(encode_pictures(ffmpeg, tmp_path / "wider.mp4", 30, width=WIDTH + 16), FPS)
    video = [VideoStretch(segments.loop, 0, 30), VideoStretch(wider, 0, 30)]
    with pytest.raises(EncoderFailed, match="headers"):
        write(tmp_path / "film.mp4", video, [SoundStretch(segments.sound, 1, packets_for(60))])


@pytest.mark.parametrize(("first", "count"), [(-1, 94), (380, 94), (1, 0), (1, 92), (1, 95)])
def test_sound_of_another_length_is_refused(first: int, count: int, segments: Segments, tmp_path: Path) -> None:
    with pytest.raises((EncoderFailed, InvalidInput)):
        write(tmp_path / "film.mp4", rounds(segments.loop, 60), [SoundStretch(segments.sound, first, count)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("starts", [[], [1], [0, 0], [0, 30, 20], [0, 60]])
def test_chapters_outside_of_the_film_are_refused(starts: list[int], segments: Segments, tmp_path: Path) -> None:
    chapters = [FilmChapter(start, "Chapter") for start in starts]
    packets = [SoundStretch(segments.sound, 1, packets_for(60))]
    with pytest.raises(InvalidInput, match="chapter"):
        write(tmp_path / "film.mp4", rounds(segments.loop, 60), packets, chapters=chapters)


def test_nothing_at_all_and_odd_rates_are_refused(segments: Segments, tmp_path: Path) -> None:
    packets = [SoundStretch(segments.sound, 1, 94)]
    with pytest.raises(InvalidInput, match="track"):
        write(tmp_path / "film.mp4", [], packets)
    with pytest.raises(InvalidInput, match="divide"):
        write(tmp_path / "film.mp4", rounds(segments.loop, 60), packets, fps=29)
    with pytest.raises(InvalidInput, match="24 hours"):
        write(tmp_path / "film.mp4", rounds(segments.loop, 25 * 3600 * FPS), packets)


def test_files_that_are_no_segments_are_refused(ffmpeg: Path, segments: Segments, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia):
        read_video_samples(tmp_path / "missing.mp4", FPS)
    with pytest.raises(EncoderFailed, match="pictures"):
        read_video_samples(segments.sound.path, FPS)
    with pytest.raises(EncoderFailed, match="sound"):
        read_sound_samples(segments.loop.path)
    with pytest.raises(EncoderFailed, match="25 a second"):
        read_video_samples(segments.loop.path, 25)
    with pytest.raises(EncoderFailed, match="48000"):
        read_sound_samples(encode_sound(ffmpeg, tmp_path / "slow.m4a", 1.0, rate=44_100))


def test_a_segment_that_is_cut_off_is_refused(film: Path, tmp_path: Path) -> None:
    """With its index at the front, a file cut off can still be opened."""
    part = tmp_path / "part.mp4"
    part.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    with pytest.raises(UnreadableMedia, match="cut off"):
        read_video_samples(part, FPS)
    with pytest.raises(UnreadableMedia, match="cut off"):
        read_sound_samples(part)


def test_a_segment_that_shrinks_meanwhile_is_told(ffmpeg: Path, segments: Segments, tmp_path: Path) -> None:
    samples = read_video_samples(encode_pictures(ffmpeg, tmp_path / "loop.mp4", 60), FPS)
    samples.path.write_bytes(samples.path.read_bytes()[:5000])
    with pytest.raises(EncoderFailed, match="shorter"):
        write(tmp_path / "film.mp4", rounds(samples, 60), [SoundStretch(segments.sound, 1, packets_for(60))])


def test_a_film_is_itself_a_segment(film: Path) -> None:
    """What was written reads back with its interleaved samples where they are."""
    samples = read_video_samples(film, FPS)
    assert len(samples) == 230
    assert np.flatnonzero(samples.is_key).tolist() == [*range(0, 150, 15), 150, 165, *range(170, 230, 15)]
