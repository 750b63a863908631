"""Whether a picture or clip can be shown, whatever its name says."""

from pathlib import Path

import av
import av.error
from PIL import Image, UnidentifiedImageError

from studio.errors import UnreadableMedia
from studio.providers.own_files import readable_name


def decode_picture(path: Path) -> tuple[str, int, int]:
    """Decode the whole picture: one that is cut off shows that only at its end.

    Returns the name of its format, as Pillow calls it, and its width and height. Raises UnreadableMedia.
    """
    name = readable_name(path)
    try:
        with Image.open(path) as picture:
            picture.load()
            return picture.format or "", picture.width, picture.height
    except Image.DecompressionBombError as error:
        raise UnreadableMedia(
            f"{name} has too many pixels to be opened safely; scale its longer side to 8000 pixels or fewer."
        ) from error
    except UnidentifiedImageError as error:
        raise UnreadableMedia(
            f"{name} is not a picture that can be read; save it as PNG or JPEG, or take it out of the folder."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow's decoders raise any of these for damaged data.
        raise UnreadableMedia(
            f"{name} is damaged or cannot be read ({error}); replace it or take it out of the folder."
        ) from error


def decode_first_frame(path: Path) -> None:
    """Raises UnreadableMedia where the file shows nothing that moves."""
    name = readable_name(path)
    try:
        # An absolute path, because FFmpeg takes what stands before a colon for a protocol.
        with av.open(str(path.absolute()), metadata_errors="replace") as container:
            if container.streams.video and next(container.decode(video=0), None) is not None:
                return
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableMedia(
            f"{name} cannot be read as a clip ({error.strerror}); replace it or take it out of the folder."
        ) from error
    raise UnreadableMedia(
        f"{name} holds no moving picture; replace it by a clip or a picture, or take it out of the folder."
    )
