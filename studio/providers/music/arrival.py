"""What becomes of a vendor's track when it arrives. The policy for its length, which nobody can enforce:

- from two thirds to five quarters of what was asked for, it is taken as it is: the film follows its tracks;
- a longer one is faded out where it should have ended;
- a shorter one is refused, because asking again would cost again and a track is never looped.
"""

import hashlib
import math
from pathlib import Path

import av
import numpy as np

from studio.errors import BrokenReply, TrackTooShort, UnreadableMedia
from studio.providers.music.base import MusicCapabilities
from studio.providers.music.sound import read_sound
from studio.providers.whole_file import make_durable, whole_or_gone

SHORTEST_SHARE, LONGEST_SHARE = 2 / 3, 5 / 4
FADE_SECONDS = 6.0
WORDLESS = "calm instrumental background music"
"""What is asked for where neither prompt nor title says anything."""


def seconds_within(duration_minutes: float, capabilities: MusicCapabilities) -> float:
    """The length in seconds. Raises InvalidInput for one that the provider does not make."""
    # Minutes are asked for in floating point: a length at the very edge is not to fail by a millionth.
    return capabilities.seconds_of(duration_minutes, maker=capabilities.label, slack_seconds=0.001)


def settle_track(path: Path, asked_seconds: float, label: str) -> Path:
    """The file that the album is to have: `path`, or a shorter one beside it, and then `path` is gone.

    Raises BrokenReply where it cannot be decoded, and TrackTooShort.
    """
    try:
        seconds = read_sound(path).duration_seconds
    except UnreadableMedia as error:
        path.unlink()
        raise BrokenReply(
            f"{label} sent a file that cannot be played ({error.message.rstrip('.')}), and it was probably charged; "
            "re-make this track."
        ) from error
    if seconds < asked_seconds * SHORTEST_SHARE:
        path.unlink()
        raise TrackTooShort(
            f"{label} made {seconds:.0f} s where {asked_seconds:.0f} s were asked for; re-make this track, ask for "
            "more and shorter tracks, or choose another provider."
        )
    return _fade_out(path, asked_seconds) if seconds > asked_seconds * LONGEST_SHARE else path


def digest_of(path: Path) -> str:
    """SHA-256 of a file, for a vendor whose answer is the track itself."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fade_out(path: Path, seconds: float) -> Path:
    """The first `seconds` as FLAC, the last six of them fading along a quarter of a cosine (equal power)."""
    shorter = path.with_name(f"{path.stem}-shortened.flac")
    with whole_or_gone(shorter):
        with av.open(str(path.absolute())) as source, av.open(str(shorter.absolute()), "w") as target:
            sound = source.streams.audio[0]
            rate, layout = sound.rate, sound.layout.name
            stream = target.add_stream("flac", rate=rate, layout=layout)
            end = round(seconds * rate)
            fade = round(min(FADE_SECONDS, seconds / 2) * rate)
            resampler = av.AudioResampler(format="s32", layout=layout, rate=rate)
            done = 0
            for frame in source.decode(sound):
                for part in resampler.resample(frame):
                    piece = _faded(part, done, end, fade)
                    if piece is not None:
                        piece.pts = done
                        target.mux(stream.encode(piece))
                    done += part.samples
                if done >= end:
                    break
            target.mux(stream.encode(None))
        make_durable(shorter)
    path.unlink()
    return shorter


def _faded(part: av.AudioFrame, start: int, end: int, fade: int) -> av.AudioFrame | None:
    """What of a piece that begins at sample `start` is to be heard; None past the end."""
    count = min(part.samples, end - start)
    if count <= 0:
        return None
    channels = part.layout.nb_channels
    samples = part.to_ndarray().reshape(-1, channels)[:count]
    through = np.clip((start + np.arange(count) - (end - fade)) / fade, 0.0, 1.0)
    quieter = (samples * np.cos(through * (math.pi / 2))[:, None]).astype(np.int32)
    piece = av.AudioFrame.from_ndarray(quieter.reshape(1, -1), format="s32", layout=part.layout.name)
    piece.sample_rate = part.sample_rate
    return piece
