"""Puts together what was seen and heard, track by track and join by join. Pure."""

import itertools

from studio.render.inspection.container import Chapter
from studio.render.inspection.hearing import Heard
from studio.render.inspection.loudness import highest_peak_dbtp, integrated_lufs, level_change_at_join
from studio.render.inspection.promise import Promise
from studio.render.inspection.report import ClickReport, JoinReport, TrackReport
from studio.render.inspection.watching import Watched


def track_reports(
    heard: Heard | None, chapters: tuple[Chapter, ...], promise: Promise | None
) -> tuple[TrackReport, ...]:
    reports = []
    for place, chapter in enumerate(chapters):
        loudness = peak = offset = None
        if heard is not None:
            loudness = integrated_lufs(heard.curve, chapter.start_seconds, chapter.end_seconds)
            peak = highest_peak_dbtp(heard.curve, chapter.start_seconds, chapter.end_seconds)
            offset = heard.offsets[place] if heard.offsets else None
        reports.append(
            TrackReport(
                number=place + 1,
                title=chapter.title,
                start_seconds=chapter.start_seconds,
                end_seconds=chapter.end_seconds,
                loudness_lufs=_rounded(loudness),
                expected_lufs=None if promise is None else promise.expected_lufs[place],
                true_peak_dbtp=None if peak is None else round(peak[0], 2),
                true_peak_seconds=None if peak is None else peak[1],
                offset_seconds=None if offset is None else offset.seconds,
                offset_note="" if offset is None else offset.note,
            )
        )
    return tuple(reports)


def join_reports(watched: Watched, heard: Heard | None, promise: Promise | None) -> tuple[JoinReport, ...]:
    """None is known of a film without a plan: its chapters do not say how long the tracks overlap."""
    if promise is None:
        return ()
    fps = promise.timeline.fps
    reports = []
    for place, (old, _) in enumerate(itertools.pairwise(promise.timeline.entries)):
        start, end = old.solo_end_frame / fps, old.end_frame / fps
        change = watched.changes[place]
        level = None if heard is None else level_change_at_join(heard.curve, start, end)
        clicks = heard.clicks[place] if heard is not None else ()
        reports.append(
            JoinReport(
                number=place + 1,
                start_seconds=start,
                end_seconds=end,
                picture_difference=None if change is None else round(change.difference, 1),
                picture_shift_frames=None if change is None else change.shift_frames,
                picture_note="frames are missing" if change is None else change.note,
                dip_db=None if level is None else round(level[0], 1),
                bump_db=None if level is None else round(level[1], 1),
                clicks=tuple(ClickReport(round(click.seconds, 3), click.strength) for click in clicks),
            )
        )
    return tuple(reports)


def _rounded(level: float | None) -> float | None:
    return None if level is None else round(level, 2)
