from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from studio.errors import Stopped
from studio.render.album import VideoEncoder
from studio.render.encoders import choose_encoder
from tests.render.media import SMALL, never


def test_x264_needs_no_trial(tmp_path: Path) -> None:
    assert choose_encoder(tmp_path / "no program", SMALL, never) is VideoEncoder.X264


def test_an_encoder_that_this_machine_lacks_is_replaced_and_named(ffmpeg: Path) -> None:
    """VideoToolbox is Apple's, VA-API Linux's: no machine has both."""
    with structlog.testing.capture_logs() as logs:
        chosen = {
            wanted: choose_encoder(ffmpeg, replace(SMALL, encoder=wanted), never)
            for wanted in (VideoEncoder.VIDEOTOOLBOX, VideoEncoder.VAAPI)
        }
    assert VideoEncoder.X264 in chosen.values()
    replaced = [str(wanted) for wanted, used in chosen.items() if used is VideoEncoder.X264]
    assert [entry["wanted"] for entry in logs] == replaced
    assert all(entry["log_level"] == "warning" and entry["reason"] for entry in logs)


def test_a_stop_is_no_reason_to_fall_back(ffmpeg: Path) -> None:
    with pytest.raises(Stopped):
        choose_encoder(ffmpeg, replace(SMALL, encoder=VideoEncoder.NVENC), lambda: True)
