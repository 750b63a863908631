"""Judges what was heard of a film: by its promise, or by what every film can be held to. Pure."""

from collections.abc import Sequence

import numpy as np

from studio.render.album import RenderProfile
from studio.render.inspection.container import Chapter
from studio.render.inspection.hearing import Heard
from studio.render.inspection.loudness import highest_peak_dbtp, integrated_lufs
from studio.render.inspection.promise import Promise, at
from studio.render.inspection.report import Check, JoinReport, TrackReport
from studio.render.inspection.stretches import FoundStretch, stretch_check
from studio.render.inspection.words import clock, few

LOUDNESS_TOLERANCE_LU = 0.5
MATCHED_WITHIN_LU = 1.0
PEAK_TOLERANCE_DB = 0.1
"""What two measurements of one sound differ by."""
LARGEST_OFFSET_SECONDS = 0.010

_MOST_NOTES = 5
_SEAM_SECONDS = 0.005
_SEAM_STRENGTH = 20.0
_SEAM_STANDS_OUT = 3.0
"""A click fails a film only at a crossfade's very start or end, and where no other comes near its strength:
the music's own crackle and drums are everywhere."""
_NAMED = 5
"""So many faults are named in one check."""


def sound_checks(
    heard: Heard,
    tracks: Sequence[TrackReport],
    joins: Sequence[JoinReport],
    silences: Sequence[FoundStretch],
    chapters: tuple[Chapter, ...],
    promise: Promise | None,
) -> list[Check]:
    profile = RenderProfile() if promise is None else promise.request.profile
    is_lenient = promise is not None and promise.is_lenient
    ceiling = profile.true_peak_dbtp
    true_peak = highest_peak_dbtp(heard.curve)
    faults = list(heard.curve.faults)
    checks = [
        Check("sound decodes", not faults, few(faults[:2]) or "wholly", "wholly"),
        _whole_loudness(integrated_lufs(heard.curve), profile, promise),
        Check(
            "true peak",
            true_peak is None or true_peak[0] <= ceiling + PEAK_TOLERANCE_DB,
            "none" if true_peak is None else f"{true_peak[0]:.1f} dBTP at {at(true_peak[1], chapters)}",
            f"at most {ceiling:.1f} dBTP",
        ),
        stretch_check(
            "no silent stretch",
            silences,
            chapters,
            is_lenient=is_lenient,
            excepted="" if promise is None else "but inside a track",
        ),
    ]
    if promise is None:
        return checks
    return [
        *checks,
        _matched_tracks(tracks, is_lenient=is_lenient),
        _offset_check(heard, chapters, is_lenient=is_lenient),
        _click_check(joins, chapters, is_lenient=is_lenient),
    ]


def _whole_loudness(found: float | None, profile: RenderProfile, promise: Promise | None) -> Check:
    expected: float | None = profile.loudness_lufs
    if promise is not None:
        audible = [
            (level, chapter.end_seconds - chapter.start_seconds)
            for level, chapter in zip(promise.expected_lufs, promise.chapters, strict=True)
            if level is not None
        ]
        # The mean power of what each track was brought to; silence is gated out.
        power = sum(10 ** (level / 10) * seconds for level, seconds in audible)
        expected = float(10 * np.log10(power / sum(seconds for _, seconds in audible))) if audible else None
    is_right = found == expected or (
        found is not None and expected is not None and abs(found - expected) <= LOUDNESS_TOLERANCE_LU
    )
    return Check(
        "loudness",
        is_right or (promise is not None and promise.is_lenient),
        "silence" if found is None else f"{found:.1f} LUFS",
        "silence" if expected is None else f"{expected:.1f} LUFS, within {LOUDNESS_TOLERANCE_LU:g} LU",
    )


def _matched_tracks(tracks: Sequence[TrackReport], *, is_lenient: bool) -> Check:
    expected = f"within {MATCHED_WITHIN_LU:g} LU of each other"
    silent = [f"track {track.number}, {track.title}, is silent" for track in tracks if _is_unheard(track)]
    if silent:
        return Check("tracks equally loud", is_lenient, few(silent), expected)
    off = [
        (track.loudness_lufs - track.expected_lufs, track)
        for track in tracks
        if track.loudness_lufs is not None and track.expected_lufs is not None
    ]
    if not off:
        return Check("tracks equally loud", True, "nothing to compare", expected)
    (low, softest), (high, loudest) = min(off, key=lambda each: each[0]), max(off, key=lambda each: each[0])
    return Check(
        "tracks equally loud",
        is_lenient or high - low <= MATCHED_WITHIN_LU,
        f"{softest.loudness_lufs:.1f} LUFS (track {softest.number}, {softest.title}) to "
        f"{loudest.loudness_lufs:.1f} LUFS (track {loudest.number}, {loudest.title})",
        expected,
    )


def _is_unheard(track: TrackReport) -> bool:
    return track.expected_lufs is not None and track.loudness_lufs is None


def _offset_check(heard: Heard, chapters: tuple[Chapter, ...], *, is_lenient: bool) -> Check:
    faults, offsets, notes = [], [], []
    for number, (offset, chapter) in enumerate(zip(heard.offsets, chapters, strict=True), start=1):
        if not offset.is_telling:
            notes.append(f"track {number}: {offset.note}")
        elif offset.seconds is None:
            faults.append(f"track {number}, {chapter.title}, is not heard at {clock(chapter.start_seconds)}")
        else:
            offsets.append(abs(offset.seconds))
            if offsets[-1] > LARGEST_OFFSET_SECONDS:
                late = "late" if offset.seconds > 0 else "early"
                faults.append(
                    f"track {number}, {chapter.title}, comes {offsets[-1] * 1000:.1f} ms {late} "
                    f"at {clock(chapter.start_seconds)}"
                )
    told = f"{max(offsets) * 1000:.1f} ms off at most" if offsets else "nothing to be told"
    found = few(faults) or "; ".join([told, *notes[:_MOST_NOTES]])
    return Check(
        "sound in step with the tracks",
        is_lenient or not faults,
        found,
        f"within {LARGEST_OFFSET_SECONDS * 1000:g} ms",
    )


def _click_check(joins: Sequence[JoinReport], chapters: tuple[Chapter, ...], *, is_lenient: bool) -> Check:
    faults, others = [], 0
    for join in joins:
        if join.start_seconds == join.end_seconds:
            others += len(join.clicks)
            continue  # a hard cut may be heard
        for click in join.clicks:
            is_seam = any(abs(click.seconds - seam) <= _SEAM_SECONDS for seam in (join.start_seconds, join.end_seconds))
            strongest = max((other.strength for other in join.clicks if other is not click), default=0.0)
            if is_seam and click.strength >= max(_SEAM_STRENGTH, _SEAM_STANDS_OUT * strongest):
                faults.append(f"at {at(click.seconds, chapters)}")
            else:
                others += 1
    found = few(faults) or ("none" if not others else f"none; {others} in the music around them")
    return Check("no click at a join", is_lenient or not faults, found, "none where a crossfade begins or ends")
