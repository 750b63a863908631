"""Finds where one picture gives way to the next, in what the frames around a join look like. Pure.

Each frame is projected on the difference of the two pictures: 0 is the old one alone, 1 the new one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.album import VisualJoin
from studio.render.inspection.looks import LUMA_FIELDS
from studio.render.inspection.pictures import FilmPictures, Levels, difference

_MARGIN_FRAMES = 12
"""Frames looked at on both sides of a change, to know the two pictures and how they move."""
_OUTER_FRAMES = 6
"""Those of them that lie farthest off."""

_LEAST_DIFFERENCE = 4.0
"""Pictures that differ by fewer levels tell nothing about the moment of their change."""
_TOLERANCE_FRAMES = 1.0
_TOLERANCE_SHARE = 0.025
"""A frame of a crossfade differs from the next by less than what coding leaves out: real ones are found up
to 1.25 frames late in 60. So the longer it is, the less sharply can its place be told."""
_LARGEST_BACKSTEP = 0.05
_LARGEST_DEVIATION = 0.15
"""From an even blend, where the pictures hold still enough to tell. Calm motion makes up to 0.05."""
_MOST_MOTION = 0.8
"""Of the way from one picture to the other, that either would go by itself meanwhile. Drifting stills go
half of it in two seconds and are still placed well; clips may go any length."""
_EVEN_SECONDS = 3.0
"""For so long a motion that comes round in eight seconds is even enough."""
_CALM_SECONDS = 8.0
_STANDING = 0.1
"""Of the way: what changes less, for so long before or after the join, stands."""
_STEP = 0.5
"""Of the way from one picture to the other: a step so large is a cut."""
_SEARCHED_SHARE = 0.5
_SEARCH_STEP_FRAMES = 0.25
_BLACK_LUMA = 16
_BLACK_TOLERANCE_LEVELS = 4.0
_MOVING = "the pictures move too much"

Weights = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PictureChange:
    """How the picture changed at a join."""

    difference: float
    """Of the picture before and the one after: mean absolute difference in levels of 0 to 255."""
    shift_frames: float | None
    """By how many frames the change comes late; None where it cannot be told."""
    fault: str
    """What is wrong; empty where nothing is."""
    note: str
    """Why something cannot be told."""


def frames_of_change(start: int, end: int, style: VisualJoin) -> tuple[int, int]:
    """First frame of those that have to be known one by one for a join, and the frame behind them."""
    if style is VisualJoin.CUT:
        start = end = start + (end - start) // 2
    return start - _MARGIN_FRAMES, end + _MARGIN_FRAMES


def picture_change(
    pictures: FilmPictures, start: int, end: int, style: VisualJoin, alone: tuple[int, int], *, has_clip: bool
) -> PictureChange | None:
    """Look at the join whose overlap is the frames from `start` to before `end`; None where frames are missing.

    From the first frame of `alone` on the old picture is shown without another one, and the new one to
    before its second. Without an overlap it is a cut at `start`. A crossfade is expected to begin after
    its first frame and to be over on the frame after its last; a cut, and the black of a dip, lie in the
    middle. A clip may do anything at any time: with one, only what is beyond doubt is a fault.
    """
    style = VisualJoin.CUT if start == end else style
    first, behind = frames_of_change(start, end, style)
    numbers, seen = pictures.between(max(first, alone[0]), min(behind, alone[1]))
    if not len(numbers) or len(numbers) != numbers[-1] - numbers[0] + 1:
        return None
    middle = start + (end - start) // 2
    reach = round(_CALM_SECONDS * pictures.rate)
    _, old = pictures.between(max(alone[0], start - reach), min(start, middle - _OUTER_FRAMES))
    _, new = pictures.between(max(end, middle + _OUTER_FRAMES), min(alone[1], end + reach))
    if not len(old) or not len(new):
        return None
    # The outer frames of the margins, where a change at a wrong time does not reach so soon.
    beside, behind_it = old[-_MARGIN_FRAMES:][:_OUTER_FRAMES], new[:_MARGIN_FRAMES][-_OUTER_FRAMES:]
    before, after = beside.mean(axis=0), behind_it.mean(axis=0)
    apart = difference(before, after)
    if apart < _LEAST_DIFFERENCE:
        return PictureChange(apart, None, "", "the two pictures are too much alike")
    if style is VisualJoin.DIP:
        return _dip(numbers, seen[:, :LUMA_FIELDS].mean(axis=1), start, end, apart, has_clip=has_clip)
    if style is VisualJoin.CUT:
        return _cut(numbers, seen, middle, apart, has_clip=has_clip)
    if not has_clip and _step(seen, apart) is not None:
        return PictureChange(apart, None, "the picture jumps instead of a crossfade", "")
    longest_even = 0.0 if has_clip else _EVEN_SECONDS * pictures.rate
    if not (
        _is_calm(beside, old[:-_MARGIN_FRAMES], end - start, longest_even, apart)
        and _is_calm(behind_it, new[_MARGIN_FRAMES:], end - start, longest_even, apart)
    ):
        return PictureChange(apart, None, "", _MOVING)
    direction = (after - before).astype(np.float64)
    weights: Weights = (seen - before).astype(np.float64) @ direction / (direction @ direction)
    return _crossfade(numbers, weights, start, end, apart)


def _is_calm(beside: Levels, far: Levels, count: int, longest_even: float, apart: float) -> bool:
    """Whether a picture, seen beside the join and far from it, holds still enough to follow a blend of `count` frames.

    It does where nothing moves; and in a blend that is not longer than a motion is even, where it goes
    only a part of the way between the two pictures.
    """
    stands = all(difference(beside[0], other) <= _STANDING * apart for other in [*beside, *far])
    a_frame = difference(beside[0], beside[-1]) / max(1, len(beside) - 1)
    return stands or (count <= longest_even and a_frame * count <= _MOST_MOTION * apart)


def _step(seen: Levels, apart: float) -> int | None:
    """The place of the one step that makes most of the way, if there is one: an animation steps again and again."""
    steps = np.abs(np.diff(seen, axis=0)).mean(axis=1)
    place = int(steps.argmax())
    stands_out = steps[place] > _STEP * apart and np.delete(steps, place).max() < steps[place] / 2
    return place if stands_out else None


def _cut(numbers: Numbers, seen: Levels, expected: int, apart: float, *, has_clip: bool) -> PictureChange:
    place = _step(seen, apart)
    if place is None:
        fault, shift = "the picture does not change at once", None
    else:
        shift = float(numbers[place + 1] - expected)
        fault = f"the picture changes {_by(shift)}" if abs(shift) > _TOLERANCE_FRAMES else ""
    if fault and has_clip:
        return PictureChange(apart, None, "", _MOVING)
    return PictureChange(apart, shift, fault, "")


def _crossfade(numbers: Numbers, weights: Weights, start: int, end: int, apart: float) -> PictureChange:
    count = end - start
    shift = _fit_shift(numbers - start, weights, count)
    inside = weights[(numbers >= start) & (numbers <= end)]
    even = np.clip((numbers - start - shift) / count, 0, 1)
    deviation = float(np.abs(weights - even).max())
    backstep = float(-np.diff(inside).min())
    fault = ""
    if backstep > _LARGEST_BACKSTEP:
        fault = f"the crossfade goes back by {backstep:.0%} of the way"
    elif deviation > _LARGEST_DEVIATION:
        fault = f"the crossfade is uneven by {deviation:.0%} of the way"
    elif abs(shift) > _TOLERANCE_FRAMES + _TOLERANCE_SHARE * count:
        fault = f"the crossfade comes {_by(shift)}"
    return PictureChange(apart, round(shift, 2), fault, "")


def _fit_shift(places: Numbers, weights: Weights, count: int) -> float:
    """By how many frames an even blend has to be moved to fit best.

    Both pictures may drift meanwhile; to first order that adds a slope to each one's share, which is
    fitted beside the shift and kept out of it.
    """

    def misfit(shift: float) -> float:
        even = np.clip((places - shift) / count, 0, 1)
        drifts = np.stack([(1 - even) * places / count, even * (places - count) / count], axis=1)
        rest = weights - even
        slopes, *_ = np.linalg.lstsq(drifts, rest, rcond=None)
        return float(((rest - drifts @ slopes) ** 2).sum())

    reach = max(2, round(count * _SEARCHED_SHARE))
    nearest = min(range(-reach, reach + 1), key=misfit)
    return min((nearest + step * _SEARCH_STEP_FRAMES for step in range(-3, 4)), key=misfit)


def _dip(
    numbers: Numbers, luma: npt.NDArray[np.float32], start: int, end: int, apart: float, *, has_clip: bool
) -> PictureChange:
    count = end - start
    bright = float(max(luma[0], luma[-1])) - _BLACK_LUMA
    if bright < 4 * _BLACK_TOLERANCE_LEVELS:
        return PictureChange(apart, None, "", "the pictures are too dark to see a dip")
    # With an odd number of frames none is wholly black.
    threshold = _BLACK_LUMA + _BLACK_TOLERANCE_LEVELS + bright * 2 / count
    dark = numbers[luma <= threshold]
    if not len(dark):
        return PictureChange(apart, None, f"the picture does not dip to black; its luma stays at {luma.min():.0f}", "")
    shift = float((dark[0] + dark[-1]) / 2 - (start + count / 2))
    is_late = abs(shift) > _TOLERANCE_FRAMES + _TOLERANCE_SHARE * count
    if is_late and has_clip:
        return PictureChange(apart, None, "", _MOVING)
    return PictureChange(apart, round(shift, 2), f"the dip comes {_by(shift)}" if is_late else "", "")


def _by(shift_frames: float) -> str:
    return f"{abs(shift_frames):.3g} frames {'late' if shift_frames > 0 else 'early'}"
