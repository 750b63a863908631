"""Clips of many kinds become loops of the film's size and rate."""

import itertools
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from studio.errors import UnreadableMedia
from studio.render.album import ClipLoop
from studio.render.clips import Clip, ClipRound
from studio.render.frames import Frame

WIDTH, HEIGHT = 320, 180


def make_clip(ffmpeg: Path, target: Path, *arguments: str) -> Path:
    subprocess.run([str(ffmpeg), "-v", "error", "-y", *arguments, str(target)], check=True, stdin=subprocess.DEVNULL)
    return target


def counting_clip(
    ffmpeg: Path, target: Path, frames: int = 60, rate: str = "30", size: tuple[int, int] = (320, 180), *more: str
) -> Path:
    """Frame n is plain grey of the level 20 + 3 n."""
    graph = f"color=gray:s={size[0]}x{size[1]}:r={rate},format=yuv420p,geq=lum='20+3*N':cb=128:cr=128"
    codec = ("-c:v", "libx264", "-qp", "4", "-g", "12")
    return make_clip(ffmpeg, target, "-f", "lavfi", "-i", graph, "-frames:v", str(frames), *codec, *more)


def levels(frames: Iterator[Frame]) -> list[float]:
    return [float(frame.luma.mean()) for frame in frames]


def clip(source: Path, loop: ClipRound, fps: int = 30) -> Clip:
    return Clip(source, loop, WIDTH, HEIGHT, fps)


def test_the_tail_fades_into_the_head(ffmpeg: Path, tmp_path: Path) -> None:
    source = counting_clip(ffmpeg, tmp_path / "a.mp4")
    seen = levels(clip(source, ClipRound(48, 12, ClipLoop.CROSSFADE)).frames(0, 96))
    assert seen[12:48] == pytest.approx([20 + 3 * n for n in range(12, 48)], abs=1.5)
    mixed = [(20 + 3 * (48 + n)) * (1 - n / 12) + (20 + 3 * n) * n / 12 for n in range(12)]
    assert seen[:12] == pytest.approx(mixed, abs=2)
    assert seen[48:] == pytest.approx(seen[:48])


def test_back_and_forth_turns_without_standing(ffmpeg: Path, tmp_path: Path) -> None:
    source = counting_clip(ffmpeg, tmp_path / "a.mp4", frames=40)
    seen = levels(clip(source, ClipRound(78, 0, ClipLoop.BACK_AND_FORTH)).frames(0, 156))
    there = [20 + 3 * n for n in range(40)]
    assert seen[:78] == pytest.approx(there + there[-2:0:-1], abs=1.5)
    assert seen[78:] == pytest.approx(seen[:78])
    assert all(abs(later - earlier) > 1 for earlier, later in itertools.pairwise(seen))


@pytest.mark.parametrize("loop", [ClipRound(48, 12, ClipLoop.CROSSFADE), ClipRound(78, 0, ClipLoop.BACK_AND_FORTH)])
@pytest.mark.parametrize("first", [-30, -1, 0, 5, 11, 12, 47, 60, 77])
def test_any_frame_can_come_first(loop: ClipRound, first: int, ffmpeg: Path, tmp_path: Path) -> None:
    shown = clip(counting_clip(ffmpeg, tmp_path / "a.mp4"), loop)
    whole = levels(shown.frames(0, loop.frames))
    expected = [whole[(first + n) % loop.frames] for n in range(40)]
    assert levels(shown.frames(first, 40)) == pytest.approx(expected)


@pytest.mark.parametrize(("rate", "fps"), [("24", 30), ("60", 30), ("30000/1001", 30), ("12", 25), ("50", 60)])
def test_other_rates_keep_their_speed(rate: str, fps: int, ffmpeg: Path, tmp_path: Path) -> None:
    source = counting_clip(ffmpeg, tmp_path / "a.mp4", 48, rate)
    numerator, _, denominator = rate.partition("/")
    own = float(numerator) / float(denominator or 1)
    count = int(36 / own * fps)
    seen = levels(clip(source, ClipRound(count, 0, ClipLoop.CROSSFADE), fps).frames(0, count))
    for n, level in enumerate(seen):
        assert abs((level - 20) / 3 - n / fps * own) <= max(1.0, own / fps)


def test_a_clip_that_ends_early_holds_its_last_frame(ffmpeg: Path, tmp_path: Path) -> None:
    source = counting_clip(ffmpeg, tmp_path / "a.mp4", 30)
    seen = levels(clip(source, ClipRound(36, 0, ClipLoop.CROSSFADE)).frames(0, 36))
    assert seen[30:] == pytest.approx([seen[29]] * 6)


def test_far_into_a_long_clip_the_frame_is_right(ffmpeg: Path, tmp_path: Path) -> None:
    graph = "color=gray:s=64x36:r=30,format=yuv420p,geq=lum='40+mod(N,150)':cb=128:cr=128"
    source = make_clip(ffmpeg, tmp_path / "a.mp4", "-f", "lavfi", "-i", graph, "-t", "45", "-qp", "4", "-bf", "2")
    seen = levels(clip(source, ClipRound(1300, 0, ClipLoop.CROSSFADE)).frames(1200, 5))
    assert seen == pytest.approx([40 + n % 150 for n in range(1200, 1205)], abs=1.5)


def quarters(ffmpeg: Path, target: Path, size: tuple[int, int], *more: str) -> Path:
    """Black, white / grey, black in the corners, as they are stored."""
    stored = np.zeros((size[1], size[0]), np.uint8)
    stored[: size[1] // 2, size[0] // 2 :] = 255
    stored[size[1] // 2 :, : size[0] // 2] = 128
    picture = target.with_suffix(".png")
    Image.fromarray(stored).save(picture)
    made = make_clip(
        ffmpeg, target.with_name("plain.mp4"), *("-loop", "1", "-i", str(picture), "-frames:v", "30"), "-qp", "4"
    )
    return make_clip(ffmpeg, target, *more, "-i", str(made), "-c", "copy")


def corners(frame: Frame) -> list[int]:
    luma: npt.NDArray[np.uint8] = frame.luma
    return [int(luma[row, column]) for row in (12, -12) for column in (12, -12)]


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [
        (0, [16, 235, 126, 16]),
        (90, [235, 16, 16, 126]),
        (180, [16, 126, 235, 16]),
        (270, [126, 16, 16, 235]),
    ],
)
def test_a_turned_clip_stands_upright(rotation: int, expected: list[int], ffmpeg: Path, tmp_path: Path) -> None:
    """FFmpeg's `-display_rotation` turns counter-clockwise."""
    size = (320, 180) if rotation % 180 == 0 else (180, 320)
    source = quarters(ffmpeg, tmp_path / "a.mp4", size, "-display_rotation", str(rotation))
    shown = clip(source, ClipRound(30, 0, ClipLoop.CROSSFADE))
    assert corners(next(shown.frames(3, 1))) == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("size", [(320, 240), (180, 320), (1280, 540), (160, 90)])
def test_any_shape_fills_the_frame(size: tuple[int, int], ffmpeg: Path, tmp_path: Path) -> None:
    graph = f"color=white:s={size[0]}x{size[1]}:r=30"
    source = make_clip(ffmpeg, tmp_path / "a.mp4", "-f", "lavfi", "-i", graph, "-frames:v", "30", "-qp", "4")
    frame = next(clip(source, ClipRound(30, 0, ClipLoop.CROSSFADE)).frames(0, 1))
    assert frame.luma.min() >= 233


def test_pixels_that_are_not_square_are_counted(ffmpeg: Path, tmp_path: Path) -> None:
    """A circle squeezed to 160 x 180 stays a circle at 320 x 180."""
    rows, columns = np.mgrid[:180, :320]
    disc = np.where((rows - 90) ** 2 + (columns - 160) ** 2 < 60**2, 255, 0).astype(np.uint8)
    picture = Image.fromarray(disc).resize((160, 180), Image.Resampling.BOX)
    picture.save(tmp_path / "disc.png")
    form = ("-loop", "1", "-i", str(tmp_path / "disc.png"), "-frames:v", "30", "-vf", "setsar=2", "-qp", "4")
    source = make_clip(ffmpeg, tmp_path / "a.mp4", *form)
    frame = next(clip(source, ClipRound(30, 0, ClipLoop.CROSSFADE)).frames(0, 1))
    assert int((frame.luma[90] > 128).sum()) == pytest.approx(120, abs=3)
    assert int((frame.luma[:, 160] > 128).sum()) == pytest.approx(120, abs=3)


@pytest.mark.parametrize(
    ("size", "matrix", "transfer"),
    [("1280x720", "bt709", "bt709"), ("720x576", "smpte170m", "smpte170m"), ("320x180", "bt709", "bt709")],
)
@pytest.mark.parametrize("is_marked", [True, False])
def test_colours_come_through(
    size: str, matrix: str, transfer: str, is_marked: bool, ffmpeg: Path, tmp_path: Path
) -> None:
    if not is_marked and size == "320x180":
        matrix = "smpte170m"
    scale = f"scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p"
    marks = ("-colorspace", matrix) if is_marked else ("-bsf:v", "h264_metadata=matrix_coefficients=2")
    form = ("-f", "lavfi", "-i", f"color=0xC83232:s={size}:r=30,format=rgb24,{scale}", "-frames:v", "10", "-qp", "4")
    source = make_clip(ffmpeg, tmp_path / "a.mp4", *form, *marks)
    frame = next(clip(source, ClipRound(10, 0, ClipLoop.CROSSFADE)).frames(0, 1))
    # (200, 50, 50) in BT.709, limited range.
    middle = [int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in frame.planes]
    assert middle == pytest.approx([86, 113, 194], abs=3)


def test_what_is_no_clip_is_named(tmp_path: Path) -> None:
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(UnreadableMedia, match=r"noise\.mp4"):
        next(clip(tmp_path / "noise.mp4", ClipRound(30, 0, ClipLoop.CROSSFADE)).frames(0, 1))
