"""A track's number and title, shown quietly for some seconds when the track begins."""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from studio.render.frames import NO_COLOUR, Frame

CARD_SECONDS = 6.0
"""Time to read a title twice, fades included."""

_FADE_SECONDS = 0.8
_TEXT_LUMA = 225
"""A little under white (235): bright enough on any picture, no lamp in the dark."""
_BLACK_LUMA = 16


@dataclass(frozen=True, slots=True)
class TitleCard:
    number: int
    title: str


def draw_card(card: TitleCard, frame: Frame, moment: int, frames: int, fps: int) -> None:
    """Lay the card over a picture, the `moment`-th of `frames` in which it appears and goes."""
    fade = max(1, min(round(_FADE_SECONDS * fps), frames // 3))
    opacity = min(1.0, (moment + 1) / fade, (frames - moment) / (fade + 1))
    luma, alpha, top = _lettering(card, frame.width, frame.height)
    _lay(frame.luma[top : top + luma.shape[0]], luma, alpha, opacity)
    halved = slice(top // 2, top // 2 + luma.shape[0] // 2)
    for plane in (frame.blue, frame.red):
        _lay(plane[halved], np.float32(NO_COLOUR), alpha[::2, ::2], opacity)


def _lay(
    ground: npt.NDArray[np.uint8],
    layer: npt.NDArray[np.float32] | np.float32,
    alpha: npt.NDArray[np.float32],
    opacity: float,
) -> None:
    np.copyto(ground, np.rint(ground + (layer - ground) * (alpha * np.float32(opacity))), casting="unsafe")


@functools.lru_cache(maxsize=4)
def _lettering(
    card: TitleCard, width: int, height: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], int]:
    """Luma and opacity of the card's band, as wide as the frame, and the band's first row."""
    # Loads matplotlib, whose letters these are: 16 MB that an album without cards need not hold.
    from studio.render.lettering import Face, load_font, printable, shorten

    margin = round(width * 0.05)
    number_font, title_font = (load_font(Face.REGULAR, round(height * size)) for size in (0.022, 0.036))
    band = 2 * round(height * 0.09)
    top = 2 * ((height - round(height * 0.06) - band) // 2)
    text = Image.new("L", (width, band), 0)
    pen = ImageDraw.Draw(text)
    pen.text((margin, band * 0.18), f"{card.number:02d}", fill=200, font=number_font)
    title = shorten(printable(card.title), title_font, width - 2 * margin)
    pen.text((margin, band * 0.44), title, fill=255, font=title_font)
    # A soft shadow carries the letters over bright pictures without a box around them.
    shadow = text.point(lambda value: 255 if value else 0).filter(ImageFilter.GaussianBlur(height * 0.008))
    letters = np.asarray(text, np.float32) / 255
    behind = np.clip(np.asarray(shadow, np.float32) / 255 * 1.2, 0, 0.55)
    alpha = letters + behind * (1 - letters)
    luma = np.where(
        alpha > 0, (_TEXT_LUMA * letters + _BLACK_LUMA * behind * (1 - letters)) / np.maximum(alpha, 1e-6), 0
    )
    return luma.astype(np.float32), alpha.astype(np.float32), top
