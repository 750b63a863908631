"""Fits a still to 16:9: scaled and centre-cropped, never stretched.

It makes one picture of another and knows nothing of time or motion.
"""

import math
import os
import uuid
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from studio.errors import UnreadableMedia

OVERSCAN = 1.2
"""How much larger than the frame a fitted still may stay, so that motion has room: 2304x1296 for 1080p."""

_SHARPENED_PERCENT, _SHARPENED_RADIUS = 30, 0.65
"""What enlarging takes from fine edges is given back, by a radius that grows with the enlargement. Pictures that were
made smaller and enlarged again by 1.25 come 0.1 to 1 dB closer to their originals than by Lanczos alone."""

_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})


def fit_still(
    source: Path, target: Path, width: int = 1920, height: int = 1080, overscan: float = OVERSCAN
) -> tuple[int, int]:
    """Write `source` as an RGB PNG with the proportion of width to height; returns its size in pixels.

    The result is never smaller than width x height; what must be enlarged for that is sharpened lightly. A larger
    source keeps up to `overscan` times of that; 1.0 gives exactly width x height. The orientation that a camera noted
    (EXIF) is applied, transparency lies on black. The target appears whole or not at all.

    Raises UnreadableMedia when the source is no picture that decodes.
    """
    picture = _open_upright(source)
    room = min(picture.width / width, picture.height / height)
    factor = min(max(room, 1.0), overscan)
    size = (_even(width * factor), _even(height * factor)) if factor > 1.0 else (width, height)
    fitted = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    if room < 1.0:
        fitted = fitted.filter(ImageFilter.UnsharpMask(_SHARPENED_RADIUS / room, _SHARPENED_PERCENT, 0))
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        # Level 1: the file is read a few times and thrown away, so speed counts more than its size.
        with part.open("wb") as stream:
            fitted.save(stream, "PNG", compress_level=1)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return size


def open_fitted(source: Path, width: int, height: int) -> Image.Image:
    """The picture upright, scaled and centre-cropped to exactly width x height, as RGB.

    Raises UnreadableMedia when the source is no picture that decodes.
    """
    picture = _open_upright(source)
    if picture.size == (width, height):
        return picture
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def _open_upright(source: Path) -> Image.Image:
    try:
        with Image.open(source) as opened:
            # A JPEG is decoded at a fraction of its size where that is still large enough: far less memory.
            opened.draft("RGB", (3840, 3840))
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in _WITH_ALPHA or "transparency" in upright.info:
                coloured = upright.convert("RGBA")
                ground = Image.new("RGBA", coloured.size, "black")
                ground.alpha_composite(coloured)
                return ground.convert("RGB")
            if upright.mode.startswith("I"):
                # 16 bits of grey: Pillow's own conversion cuts at 255 instead of scaling.
                return upright.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
            return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableMedia(f"{source.name} is not a picture that can be read ({error}); take another.") from error


def _even(length: float) -> int:
    """The nearest even whole number: 4:2:0 halves both sides."""
    return 2 * math.floor(length / 2 + 0.5)
