"""Writes an inspection as a page for people: one HTML file that needs nothing else.

Everything that comes from a film or a person is escaped. Nothing is judged here.
"""

import uuid
from collections.abc import Sequence
from html import escape
from pathlib import Path

from studio.render.inspection.plot import loudness_plot
from studio.render.inspection.report import Check, FilmReport, JoinReport, Stretch, TrackReport
from studio.render.inspection.words import clock

_STYLE = """
:root { color-scheme: light dark; --ground: #fbfaf8; --card: #fff; --text: #1d1c1a; --soft: #6b6862; --line: #e2dfd9;
  --good: #1c7c4a; --bad: #b3261e; --bad-ground: #fbeae8; --curve: #2f6f9f; --band: #f1efea; --aim: #b26a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #151513; --card: #1d1d1a; --text: #ecebe7; --soft: #a09d95;
  --line: #33322e; --good: #6fce9a; --bad: #ff8a80; --bad-ground: #3a1f1c; --curve: #7db7e0; --band: #252520;
  --aim: #f0b35a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; }
p { margin: .25rem 0; }
.file { color: var(--soft); overflow-wrap: anywhere; }
.verdict { display: inline-block; margin: 1rem 0 .25rem; padding: .3rem .8rem; border-radius: 99rem; font-weight: 600;
  border: 1.5px solid currentColor; color: var(--good); }
.verdict.bad { color: var(--bad); background: var(--bad-ground); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
dl div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .9rem; }
dt { color: var(--soft); font-size: .82rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .45rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 500; font-size: .82rem; white-space: nowrap; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
tr.bad { background: var(--bad-ground); }
.sign { font-weight: 600; color: var(--good); white-space: nowrap; }
.bad .sign { color: var(--bad); }
svg { display: block; width: 100%; height: auto; min-width: 44rem; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; }
"""

_NUMBER = ' class="number"'
_PASSED = '<tr><td class="sign">✓ passed</td>'
_FAILED = '<tr class="bad"><td class="sign">✗ failed</td>'


class _Numeric(str):
    """The heading of a column of numbers."""

    __slots__ = ()


def write_report(report: FilmReport, target: Path) -> None:
    """Write the page to `target`, which appears whole or not at all."""
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_text(report_page(report), encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def report_page(report: FilmReport) -> str:
    """The page as HTML."""
    title = report.title or report.name
    sections = [
        _head(report, title),
        _facts(report),
        _section("Loudness", _scrolled(loudness_plot(report))) if report.audio is not None else "",
        _section("Checks", _checks(report.checks)),
        _section("Tracks", _tracks(report.tracks)) if report.tracks else "",
        _section("Joins", _joins(report.joins)) if report.joins else "",
        _stretches("Silence", report.silences),
        _stretches("Black pictures", report.black),
        _stretches("Pictures that stand still", report.frozen),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} (inspection)</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{''.join(sections)}</main>\n</body>\n</html>\n"
    )


def _head(report: FilmReport, title: str) -> str:
    failed = len(report.faults)
    total = len(report.checks)
    verdict = f"All {total} checks passed" if not failed else f"{failed} of {total} checks failed"
    style = "verdict bad" if failed else "verdict"
    return (
        f'<header>\n<h1>{escape(title)}</h1>\n<p class="file">{escape(report.name)}</p>\n'
        f'<p class="{style}">{verdict}</p>\n</header>\n'
    )


def _facts(report: FilmReport) -> str:
    facts = {
        "Length": clock(report.duration_seconds),
        "Size": f"{report.size_bytes / 1e6:,.1f} MB",
        "Index": "at the front" if report.has_index_first else "not at the front",
    }
    video, audio = report.video, report.audio
    if video is not None:
        facts["Pictures"] = f"{video.width} x {video.height}, {video.frame_count:,} at {video.frame_rate} a second"
        facts["Video"] = f"{video.format}, {video.bit_rate_kbps:,.0f} kbit/s"
        facts["Colours"] = video.colours
    if audio is not None:
        facts["Audio"] = f"{audio.format}, {audio.bit_rate_kbps:,.0f} kbit/s"
        facts["Loudness"] = _level(audio.loudness_lufs, "LUFS")
        facts["True peak"] = _level(audio.true_peak_dbtp, "dBTP")
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>\n" for name, value in facts.items())
    return f"<dl>\n{items}</dl>\n"


def _checks(checks: Sequence[Check]) -> str:
    rows = "".join(
        (_PASSED if check.passed else _FAILED)
        + f'<th scope="row">{escape(check.name)}</th><td>{escape(check.found)}</td>'
        f"<td>{escape(check.expected)}</td></tr>\n"
        for check in sorted(checks, key=lambda check: check.passed)
    )
    return _table(("Verdict", "Check", "Found", "Expected"), rows)


def _tracks(tracks: Sequence[TrackReport]) -> str:
    rows = "".join(
        f'<tr><td{_NUMBER}>{track.number}</td><th scope="row">{escape(track.title)}</th>'
        + _numbers(
            clock(track.start_seconds),
            clock(track.end_seconds - track.start_seconds),
            _level(track.loudness_lufs, "LUFS"),
            _level(track.true_peak_dbtp, "dBTP"),
        )
        + f"<td>{escape(_offset(track))}</td></tr>\n"
        for track in tracks
    )
    headings = ("Title", *map(_Numeric, ("Start", "Length", "Loudness", "True peak")), "Against its file")
    return _table((_Numeric("No."), *headings), rows)


def _joins(joins: Sequence[JoinReport]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{join.number} to {join.number + 1}</th>'
        + _numbers(
            clock(join.start_seconds),
            f"{join.end_seconds - join.start_seconds:.2f} s",
            _level(join.dip_db, "dB"),
            _level(join.bump_db, "dB"),
            str(len(join.clicks)),
        )
        + f"<td>{escape(_shift(join))}</td></tr>\n"
        for join in joins
    )
    numbers = map(_Numeric, ("Start", "Overlap", "Dip", "Bump", "Clicks near"))
    return _table(("Join", *numbers, "Picture"), rows)


def _stretches(heading: str, stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{clock(stretch.start_seconds)}</th>'
        + _numbers(f"{stretch.end_seconds - stretch.start_seconds:.1f} s")
        + f"<td>{escape(stretch.place)}</td></tr>\n"
        for stretch in stretches
    )
    return _section(heading, _table(("Start", _Numeric("Length"), "Where"), rows))


def _section(heading: str, content: str) -> str:
    return f"<section>\n<h2>{heading}</h2>\n{content}</section>\n"


def _table(headings: Sequence[str], rows: str) -> str:
    head = "".join(
        f'<th scope="col"{_NUMBER if isinstance(heading, _Numeric) else ""}>{heading}</th>' for heading in headings
    )
    return _scrolled(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")


def _scrolled(content: str) -> str:
    return f'<div class="scroll">\n{content}</div>\n'


def _numbers(*values: str) -> str:
    return "".join(f"<td{_NUMBER}>{escape(value)}</td>" for value in values)


def _level(value: float | None, unit: str) -> str:
    # Adding zero makes the minus of a negative zero go.
    return "-" if value is None else f"{round(value, 1) + 0:.1f} {unit}"


def _offset(track: TrackReport) -> str:
    if track.offset_seconds is None:
        return track.offset_note or "-"
    return f"{round(track.offset_seconds * 1000, 1) + 0:.1f} ms late"


def _shift(join: JoinReport) -> str:
    if join.picture_shift_frames is None:
        return join.picture_note or "-"
    return f"{join.picture_shift_frames:g} frames late"
