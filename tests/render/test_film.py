"""A film of three tones and three colours, decoded here frame by frame and sample by sample."""

import itertools
import shutil
import subprocess
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import pytest

from studio.render.ffmpeg import find_ffmpeg
from tests.render.conftest import SmallFilm
from tests.render.media import COLOURS, TONES

FPS = 30
STARTS = (0, 75, 150)
"""Three tracks of 90 frames, each overlapping the next by 15."""
FRAMES = 240


@pytest.fixture(scope="module")
def pictures(small_film: SmallFilm) -> npt.NDArray[np.float64]:
    """The mean colour of each frame, in the order of showing; and every timestamp is checked on the way."""
    colours = []
    with av.open(str(small_film.result.path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            assert frame.time == pytest.approx(number / FPS, abs=1e-6)
            colours.append(frame.to_ndarray(format="rgb24").mean(axis=(0, 1)))
    return np.array(colours)


@pytest.fixture(scope="module")
def samples(small_film: SmallFilm) -> npt.NDArray[np.float64]:
    """One channel, 48 kHz."""
    with av.open(str(small_film.result.path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)]).astype(np.float64)


def strength(samples: npt.NDArray[np.float64], frequency: float, second: float, length: float = 0.1) -> float:
    """Amplitude of one frequency around a moment."""
    middle, half = round(second * 48_000), round(length * 24_000)
    part = samples[middle - half : middle + half] * np.hanning(2 * half)
    turn = np.exp(-2j * np.pi * frequency * np.arange(2 * half) / 48_000)
    return float(abs(part @ turn) / half * 2)


def share(colour: npt.NDArray[np.float64], before: int, after: int) -> float:
    """How far a colour is on the way from one visual to the next, 0 to 1."""
    start, end = np.array(COLOURS[before], float), np.array(COLOURS[after], float)
    return float((colour - start) @ (end - start) / ((end - start) @ (end - start)))


@pytest.mark.parametrize("program", sorted({str(find_ffmpeg(None)), shutil.which("ffmpeg") or str(find_ffmpeg(None))}))
def test_it_decodes_without_a_word(program: str, small_film: SmallFilm) -> None:
    """The studio's FFmpeg, and the system's where there is one, which is older mostly."""
    arguments = [program, "-v", "warning", "-i", str(small_film.result.path), "-f", "null", "-"]
    done = subprocess.run(arguments, capture_output=True, check=True, stdin=subprocess.DEVNULL)
    assert done.stderr == b""


def test_there_are_as_many_frames_and_samples_as_planned(
    pictures: npt.NDArray[np.float64], samples: npt.NDArray[np.float64], small_film: SmallFilm
) -> None:
    assert len(pictures) == FRAMES == small_film.result.frame_count
    assert abs(len(samples) - 8 * 48_000) <= 512


def test_each_colour_is_shown_exactly_for_its_track(pictures: npt.NDArray[np.float64]) -> None:
    for number, (start, end) in enumerate([(0, 75), (90, 150), (165, 240)]):
        assert np.abs(pictures[start:end] - COLOURS[number]).max() < 6, number


@pytest.mark.parametrize("join", [0, 1])
def test_pictures_cross_evenly_over_the_overlap(pictures: npt.NDArray[np.float64], join: int) -> None:
    start = STARTS[join + 1]
    shares = [share(colour, join, join + 1) for colour in pictures[start : start + 15]]
    assert shares == pytest.approx([step / 15 for step in range(15)], abs=0.04)


def test_each_tone_sounds_for_its_track(samples: npt.NDArray[np.float64]) -> None:
    for number, moment in enumerate((1.0, 4.0, 7.0)):
        levels = [strength(samples, tone, moment) for tone in TONES]
        assert levels[number] == max(levels)
        assert all(level < levels[number] / 100 for place, level in enumerate(levels) if place != number)


def test_sounds_cross_with_equal_power(samples: npt.NDArray[np.float64]) -> None:
    full = [strength(samples, tone, moment) for tone, moment in zip(TONES, (1.0, 4.0, 7.0), strict=True)]
    middle = STARTS[1] / FPS + 0.25
    levels = [strength(samples, TONES[number], middle, 0.02) / full[number] for number in (0, 1)]
    assert levels == pytest.approx([0.707, 0.707], abs=0.06)
    power = [float((samples[at : at + 2400] ** 2).mean()) for at in range(48_000, 7 * 48_000, 2400)]
    assert min(power) > 0.8 * float(np.median(power))


def test_the_crossfade_begins_at_its_sample(samples: npt.NDArray[np.float64]) -> None:
    start = STARTS[1] / FPS
    before = strength(samples, TONES[1], start - 0.03, 0.04)
    after = strength(samples, TONES[1], start + 0.06, 0.04)
    assert before < 0.02 * strength(samples, TONES[1], 4.0)
    assert after > 0.1 * strength(samples, TONES[1], 4.0)


def test_no_click_at_the_ends(samples: npt.NDArray[np.float64]) -> None:
    assert np.abs(samples[:48]).max() < 0.05
    assert np.abs(samples[-48:]).max() < 0.05


def test_the_container_is_as_promised(small_film: SmallFilm) -> None:
    data = small_film.result.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"elst" not in data[: data.index(b"mdat")]
    with av.open(str(small_film.result.path)) as container:
        assert container.metadata["title"] == "Three Tones Album"
        chapters = container.chapters()
        assert [chapter["metadata"]["title"] for chapter in chapters] == ["Tone 1", "Tone 2", "Tone 3"]
        starts = [float(chapter["start"] * (chapter["time_base"] or 0)) for chapter in chapters]
        assert starts == pytest.approx([0.0, 2.5, 5.0], abs=0.001)
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.width, context.height) == (320, 180)
        assert video.average_rate == Fraction(FPS)
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.codec_context.profile, audio.rate) == ("aac", "LC", 48_000)
        assert audio.layout.name == "stereo"


def test_no_packet_is_missing_or_doubled(small_film: SmallFilm) -> None:
    with av.open(str(small_film.result.path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.pts is not None]
    step = packets[0].duration
    assert step
    assert sorted(packet.pts or 0 for packet in packets) == [number * step for number in range(FRAMES)]
    times = [packet.dts or 0 for packet in packets]
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == [step] * (FRAMES - 1)


def test_the_inspection_passed_and_progress_only_grew(small_film: SmallFilm) -> None:
    assert small_film.result.inspection.passed
    fractions = [said.fraction for said in small_film.progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert any("loop 2 of 3" in said.note for said in small_film.progress)
