"""Finds where nothing is heard, seen, or moves, and says what of it the plan explains. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.render.album import Motion, VisualJoin, VisualKind
from studio.render.inspection.container import Chapter
from studio.render.inspection.hearing import Heard
from studio.render.inspection.loudness import find_silences
from studio.render.inspection.pictures import FilmPictures, find_black, find_frozen
from studio.render.inspection.promise import Promise, from_to
from studio.render.inspection.report import Check
from studio.render.inspection.words import few

LONGEST_SECONDS = 2.0
"""Of silence, black or standing still, before it looks like a fault."""

_PAUSE_MARGIN_SECONDS = 0.5
_WHOLE_PICTURE = 0.9
_ANY_PART = 1.0
"""Shares of a picture that move: nearly all of a still that drifts, at least a flame or the rain of a clip."""


@dataclass(frozen=True, slots=True)
class FoundStretch:
    start_seconds: float
    end_seconds: float
    is_explained: bool


def silent_stretches(heard: Heard | None, promise: Promise | None) -> tuple[FoundStretch, ...]:
    """A pause inside a track is the music's own; one where tracks meet was made by the render."""
    if heard is None:
        return ()
    return tuple(
        FoundStretch(start, end, promise is not None and _lies_within_a_track(start, end, promise))
        for start, end in find_silences(heard.curve, LONGEST_SECONDS)
    )


def black_stretches(pictures: FilmPictures, promise: Promise | None) -> tuple[FoundStretch, ...]:
    return tuple(
        FoundStretch(start, end, promise is not None and _lies_within_a_dip(start, end, promise))
        for start, end in find_black(pictures, LONGEST_SECONDS)
    )


def frozen_stretches(pictures: FilmPictures, promise: Promise | None) -> tuple[FoundStretch, ...]:
    """Where the plan says that the visual moves; without a plan all, and explained: a film may show a still."""
    if promise is None:
        found = find_frozen(pictures, 0, pictures.total_frames, LONGEST_SECONDS, share=_ANY_PART)
        return tuple(FoundStretch(start, end, True) for start, end in found)
    stretches: list[FoundStretch] = []
    for visual, entry in zip(promise.request.visuals, promise.timeline.entries, strict=True):
        if visual.kind is VisualKind.STILL and visual.motion is Motion.NONE:
            continue
        share = _ANY_PART if visual.kind is VisualKind.CLIP else _WHOLE_PICTURE
        found = find_frozen(pictures, entry.solo_start_frame, entry.solo_end_frame, LONGEST_SECONDS, share=share)
        stretches += [FoundStretch(start, end, False) for start, end in found]
    return tuple(stretches)


def stretch_check(
    name: str,
    stretches: Sequence[FoundStretch],
    chapters: tuple[Chapter, ...],
    *,
    is_lenient: bool,
    excepted: str = "",
) -> Check:
    """Fails where one is not explained. `excepted` says in words what the plan may explain."""
    faults = [stretch for stretch in stretches if not stretch.is_explained]
    words = [from_to(stretch.start_seconds, stretch.end_seconds, chapters) for stretch in faults or stretches]
    expected = f"none longer than {LONGEST_SECONDS:g} s {excepted}".strip()
    return Check(name, is_lenient or not faults, few(words) or "none", expected)


def _lies_within_a_track(start: float, end: float, promise: Promise) -> bool:
    """Whether the same track sounds alone before and after the stretch."""
    fps = promise.timeline.fps
    first, last = (start - _PAUSE_MARGIN_SECONDS) * fps, (end + _PAUSE_MARGIN_SECONDS) * fps
    return any(entry.solo_start_frame <= first and last <= entry.solo_end_frame for entry in promise.timeline.entries)


def _lies_within_a_dip(start: float, end: float, promise: Promise) -> bool:
    if promise.request.profile.visual_join is not VisualJoin.DIP:
        return False
    fps = promise.timeline.fps
    return any(
        entry.solo_end_frame <= start * fps and end * fps <= entry.end_frame for entry in promise.timeline.entries[:-1]
    )
