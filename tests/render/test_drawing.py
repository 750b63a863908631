"""Joins, the finish over all pictures, and title cards, as they are drawn."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from studio.errors import UnreadableMedia
from studio.render.album import Motion, RenderProfile, VisualJoin
from studio.render.drawing import Drawer, Drawing, JoinDrawing, SceneDrawing, StillScene
from studio.render.motion import plan_path
from studio.render.title_card import TitleCard
from tests.render.media import SMALL, detailed_picture

DARK, BRIGHT = 60, 200
PERIOD = 60


def scene(sha256: str, motion: Motion = Motion.NONE, profile: RenderProfile = SMALL) -> StillScene:
    path = plan_path(motion, sha256, profile.width, profile.height, PERIOD)
    return StillScene(sha256, motion, path, PERIOD)


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    for name, level in (("dark", DARK), ("bright", BRIGHT)):
        Image.new("RGB", (640, 360), (level, level, level)).save(tmp_path / f"{name}.png")
    detailed_picture(tmp_path / "rich.png", 5)
    return {name: tmp_path / f"{name}.png" for name in ("dark", "bright", "rich")}


def draw(sources: dict[str, Path], drawing: Drawing, profile: RenderProfile = SMALL) -> npt.NDArray[np.float64]:
    """Luma of all frames."""
    return np.stack([frame.luma.astype(float) for frame in Drawer(sources, profile, [drawing]).draw(drawing)])


def luma(level: float) -> float:
    return 16 + level * 219 / 255


def test_a_crossfade_goes_evenly_from_the_old_to_the_new(sources: dict[str, Path]) -> None:
    join = JoinDrawing(scene("dark"), 7, scene("bright"), 30, VisualJoin.CROSSFADE)
    seen = draw(sources, join).mean(axis=(1, 2))
    assert seen == pytest.approx(luma(DARK) + (luma(BRIGHT) - luma(DARK)) * np.arange(30) / 30, abs=1)


def test_a_dip_goes_through_black(sources: dict[str, Path]) -> None:
    join = JoinDrawing(scene("dark"), 7, scene("bright"), 30, VisualJoin.DIP)
    seen = draw(sources, join).mean(axis=(1, 2))
    assert seen[0] == pytest.approx(luma(DARK), abs=1)
    assert seen[15] == pytest.approx(16, abs=1)
    assert seen[29] == pytest.approx(16 + (luma(BRIGHT) - 16) * 14 / 15, abs=1.5)
    assert (np.diff(seen[:16]) < 0).all()
    assert (np.diff(seen[15:]) > 0).all()


def test_both_pictures_go_on_moving_in_a_join(sources: dict[str, Path]) -> None:
    moving = scene("rich", Motion.DRIFT)
    whole = draw(sources, SceneDrawing(moving, PERIOD))
    first = draw(sources, JoinDrawing(moving, 50, scene("dark"), 20, VisualJoin.CROSSFADE))[0]
    assert np.array_equal(first, whole[50])
    join = draw(sources, JoinDrawing(scene("dark"), 0, moving, 20, VisualJoin.CROSSFADE))
    for place in (1, 10, 19):
        expected = luma(DARK) * (1 - place / 20) + whole[PERIOD - 20 + place] * place / 20
        assert np.abs(join[place] - expected).max() <= 1.5


def test_the_vignette_darkens_the_corners_alone(sources: dict[str, Path]) -> None:
    plain = draw(sources, SceneDrawing(scene("bright"), 1))[0]
    shaded = draw(sources, SceneDrawing(scene("bright"), 1), replace(SMALL, has_vignette=True))[0]
    assert np.abs(shaded - plain)[80:100, 150:170].max() <= 1
    corner = (shaded[0, 0] - 16) / (plain[0, 0] - 16)
    assert corner == pytest.approx(0.62, abs=0.03)
    # Each row and column falls steadily: no ring, no step beyond the dither.
    assert np.diff(shaded.mean(axis=0)[160:]).max() < 0.6


def test_grain_is_fine_and_never_the_same(sources: dict[str, Path]) -> None:
    grained = draw(sources, SceneDrawing(scene("dark"), 20), replace(SMALL, has_film_grain=True))
    assert grained.mean() == pytest.approx(luma(DARK), abs=0.5)
    assert 1.5 < grained.std() < 4
    assert len({picture.tobytes() for picture in grained}) == 20


def test_a_part_is_drawn_as_it_is_in_the_whole(sources: dict[str, Path]) -> None:
    profile = replace(SMALL, has_film_grain=True)
    whole = draw(sources, SceneDrawing(scene("rich", Motion.DRIFT), 20), profile)
    part = draw(sources, SceneDrawing(scene("rich", Motion.DRIFT), 8, first=12), profile)
    assert np.array_equal(part, whole[12:])


def test_a_title_card_comes_and_goes(sources: dict[str, Path]) -> None:
    card = SceneDrawing(scene("dark"), 90, card=TitleCard(3, "Harbour Lights"))
    seen = draw(sources, card)
    plain = draw(sources, SceneDrawing(scene("dark"), 1))[0]
    lit = np.abs(seen - plain).max(axis=(1, 2))
    assert lit[0] < 20
    assert lit[-1] < 20
    assert lit[30:60].min() > 100
    changed = np.argwhere(np.abs(seen[45] - plain) > 8)
    assert changed[:, 0].min() > SMALL.height * 0.7
    assert changed[:, 0].max() < SMALL.height * 0.97
    assert changed[:, 1].min() > SMALL.width * 0.02
    assert changed[:, 1].max() < SMALL.width * 0.7


@pytest.mark.parametrize("title", ["", "雨の夜 🌧", "a" * 300, "Nul\0 and\nlines", "“Quotes” & <tags> 100 %"])
def test_any_title_can_be_shown(title: str, sources: dict[str, Path]) -> None:
    drawing = SceneDrawing(scene("dark"), 30, card=TitleCard(60, title))
    assert len(draw(sources, drawing)) == 30


def test_a_still_is_let_go_after_its_last_segment(sources: dict[str, Path]) -> None:
    first = SceneDrawing(scene("dark"), 2)
    join = JoinDrawing(scene("dark"), 0, scene("bright"), 2, VisualJoin.CROSSFADE)
    drawer = Drawer(sources, SMALL, [first, join])
    assert sum(1 for _ in drawer.draw(first)) == 2
    assert len(drawer._stills) == 1
    assert sum(1 for _ in drawer.draw(join)) == 2
    assert not drawer._stills


def test_threads_share_a_still(sources: dict[str, Path]) -> None:
    drawings = [SceneDrawing(scene("rich", Motion.DRIFT), frames) for frames in range(20, 28)]
    drawer = Drawer(sources, SMALL, drawings)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda item=item: counts.append(sum(1 for _ in drawer.draw(item)))) for item in drawings
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(20, 28))
    assert not drawer._stills


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing more")
    with pytest.raises(UnreadableMedia, match=r"broken\.png"):
        draw({"broken": tmp_path / "broken.png"}, SceneDrawing(scene("broken"), 1))
