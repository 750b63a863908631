"""Makes thumbnails for YouTube of an album's visuals: some plain, some with the album's short title."""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from studio.render.artwork.appeal import busyness, choose_pictures
from studio.render.artwork.saving import save_jpeg
from studio.render.lettering import ELLIPSIS, SPACE_AND_SIGNS, Face, load_font, printable, shorten

THUMBNAIL_SIZE = (1280, 720)
"""https://support.google.com/youtube/answer/72431"""
PROPOSALS = 6

_LONG_TITLE = 28
_BANNED_WORD = "loop"
_SEPARATOR = re.compile(r"\s+-+\s+|\s*[\N{EN DASH}—|·•]\s*|:\s+")

_FACE = Face.BOLD
_CONDENSED = 0.9
"""DejaVu Sans Condensed is DejaVu Sans at nine tenths of its width."""
_MOST_LINES = 3
_LINE_PITCH = 1.1
_LARGEST, _SMALLEST = 176, 88
"""Pixels to the em: 88 leaves capitals of 8 pixels at 168 x 94."""
_NARROW, _WIDE = 770, 1080
_TALLEST = 430
_MARGIN = (76, 68)
_DURATION_CORNER = (940, 560)
"""Right of and below this YouTube draws the duration, and progress along the lower edge."""

_FADE = 420
"""Pixels over which the scrim vanishes beside the letters."""
_DARK_ENOUGH = 0.55
"""Luma under large white letters that leaves a contrast of about 3 to 1 (WCAG 2.2, 1.4.3)."""
_LUMA = np.array([0.2126, 0.7152, 0.0722])

Pixels = npt.NDArray[np.float64]
_Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
_Setting = tuple[tuple[str, ...], int]
"""A title's lines, and the size of their letters."""


def propose_thumbnails(pictures: Sequence[Image.Image], title: str, folder: Path) -> tuple[Path, ...]:
    """Write up to six proposals, `thumbnail-1.jpg` the best: 1280 x 720, sRGB, under 2 MB each.

    Each shows another visual; there are fewer where the album has fewer. Those with odd numbers carry the short
    title, in the quietest place of the picture; all are plain where the title holds nothing that can be set.

    `pictures` are in the album's order and best at 1280 x 720 or more. Proposals of an earlier film, of which
    there were more, are removed.
    """
    chosen = [
        ImageOps.fit(pictures[index].convert("RGB"), THUMBNAIL_SIZE, Image.Resampling.LANCZOS)
        for index in choose_pictures(pictures, PROPOSALS)
    ]
    name = short_title(title)
    settings = _settings(name) if name else []
    paths = []
    for number, picture in enumerate(chosen, start=1):
        path = folder / f"thumbnail-{number}.jpg"
        save_jpeg(_with_title(picture, settings) if settings and number % 2 else picture, path)
        paths.append(path)
    for stale in set(folder.glob("thumbnail-*.jpg")) - set(paths):
        stale.unlink(missing_ok=True)
    return tuple(paths)


def short_title(title: str) -> str:
    """What of an album's title stands in its thumbnail: where it is long, the part before the first dash, colon or bar.

    Words that hold "loop" are left out, and what the font cannot show.
    """
    shown = printable(title, _FACE).replace(ELLIPSIS, " ")
    whole = " ".join(word for word in shown.split() if _BANNED_WORD not in word.casefold()).strip(SPACE_AND_SIGNS)
    if len(whole) > _LONG_TITLE:
        whole = next(part for part in _SEPARATOR.split(whole) if part)
    return whole


def _with_title(picture: Image.Image, settings: Sequence[_Setting]) -> Image.Image:
    letters, size, area = _place_letters(picture, settings)
    under = np.asarray(picture.crop(area), np.float64) / 255
    shade = Image.new("RGB", picture.size, _shade(under))
    drawn = Image.composite(shade, picture, _scrim(picture.size, area, under))
    spread = Image.new("L", picture.size)
    spread.paste(letters, (area[0], area[1] + size // 40))
    shadow = spread.filter(ImageFilter.GaussianBlur(size / 14)).point(lambda value: round(value * 0.55))
    drawn = Image.composite(shade, drawn, shadow)
    drawn.paste("white", area[:2], letters)
    return drawn


def _place_letters(picture: Image.Image, settings: Sequence[_Setting]) -> tuple[Image.Image, int, _Box]:
    """Letters as a mask, their size, and where they stand: large, and where the picture is quiet."""
    gradients = busyness(picture)
    scale = gradients.shape[1] / picture.width

    def unrest(box: _Box) -> float:
        left, top, right, bottom = (round(side * scale) for side in box)
        return float(gradients[top:bottom, left:right].mean()) + 0.01

    candidates = [
        (unrest(box) / size, letters, size, box)
        for lines, size in settings
        for letters in [_draw_letters(lines, size)]
        for box in _places(picture.size, letters.size)
    ]
    _, letters, size, box = min(candidates, key=lambda candidate: candidate[0])
    return letters, size, box


def _places(size: tuple[int, int], letters: tuple[int, int]) -> list[_Box]:
    """Left and right; below, in the middle and above; never where YouTube draws the duration."""
    across = (_MARGIN[0], size[0] - _MARGIN[0] - letters[0])
    down = (size[1] - _MARGIN[1] - letters[1], (size[1] - letters[1]) // 2, _MARGIN[1])
    boxes = [(left, top, left + letters[0], top + letters[1]) for left in across for top in down]
    return [box for box in boxes if box[2] <= _DURATION_CORNER[0] or box[3] <= _DURATION_CORNER[1]]


def _settings(title: str) -> list[_Setting]:
    """Ways to set a title in lines of readable letters; shortened where it is too long for any."""
    # A dash or a sign of its own stays with the word before it.
    words = re.sub(r" (\W+ )", "\u00a0\\1", title).split(" ")
    font = load_font(_FACE, _SMALLEST)
    while len(words) > 1:
        if font.getlength(" ".join(words)) * _CONDENSED <= _MOST_LINES * _WIDE:
            for width in (_NARROW, _WIDE):
                settings = [_set_in_lines(words, count, width) for count in range(1, min(_MOST_LINES, len(words)) + 1)]
                readable = [setting for setting in settings if setting[1] >= _SMALLEST]
                if readable:
                    return readable
        words = [*words[:-2], words[-2].rstrip(SPACE_AND_SIGNS + ELLIPSIS) + ELLIPSIS]
    return [_set_in_lines([shorten(words[0], font, _WIDE / _CONDENSED)], 1, _WIDE)]


def _set_in_lines(words: Sequence[str], count: int, width: int) -> _Setting:
    """`count` lines as even as the words allow, and the size of letters with which they fill `width`."""
    font = load_font(_FACE, 100)

    def lengths(lines: Sequence[str]) -> list[float]:
        return sorted((font.getlength(line) for line in lines), reverse=True)

    bounds = ((0, *breaks, len(words)) for breaks in combinations(range(1, len(words)), count - 1))
    all_lines = (tuple(" ".join(words[first:last]) for first, last in pairwise(bound)) for bound in bounds)
    lines = min(all_lines, key=lengths)
    longest = lengths(lines)[0] * _CONDENSED / 100
    return lines, int(min(width / longest, _TALLEST / (count * _LINE_PITCH), _LARGEST))


def _draw_letters(lines: Sequence[str], size: int) -> Image.Image:
    """White on black, cut to the letters."""
    font = load_font(_FACE, size)
    width = round(max(font.getlength(line) for line in lines)) + size
    drawn = Image.new("L", (width, round((len(lines) + 1) * size * _LINE_PITCH)))
    for index, line in enumerate(lines):
        ImageDraw.Draw(drawn).text((size // 4, size * (1 + index * _LINE_PITCH)), line, 255, font, "ls")
    condensed = drawn.resize((round(width * _CONDENSED), drawn.height), Image.Resampling.LANCZOS)
    return condensed.crop(condensed.getbbox())


def _shade(under: Pixels) -> tuple[int, ...]:
    """The colour of what lies under the letters, nearly black: softer than black itself."""
    mean = under.mean(axis=(0, 1))
    return tuple(int(channel) for channel in mean / max(float(mean @ _LUMA), 0.1) * 0.07 * 255)


def _scrim(size: tuple[int, int], area: _Box, under: Pixels) -> Image.Image:
    """Shade from the nearer side to past the letters, as strong as the bright spots under them ask for."""
    bright = float(np.quantile(under @ _LUMA, 0.9))
    strength = min(0.8, max(0.15, (bright - _DARK_ENOUGH) / max(bright - 0.07, 0.01)))
    across = _fade(size[0], area[0], area[2])
    down = _fade(size[1], area[1], area[3])
    return Image.fromarray(np.rint(np.outer(down, across) * strength * 255).astype(np.uint8))


def _fade(length: int, start: int, end: int) -> Pixels:
    """1 from the nearer edge to past the letters, then smoothly to 0; to both sides of what stands in the middle."""
    places = np.arange(length)
    room_before, room_after = start, length - end
    outside = np.full(length, -np.inf)
    if room_after >= room_before - 1:
        outside = np.maximum(outside, places - end)
    if room_before >= room_after - 1:
        outside = np.maximum(outside, start - places)
    rest = np.clip(0.8 - outside / _FADE, 0.0, 1.0)
    return np.asarray(rest * rest * (3 - 2 * rest))
