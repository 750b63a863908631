"""Joins, black and frozen stretches, and mistaken visuals, from what pictures look like."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.render.album import VisualJoin
from studio.render.inspection.joins import PictureChange, picture_change
from studio.render.inspection.likeness import find_mistaken, thumbnail_of_still
from studio.render.inspection.looks import FIELDS, LUMA_FIELDS, Look
from studio.render.inspection.memo import Memo
from studio.render.inspection.pictures import FilmPictures, Levels, find_black, find_frozen, has_detail
from tests.render.media import detailed_picture, still

RATE = 30.0
START = 120


def picture(seed: int, shift: float = 0.0) -> Levels:
    """Coarse fields, moved sideways by a part of one."""
    random = np.random.default_rng(seed)
    luma = np.clip(random.normal(110, 40, (18, 40)), 20, 230)
    moved = luma[:, :32] * (1 - shift) + luma[:, 1:33] * shift
    return np.concatenate([moved.ravel(), random.normal(128, 5, FIELDS - LUMA_FIELDS)]).astype(np.float32)


def film(frames: Sequence[Levels], gop: int = 30) -> FilmPictures:
    """All frames known, in groups, with the noise of a coder."""
    random = np.random.default_rng(0)
    coded = [np.clip((frame + random.normal(0, 0.1, FIELDS)) * 256, 0, 65535).astype(np.uint16) for frame in frames]
    starts = range(0, len(coded), gop)
    looks = [
        Look(
            np.stack(coded[start : start + gop]),
            np.array([frame[:LUMA_FIELDS].max() <= 20 for frame in frames[start : start + gop]]),
            "",
        )
        for start in starts
    ]
    return FilmPictures(RATE, len(coded), tuple(starts), tuple(looks))


def joined(weight: Callable[[int], float], old: int = 1, new: int = 2, frames: int = 300) -> FilmPictures:
    first, second = picture(old), picture(new)
    return film([first * (1 - weight(frame - START)) + second * weight(frame - START) for frame in range(frames)])


def change(
    pictures: FilmPictures, count: int, style: VisualJoin = VisualJoin.CROSSFADE, *, has_clip: bool = False
) -> PictureChange:
    found = picture_change(pictures, START, START + count, style, (0, 300), has_clip=has_clip)
    assert found is not None
    return found


def even(count: int, shift: float = 0.0) -> Callable[[int], float]:
    return lambda place: float(np.clip((place - shift) / count, 0, 1))


@pytest.mark.parametrize("count", [4, 15, 60, 90])
@pytest.mark.parametrize("shift", [0.0, 1.0, -1.0])
def test_a_crossfade_is_placed_to_the_frame(count: int, shift: float) -> None:
    found = change(joined(even(count, shift)), count)
    assert found.shift_frames == pytest.approx(shift, abs=0.3)
    assert found.fault == ""


@pytest.mark.parametrize(("shift", "words"), [(6.0, "6 frames late"), (-6.0, "6 frames early")])
def test_a_crossfade_at_the_wrong_time_is_told(shift: float, words: str) -> None:
    assert change(joined(even(60, shift)), 60).fault == f"the crossfade comes {words}"


def test_a_crossfade_of_another_shape_is_told() -> None:
    assert "uneven" in change(joined(lambda place: float(np.clip((place - 15) / 30, 0, 1))), 60).fault
    assert "goes back" in change(joined(lambda place: even(60)(place - 20 * (place == 40))), 60).fault
    assert "jumps" in change(joined(lambda place: float(place >= 30)), 60).fault


def test_what_cannot_be_told_is_no_fault() -> None:
    alike = change(joined(even(60), 1, 1), 60)
    assert (alike.fault, alike.note) == ("", "the two pictures are too much alike")
    moving = film([picture(frame // 4) for frame in range(300)])
    assert change(moving, 60).note == "the pictures move too much"
    known = joined(even(60))
    gappy = FilmPictures(RATE, 300, known.group_frames[:5], known.looks[:5])
    assert picture_change(gappy, START, START + 60, VisualJoin.CROSSFADE, (0, 300), has_clip=False) is None


def test_a_clip_may_do_what_it_likes() -> None:
    """Here it has a cut of its own within the crossfade."""
    first, cut, second = picture(1), picture(3), picture(2)
    weights = [even(60)(frame - START) for frame in range(300)]
    frames = [
        (first if frame < START + 10 else cut) * (1 - weight) + second * weight for frame, weight in enumerate(weights)
    ]
    assert change(film(frames), 60).fault == "the picture jumps instead of a crossfade"
    wild = film([picture(frame // 12) if frame < START else frames[frame] for frame in range(300)])
    assert change(wild, 60, has_clip=True).fault == ""
    late = joined(lambda place: float(place >= 19))
    assert change(late, 30, VisualJoin.CUT, has_clip=True).fault == ""
    assert "does not dip" in change(joined(even(30)), 30, VisualJoin.DIP, has_clip=True).fault


@pytest.mark.parametrize("count", [0, 30, 31])
def test_a_cut_lies_in_the_middle(count: int) -> None:
    def cut(late: int) -> PictureChange:
        return change(joined(lambda place: float(place >= count // 2 + late)), count, VisualJoin.CUT)

    for late in (0, 1, -1):
        assert (cut(late).shift_frames, cut(late).fault) == (late, "")
    assert "3 frames late" in cut(3).fault
    slow = change(joined(even(6, count // 2 - 3)), count, VisualJoin.CUT)
    assert slow.fault == "the picture does not change at once"


@pytest.mark.parametrize("count", [30, 31])
def test_a_dip_is_black_in_the_middle(count: int) -> None:
    black = np.concatenate([np.full(LUMA_FIELDS, 16), np.full(FIELDS - LUMA_FIELDS, 128)]).astype(np.float32)

    def dipped(late: int, depth: float) -> FilmPictures:
        frames = []
        for place in range(-START, 300 - START):
            share = float(np.clip((place - late) / count, 0, 1))
            side = picture(1) if share < 0.5 else picture(2)
            dark = (1 - abs(2 * share - 1)) * depth
            frames.append(side * (1 - dark) + black * dark)
        return film(frames)

    assert change(dipped(0, 1.0), count, VisualJoin.DIP).fault == ""
    assert "frames late" in change(dipped(5, 1.0), count, VisualJoin.DIP).fault
    assert "does not dip to black" in change(dipped(0, 0.5), count, VisualJoin.DIP).fault


def test_black_is_found_by_frames_and_by_key_frames() -> None:
    bright, black = picture(1), np.full(FIELDS, 16, np.float32)
    frames = [black if 65 <= place < 128 else bright for place in range(300)]
    ((start, end),) = find_black(film(frames), 2.0)
    assert (start * RATE, end * RATE) == (65, 128)
    assert find_black(film([*frames[:65], *[black] * 60, *[bright] * 100]), 2.0) == []
    known = film(frames)
    keys = [Look(look.thumbnails[:1], look.is_black[:1], "") for look in known.looks]
    # The key frames at 90 and 120 are black, and the next one is not before 150.
    assert find_black(FilmPictures(RATE, 300, known.group_frames, tuple(keys)), 1.9) == [(3.0, 5.0)]
    assert find_black(film([black] * 90), 2.0) == [(0.0, 3.0)]


def test_standing_still_is_found_where_motion_would_show() -> None:
    def at(place: int) -> float:
        return 0.5 - 0.5 * math.cos(2 * math.pi * place / 240)

    moving = [picture(1, at(place)) for place in range(300)]
    assert find_frozen(film(moving), 0, 300, 2.0, share=0.9) == []
    stuck = [picture(1, at(min(place, 100) if place < 200 else place)) for place in range(300)]
    ((start, end),) = find_frozen(film(stuck), 0, 300, 2.0, share=0.9)
    assert start == pytest.approx(100 / 30, abs=0.3)
    assert end == pytest.approx(200 / 30, abs=0.3)
    assert find_frozen(film(stuck), 0, 160, 2.0, share=0.9) == []
    plain = [np.full(FIELDS, 90, np.float32)] * 200
    assert find_frozen(film(plain), 0, 200, 2.0, share=0.9) == []
    flame = [picture(1) for _ in range(200)]
    for place, frame in enumerate(flame):
        frame[300] += 20 * (place // 10 % 2)
    assert find_frozen(film(flame), 0, 200, 2.0, share=1.0) == []
    assert len(find_frozen(film(flame), 0, 200, 2.0, share=0.9)) == 1


def test_detail_is_wanted_in_both_halves() -> None:
    whole, half = picture(1), picture(1)
    half[: LUMA_FIELDS // 2] = 90
    assert has_detail(whole)
    assert not has_detail(half)


def test_a_still_is_known_again(tmp_path: Path) -> None:
    memo = Memo(tmp_path / "memo")
    visuals = [still(detailed_picture(tmp_path / f"{seed}.png", seed)) for seed in range(3)]
    stills = [thumbnail_of_still(visual, 1920, 1080, memo) for visual in visuals]
    (tmp_path / "0.png").unlink()
    remembered = thumbnail_of_still(visuals[0], 1920, 1080, memo)
    assert remembered is not None
    assert stills[0] is not None
    assert np.array_equal(remembered, stills[0])
    assert thumbnail_of_still(visuals[0], 1280, 720, memo) is None
    assert find_mistaken(stills, stills) == []
    assert find_mistaken([stills[1], stills[0], stills[2]], stills) == [(0, 1), (1, 0)]
    # Of what looks like none of them, and of a clip, nothing is said.
    assert find_mistaken([picture(9), None, stills[2]], stills) == []
    assert find_mistaken([stills[1], stills[1], stills[2]], [None, *stills[1:]]) == []


def test_a_still_s_colours_are_those_of_the_film(tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    Image.new("RGB", (400, 300), (255, 0, 0)).save(path)
    red = thumbnail_of_still(still(path), 1920, 1080, Memo(None))
    assert red is not None
    # 75 % and 100 % bars of ITU-R BT.709 in 8 bits: red is 63, 102, 240.
    assert red[[0, LUMA_FIELDS, -1]] == pytest.approx([63, 102, 240], abs=1)
