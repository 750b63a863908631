"""How large everything is that is measured, and the one album that every contender makes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LOOP_SECONDS = 8
"""The shortest round of a moving picture that the targets allow; the floor encodes so much of each."""


@dataclass(frozen=True, slots=True)
class Album:
    """The lengths of an album: each track overlaps the next one by the crossfade."""

    track_seconds: tuple[float, ...]
    crossfade_seconds: float

    @property
    def visuals(self) -> int:
        return len(self.track_seconds)

    @property
    def join_seconds(self) -> float:
        """Time in which two visuals are shown at once."""
        return (self.visuals - 1) * self.crossfade_seconds

    @property
    def duration_seconds(self) -> float:
        return sum(self.track_seconds) - self.join_seconds

    @property
    def solo_seconds(self) -> float:
        """Time in which one visual is shown alone."""
        return self.duration_seconds - self.join_seconds

    @property
    def start_seconds(self) -> tuple[float, ...]:
        """When each track begins."""
        starts = [0.0]
        for seconds in self.track_seconds[:-1]:
            starts.append(starts[-1] + seconds - self.crossfade_seconds)
        return tuple(starts)


@dataclass(frozen=True, slots=True)
class Scale:
    """One size of the benchmark."""

    name: str
    minutes: float
    """Of the album that all contenders are compared at."""
    visuals: int
    short_visuals: int
    short_track_seconds: tuple[float, float]
    """Two albums of so long tracks are what the slow contenders are measured on."""
    single_track_seconds: tuple[float, float]
    """The same for the best FFmpeg command: it is faster, and what it does once at the start weighs more."""
    clip_visuals: int
    doubled_visuals: int
    brief_minutes: float
    long_hours: float
    """Memory is compared between an album of `brief_minutes` and one of `long_hours`."""
    long_visuals: int
    memory_size: tuple[int, int]
    memory_bitrate_kbps: int
    """The long album has a low rate: it would not fit on most disks otherwise."""
    composed_seconds: float
    """Of the track that the composer makes in each of its styles."""


FULL = Scale(
    name="full",
    minutes=70,
    visuals=20,
    short_visuals=2,
    short_track_seconds=(4, 8),
    single_track_seconds=(6, 22),
    clip_visuals=4,
    doubled_visuals=2,
    brief_minutes=20,
    long_hours=8,
    long_visuals=60,
    memory_size=(1920, 1080),
    memory_bitrate_kbps=700,
    composed_seconds=210,
)

QUICK = Scale(
    name="quick",
    minutes=4,
    visuals=4,
    short_visuals=2,
    short_track_seconds=(3.5, 4.5),
    single_track_seconds=(3.5, 6.5),
    clip_visuals=2,
    doubled_visuals=2,
    brief_minutes=2,
    long_hours=0.5,
    long_visuals=20,
    memory_size=(640, 360),
    memory_bitrate_kbps=700,
    composed_seconds=30,
)


def even_album(visuals: int, track_seconds: float, crossfade_seconds: float) -> Album:
    """An album whose tracks are all equally long."""
    return Album((track_seconds,) * visuals, crossfade_seconds)


def album_of(minutes: float, visuals: int, crossfade_seconds: float) -> Album:
    """An album of so many minutes whose tracks differ by up to an eighth in length."""
    uneven = [1 + math.cos(2.4 * index) / 8 for index in range(visuals)]
    total = minutes * 60 + (visuals - 1) * crossfade_seconds
    return Album(tuple(round(total * share, 3) for share in _shares(uneven)), crossfade_seconds)


def _shares(weights: Sequence[float]) -> list[float]:
    return [weight / sum(weights) for weight in weights]
