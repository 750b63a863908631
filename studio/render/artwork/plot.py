"""Draws an album as one page: its loudness over time, its pictures along the same scale, its tracks in a list.

matplotlib draws what is data, Pillow sets the letters and places the pictures. It measures nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageOps

from studio.errors import InvalidInput
from studio.render.artwork.saving import save_png
from studio.render.lettering import Face, clock, load_font, printable, shorten
from studio.render.timeline import Timeline

WIDTH = 2400
_MARGIN = 148
_INNER = WIDTH - 2 * _MARGIN

_PAPER = "#fbfaf7"
_INK = "#20252b"
_GREY = "#7c838c"
_FAINT = "#e3e1dc"
_SOUND = "#1d5b79"
_TARGET = "#c4552d"

_TITLE_LINE = 132
_FACTS_LINE = 232
_LEGEND_LINE = 294
_NUMBERS_LINE = 362
_PANEL_TOP = 390
_PANEL_HEIGHT = 480
_STRIP_TOP = _PANEL_TOP + _PANEL_HEIGHT + 16
_LIST_ROW = 46
_LIST_COLUMNS = 3
_LIST_GAP = 64

_SHORT_TERM_SECONDS = 3.0
"""EBU Tech 3341: short-term loudness is the mean over 3 s."""
_CALM_PIXELS = 3
"""What the curve is averaged over where a single pixel already holds 3 s: in albums of more than 105 minutes."""
_HEADROOM_LU = 8
_DEPTH_LU = 26
_BAND_OPACITY = 0.2
_CROSSFADE_OPACITY = 0.12
_TITLE_SIZES = (60, 40)
_MANY_TRACKS = 40
_SUPERSAMPLING = 8
_TICK_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MOST_TICKS = 12

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AlbumLoudness:
    """What was measured in the finished film. None stands for silence, wherever a loudness is."""

    momentary_lufs: Sequence[float | None]
    """Over 400 ms each (EBU Tech 3341) or longer, one every `step_seconds` from the album's start."""
    step_seconds: float
    target_lufs: float
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    track_lufs: Sequence[float | None] = ()
    """Integrated, of each track; empty where it is not known."""


def draw_album_plot(
    target: Path,
    *,
    title: str,
    timeline: Timeline,
    track_titles: Sequence[str],
    pictures: Sequence[Image.Image],
    loudness: AlbumLoudness,
) -> None:
    """Write the page as a PNG, 2400 pixels wide. One title and one picture belong to each track.

    Raises InvalidInput when their number, or that of the tracks' loudness, is not that of the tracks.
    """
    count = len(timeline.entries)
    if len(track_titles) != count or len(pictures) != count or len(loudness.track_lufs) not in (0, count):
        raise InvalidInput(
            f"The album has {count} tracks, but {len(track_titles)} titles, {len(pictures)} pictures and "
            f"{len(loudness.track_lufs)} loudness values were given; give one of each for every track."
        )
    strip_height = round(min(240.0, max(112.0, _INNER / count * 9 / 16)))
    list_top = _STRIP_TOP + strip_height + 152
    rows = _list_rows(count)
    page = Image.new("RGB", (WIDTH, list_top + rows * _LIST_ROW + 74), _PAPER)
    pen = ImageDraw.Draw(page)
    floor, ceiling = _loudness_range(loudness)
    _write_head(pen, title, timeline, loudness)
    _write_numbers(pen, timeline)
    page.paste(_draw_panel(timeline, loudness, floor, ceiling), (_MARGIN, _PANEL_TOP))
    _write_levels(pen, loudness, floor, ceiling)
    page.paste(_draw_strip(timeline, pictures, strip_height), (_MARGIN, _STRIP_TOP))
    _write_times(pen, timeline, _STRIP_TOP + strip_height)
    _write_list(pen, timeline, track_titles, loudness, list_top)
    save_png(page, target)


def _write_head(pen: ImageDraw.ImageDraw, title: str, timeline: Timeline, loudness: AlbumLoudness) -> None:
    _write_title(pen, printable(title))
    count = len(timeline.entries)
    facts = [f"{count} track{'s' * (count > 1)}", clock(timeline.duration_seconds)]
    if timeline.overlap_frames and count > 1:
        facts.append(f"crossfades of {timeline.overlap_frames / timeline.fps:g} s")
    pen.text((_MARGIN, _FACTS_LINE), "   ·   ".join(facts), _GREY, load_font(Face.REGULAR, 27), "ls")
    _write_legend(pen, _curve_seconds(timeline))
    large, small = load_font(Face.REGULAR, 54), load_font(Face.REGULAR, 23)
    right = float(WIDTH - _MARGIN)
    for value, unit, colour in (
        (_signed(loudness.target_lufs), "LUFS target", _TARGET),
        (_signed(loudness.true_peak_dbtp), "dBTP true peak", _INK),
        (_signed(loudness.integrated_lufs), "LUFS integrated", _INK),
    ):
        pen.text((right, _FACTS_LINE + 14), value, colour, large, "rs")
        pen.text((right, _LEGEND_LINE), unit, _GREY, small, "rm")
        right -= max(large.getlength(value), small.getlength(unit)) + 72


def _write_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    """Over the whole width; a long one smaller, a very long one shortened."""
    fonts = [load_font(Face.REGULAR, size) for size in range(_TITLE_SIZES[0], _TITLE_SIZES[1] - 1, -2)]
    font = next((font for font in fonts if font.getlength(title) <= _INNER), fonts[-1])
    pen.text((_MARGIN, _TITLE_LINE), shorten(title, font, _INNER), _INK, font, "ls")


def _write_legend(pen: ImageDraw.ImageDraw, curve_seconds: float) -> None:
    font, left = load_font(Face.REGULAR, 21), _MARGIN
    curve = "short-term, 3 s" if curve_seconds == _SHORT_TERM_SECONDS else f"mean of {curve_seconds:.0f} s"
    for text, colour, half in (
        (curve, _SOUND, 2),
        ("momentary, 400 ms", _mix(_SOUND, _BAND_OPACITY), 9),
        ("target", _TARGET, 1),
        ("crossfade", _mix(_INK, _CROSSFADE_OPACITY), 9),
    ):
        pen.rectangle((left, _LEGEND_LINE - half, left + 36, _LEGEND_LINE + half), colour)
        pen.text((left + 50, _LEGEND_LINE), text, _GREY, font, "lm")
        left += 50 + round(font.getlength(text)) + 52


def _write_numbers(pen: ImageDraw.ImageDraw, timeline: Timeline) -> None:
    """Above the middle of each stretch; left out where the stretch is narrower than its number."""
    font = load_font(Face.BOLD, 21 if len(timeline.entries) <= _MANY_TRACKS else 17)
    free_from = 0.0
    for entry in timeline.entries:
        middle = _MARGIN + _across(timeline, (entry.start_frame + entry.end_frame) / 2)
        half = font.getlength(str(entry.index + 1)) / 2
        if middle - half >= free_from:
            pen.text((middle, _NUMBERS_LINE), str(entry.index + 1), _INK, font, "mm")
            free_from = middle + half + 4


def _draw_panel(timeline: Timeline, loudness: AlbumLoudness, floor: float, ceiling: float) -> Image.Image:
    """Curve, band, target and crossfades: exactly as wide as the timeline, without a letter."""
    figure = Figure(figsize=(_INNER / 100, _PANEL_HEIGHT / 100), dpi=100, facecolor=_PAPER)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, timeline.duration_seconds)
    axes.set_ylim(floor, ceiling)
    for entry in timeline.entries[1:]:
        start, end = entry.start_frame / timeline.fps, entry.solo_start_frame / timeline.fps
        # A line of its own, so that a crossfade of less than a pixel is still seen.
        axes.axvspan(start, end, facecolor=_INK, edgecolor=_INK, alpha=_CROSSFADE_OPACITY, linewidth=0.8, zorder=1)
    for level in _levels(floor, ceiling):
        axes.axhline(level, color=_FAINT, linewidth=1.1, zorder=0)
    times, low, high, curve = _columns(loudness, _curve_seconds(timeline), floor)
    axes.fill_between(times, low, high, color=_SOUND, alpha=_BAND_OPACITY, linewidth=0.8, zorder=2)
    axes.axhline(loudness.target_lufs, color=_TARGET, linewidth=1.4, zorder=4)
    axes.plot(times, curve, color=_SOUND, linewidth=1.25, linestyle="-", solid_joinstyle="round", zorder=3)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return Image.fromarray(pixels).convert("RGB")


def _write_levels(pen: ImageDraw.ImageDraw, loudness: AlbumLoudness, floor: float, ceiling: float) -> None:
    def height(level: float) -> float:
        return _PANEL_TOP + _PANEL_HEIGHT * (ceiling - level) / (ceiling - floor)

    font = load_font(Face.REGULAR, 22)
    for level in _levels(floor, ceiling):
        pen.text((_MARGIN - 20, height(level)), _signed(level, 0), _GREY, font, "rm")
    pen.text((_MARGIN - 20, _NUMBERS_LINE), "LUFS", _GREY, font, "rm")
    target = (WIDTH - _MARGIN + 20, height(loudness.target_lufs))
    pen.text(target, _signed(loudness.target_lufs), _TARGET, font, "lm")


def _draw_strip(timeline: Timeline, pictures: Sequence[Image.Image], height: int) -> Image.Image:
    """Each visual over its stretch, to scale. Where two overlap, their edge leans over the whole crossfade."""
    strip = Image.new("RGB", (_INNER, height), _PAPER)
    edges = Image.new("L", (_INNER * _SUPERSAMPLING, height))
    for entry, picture in zip(timeline.entries, pictures, strict=True):
        start, end = _across(timeline, entry.start_frame), _across(timeline, entry.end_frame)
        left, size = math.floor(start), (math.ceil(end) - math.floor(start), height)
        alone = _across(timeline, entry.solo_start_frame)
        stretch = Image.new("L", (size[0] * _SUPERSAMPLING, height))
        # The next visual is laid over this one's end, so only the left side leans.
        corners = [((x - left) * _SUPERSAMPLING, y) for x, y in ((alone, 0), (end, 0), (end, height), (start, height))]
        ImageDraw.Draw(stretch).polygon(corners, fill=255)
        mask = stretch.resize(size, Image.Resampling.BOX)
        strip.paste(ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS), (left, 0), mask)
        if entry.index:
            half = math.hypot(1, (alone - start) / height)
            corners = [(alone - half, 0), (alone + half, 0), (start + half, height), (start - half, height)]
            ImageDraw.Draw(edges).polygon([(x * _SUPERSAMPLING, y) for x, y in corners], fill=255)
    strip.paste(_PAPER, mask=edges.resize((_INNER, height), Image.Resampling.BOX))
    # A hairline holds pictures that are as light as the paper.
    ImageDraw.Draw(strip).rectangle((0, 0, _INNER - 1, height - 1), outline=_FAINT)
    return strip


def _write_times(pen: ImageDraw.ImageDraw, timeline: Timeline, top: int) -> None:
    font, total = load_font(Face.REGULAR, 22), timeline.duration_seconds
    step = next((step for step in _TICK_SECONDS if total / step <= _MOST_TICKS), _TICK_SECONDS[-1])
    for moment in range(0, math.floor(total) + 1, step):
        left = _MARGIN + _INNER * moment / total
        pen.line((left, top + 10, left, top + 22), _GREY, 2)
        pen.text((left, top + 32), clock(moment), _GREY, font, "mt")


def _write_list(
    pen: ImageDraw.ImageDraw, timeline: Timeline, titles: Sequence[str], loudness: AlbumLoudness, top: int
) -> None:
    """Number, title, start and level of each track, in columns that are read downwards."""
    small, plain, bold = load_font(Face.REGULAR, 19), load_font(Face.REGULAR, 23), load_font(Face.BOLD, 23)
    column = (_INNER - (_LIST_COLUMNS - 1) * _LIST_GAP) / _LIST_COLUMNS
    rows = _list_rows(len(titles))
    for index, (title, chapter) in enumerate(zip(titles, timeline.chapters, strict=True)):
        left = _MARGIN + (index // rows) * (column + _LIST_GAP)
        line = top + (index % rows) * _LIST_ROW + _LIST_ROW / 2
        right = left + column
        is_first = index % rows == 0
        if loudness.track_lufs:
            pen.text((right, line), _signed(loudness.track_lufs[index]), _GREY, plain, "rm")
            if is_first:
                pen.text((right, line - _LIST_ROW), "LUFS", _GREY, small, "rm")
            right -= 96
        pen.text((right, line), clock(chapter.start_seconds), _GREY, plain, "rm")
        if is_first:
            pen.text((right, line - _LIST_ROW), "start", _GREY, small, "rm")
        right -= 124
        pen.text((left, line), str(index + 1), _INK, bold, "lm")
        pen.text((left + 56, line), shorten(printable(title), plain, right - left - 56), _INK, plain, "lm")
        pen.line((left, line - _LIST_ROW / 2, left + column, line - _LIST_ROW / 2), _FAINT, 1)


def _list_rows(count: int) -> int:
    return max(math.ceil(count / _LIST_COLUMNS), min(count, 5))


def _across(timeline: Timeline, frame: float) -> float:
    """Pixels from the panel's left side."""
    return _INNER * frame / timeline.total_frames


def _curve_seconds(timeline: Timeline) -> float:
    pixel_seconds = timeline.duration_seconds / _INNER
    return _SHORT_TERM_SECONDS if pixel_seconds <= _SHORT_TERM_SECONDS else _CALM_PIXELS * pixel_seconds


def _columns(loudness: AlbumLoudness, curve_seconds: float, floor: float) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Times, lowest momentary, highest momentary loudness and the curve: one a pixel, or all where there are fewer.

    The curve is the mean power of `curve_seconds` round each moment. Silence lies below the floor.
    """
    values = loudness.momentary_lufs or (None,)
    momentary = np.array([-np.inf if value is None else value for value in values], np.float64)
    momentary[np.isnan(momentary)] = -np.inf
    power = np.power(10.0, momentary / 10)
    half = round(curve_seconds / loudness.step_seconds) // 2
    summed = np.concatenate([[0.0], np.cumsum(power)])
    places = np.arange(power.size)
    first, last = np.maximum(places - half, 0), np.minimum(places + half + 1, power.size)
    around = (summed[last] - summed[first]) / (last - first)
    starts = np.unique(np.linspace(0, power.size, _INNER, endpoint=False).astype(int))
    below = floor - 10.0
    low = np.maximum(np.minimum.reduceat(momentary, starts), below)
    high = np.maximum(np.maximum.reduceat(momentary, starts), below)
    means = np.add.reduceat(around, starts) / np.diff([*starts, power.size])
    curve = 10 * np.log10(np.maximum(means, 10 ** (below / 10)))
    return starts * loudness.step_seconds, low, high, curve


def _loudness_range(loudness: AlbumLoudness) -> tuple[float, float]:
    """From 26 LU below the target to 8 above it, or to the loudest moment."""
    loudest = max((value for value in loudness.momentary_lufs if value is not None), default=-math.inf)
    ceiling = loudness.target_lufs + _HEADROOM_LU
    return loudness.target_lufs - _DEPTH_LU, max(ceiling, loudest + 1 if math.isfinite(loudest) else ceiling)


def _levels(floor: float, ceiling: float) -> range:
    return range(math.ceil(floor / 10) * 10, math.floor(ceiling) + 1, 10)


def _signed(value: float | None, digits: int = 1) -> str:
    """With a true minus sign; a dash for silence."""
    if value is None or not math.isfinite(value):
        return "\N{EN DASH}"
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _mix(colour: str, opacity: float) -> tuple[int, ...]:
    """The colour as it looks on the paper."""
    channels = zip(bytes.fromhex(colour[1:]), bytes.fromhex(_PAPER[1:]), strict=True)
    return tuple(round(over * opacity + under * (1 - opacity)) for over, under in channels)
