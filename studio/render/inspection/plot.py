"""Draws a film's loudness over its time, with the tracks marked, as SVG. Pure."""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from studio.render.inspection.report import FilmReport, Stretch
from studio.render.inspection.words import clock

_WIDTH, _HEIGHT = 1200.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 1188.0, 28.0, 268.0
_LOUDEST, _SOFTEST = 0.0, -48.0
_LEVELS = (0, -6, -12, -18, -24, -36, -48)
_MOST_POINTS = 1200
_STEPS_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MOST_TICKS = 12
_NARROWEST_LABEL = 18.0


def loudness_plot(report: FilmReport) -> str:
    """An inline SVG that takes its colours from the page. Empty without sound."""
    audio = report.audio
    if audio is None or report.duration_seconds <= 0:
        return ""

    def x(seconds: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * min(1.0, seconds / report.duration_seconds)

    tracks = []
    for track in report.tracks:
        left, right = x(track.start_seconds), x(track.end_seconds)
        words = f"{track.number}. {track.title}, {clock(track.start_seconds)}"
        words += "" if track.loudness_lufs is None else f", {track.loudness_lufs:.1f} LUFS"
        fill = "var(--band)" if track.number % 2 else "transparent"
        tracks.append(
            f'<rect x="{left:.1f}" y="{_TOP:g}" width="{right - left:.1f}" height="{_BOTTOM - _TOP:g}" fill="{fill}">'
            f"<title>{escape(words)}</title></rect>"
        )
        if right - left >= _NARROWEST_LABEL:
            tracks.append(
                f'<text x="{(left + right) / 2:.1f}" y="{_TOP - 8:g}" text-anchor="middle">{track.number}</text>'
            )
    grid = [
        f'<line x1="{_LEFT:g}" x2="{_RIGHT:g}" y1="{_y(level):.1f}" y2="{_y(level):.1f}" stroke="var(--line)"/>'
        f'<text x="{_LEFT - 8:g}" y="{_y(level) + 4:.1f}" text-anchor="end">{level}</text>'
        for level in _LEVELS
    ]
    ticks = [
        f'<text x="{x(seconds):.1f}" y="{_BOTTOM + 20:g}" text-anchor="middle">{_short(seconds)}</text>'
        for seconds in _ticks(report.duration_seconds)
    ]
    ticks.append(f'<text x="{_LEFT - 8:g}" y="{_TOP - 14:g}" text-anchor="end">LUFS</text>')
    faults = [*_marks(report.silences, x), *_marks(report.black, x), *_marks(report.frozen, x)]
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-labelledby="plot-title plot-text">'
        '<title id="plot-title">Loudness over time</title>'
        f'<desc id="plot-text">{escape(_description(report))}</desc>'
        f"{''.join(tracks)}{''.join(grid)}{''.join(faults)}{''.join(ticks)}"
        f"{_whole(audio.loudness_lufs)}"
        f'<path d="{_path(audio.loudness_each_second, x)}" fill="none" stroke="var(--curve)" stroke-width="1.5" '
        'stroke-linejoin="round"/></svg>\n'
    )


def _y(level: float) -> float:
    share = (_LOUDEST - max(_SOFTEST, min(_LOUDEST, level))) / (_LOUDEST - _SOFTEST)
    return _TOP + (_BOTTOM - _TOP) * share


def _path(levels: Sequence[float], x: Callable[[float], float]) -> str:
    """One point for some seconds together, at their mean power, so that eight hours are no larger than one."""
    if not levels:
        return ""
    together = -(-len(levels) // _MOST_POINTS)
    power = 10 ** (np.array(levels) / 10)
    points = [
        (x(start + together / 2), _y(float(10 * np.log10(power[start : start + together].mean()))))
        for start in range(0, len(levels), together)
    ]
    return "M" + " ".join(f"{across:.1f} {down:.1f}" for across, down in points)


def _whole(level: float | None) -> str:
    if level is None:
        return ""
    return (
        f'<line x1="{_LEFT:g}" x2="{_RIGHT:g}" y1="{_y(level):.1f}" y2="{_y(level):.1f}" stroke="var(--aim)" '
        f'stroke-dasharray="6 5"><title>The whole: {level:.1f} LUFS</title></line>'
    )


def _marks(stretches: Sequence[Stretch], x: Callable[[float], float]) -> list[str]:
    return [
        f'<rect x="{x(stretch.start_seconds):.1f}" y="{_TOP:g}" height="{_BOTTOM - _TOP:g}" '
        f'width="{max(2.0, x(stretch.end_seconds) - x(stretch.start_seconds)):.1f}" fill="var(--bad)" opacity="0.3">'
        f"<title>{clock(stretch.start_seconds)} to {clock(stretch.end_seconds)}</title></rect>"
        for stretch in stretches
    ]


def _ticks(seconds: float) -> range:
    step = next((step for step in _STEPS_SECONDS if seconds / step <= _MOST_TICKS), _STEPS_SECONDS[-1])
    return range(0, int(seconds) + 1, step)


def _short(seconds: int) -> str:
    """A whole second in clock time."""
    return clock(seconds).removesuffix(".0")


def _description(report: FilmReport) -> str:
    levels = [(track.loudness_lufs, track.number) for track in report.tracks if track.loudness_lufs is not None]
    whole = report.audio.loudness_lufs if report.audio is not None else None
    words = "silence" if whole is None else f"{whole:.1f} LUFS on the whole"
    if not levels:
        return f"{words}."
    (low, softest), (high, loudest) = min(levels), max(levels)
    ends = f"track {softest} is the softest with {low:.1f} LUFS, track {loudest} the loudest with {high:.1f} LUFS"
    return f"{words}; {ends}."
