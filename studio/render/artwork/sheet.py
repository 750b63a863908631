"""Draws the contact sheet: every visual of an album with its number, title and start."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from studio.errors import InvalidInput
from studio.render.artwork.saving import save_png
from studio.render.lettering import Face, clock, load_font, printable, shorten
from studio.render.timeline import Timeline

_WIDTH = 2400
_NARROWEST_PICTURE = 300
_MARGIN = 104
_GAP = 36
_HEAD = 228
_FOOT = 84
_CAPTION = 84
_LETTERS = 22
_PROPORTION = 16 / 10
"""Of the whole sheet, nearly: the grid comes as close to it as the count allows."""
_EMPTY_PLACE = 3
"""How much worse an empty place in the grid is than another proportion."""

_GROUND = "#17181a"
_WHITE = "#f2f0ec"
_GREY = "#8d9095"


def draw_contact_sheet(
    target: Path, *, title: str, timeline: Timeline, track_titles: Sequence[str], pictures: Sequence[Image.Image]
) -> None:
    """Write the sheet as a PNG, 2400 pixels wide; wider for so many tracks that pictures would be under 300.

    One title and one picture belong to each track. Pictures are cut to 16:9 and not enlarged: small or few ones
    make a smaller sheet. Raises InvalidInput when the counts differ.
    """
    count = len(timeline.entries)
    if len(track_titles) != count or len(pictures) != count:
        raise InvalidInput(
            f"The album has {count} tracks, but {len(track_titles)} titles and {len(pictures)} pictures were given; "
            "give one of each for every track."
        )
    columns = grid_columns(count)
    room = (_WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    width = min(max(room, _NARROWEST_PICTURE), *(picture.width for picture in pictures))
    height = round(width * 9 / 16)
    pitch = height + _CAPTION + _GAP
    rows = math.ceil(count / columns)
    size = (2 * _MARGIN + columns * (width + _GAP) - _GAP, _HEAD + rows * pitch - _GAP + _FOOT)
    sheet = Image.new("RGB", size, _GROUND)
    pen = ImageDraw.Draw(sheet)
    _write_head(pen, title, timeline, size[0])
    for index, (picture, name, chapter) in enumerate(zip(pictures, track_titles, timeline.chapters, strict=True)):
        left = _MARGIN + index % columns * (width + _GAP)
        top = _HEAD + index // columns * pitch
        sheet.paste(ImageOps.fit(picture.convert("RGB"), (width, height), Image.Resampling.LANCZOS), (left, top))
        _write_caption(pen, (left, top + height), width, index + 1, name, chapter.start_seconds)
    save_png(sheet, target)


def grid_columns(count: int) -> int:
    """As many as bring the sheet nearest to 16:10, with few places left empty."""

    def strain(columns: int) -> float:
        rows = math.ceil(count / columns)
        proportion = columns * 16 / (rows * 12)
        return abs(math.log(proportion / _PROPORTION)) + _EMPTY_PLACE * (rows * columns - count) / count

    return min(range(1, count + 1), key=strain)


def _write_head(pen: ImageDraw.ImageDraw, title: str, timeline: Timeline, width: int) -> None:
    large, plain = load_font(Face.REGULAR, 50), load_font(Face.REGULAR, 26)
    pen.text((_MARGIN, 116), shorten(printable(title), large, width - 2 * _MARGIN), _WHITE, large, "ls")
    count = len(timeline.entries)
    facts = f"{count} track{'s' * (count > 1)}   ·   {clock(timeline.duration_seconds)}"
    pen.text((_MARGIN, 166), facts, _GREY, plain, "ls")


def _write_caption(
    pen: ImageDraw.ImageDraw, corner: tuple[int, int], width: int, number: int, title: str, start_seconds: float
) -> None:
    """The title over the whole width of the picture; under it number and start."""
    plain, bold = load_font(Face.REGULAR, _LETTERS), load_font(Face.BOLD, _LETTERS)
    left, line = corner[0], corner[1] + 38
    pen.text((left, line), shorten(printable(title), plain, width), _WHITE, plain, "ls")
    pen.text((left, line + 32), str(number), _WHITE, bold, "ls")
    pen.text((left + bold.getlength(f"{number}   "), line + 32), clock(start_seconds), _GREY, plain, "ls")
