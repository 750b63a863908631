"""Plain cards with the prompt's words on a quiet landscape: rehearse an album without a key or a cost.

Makes placeholders only. It must not be used for anything that is published. The same title, prompt,
place and seed always give the same pixels; another place or seed gives other colours.
"""

import colorsys
import math
import random
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.whole_file import raise_if_stopped, whole_or_gone

WIDTH, HEIGHT = 1920, 1080

_GOLDEN_RATIO = 0.618033988749895
"""Steps of this share of the colour circle never come back to a hue and keep neighbours far apart."""
_PLAIN_LETTERS = str.maketrans(
    dict.fromkeys("–—−\u2010\u2011", "-")  # noqa: RUF001
    | {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}  # noqa: RUF001
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
"""Characters that the font lacks and that Unicode does not take apart."""
_ALSO_IN_THE_FONT = frozenset("©«°»‘’“”…‹›™")  # noqa: RUF001
_LONGEST_TEXT = 2000
"""Characters that are looked at: far more than a card has room for."""

_PANEL_LEFT, _PANEL_WIDTH, _PADDING = 110, 1100, 64
_NUMBER_SIZE, _TITLE_SIZE, _PROMPT_SIZE, _FOOTER_SIZE = 150, 76, 42, 26
_LINE_SPACING = 1.25
_PANEL_DARKNESS = 0.68
_PANEL = (8, 8, 12)
_INK = (250, 248, 242)

Plane = NDArray[np.float32]


class DummyVisualProvider:
    """1920x1080 PNG cards."""

    name = "dummy"
    rights = MADE_HERE
    capabilities = VisualCapabilities(
        label="Cards with the prompt (rehearsal)",
        needs_key=False,
        makes_placeholders=True,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=False,
        price_per_visual_usd=0.0,
        concurrency=2,
        still_sizes=((WIDTH, HEIGHT),),
    )

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Nothing can be missing."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """One card. Raises Stopped or NotEnoughDisk."""
        raise_if_stopped(context.should_stop)
        picture = Image.fromarray(_paint_landscape(context.order_index, context.seed))
        _set_words(picture, prompt, context)
        raise_if_stopped(context.should_stop)
        with whole_or_gone(context.directory / "visual.png") as path:
            # Level 3 takes half the time of the default level for a few per cent more bytes.
            picture.save(path, format="PNG", compress_level=3)
        return GeneratedVisual(path=path, provider_image_id=None)


@dataclass(frozen=True, slots=True)
class _Palette:
    """Four colours, each an array of red, green and blue from 0 to 1."""

    sky: Plane
    horizon: Plane
    hills: Plane
    moon: Plane


def _choose_palette(order_index: int, chance: random.Random) -> _Palette:
    hue = order_index * _GOLDEN_RATIO + chance.uniform(-0.012, 0.012)
    glow = hue + chance.choice((-1, 1)) * chance.uniform(0.07, 0.17)
    return _Palette(
        sky=_colour(hue, 0.24 + chance.uniform(0, 0.08), 0.46),
        horizon=_colour(glow, 0.62 + chance.uniform(0, 0.1), 0.5),
        hills=_colour(hue + chance.uniform(-0.05, 0.05), 0.13, 0.42),
        moon=_colour(glow + 0.06, 0.88, 0.65),
    )


def _colour(hue: float, lightness: float, saturation: float) -> Plane:
    return np.array(colorsys.hls_to_rgb(hue % 1.0, lightness, saturation), dtype=np.float32)


def _paint_landscape(order_index: int, seed: int) -> NDArray[np.uint8]:
    """A sky, a moon and four ranges of hills, as an array of HEIGHT x WIDTH x 3."""
    chance = random.Random(f"card {order_index} {seed}")  # noqa: S311 - the same card for the same seed
    palette = _choose_palette(order_index, chance)
    x = np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]

    depth = np.clip(y * 1.25, 0, 1) ** 1.4
    sky = palette.sky + (palette.horizon - palette.sky) * depth[..., None]
    picture: Plane = np.repeat(sky, WIDTH, axis=1)

    across, down = chance.uniform(0.72, 0.9), chance.uniform(0.2, 0.42)
    radius = chance.uniform(0.07, 0.13)
    distance = np.hypot((x - across) * (WIDTH / HEIGHT), y - down)
    _blend(picture, palette.moon, 0.55 * np.exp(-((distance / (radius * 2.6)) ** 2)))
    _blend(picture, palette.moon, np.clip((radius - distance) * HEIGHT, 0, 1))

    ranges = 4
    for nearness in range(1, ranges + 1):
        crest = 0.5 + 0.11 * nearness + _crest(x, chance) * (0.03 + 0.015 * nearness)
        shade = palette.horizon + (palette.hills - palette.horizon) * (nearness / ranges)
        top = int(crest.min() * HEIGHT) - 1  # above it there is nothing to paint
        _blend(picture[top:], shade, np.clip((y[top:] - crest) * HEIGHT, 0, 1))
    card: NDArray[np.uint8] = np.rint(picture * 255).astype(np.uint8)
    return card


def _crest(x: Plane, chance: random.Random) -> Plane:
    """The outline of one range of hills: three waves, between about -1 and 1."""
    line = np.zeros_like(x)
    for waves, share in ((1.1, 0.6), (2.7, 0.3), (6.3, 0.1)):
        line += share * np.sin(2 * math.pi * (waves * chance.uniform(0.8, 1.2) * x + chance.random()))
    return line


def _blend(picture: Plane, colour: Plane, amount: Plane) -> None:
    """Paint the colour over the picture, in place: not at all where the amount is 0, fully where it is 1."""
    for channel in range(3):
        layer = picture[..., channel]
        layer += (colour[channel] - layer) * amount


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of text in one size, and the empty space below them."""

    font: ImageFont.FreeTypeFont
    lines: list[str]
    gap: int

    @property
    def line_height(self) -> int:
        return round(self.font.size * _LINE_SPACING)


def _set_words(picture: Image.Image, prompt: str, context: GenerationContext) -> None:
    number = str(context.order_index + 1)
    title = _drawable(context.title) or f"Track {number}"
    words = _drawable(prompt) or "The prompt has no letters that this card can show."
    footer = f"Placeholder picture {number} of {context.album_size}, seed {context.seed}"
    blocks = (
        _set_block(number, _NUMBER_SIZE, line_count=1, gap=18),
        _set_block(title, _TITLE_SIZE, line_count=2, gap=28),
        _set_block(words, _PROMPT_SIZE, line_count=8, gap=40),
        _set_block(footer, _FOOTER_SIZE, line_count=1, gap=0),
    )
    height = sum(block.line_height * len(block.lines) + block.gap for block in blocks)
    top = (HEIGHT - height) // 2
    box = (_PANEL_LEFT, top - _PADDING, _PANEL_LEFT + _PANEL_WIDTH, top + height + _PADDING)

    shade = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shade).rounded_rectangle(box, radius=36, fill=round(255 * _PANEL_DARKNESS))
    picture.paste(_PANEL, mask=shade)
    pen = ImageDraw.Draw(picture)
    for block in blocks:
        for line in block.lines:
            pen.text((_PANEL_LEFT + _PADDING, top), line, font=block.font, fill=_INK)
            top += block.line_height
        top += block.gap


def _set_block(text: str, size: int, *, line_count: int, gap: int) -> _Block:
    # With a size, load_default gives the scalable font or raises; its declared type is wider.
    font = cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))
    return _Block(font, _wrap(text, font, _PANEL_WIDTH - 2 * _PADDING, line_count), gap)


def _drawable(text: str) -> str:
    """What of `text` the built-in font can show, on one line: letters lose the accents that it lacks."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST_TEXT].translate(_PLAIN_LETTERS))
    kept = (_letter(character) for character in plain)
    line = " ".join("".join(kept).split())
    return line if any(character.isalnum() for character in line) else ""


def _letter(character: str) -> str:
    if (character.isascii() and character.isprintable()) or character in _ALSO_IN_THE_FONT:
        return character
    return "" if unicodedata.combining(character) else " "


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int, line_count: int) -> list[str]:
    """At most `line_count` lines that fit into `width` pixels; what has no room becomes an ellipsis."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < line_count:
        line = ""
        while rest and font.getlength(f"{line} {rest[0]}".strip()) <= width:
            line = f"{line} {rest.pop(0)}".strip()
        if not line:  # one word is wider than a line
            line = _fit(rest[0], font, width)
            rest[0] = rest[0][len(line) :]
        lines.append(line)
    if rest:
        lines[-1] = _fit(lines[-1], font, width - int(font.getlength("…"))).rstrip(" ,.;:") + "…"
    return lines


def _fit(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """The longest beginning of `text` that is at most `width` pixels wide, but at least one character."""
    count = len(text)
    while count > 1 and font.getlength(text[:count]) > width:
        count -= max(1, count - max(1, int(count * width / font.getlength(text[:count]))))
    return text[:count]
