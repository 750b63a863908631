"""Saves pictures whole: under a temporary name on the same disk first, then renamed."""

import io
import os
import uuid
from pathlib import Path

from PIL import Image, ImageCms

from studio.errors import InvalidInput

JPEG_BYTES = 2_000_000
"""YouTube's limit for a thumbnail is 2 MB: https://developers.google.com/youtube/v3/docs/thumbnails/set"""

_JPEG_QUALITIES = (95, 90, 85, 75, 60)
_DOTS_PER_INCH = (200, 200)


def save_png(picture: Image.Image, target: Path) -> None:
    """Raises OSError when the disk refuses."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", dpi=_DOTS_PER_INCH, icc_profile=_srgb_profile(), compress_level=4)
    _write_whole(stream.getvalue(), target)


def save_jpeg(picture: Image.Image, target: Path) -> None:
    """At the best quality that stays under YouTube's 2 MB. Raises OSError when the disk refuses."""
    for quality in _JPEG_QUALITIES:
        stream = io.BytesIO()
        # Full colour resolution: letters and saturated edges stay clean.
        picture.save(stream, "JPEG", quality=quality, subsampling=0, icc_profile=_srgb_profile())
        if stream.tell() < JPEG_BYTES:
            _write_whole(stream.getvalue(), target)
            return
    raise InvalidInput(f"{target.name} does not fit into {JPEG_BYTES} bytes; take a smaller picture.")


def _srgb_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Bytes 24 to 36 of a profile hold the moment of its creation (ICC.1:2022, 7.2.8): equal pictures, equal files.
    return profile[:24] + b"\x07\xd0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00" + profile[36:]


def _write_whole(data: bytes, target: Path) -> None:
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
