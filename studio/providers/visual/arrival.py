"""What becomes of a vendor's picture or clip when it arrives: it must be one, and large enough. Its bytes stay.

Scaling and cropping to the film's frame is done where the visual is taken over, and the original is kept beside it.
"""

from pathlib import Path

from studio.errors import BrokenReply, UnreadableMedia
from studio.providers.visual.decoding import decode_first_frame, decode_picture

FRAME = (1920, 1080)
WORDLESS = "a calm, wide landscape in soft light"
"""What is asked for where neither prompt nor title says anything."""

_SMALLEST_SHARE = 0.4
"""Of the frame's sides: smaller pictures would be a blur."""
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def settle_picture(path: Path, label: str) -> Path:
    """The picture under a name with its true ending. Raises BrokenReply where it cannot be used."""
    try:
        form, width, height = decode_picture(path)
    except UnreadableMedia as error:
        raise _unusable(path, label, "picture", error.message) from error
    if min(width / FRAME[0], height / FRAME[1]) < _SMALLEST_SHARE or form not in _ENDINGS:
        raise _unusable(path, label, "picture", f"{form} of {width}x{height}")
    return path.rename(path.with_suffix(f".{_ENDINGS[form]}"))


def settle_clip(path: Path, label: str) -> Path:
    """Raises BrokenReply where it cannot be used."""
    try:
        decode_first_frame(path)
    except UnreadableMedia as error:
        raise _unusable(path, label, "clip", error.message) from error
    return path


def _unusable(path: Path, label: str, what: str, why: str) -> BrokenReply:
    path.unlink()
    return BrokenReply(
        f"{label} sent a {what} that cannot be shown ({why.rstrip('.')}), and it was probably charged; "
        "re-make this visual."
    )
