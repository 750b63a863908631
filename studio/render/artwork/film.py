"""Takes single pictures out of a film. It looks at nothing else in it."""

from collections.abc import Sequence
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from studio.errors import UnreadableMedia


def film_pictures(film: Path, seconds: Sequence[float], width: int) -> list[Image.Image]:
    """The RGB picture shown at each of `seconds`, at most `width` pixels wide, in the film's proportions.

    Decodes from the key frame before each moment; a moment past the end gives the last picture. Nothing
    but the pictures themselves is held.

    Raises UnreadableMedia when the film cannot be opened or shows nothing at one of the moments.
    """
    try:
        with av.open(str(film), "r") as container:
            if not container.streams.video:
                raise UnreadableMedia(f"{film.name} shows no pictures; render the film again.")
            stream = container.streams.video[0]
            return [_sized_down(_frame_at(container, stream, moment), width) for moment in seconds]
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(f"No picture can be read from {film.name} ({error}); render the film again.") from error


def _frame_at(container: InputContainer, stream: VideoStream, moment: float) -> VideoFrame:
    wanted = round(moment / (stream.time_base or 1)) + (stream.start_time or 0)
    container.seek(max(0, wanted), stream=stream)
    shown = None
    for frame in container.decode(stream):
        if shown is not None and frame.pts is not None and frame.pts > wanted:
            break
        shown = frame
    if shown is None:
        raise UnreadableMedia(f"Nothing is shown at {moment:.1f} s of the film; render it again.")
    return shown


def _sized_down(frame: VideoFrame, width: int) -> Image.Image:
    # Conversion by the frame's own matrix and range; swscale's scaling would shift colours by some levels.
    picture = Image.fromarray(frame.to_ndarray(format="rgb24"))
    if picture.width <= width:
        return picture
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
