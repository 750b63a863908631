"""When each track sounds and when its visual is shown: the one truth of an album's time.

Crossfades, picture changes, chapters and the timestamps of the description are all read from here.
Everything is an integer count of frames or samples; nothing here touches a file.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from studio.errors import InvalidInput

SAMPLE_RATE = 48_000
"""Samples a second of the finished film, and of everything between a track and it."""

MOST_TRACKS = 60
LONGEST_CROSSFADE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One track's stretch, in frames from the album's start. The end is exclusive."""

    index: int
    start_frame: int
    end_frame: int
    overlap_before_frames: int
    """Frames shared with the previous track; 0 for the first."""
    overlap_after_frames: int
    """Frames shared with the next track; 0 for the last."""
    samples_per_frame: int

    @property
    def frames(self) -> int:
        return self.end_frame - self.start_frame

    @property
    def solo_frames(self) -> int:
        """Frames on which this visual alone is shown."""
        return self.solo_end_frame - self.solo_start_frame

    @property
    def solo_start_frame(self) -> int:
        """First frame on which this visual alone is shown."""
        return self.start_frame + self.overlap_before_frames

    @property
    def solo_end_frame(self) -> int:
        """First frame on which the next visual begins to appear, or the album's end."""
        return self.end_frame - self.overlap_after_frames

    @property
    def start_sample(self) -> int:
        return self.start_frame * self.samples_per_frame

    @property
    def end_sample(self) -> int:
        return self.end_frame * self.samples_per_frame

    @property
    def samples(self) -> int:
        return self.frames * self.samples_per_frame


@dataclass(frozen=True, slots=True)
class TimelineChapter:
    """From one track's start to the next one's. The end is exclusive."""

    start_frame: int
    end_frame: int
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Timeline:
    entries: tuple[TimelineEntry, ...]
    fps: int
    overlap_frames: int
    sample_rate: int = SAMPLE_RATE

    @property
    def total_frames(self) -> int:
        return self.entries[-1].end_frame

    @property
    def samples_per_frame(self) -> int:
        return self.sample_rate // self.fps

    @property
    def total_samples(self) -> int:
        return self.total_frames * self.samples_per_frame

    @property
    def overlap_samples(self) -> int:
        return self.overlap_frames * self.samples_per_frame

    @property
    def duration_seconds(self) -> float:
        return self.total_frames / self.fps

    @property
    def chapters(self) -> tuple[TimelineChapter, ...]:
        """One a track: they meet without gap and cover the whole album."""
        starts = [entry.start_frame for entry in self.entries]
        ends = [*starts[1:], self.total_frames]
        return tuple(
            TimelineChapter(start, end, start / self.fps, end / self.fps)
            for start, end in zip(starts, ends, strict=True)
        )


def build_timeline(
    durations_seconds: Sequence[float],
    *,
    fps: int,
    crossfade_seconds: float,
    sample_rate: int = SAMPLE_RATE,
) -> Timeline:
    """Lay the tracks one after the other, each overlapping the next by the crossfade.

    Each track is cut to whole frames, so that frames and samples agree. The crossfade is rounded to
    the nearest frame.

    Raises InvalidInput when there are no or too many tracks, when the frame rate does not divide the
    sample rate, when the crossfade is out of range, or when a track is too short: a track between two
    others is heard alone for at least a second besides its two overlaps.
    """
    if not 1 <= len(durations_seconds) <= MOST_TRACKS:
        raise InvalidInput(f"An album holds 1 to {MOST_TRACKS} tracks; {len(durations_seconds)} were given.")
    if fps <= 0 or sample_rate % fps:
        raise InvalidInput(f"{fps} frames a second do not divide {sample_rate} samples; choose 24, 25, 30 or 60.")
    if not 0 <= crossfade_seconds <= LONGEST_CROSSFADE_SECONDS:
        raise InvalidInput(
            f"The crossfade must be 0 to {LONGEST_CROSSFADE_SECONDS:g} s; {crossfade_seconds:g} s was given."
        )
    overlap = round(crossfade_seconds * fps)
    shortest = 2 * overlap + fps
    entries: list[TimelineEntry] = []
    start = 0
    last = len(durations_seconds) - 1
    for index, duration in enumerate(durations_seconds):
        frames = _whole_frames(duration, fps, sample_rate)
        if frames < shortest:
            raise InvalidInput(
                f"Track {index + 1} is {duration:.1f} s long, but with a crossfade of {crossfade_seconds:g} s "
                f"it needs at least {shortest / fps:.1f} s; take a longer track or a shorter crossfade."
            )
        before = overlap if index > 0 else 0
        after = overlap if index < last else 0
        entries.append(TimelineEntry(index, start, start + frames, before, after, sample_rate // fps))
        start += frames - after
    return Timeline(tuple(entries), fps, overlap, sample_rate)


def _whole_frames(duration_seconds: float, fps: int, sample_rate: int) -> int:
    """Whole frames in a duration. Read as samples first: 3.0 s less a rounding error is not a frame short."""
    if not math.isfinite(duration_seconds) or duration_seconds < 0:
        raise InvalidInput(f"{duration_seconds} s is not a length; measure the track again.")
    return round(duration_seconds * sample_rate) // (sample_rate // fps)
