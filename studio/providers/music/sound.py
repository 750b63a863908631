"""What a sound file really holds: whether it decodes, and how long it is, whatever its name and headers say."""

from dataclasses import dataclass
from pathlib import Path

import av
import av.error

from studio.errors import UnreadableMedia
from studio.providers.own_files import readable_name

_DEMUXERS_WITH_A_SURE_LENGTH = frozenset({"flac", "mov,mp4,m4a,3gp,3g2,mj2"})
"""Their headers state the length; others estimate it, and may be wrong about a whole file."""
_SMALLEST_WHOLE_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Sound:
    duration_seconds: float
    tagged_title: str


def read_sound(path: Path) -> Sound:
    """Decode the first frame, and walk through the rest without decoding to see how long it really is.

    Raises UnreadableMedia.
    """
    name = readable_name(path)
    try:
        # An absolute path, because FFmpeg takes what stands before a colon for a protocol.
        with av.open(str(path.absolute()), metadata_errors="replace") as container:
            if not container.streams.audio:
                raise UnreadableMedia(
                    f"{name} holds no sound; replace it by an audio file or take it out of the folder."
                )
            stream = container.streams.audio[0]
            tags = {key.lower(): text for key, text in {**stream.metadata, **container.metadata}.items()}
            claimed_seconds = (container.duration or 0) / av.time_base
            has_sure_length = container.format.name in _DEMUXERS_WITH_A_SURE_LENGTH
            ticks, decodes = 0, False
            for packet in container.demux(stream):
                ticks += packet.duration or 0
                decodes = decodes or _decodes(packet)
            seconds = float(ticks * stream.time_base) if ticks and stream.time_base else claimed_seconds
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableMedia(
            f"{name} cannot be read as audio ({error.strerror}); replace it or take it out of the folder."
        ) from error
    if not decodes:
        raise UnreadableMedia(f"{name} cannot be decoded as audio; replace it, or convert it to WAV or FLAC first.")
    if has_sure_length and seconds < claimed_seconds * _SMALLEST_WHOLE_SHARE:
        raise UnreadableMedia(
            f"{name} is cut off: it says {claimed_seconds:.0f} s but holds {seconds:.0f} s; "
            "copy it again from its source or take it out of the folder."
        )
    return Sound(duration_seconds=seconds, tagged_title=tags.get("title", ""))


def _decodes(packet: "av.Packet[av.AudioStream]") -> bool:
    try:
        return bool(packet.decode())
    except av.error.FFmpegError:
        return False  # the next packet may be whole: players, too, skip a damaged beginning
