"""Watches a film's pictures: what they are, what they look like, and how they change at the joins.

Everything comes from the file, the stills of the request apart, which it is compared with. Nothing is judged here.
"""

import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.stream import VideoStream

from studio.render.album import ShouldStop, VisualKind
from studio.render.inspection.container import open_film
from studio.render.inspection.joins import PictureChange, frames_of_change, picture_change
from studio.render.inspection.likeness import find_mistaken, thumbnail_of_still
from studio.render.inspection.looks import look_at_groups
from studio.render.inspection.memo import Memo
from studio.render.inspection.packets import Times, VideoPackets, read_video
from studio.render.inspection.pictures import FilmPictures, Levels
from studio.render.inspection.promise import Promise

_USUAL_RATE = Fraction(25)
_READING_SHARE = 0.4
_LEAST_SECONDS_APART = 0.4
"""Where key frames follow each other faster, as in films of nothing else, not all of them are looked at."""
_SAMPLES_OF_A_VISUAL = 40

_COLOUR_NAMES = {1: "bt709", 2: "unmarked"}
_RANGE_NAMES = {0: "unmarked", 1: "tv", 2: "pc"}


@dataclass(frozen=True, slots=True)
class Watched:
    format: str
    """Codec, profile and layout of the pixels."""
    width: int
    height: int
    colours: str
    """Primaries, transfer, matrix and range."""
    rate: Fraction
    """Frames a second, on average."""
    packets: VideoPackets
    pictures: FilmPictures
    decoded_pictures: int
    """How many were decoded and not remembered."""
    changes: tuple[PictureChange | None, ...]
    """One a join; None where frames are missing."""
    mistaken: tuple[tuple[int, int], ...]
    """Place of each track that shows another track's visual, and the place of that."""


def watch(
    path: Path,
    promise: Promise | None,
    *,
    memo: Memo,
    jobs: int,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None],
) -> Watched:
    """Raises Stopped, and PyAV's errors where the file cannot be opened."""
    with open_film(path) as container:
        packets = read_video(
            container, should_stop=should_stop, on_progress=lambda share: on_progress(_READING_SHARE * share)
        )
        stream = container.streams.video[0]
        context = stream.codec_context
        words = " ".join(filter(None, [context.name, context.profile, context.pix_fmt]))
        width, height, colours = context.width, context.height, _colours(stream)
        rate = Fraction(stream.average_rate or _USUAL_RATE)
        fps = rate if promise is None else Fraction(promise.timeline.fps)
        group_frames, total = _frame_numbers(packets, fps, from_zero=promise is None)
        whole = _groups_at_joins(group_frames.tolist(), total, promise)
        chosen = _spread(group_frames.tolist(), float(fps) * _LEAST_SECONDS_APART, whole)
        looks, decoded = look_at_groups(
            container,
            packets,
            chosen,
            whole,
            memo=memo,
            jobs=jobs,
            should_stop=should_stop,
            on_progress=lambda share: on_progress(_READING_SHARE + (1 - _READING_SHARE) * share),
        )
    pictures = FilmPictures(float(fps), total, tuple(group_frames[chosen].tolist()), looks)
    return Watched(
        words,
        width,
        height,
        colours,
        rate,
        packets,
        pictures,
        decoded,
        () if promise is None else _changes(pictures, promise),
        () if promise is None else _mistaken(pictures, promise, memo),
    )


def _colours(stream: VideoStream) -> str:
    context = stream.codec_context
    names = [
        _COLOUR_NAMES.get(int(number), str(int(number)))
        for number in (context.color_primaries, context.color_trc, context.colorspace)
    ]
    return " ".join([*names, _RANGE_NAMES.get(int(context.color_range), "unknown")])


def _frame_numbers(packets: VideoPackets, fps: Fraction, *, from_zero: bool) -> tuple[Times, int]:
    """The first frame of each group by its time, and the number of frames. Foreign files need not begin at zero."""
    if not len(packets.times):
        return packets.group_starts, 0
    origin = packets.times.min() if from_zero else 0
    times = np.append(packets.times[packets.group_starts], packets.times.max()) - origin
    numbers = np.rint(times * float(packets.time_base * fps)).astype(np.int64)
    return numbers[:-1], int(numbers[-1]) + 1


def _spread(starts: list[int], least: float, wanted: Collection[int]) -> list[int]:
    """Places of the groups to be looked at: all, unless they follow each other very fast and are not wanted."""
    chosen: list[int] = []
    for place, start in enumerate(starts):
        if place in wanted or not chosen or start - starts[chosen[-1]] >= least:
            chosen.append(place)
    return chosen


def _groups_at_joins(starts: list[int], total: int, promise: Promise | None) -> set[int]:
    """Places of the groups whose every picture has to be known."""
    if promise is None:
        return set()
    style = promise.request.profile.visual_join
    ranges = [frames_of_change(entry.solo_end_frame, entry.end_frame, style) for entry in promise.timeline.entries[:-1]]
    ends = [*starts[1:], total][: len(starts)]
    return {
        place
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
        if any(start < behind and first < end for first, behind in ranges)
    }


def _changes(pictures: FilmPictures, promise: Promise) -> tuple[PictureChange | None, ...]:
    clips = [visual.kind is VisualKind.CLIP for visual in promise.request.visuals]
    return tuple(
        picture_change(
            pictures,
            old.solo_end_frame,
            old.end_frame,
            promise.request.profile.visual_join,
            (old.solo_start_frame, new.solo_end_frame),
            has_clip=clips[old.index] or clips[new.index],
        )
        for old, new in itertools.pairwise(promise.timeline.entries)
    )


def _mistaken(pictures: FilmPictures, promise: Promise, memo: Memo) -> tuple[tuple[int, int], ...]:
    profile = promise.request.profile
    stills = [thumbnail_of_still(visual, profile.width, profile.height, memo) for visual in promise.request.visuals]
    shown: list[Levels | None] = []
    for entry in promise.timeline.entries:
        _, seen = pictures.between(entry.solo_start_frame, entry.solo_end_frame, step=promise.timeline.fps)
        shown.append(seen[:: -(-len(seen) // _SAMPLES_OF_A_VISUAL)].mean(axis=0) if len(seen) else None)
    return tuple(find_mistaken(shown, stills))
