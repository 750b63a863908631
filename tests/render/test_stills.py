"""What is drawn of a still: its colours, and where it stands against the path that it should follow."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from studio.render.album import Motion
from studio.render.frames import Frame
from studio.render.motion import STEPS, Drift, Parallax, Zoom, plan_path
from studio.render.stills import Still

WIDTH, HEIGHT, PERIOD = 640, 360, 240


def soft_picture(path: Path, seed: int, size: tuple[int, int] = (960, 540)) -> Path:
    """Without detail finer than a few pixels, so that a shift by parts of a pixel can be measured."""
    noise = np.random.default_rng(seed).uniform(30, 225, (size[1] // 6, size[0] // 6))
    Image.fromarray(noise.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC).convert("RGB").save(path)
    return path


def drawn(still: Still, frame: int) -> npt.NDArray[np.float64]:
    target = Frame.new(WIDTH, HEIGHT)
    still.draw(frame, target)
    return target.luma.astype(float)


def shift_between(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], guess: tuple[float, float] = (0, 0)
) -> tuple[float, float]:
    """How far the content moved to the right and down, in pixels, by least squares on the gradient (Lucas-Kanade).

    Only the whole pixels of the guess matter: it says which hill the method climbs.
    """
    total: npt.NDArray[np.float64] = np.array([round(part) for part in guess], np.float64)
    inner = (slice(24, -24), slice(24, -24))
    for _ in range(4):
        moved = _moved(after, -total[0], -total[1])
        slopes = np.stack([np.gradient(moved, axis=axis)[inner].ravel() for axis in (1, 0)], axis=1)
        step, *_ = np.linalg.lstsq(slopes, (before - moved)[inner].ravel(), rcond=None)
        total += step
    return float(total[0]), float(total[1])


def _moved(picture: npt.NDArray[np.float64], right: float, down: float) -> npt.NDArray[np.float64]:
    """Shifted by a phase ramp: exact for what is periodic, and good enough away from the edges."""
    rows = np.fft.fftfreq(picture.shape[0])[:, None]
    columns = np.fft.fftfreq(picture.shape[1])[None, :]
    ramp = np.exp(-2j * np.pi * (columns * right + rows * down))
    return np.real(np.fft.ifft2(np.fft.fft2(picture) * ramp))


def test_the_view_keeps_to_its_path_within_a_quarter_pixel(tmp_path: Path) -> None:
    path = plan_path(Motion.DRIFT, "one", WIDTH, HEIGHT, PERIOD)
    assert isinstance(path, Drift)
    still = Still(soft_picture(tmp_path / "a.png", 1), Motion.DRIFT, path, WIDTH, HEIGHT)
    reference = drawn(still, 0)
    start = path.position(0)
    for frame in range(1, PERIOD, 6):
        x, y = path.position(frame)
        # The view goes one way, the content the other. Frame 0 itself is rounded, too.
        expected = ((start[0] - x) / STEPS, (start[1] - y) / STEPS)
        assert shift_between(reference, drawn(still, frame), expected) == pytest.approx(expected, abs=0.25)


def test_near_rows_sway_further_than_far_ones(tmp_path: Path) -> None:
    path = plan_path(Motion.PARALLAX, "one", WIDTH, HEIGHT, PERIOD)
    assert isinstance(path, Parallax)
    still = Still(soft_picture(tmp_path / "a.png", 2), Motion.PARALLAX, path, WIDTH, HEIGHT)
    extremes = sorted(range(PERIOD), key=path.swing)
    first, last = drawn(still, extremes[0]), drawn(still, extremes[-1])
    swing = path.swing(extremes[-1]) - path.swing(extremes[0])
    for top in (0, HEIGHT - 80):
        band = slice(top, top + 80)
        depth = path.reach_far + (path.reach_near - path.reach_far) * (top + 39.5) / (HEIGHT - 1)
        expected = (-swing * depth / STEPS, 0.0)
        assert shift_between(first[band], last[band], expected) == pytest.approx(expected, abs=0.5)


def test_zooming_leaves_the_aimed_point_where_it_is(tmp_path: Path) -> None:
    path = plan_path(Motion.ZOOM, "one", WIDTH, HEIGHT, PERIOD)
    assert isinstance(path, Zoom)
    still = Still(soft_picture(tmp_path / "a.png", 3), Motion.ZOOM, path, WIDTH, HEIGHT)
    row, column = round(path.aim_y * HEIGHT), round(path.aim_x * WIDTH)
    here = (slice(row - 45, row + 45), slice(column - 45, column + 45))
    far, near = drawn(still, 0), drawn(still, PERIOD // 2)
    assert np.abs(far - near).mean() > 5
    right, down = shift_between(far[here], near[here])
    assert (right, down) == pytest.approx((0, 0), abs=0.25)


@pytest.mark.parametrize("motion", [Motion.DRIFT, Motion.ZOOM, Motion.PARALLAX])
def test_the_last_frame_leads_into_the_first(motion: Motion, tmp_path: Path) -> None:
    path = plan_path(motion, "one", WIDTH, HEIGHT, PERIOD)
    still = Still(soft_picture(tmp_path / "a.png", 4), motion, path, WIDTH, HEIGHT)
    assert np.array_equal(drawn(still, 0), drawn(still, PERIOD))
    steps = [np.abs(drawn(still, frame) - drawn(still, frame - 1)).mean() for frame in range(1, PERIOD + 1)]
    assert max(steps) < 4 * np.median(steps) + 0.5


@pytest.mark.parametrize("motion", list(Motion))
@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_those_of_bt_709(
    motion: Motion, rgb: tuple[int, int, int], expected: tuple[int, int, int], tmp_path: Path
) -> None:
    Image.new("RGB", (700, 500), rgb).save(tmp_path / "plain.png")
    path = plan_path(motion, "one", WIDTH, HEIGHT, PERIOD)
    target = Frame.new(WIDTH, HEIGHT)
    Still(tmp_path / "plain.png", motion, path, WIDTH, HEIGHT).draw(17, target)
    for plane, value in zip(target.planes, expected, strict=True):
        assert np.abs(plane.astype(int) - value).max() <= 1


@pytest.mark.parametrize("motion", [Motion.DRIFT, Motion.ZOOM, Motion.PARALLAX])
def test_colour_moves_with_the_light(motion: Motion, tmp_path: Path) -> None:
    """A red field on grey: where luma and colour have their edge, at two moments."""
    picture = Image.new("RGB", (960, 540), (128, 128, 128))
    picture.paste((255, 0, 0), (240, 135, 720, 405))
    picture.save(tmp_path / "field.png")
    path = plan_path(motion, "two", WIDTH, HEIGHT, PERIOD)
    still = Still(tmp_path / "field.png", motion, path, WIDTH, HEIGHT)
    target = Frame.new(WIDTH, HEIGHT)
    for frame in (0, 31, 77, 120):
        still.draw(frame, target)
        row = target.luma[HEIGHT // 2].astype(float)
        tint = target.red[HEIGHT // 4].astype(float)
        luma_edge = np.interp((row.max() + row.min()) / 2, row[300:60:-1], np.arange(300, 60, -1))
        colour_edge = 2 * np.interp((tint.max() + tint.min()) / 2, tint[30:150], np.arange(30, 150))
        assert colour_edge == pytest.approx(luma_edge, abs=1.0)
