"""The lists that FFmpeg is run with, word for word. After a wanted change, look at the difference and edit the file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from studio.render.album import RenderProfile, RenderTrack, VideoEncoder
from studio.render.arguments import encode_arguments, measure_arguments
from studio.render.sound import guess_level, limited_arguments, plan_sound
from studio.render.timeline import build_timeline

GOLDEN = Path(__file__).parent / "golden"
PROFILE = RenderProfile()
TRACKS = (
    RenderTrack(Path("/in/1.flac"), "Mastered", 200.0, -10.0, -0.5, "one"),
    RenderTrack(Path("/in/2.mp3"), "Dynamic", 190.0, -20.0, -2.0, "two", 0.5),
    RenderTrack(Path("/in/3.ogg"), "Quiet", 180.0, -24.0, -12.5, "three"),
)


def encode(encoder: VideoEncoder, *key_frames: int) -> Sequence[str]:
    return encode_arguments("ffmpeg", 240, key_frames, replace(PROFILE, encoder=encoder), 1, "part.mp4")


def pieces(crossfade: float) -> list[Sequence[str]]:
    profile = replace(PROFILE, crossfade_seconds=crossfade)
    timeline = build_timeline([track.duration_seconds for track in TRACKS], fps=30, crossfade_seconds=crossfade)
    levels = [guess_level(track, profile) for track in TRACKS]
    return [
        piece.arguments("ffmpeg", "part.m4a", lambda track: f"file:{track.path}")
        for piece in plan_sound(TRACKS, timeline, levels, profile)
    ]


LISTS = {
    **{f"encode_{encoder}": encode(encoder) for encoder in VideoEncoder},
    "encode_with_cuts": encode(VideoEncoder.X264, 37, 150),
    **{f"sound_{number}": piece for number, piece in enumerate(pieces(2.0), start=1)},
    "sound_hard_cut": pieces(0.0)[1],
    "limited": limited_arguments("ffmpeg", TRACKS[1], guess_level(TRACKS[1], PROFILE)),
    "measure": measure_arguments("ffmpeg", Path("/in/1.flac"), Path("digest")),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_as_agreed(name: str) -> None:
    arguments: Sequence[str] = LISTS[name]
    assert list(arguments) == (GOLDEN / f"{name}.txt").read_text().splitlines()


def test_no_golden_list_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(LISTS)
