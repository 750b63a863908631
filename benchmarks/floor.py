"""The least that an album of distinct pictures can cost with these encoders on this machine.

The floor is the bare encoders' time for what is different, and the disk's for what has to be written:

    (loop frames x CPU seconds a frame + join frames x CPU seconds a frame
     + seconds of sound x CPU seconds a second) / cores + seconds to copy the finished film

The pictures' encoder is the studio's own command, fed with raw frames from a file on its standard
input, one single-threaded encoder a core; the sound's has the same settings. Nothing is drawn,
levelled, joined or looked at.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.encoding import Arguments, audio_encoder, drift_filters, head
from benchmarks.measure import cpu_seconds_side_by_side
from benchmarks.scale import LOOP_SECONDS, Album
from studio.render.album import RenderProfile
from studio.render.arguments import encode_arguments

_LOOP_FRAMES = 120
_JOIN_FRAMES = 60
_SOUND_SECONDS = 45
_MOST_SOURCES = 4
"""Raw frames are large: more cores than this share them."""


@dataclass(frozen=True, slots=True)
class EncoderSpeed:
    """CPU seconds that the bare encoders take, with one of them on each core."""

    loop_cpu_seconds_per_frame: float
    join_cpu_seconds_per_frame: float
    sound_cpu_seconds_per_second: float

    def frames_per_second(self, cores: int) -> float:
        """Loop frames that all cores together encode in a second."""
        return cores / self.loop_cpu_seconds_per_frame


@dataclass(frozen=True, slots=True)
class Floor:
    loops_cpu_seconds: float
    joins_cpu_seconds: float
    sound_cpu_seconds: float
    copy_seconds: float
    cores: int
    distinct_frames: int

    @property
    def wall_seconds(self) -> float:
        encoding = self.loops_cpu_seconds + self.joins_cpu_seconds + self.sound_cpu_seconds
        return encoding / self.cores + self.copy_seconds


@dataclass(frozen=True, slots=True)
class RawFrames:
    """Frames of moving pictures as the encoder gets them, one file of each kind a core."""

    loops: tuple[Path, ...]
    joins: tuple[Path, ...]


def floor_of(album: Album, fps: int, speeds: Sequence[EncoderSpeed], copy_seconds: float, cores: int) -> Floor:
    """The floor at the mean of the measured speeds."""
    loop_frames = album.visuals * LOOP_SECONDS * fps
    join_frames = round(album.join_seconds * fps)
    count = len(speeds)
    return Floor(
        loops_cpu_seconds=loop_frames * sum(speed.loop_cpu_seconds_per_frame for speed in speeds) / count,
        joins_cpu_seconds=join_frames * sum(speed.join_cpu_seconds_per_frame for speed in speeds) / count,
        sound_cpu_seconds=album.duration_seconds * sum(speed.sound_cpu_seconds_per_second for speed in speeds) / count,
        copy_seconds=copy_seconds,
        cores=cores,
        distinct_frames=loop_frames + join_frames,
    )


def estimate_bytes(profile: RenderProfile, cores: int) -> int:
    """Disk that the raw frames take."""
    return profile.width * profile.height * 3 // 2 * (_LOOP_FRAMES + _JOIN_FRAMES) * min(cores, _MOST_SOURCES)


def draw_raw_frames(
    folder: Path, pictures: Sequence[Path], profile: RenderProfile, ffmpeg: str, cores: int
) -> RawFrames:
    """Half a round of a picture's motion, and the crossfade of two, for each core."""
    folder.mkdir(parents=True, exist_ok=True)
    loops, joins = [], []
    for index in range(min(cores, _MOST_SOURCES)):
        first, second = pictures[index % len(pictures)], pictures[(index + 1) % len(pictures)]
        loops.append(folder / f"loop-{index}.yuv")
        joins.append(folder / f"join-{index}.yuv")
        one, other = (drift_filters(profile, LOOP_SECONDS * profile.fps, phase) for phase in (index, index + 2))
        fade = f"xfade=transition=fade:duration={_JOIN_FRAMES / profile.fps}:offset=0"
        _draw(ffmpeg, [first], f"[0:v]{one}[film]", _LOOP_FRAMES, profile, loops[-1])
        graph = f"[0:v]{one}[out];[1:v]{other}[in];[out][in]{fade}[film]"
        _draw(ffmpeg, [first, second], graph, _JOIN_FRAMES, profile, joins[-1])
    return RawFrames(tuple(loops), tuple(joins))


def measure_encoders(
    frames: RawFrames, tracks: Sequence[Path], profile: RenderProfile, ffmpeg: str, cores: int
) -> EncoderSpeed:
    """Each kind by itself, on all cores at once. Raises ContenderFailed."""
    loops = _measure_pictures(frames.loops, _LOOP_FRAMES, profile, ffmpeg, cores)
    joins = _measure_pictures(frames.joins, _JOIN_FRAMES, profile, ffmpeg, cores)
    sound = cpu_seconds_side_by_side(
        [
            (
                *(*head(ffmpeg), "-t", str(_SOUND_SECONDS), "-i", str(tracks[core % len(tracks)])),
                *(*audio_encoder(profile), "-f", "null", "-"),
            )
            for core in range(cores)
        ]
    )
    return EncoderSpeed(
        loop_cpu_seconds_per_frame=loops / (cores * _LOOP_FRAMES),
        join_cpu_seconds_per_frame=joins / (cores * _JOIN_FRAMES),
        sound_cpu_seconds_per_second=sound / (cores * _SOUND_SECONDS),
    )


def _measure_pictures(sources: Sequence[Path], frames: int, profile: RenderProfile, ffmpeg: str, cores: int) -> float:
    """CPU seconds of the studio's own encoder command, started once a core."""
    target = sources[0].parent
    commands = [
        encode_arguments(ffmpeg, frames, (), profile, 1, str(target / f"encoded-{core}.mp4")) for core in range(cores)
    ]
    return cpu_seconds_side_by_side(commands, [sources[core % len(sources)] for core in range(cores)])


def _draw(ffmpeg: str, pictures: Sequence[Path], graph: str, frames: int, profile: RenderProfile, target: Path) -> None:
    inputs = [argument for picture in pictures for argument in ("-framerate", str(profile.fps), "-i", str(picture))]
    command: Arguments = (
        *(*head(ffmpeg), *inputs, "-filter_complex", graph, "-map", "[film]"),
        *("-frames:v", str(frames), "-pix_fmt", "yuv420p", "-f", "rawvideo", str(target)),
    )
    subprocess.run(command, check=True)
