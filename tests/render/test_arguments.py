"""The lists that FFmpeg is run with, word for word. After a wanted change, look at the difference and edit the file."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from studio.render.album import RenderProfile
from studio.render.arguments import (
    ClipSource,
    LoopSource,
    Motion,
    StillSource,
    TrackSound,
    audio_arguments,
    clip_loop_arguments,
    join_arguments,
    listen_arguments,
    measure_arguments,
    still_loop_arguments,
)

GOLDEN = Path(__file__).parent / "golden"
PROFILE = RenderProfile()
MOTION = Motion(reach_x=150, reach_y=90, centre_x=192, centre_y=108, turns_y=2, phase=1.5, direction=-1)
MOVING = StillSource("/cache/one.png", 2016, 1134, 180, MOTION)
PLAIN = StillSource("/cache/two.png", 1920, 1080, 60, None)
CLIP = ClipSource("file:/in/clip.mp4", 240, 30, "bt709")
LONG_CLIP = ClipSource("file:/in/long.mp4", 6000, 30, "auto")
LOOP = LoopSource("/cache/loop.mp4", 240)
TRACKS = [TrackSound("file:/in/1.flac", 9_600_000, -3.25), TrackSound("file:/in/2.mp3", 9_120_000, 1.5, 24_000)]

LISTS = {
    "loop_moving_still": still_loop_arguments("ffmpeg", MOVING, 180, PROFILE, 1, "part.mp4"),
    "loop_plain_still": still_loop_arguments("ffmpeg", PLAIN, 60, PROFILE, 1, "part.mp4"),
    "loop_clip": clip_loop_arguments("ffmpeg", CLIP, PROFILE, 1, "part.mp4"),
    "loop_long_clip": clip_loop_arguments("ffmpeg", LONG_CLIP, PROFILE, 1, "part.mp4"),
    "join_stills": join_arguments("ffmpeg", MOVING, 120, 17, PLAIN, 60, PROFILE, 1, "part.mp4"),
    "join_clip_and_still": join_arguments("ffmpeg", LOOP, 210, 5, MOVING, 60, PROFILE, 1, "part.mp4"),
    "join_hard_cut": join_arguments("ffmpeg", MOVING, 0, 17, PLAIN, 0, PROFILE, 1, "part.mp4"),
    "ending": join_arguments("ffmpeg", LOOP, 30, 12, None, 0, PROFILE, 1, "part.mp4"),
    "sound": audio_arguments("ffmpeg", TRACKS, 96_000, PROFILE, "part.m4a"),
    "sound_hard_cut": audio_arguments("ffmpeg", TRACKS, 0, PROFILE, "part.m4a"),
    "measure": measure_arguments("ffmpeg", Path("/in/1.flac"), Path("digest")),
    "listen": listen_arguments("ffmpeg", Path("/out/album.mp4"), 2.0),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_as_agreed(name: str) -> None:
    arguments: Sequence[str] = LISTS[name]
    assert list(arguments) == (GOLDEN / f"{name}.txt").read_text().splitlines()


def test_no_golden_list_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(LISTS)
