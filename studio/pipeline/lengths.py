"""How long each track is to be, so that the album has its length. Pure."""

import random

_SHORTEST_USUAL = 180
_LONGEST_USUAL = 240
_SPREAD = 0.12
"""Share of the mean by which lengths differ where the mean lies outside three to four minutes."""


def plan_track_seconds(*, minutes: int, track_count: int, crossfade_seconds: float, seed: int) -> tuple[int, ...]:
    """Whole seconds for each track. They vary, and with the overlaps taken off they last `minutes`.

    With the usual 20 tracks and 60-78 minutes every track lasts three to four minutes. The sum is exact to the
    second: sum(lengths) - (track_count - 1) * crossfade_seconds rounds to 60 * minutes.
    """
    total = round(60 * minutes + (track_count - 1) * crossfade_seconds)
    mean = total / track_count
    if _SHORTEST_USUAL <= mean <= _LONGEST_USUAL:
        room = min(mean - _SHORTEST_USUAL, _LONGEST_USUAL - mean)
    else:
        room = mean * _SPREAD
    chance = random.Random(seed)  # noqa: S311  (variety that repeats itself, not secrecy)
    offsets = [chance.uniform(-room, room) for _ in range(track_count)]
    drift = sum(offsets) / track_count
    shrink = room / (room + abs(drift)) if room else 0.0
    exact = [mean + (offset - drift) * shrink for offset in offsets]
    return _round_keeping_sum(exact, total)


def _round_keeping_sum(exact: list[float], total: int) -> tuple[int, ...]:
    """Round so that the sum stays: the largest fractions are rounded up."""
    floors = [int(value) for value in exact]
    by_fraction = sorted(range(len(exact)), key=lambda index: floors[index] - exact[index])
    for index in by_fraction[: total - sum(floors)]:
        floors[index] += 1
    return tuple(floors)
