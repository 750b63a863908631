"""Letters for pictures: which font, what it can show, how much of it fits. It draws nothing."""

import re
import unicodedata
from bisect import bisect_right
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font
from PIL import ImageFont

ELLIPSIS = "…"
SPACE_AND_SIGNS = " \N{NO-BREAK SPACE}-\N{EN DASH}—|:·•,.;"
"""What no shortened text ends with."""


class Face(StrEnum):
    """DejaVu, which comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew and more; no Chinese, Japanese,
    Korean, and few emoji."""

    REGULAR = "DejaVuSans.ttf"
    BOLD = "DejaVuSans-Bold.ttf"


@lru_cache(maxsize=32)
def load_font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """`size` in pixels to the em."""
    return ImageFont.truetype(_font_file(face), size)


def printable(text: str, face: Face = Face.REGULAR) -> str:
    """`text` on one line, in what the face can show.

    Styled letters become plain ones (Unicode's compatibility form). Of what is missing then, letters
    leave an ellipsis, and emoji and other signs nothing.
    """
    shown: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        plain = unicodedata.normalize("NFKC", character)
        if character.isspace():
            shown.append(" ")
        elif _can_show(character, face):
            shown.append(character)
        elif _can_show(plain, face):
            shown.append(plain)
        elif unicodedata.category(character)[0] in "LN":
            shown.append(ELLIPSIS)
    return re.sub(f"{ELLIPSIS}( ?{ELLIPSIS})+", ELLIPSIS, " ".join("".join(shown).split()))


def shorten(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """As much of the beginning as fits into `width` pixels, with an ellipsis where something is left out."""
    if font.getlength(text) <= width:
        return text
    fitting = bisect_right(range(len(text)), width, key=lambda end: font.getlength(_cut(text, end))) - 1
    return _cut(text, max(0, fitting))


def clock(seconds: float) -> str:
    """`4:05` or `1:04:05`, as YouTube writes moments; rounded down to the second."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def _cut(text: str, end: int) -> str:
    """The first `end` characters and an ellipsis. An accent of its own stays with its letter."""
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end].rstrip(SPACE_AND_SIGNS + ELLIPSIS) + ELLIPSIS


def _font_file(face: Face) -> Path:
    return Path(matplotlib.get_data_path(), "fonts", "ttf", face)


@lru_cache(maxsize=len(Face))
def _shown_characters(face: Face) -> frozenset[int]:
    return frozenset(FT2Font(_font_file(face)).get_charmap())


def _can_show(text: str, face: Face) -> bool:
    """Control and format characters have no shape, whatever the font says."""
    return all(
        ord(character) in _shown_characters(face) and unicodedata.category(character)[0] != "C" for character in text
    )
