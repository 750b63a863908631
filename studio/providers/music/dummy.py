"""Silence of exactly the asked length: rehearses a whole album without a key or a cost.

Makes placeholders only. It must not be used for anything that is published.
"""

import warnings
import wave
from pathlib import Path

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.whole_file import raise_if_stopped, whole_or_gone

with warnings.catch_warnings():
    # pydub looks for an ffmpeg program as soon as it is imported, which silence does not need, imports
    # `audioop`, which Python 3.13 dropped and audioop-lts brings back, and has old-fashioned patterns.
    warnings.filterwarnings("ignore", "Couldn't find ffmpeg or avconv", RuntimeWarning)
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", r"(?s).*invalid escape sequence")
    from pydub import AudioSegment

SAMPLE_RATE = 48_000


class DummyMusicProvider:
    """16-bit stereo WAV files at 48 kHz that hold nothing but zeros."""

    name = "dummy"
    rights = MADE_HERE
    capabilities = MusicCapabilities(
        label="Silence (rehearsal)",
        needs_key=False,
        makes_placeholders=True,
        uses_own_files=False,
        shortest_seconds=1.0,
        longest_seconds=3600.0,
        price_per_track_usd=0.0,
        concurrency=4,
    )

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Nothing can be missing."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """`duration_minutes` of silence, to the nearest sample.

        Raises InvalidInput for a length outside the capabilities, Stopped, or NotEnoughDisk.
        """
        seconds = self.capabilities.seconds_of(duration_minutes, maker="The dummy music provider")
        frames_left = round(seconds * SAMPLE_RATE)
        second = AudioSegment.silent(duration=1000, frame_rate=SAMPLE_RATE).set_channels(2)
        with (
            whole_or_gone(context.directory / "track.wav") as path,
            path.open("wb") as file,
            wave.open(file, "wb") as track,
        ):
            track.setnchannels(second.channels)
            track.setsampwidth(second.sample_width)
            track.setframerate(second.frame_rate)
            # Second by second: a pydub segment of a whole track takes over 100 MB while it is exported.
            while frames_left > 0:
                raise_if_stopped(context.should_stop)
                frames = min(frames_left, SAMPLE_RATE)
                track.writeframesraw(second.raw_data[: frames * second.frame_width])
                frames_left -= frames
        return GeneratedTrack(path=path, provider_track_id=None, license_document_url=None)
