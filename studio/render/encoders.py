"""Finds out which encoder works on this machine. It decides nothing about the film."""

import dataclasses
import functools
import tempfile
from pathlib import Path

from studio.errors import EncoderFailed, EncoderKilled
from studio.logs import get_logger
from studio.render.album import RenderProfile, ShouldStop, VideoEncoder
from studio.render.arguments import encode_arguments
from studio.render.ffmpeg import Command, Feed, run_together
from studio.render.frames import Frame

logger = get_logger(__name__)

_TRIAL_FRAMES = 12
_TRIAL_STALL_SECONDS = 20.0


def choose_encoder(ffmpeg: Path, profile: RenderProfile, should_stop: ShouldStop) -> VideoEncoder:
    """The profile's encoder where it encodes a few pictures, else x264, and then the log says so. Raises Stopped."""
    if profile.encoder is VideoEncoder.X264:
        return profile.encoder
    reason = _try(ffmpeg, dataclasses.replace(profile, video_bitrate_kbps=2000), should_stop)
    if reason is None:
        return profile.encoder
    logger.warning("encoder_replaced", wanted=str(profile.encoder), used=str(VideoEncoder.X264), reason=reason)
    return VideoEncoder.X264


def _try(ffmpeg: Path, profile: RenderProfile, should_stop: ShouldStop) -> str | None:
    """Why the encoder does not work; None when it does."""
    with tempfile.TemporaryDirectory(prefix="encoder-") as folder:
        arguments = encode_arguments(str(ffmpeg), _TRIAL_FRAMES, (), profile, 1, str(Path(folder) / "trial.mp4"))
        feed = functools.partial(_black, profile.width, profile.height)
        trial = Command(arguments, f"encode with {profile.encoder}", feed=feed)
        try:
            run_together([trial], jobs=1, should_stop=should_stop, stall_seconds=_TRIAL_STALL_SECONDS)
        except (EncoderFailed, EncoderKilled) as error:
            return error.message
    return None


def _black(width: int, height: int) -> Feed:
    frame = Frame.new(width, height)
    frame.fill_black()
    for _ in range(_TRIAL_FRAMES):
        yield frame.data
