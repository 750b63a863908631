"""Finds black and frozen stretches, and what was shown when, in what a film's pictures look like. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.inspection.looks import COLUMNS, FIELDS, LUMA_FIELDS, ROWS, STEPS, Look

_LOOKS_PER_SECOND = 5
"""Enough to find what lasts two seconds."""
_LONGEST_GUESS_SECONDS = 2.0
"""A key frame speaks for what follows it, but no longer than this."""
_STILL_LEVELS = 0.7
"""Two codings of one picture differ by less in nine of ten fields, at 1500 kbit/s and with fine grain;
the calmest motion of a still changes them by twice as much in two seconds, if there is enough detail."""
_DETAIL_LEVELS = 12.0
"""Neighbouring fields must differ by so much, in each half of the picture, for a calm motion to show."""

Levels = npt.NDArray[np.float32]
"""Pictures x fields, or the fields of one picture, in levels of 0 to 255."""


@dataclass(frozen=True, slots=True)
class FilmPictures:
    """What is known of a film's pictures: all of some groups, and the key frames of the others."""

    rate: float
    """Frames a second."""
    total_frames: int
    group_frames: tuple[int, ...]
    """The number of each group's first frame."""
    looks: tuple[Look, ...]

    def between(self, first: int, behind: int, *, step: int = 1) -> tuple[npt.NDArray[np.int64], Levels]:
        """Numbers and thumbnails of the known frames from `first` to before `behind`, every so many of a group."""
        numbers: list[int] = []
        thumbnails: list[npt.NDArray[np.uint16]] = []
        for start, look in self._groups(first, behind):
            chosen = [place for place in range(0, look.count, step) if first <= start + place < behind]
            numbers += [start + place for place in chosen]
            thumbnails.append(look.thumbnails[chosen])
        stacked = np.concatenate([np.empty((0, FIELDS), np.uint16), *thumbnails])
        return np.array(numbers, np.int64), stacked.astype(np.float32) / np.float32(STEPS)

    def _groups(self, first: int, behind: int) -> Iterator[tuple[int, Look]]:
        starts = np.array(self.group_frames)
        lowest = max(0, int(np.searchsorted(starts, first, side="right")) - 1)
        for number in range(lowest, int(np.searchsorted(starts, behind))):
            yield self.group_frames[number], self.looks[number]


def find_black(pictures: FilmPictures, longer_than_seconds: float) -> list[tuple[float, float]]:
    """Start and end in seconds of each stretch of black pictures that is longer than so much."""
    found: list[tuple[float, float]] = []
    since: int | None = None
    last = 0

    def close(behind: int) -> None:
        if since is not None:
            end = min(behind, last + round(_LONGEST_GUESS_SECONDS * pictures.rate))
            if (end - since) / pictures.rate > longer_than_seconds:
                found.append((since / pictures.rate, end / pictures.rate))

    for start, look in zip(pictures.group_frames, pictures.looks, strict=True):
        for place, is_black in enumerate(look.is_black.tolist()):
            if not is_black:
                close(start + place)
                since = None
            else:
                since = start + place if since is None else since
                last = start + place
    close(pictures.total_frames)
    return found


def find_frozen(
    pictures: FilmPictures, first: int, behind: int, longer_than_seconds: float, *, share: float
) -> list[tuple[float, float]]:
    """Start and end in seconds of each stretch, longer than so much, in which nothing moves.

    The `share` of the fields has to stay the same: 0.9 where the whole picture moves, 1 where a small part
    may. Of a picture that is too plain to show a calm motion nothing is said. Both ends are sure, so a
    stretch of which only key frames are known may be longer.
    """
    numbers, thumbnails = pictures.between(first, behind, step=max(1, round(pictures.rate / _LOOKS_PER_SECOND)))
    found: list[tuple[float, float]] = []
    start = 0
    for place in range(1, len(numbers) + 1):
        if place < len(numbers) and _is_same(thumbnails[place], thumbnails[start], share):
            continue
        seconds = (numbers[place - 1] - numbers[start]) / pictures.rate
        if seconds > longer_than_seconds and has_detail(thumbnails[start]):
            found.append((numbers[start] / pictures.rate, numbers[place - 1] / pictures.rate))
        start = place
    return found


def has_detail(thumbnail: Levels) -> bool:
    """Whether a calm motion would show, in the upper and in the lower half alike."""
    luma = thumbnail[:LUMA_FIELDS].reshape(ROWS, COLUMNS)
    return all(
        float(np.percentile(np.concatenate([_steps(half, 0), _steps(half, 1)]), 90)) >= _DETAIL_LEVELS
        for half in (luma[: ROWS // 2], luma[ROWS // 2 :])
    )


def difference(first: Levels, second: Levels) -> float:
    """Mean absolute difference of two pictures in levels."""
    return float(np.abs(first - second).mean())


def _is_same(first: Levels, second: Levels, share: float) -> bool:
    changed = int(np.count_nonzero(np.abs(first - second) >= _STILL_LEVELS))
    return changed <= (1 - share) * len(first)


def _steps(luma: Levels, axis: int) -> Levels:
    return np.abs(np.diff(luma, axis=axis)).ravel()
