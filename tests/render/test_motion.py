import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.render.album import Motion
from studio.render.motion import STEPS, Drift, Parallax, Zoom, fitted_size, plan_path

MOVING = [motion for motion in Motion if motion is not Motion.NONE]


def places(path: Drift | Zoom | Parallax, frame: int) -> tuple[float, ...]:
    match path:
        case Drift():
            return path.position(frame)
        case Zoom():
            return (path.nearness(frame),)
        case Parallax():
            return (path.swing(frame),)


@pytest.mark.parametrize("motion", MOVING)
@given(seed=st.integers(), period=st.integers(60, 900))
def test_a_path_ends_where_it_began_and_never_jumps(motion: Motion, seed: int, period: int) -> None:
    path = plan_path(motion, str(seed), 1920, 1080, period)
    assert path is not None
    assert places(path, 0) == pytest.approx(places(path, period))
    scale = 1.0 if motion is not Motion.DRIFT else max(path.reach_x, path.reach_y)  # type: ignore[union-attr]
    for frame in range(period):
        moved = math.dist(places(path, frame), places(path, frame + 1))
        assert moved <= scale * 2 * math.pi / period * 2.3


@pytest.mark.parametrize("size", [(1920, 1080), (960, 540), (320, 180)])
@given(seed=st.integers())
def test_the_view_stays_within_the_picture(size: tuple[int, int], seed: int) -> None:
    width, height = size
    drift = plan_path(Motion.DRIFT, str(seed), width, height, 240)
    sway = plan_path(Motion.PARALLAX, str(seed), width, height, 240)
    assert isinstance(drift, Drift)
    assert isinstance(sway, Parallax)
    room_x, room_y = (
        (fitted - shown) * STEPS for fitted, shown in zip(fitted_size(Motion.DRIFT, width, height), size, strict=True)
    )
    for frame in range(0, 240, 7):
        x, y = drift.position(frame)
        assert 0 <= round(x) <= room_x
        assert 0 <= round(y) <= room_y
        assert 0 <= round(sway.centre_x + sway.swing(frame) * sway.reach_near) <= room_x


@pytest.mark.parametrize("motion", MOVING)
def test_no_two_visuals_of_an_album_move_alike(motion: Motion) -> None:
    assert len({plan_path(motion, f"picture {number}", 1920, 1080, 240) for number in range(60)}) == 60


def test_it_is_calm() -> None:
    """At most 45 pixels a second: less than a quarter of the width in ten seconds."""
    for number in range(60):
        path = plan_path(Motion.DRIFT, f"{number}", 1920, 1080, 240)
        assert isinstance(path, Drift)
        fastest = max(math.dist(path.position(frame), path.position(frame + 1)) for frame in range(240))
        assert fastest / STEPS * 30 <= 45


def test_standing_still_needs_neither_path_nor_room() -> None:
    assert plan_path(Motion.NONE, "any", 1920, 1080, 240) is None
    assert fitted_size(Motion.NONE, 1920, 1080) == (1920, 1080)
