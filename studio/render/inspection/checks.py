"""Judges a film's container, streams and pictures: by its promise, or by what every film can be held to. Pure.

Every check says what was found and where, and what is expected. Without a promise the limits are those
of the studio's own films, with YouTube's rules for chapters.
"""

from collections.abc import Sequence

from studio.render.inspection.container import Chapter, ContainerFacts
from studio.render.inspection.hearing import Heard
from studio.render.inspection.promise import Promise, at
from studio.render.inspection.report import Check
from studio.render.inspection.stretches import FoundStretch, stretch_check
from studio.render.inspection.timestamps import (
    any_audio_fault,
    any_video_fault,
    audio_span,
    longest_group,
    planned_audio_fault,
    planned_video_fault,
    video_span,
)
from studio.render.inspection.watching import Watched
from studio.render.inspection.words import clock, few
from studio.render.timeline import SAMPLE_RATE

LONGEST_GOP_SECONDS = 2.0

_CHAPTER_TOLERANCE_SECONDS = 0.002
_LEAST_PICTURE_DIFFERENCE = 1.0
# YouTube Help, "Add chapters to your videos".
_LEAST_CHAPTERS = 3
_SHORTEST_CHAPTER_SECONDS = 10.0


def container_checks(container: ContainerFacts, promise: Promise | None) -> list[Check]:
    order = " ".join(container.boxes) or container.format
    sets = max(container.header_counts, default=1)
    checks = [
        Check("index at the front", container.has_index_first, order, "moov before mdat"),
        Check("no edit list", not container.has_edit_list, "elst" if container.has_edit_list else "none", "none"),
        Check("one set of headers", sets == 1, f"{sets} a track", "1 a track"),
    ]
    if promise is None:
        return [*checks, _youtube_chapters(container.chapters)]
    title = promise.request.title
    return [
        *checks,
        Check("title", container.title == title, container.title, title),
        _planned_chapters(container.chapters, promise.chapters),
    ]


def _planned_chapters(found: Sequence[Chapter], expected: Sequence[Chapter]) -> Check:
    differing = [
        f"chapter {number}: {chapter.title!r} at {chapter.start_seconds:.3f} s "
        f"instead of {wanted.title!r} at {wanted.start_seconds:.3f} s"
        for number, (chapter, wanted) in enumerate(zip(found, expected, strict=False), start=1)
        if chapter.title != wanted.title
        or abs(chapter.start_seconds - wanted.start_seconds) > _CHAPTER_TOLERANCE_SECONDS
    ]
    return Check(
        "chapters",
        not differing and len(found) == len(expected),
        differing[0] if differing else f"{len(found)} chapters",
        f"{len(expected)} chapters at the tracks' starts",
    )


def _youtube_chapters(chapters: Sequence[Chapter]) -> Check:
    faults = []
    if chapters:
        if len(chapters) < _LEAST_CHAPTERS:
            faults.append(f"only {len(chapters)}")
        if chapters[0].start_seconds > _CHAPTER_TOLERANCE_SECONDS:
            faults.append(f"the first begins at {clock(chapters[0].start_seconds)}")
        faults += [
            f"chapter {number}, {chapter.title}, lasts {chapter.end_seconds - chapter.start_seconds:.1f} s"
            for number, chapter in enumerate(chapters, start=1)
            if chapter.end_seconds - chapter.start_seconds < _SHORTEST_CHAPTER_SECONDS
        ]
    return Check(
        "chapters",
        not faults,
        few(faults) or (f"{len(chapters)} chapters" if chapters else "none"),
        f"none, or {_LEAST_CHAPTERS} or more from 0:00 on, each of {_SHORTEST_CHAPTER_SECONDS:g} s or more",
    )


def stream_checks(watched: Watched, heard: Heard | None, promise: Promise | None) -> list[Check]:
    packets = watched.packets
    gop, gop_start = longest_group(packets)
    frame_seconds = float(1 / watched.rate)
    checks = [
        _same("video format", watched.format, "h264 High yuv420p"),
        _same("colours", watched.colours, "bt709 bt709 bt709 tv"),
        Check(
            "key frames",
            gop <= LONGEST_GOP_SECONDS + frame_seconds / 2,
            f"{gop:.2f} s apart at most, at {clock(gop_start)}",
            f"{LONGEST_GOP_SECONDS:g} s apart at most",
        ),
    ]
    if promise is None:
        fault = any_video_fault(packets)
    else:
        checks += _planned_pictures(watched, promise)
        fault = planned_video_fault(packets, promise.timeline.fps, promise.timeline.total_frames)
    checks.append(_same("video timestamps", fault or "gapless", "gapless"))
    if heard is None:
        return [*checks, Check("sound", False, "none", "one track of sound")]
    apart = abs(video_span(packets)[1] - audio_span(heard.packets)[1])
    sound_fault = any_audio_fault(heard.packets) if promise is None else planned_audio_fault(heard.packets)
    checks += [
        _same("audio format", heard.format, f"aac LC {SAMPLE_RATE} Hz stereo"),
        _same("audio timestamps", sound_fault or "gapless", "gapless"),
        Check(
            "ends together",
            apart < frame_seconds,
            f"{apart * 1000:.1f} ms apart",
            f"less than {frame_seconds * 1000:.1f} ms",
        ),
    ]
    return checks if promise is None else [*checks, *_planned_sound(heard, promise)]


def _planned_pictures(watched: Watched, promise: Promise) -> list[Check]:
    profile, timeline = promise.request.profile, promise.timeline
    kbps = bit_rate_kbps(watched.packets.size_bytes, video_span(watched.packets))
    return [
        _same("picture size", f"{watched.width}x{watched.height}", f"{profile.width}x{profile.height}"),
        _same("frame rate", str(watched.rate), str(timeline.fps)),
        _same("frames", len(watched.packets.times), timeline.total_frames),
        Check(
            "video bit rate",
            kbps <= 1.5 * profile.video_bitrate_kbps + 100,
            f"{kbps:.0f} kbit/s",
            f"about {profile.video_bitrate_kbps} kbit/s, less for plain pictures",
        ),
    ]


def _planned_sound(heard: Heard, promise: Promise) -> list[Check]:
    profile, timeline = promise.request.profile, promise.timeline
    span = audio_span(heard.packets)
    seconds = span[1] - span[0]
    kbps = bit_rate_kbps(heard.packets.size_bytes, span)
    return [
        Check(
            "sound length",
            abs(seconds - timeline.duration_seconds) < 1 / timeline.fps,
            f"{seconds:.3f} s",
            f"{timeline.duration_seconds:.3f} s",
        ),
        Check(
            "audio bit rate",
            kbps <= 1.25 * profile.audio_bitrate_kbps + 16,
            f"{kbps:.0f} kbit/s",
            f"about {profile.audio_bitrate_kbps} kbit/s, less for silence",
        ),
    ]


def picture_checks(
    watched: Watched,
    black: Sequence[FoundStretch],
    frozen: Sequence[FoundStretch],
    chapters: tuple[Chapter, ...],
    promise: Promise | None,
) -> list[Check]:
    pictures = watched.pictures
    faults = [
        f"at {at(start / pictures.rate, chapters)}: {look.fault}"
        for start, look in zip(pictures.group_frames, pictures.looks, strict=True)
        if look.fault
    ]
    is_lenient = promise is not None and promise.is_lenient
    checks = [
        Check("pictures decode", not faults, few(faults) or "all that were looked at", "all"),
        stretch_check("no black stretch", black, chapters, is_lenient=is_lenient),
        stretch_check(
            "no frozen stretch",
            frozen,
            chapters,
            is_lenient=is_lenient,
            excepted="but of a still" if promise is None else "where the visual moves",
        ),
    ]
    return checks if promise is None else [*checks, *_planned_changes(watched, chapters, promise)]


def _planned_changes(watched: Watched, chapters: tuple[Chapter, ...], promise: Promise) -> list[Check]:
    entries, visuals = promise.timeline.entries, promise.request.visuals
    unchanged, misplaced = [], []
    for place, change in enumerate(watched.changes):
        new = entries[place + 1]
        where = at(new.start_frame / promise.timeline.fps, chapters)
        if visuals[place].sha256 == visuals[place + 1].sha256:
            continue
        if change is None:
            misplaced.append(f"frames are missing at {where}")
        elif change.difference < _LEAST_PICTURE_DIFFERENCE:
            unchanged.append(f"the same at {where}")
        elif change.fault:
            misplaced.append(f"{change.fault} at {where}")
    mistaken = [
        f"track {place + 1}, {chapters[place].title}, shows the visual of track {other + 1}"
        for place, other in watched.mistaken
    ]
    is_lenient = promise.is_lenient
    seen = sum(change is not None for change in watched.changes)
    return [
        Check(
            "picture changes with the track",
            is_lenient or not unchanged,
            few(unchanged) or f"{seen} of {len(watched.changes)}",
            "at each chapter",
        ),
        Check(
            "pictures join on time",
            is_lenient or not misplaced,
            few(misplaced) or _largest_shift(watched),
            f"each {promise.request.profile.visual_join} on its frames",
        ),
        Check("right pictures", is_lenient or not mistaken, few(mistaken) or "all", "each track its own visual"),
    ]


def _largest_shift(watched: Watched) -> str:
    shifts = [change.shift_frames for change in watched.changes if change is not None]
    known = [abs(shift) for shift in shifts if shift is not None]
    if not known:
        return "nothing to be told"
    return f"{max(known):g} frames off at most, {len(known)} of {len(shifts)} can be told"


def bit_rate_kbps(size_bytes: int, span: tuple[float, float]) -> float:
    """Of so many bytes between two moments in seconds."""
    return size_bytes * 8 / 1000 / (span[1] - span[0]) if span[1] > span[0] else 0.0


def _same(name: str, found: object, expected: object) -> Check:
    return Check(name, found == expected, str(found), str(expected))
