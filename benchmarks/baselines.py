"""What a user would otherwise run: FFmpeg in one command, in two ways, and MoviePy 2.

They only join and encode. None levels the tracks, writes chapters, or looks at what it made.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.encoding import (
    TAGS,
    Arguments,
    audio_encoder,
    chain,
    drift_filters,
    head,
    still_filters,
    video_encoder,
)
from benchmarks.measure import Measurement
from benchmarks.scale import LOOP_SECONDS, Album
from studio.render.album import RenderProfile

USUAL_PRESET = "medium"
"""x264's default, and MoviePy's."""
MOVIEPY_SCRIPT = Path(__file__).parent / "moviepy_film.py"


def looped_film(
    ffmpeg: str, pictures: Sequence[Path], tracks: Sequence[Path], album: Album, profile: RenderProfile, target: Path
) -> Arguments:
    """(a) One command as most answers and tutorials have it: looped stills, `xfade`, `acrossfade`, preset medium."""
    inputs: list[str] = []
    for picture, seconds in zip(pictures, album.track_seconds, strict=True):
        inputs += ["-loop", "1", "-framerate", str(profile.fps), "-t", f"{seconds}", "-i", str(picture)]
    size = f"{profile.width}:{profile.height}"
    fill = f"scale={size}:force_original_aspect_ratio=increase,crop={size},setsar=1,fps={profile.fps},format=yuv420p"
    pictures_shown = [f"[{index}:v]{fill}[still{index}]" for index in range(album.visuals)]
    return _film(ffmpeg, inputs, pictures_shown, tracks, album, profile, USUAL_PRESET, target)


def single_film(
    ffmpeg: str,
    pictures: Sequence[Path],
    tracks: Sequence[Path],
    album: Album,
    profile: RenderProfile,
    target: Path,
    *,
    is_moving: bool,
) -> Arguments:
    """(b) The best single command that we know: each picture decoded and scaled once, the studio's preset."""
    inputs: list[str] = []
    pictures_shown = []
    for index, (picture, seconds) in enumerate(zip(pictures, album.track_seconds, strict=True)):
        inputs += ["-framerate", str(profile.fps), "-i", str(picture)]
        filters = drift_filters(profile, LOOP_SECONDS * profile.fps, index) if is_moving else still_filters(profile)
        frames = round(seconds * profile.fps)
        pictures_shown.append(f"[{index}:v]{filters},trim=end_frame={frames},{TAGS}[still{index}]")
    return _film(ffmpeg, inputs, pictures_shown, tracks, album, profile, profile.preset, target)


def moviepy_film(
    python: Path,
    pictures: Sequence[Path],
    tracks: Sequence[Path],
    album: Album,
    profile: RenderProfile,
    threads: int,
    target: Path,
) -> Arguments:
    """(c) MoviePy 2 in its own environment; what it is told lies beside the target as JSON."""
    job = {
        "pictures": [str(picture) for picture in pictures],
        "tracks": [str(track) for track in tracks],
        "track_seconds": album.track_seconds,
        "crossfade_seconds": album.crossfade_seconds,
        "fps": profile.fps,
        "preset": USUAL_PRESET,
        "threads": threads,
        "audio_bitrate": f"{profile.audio_bitrate_kbps}k",
        "encoder": _after_preset(video_encoder(profile, USUAL_PRESET)),
        "target": str(target),
    }
    job_file = target.with_suffix(".json")
    job_file.write_text(json.dumps(job))
    return (str(python), str(MOVIEPY_SCRIPT), str(job_file))


@dataclass(frozen=True, slots=True)
class LinearCost:
    """What an album costs: so much for each second in which one visual is shown alone, so much for each visual.

    Two short albums with equally many visuals and tracks of two lengths give it: their difference is
    the cost of the seconds alone; the rest, divided by the visuals, is the cost of opening a picture
    and of its share of the joins. Two visuals share one join, twenty share nineteen: so this errs in
    the contender's favour, by about a per cent for an album of an hour and more.
    """

    per_solo_second: float
    per_visual: float

    def of(self, album: Album) -> float:
        return self.per_solo_second * album.solo_seconds + self.per_visual * album.visuals


def linear_cost(short_album: Album, short_cost: float, long_album: Album, long_cost: float) -> LinearCost:
    """The cost model that passes through both. Raises ValueError where they tell nothing apart."""
    solo_seconds = long_album.solo_seconds - short_album.solo_seconds
    if short_album.visuals != long_album.visuals or solo_seconds <= 0:
        raise ValueError("Two albums with equally many visuals and tracks of two lengths are needed.")
    per_solo_second = (long_cost - short_cost) / solo_seconds
    rest = short_cost - per_solo_second * short_album.solo_seconds
    return LinearCost(per_solo_second, rest / short_album.visuals)


@dataclass(frozen=True, slots=True)
class Baseline:
    """One contender, measured on two short albums."""

    label: str
    short_album: Album
    short: Measurement
    long_album: Album
    long: Measurement

    def wall_seconds(self, album: Album) -> float:
        return self._cost(self.short.wall_seconds, self.long.wall_seconds, album)

    def cpu_seconds(self, album: Album) -> float:
        return self._cost(self.short.cpu_seconds, self.long.cpu_seconds, album)

    def written_bytes(self, album: Album) -> float | None:
        if self.short.written_bytes is None or self.long.written_bytes is None:
            return None
        return self._cost(self.short.written_bytes, self.long.written_bytes, album)

    @property
    def peak_memory_bytes(self) -> int:
        """Of the short albums: with more visuals it is more."""
        return max(self.short.peak_memory_bytes, self.long.peak_memory_bytes)

    def _cost(self, short_cost: float, long_cost: float, album: Album) -> float:
        return linear_cost(self.short_album, short_cost, self.long_album, long_cost).of(album)


def _film(
    ffmpeg: str,
    inputs: Sequence[str],
    pictures_shown: Sequence[str],
    tracks: Sequence[Path],
    album: Album,
    profile: RenderProfile,
    preset: str,
    target: Path,
) -> Arguments:
    """Picture i is input i, track i is input i behind all pictures."""
    crossfade = album.crossfade_seconds
    fades = [f"xfade=transition=fade:duration={crossfade}:offset={start:.6f}" for start in album.start_seconds[1:]]
    sounds = [argument for track in tracks for argument in ("-i", str(track))]
    cuts = [
        f"[{album.visuals + index}:a]atrim=end={seconds}[sound{index}]"
        for index, seconds in enumerate(album.track_seconds)
    ]
    numbers = range(album.visuals)
    graph = [
        *pictures_shown,
        chain([f"still{index}" for index in numbers], fades, "film"),
        *cuts,
        # Two quarter sines keep the power of unlike sounds.
        chain(
            [f"sound{index}" for index in numbers], [f"acrossfade=d={crossfade}:c1=qsin:c2=qsin"] * len(fades), "mix"
        ),
    ]
    return (
        *head(ffmpeg),
        *inputs,
        *sounds,
        *("-filter_complex", ";".join(graph), "-map", "[film]", "-map", "[mix]"),
        *video_encoder(profile, preset),
        *("-pix_fmt", "yuv420p"),
        *audio_encoder(profile),
        str(target),
    )


def _after_preset(encoder: Arguments) -> Arguments:
    """MoviePy names the codec and the preset itself."""
    return encoder[encoder.index("-preset") + 2 :]
