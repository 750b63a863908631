"""The studio's side: what is rendered, and the process that renders it.

`python -m benchmarks.ours measure SOURCES RESULT` measures tracks as they are when they arrive;
`python -m benchmarks.ours render REQUEST CACHE TARGET RESULT` renders. Values go in and out as JSON.
"""

import concurrent.futures
import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.scale import Album
from studio.render.album import (
    Motion,
    RenderProfile,
    RenderRequest,
    RenderTrack,
    RenderVisual,
    VisualKind,
)
from studio.render.ffmpeg import find_ffmpeg
from studio.render.measure import measure_track
from studio.render.renderer import FFmpegRenderer
from studio.render.work import WorkShare

KINDS_OF_WORK = ("levels", "loops", "openings", "joins", "sound", "listening", "film", "inspection")
"""In the order in which they are done; drawing and encoding are one, and so are writing the film and its fsync."""
VIDEO_WORK = ("loops", "openings", "joins")


@dataclass(frozen=True, slots=True)
class RenderOutcome:
    """What the renderer says of one render."""

    size_bytes: int
    frames: int
    segments_encoded: int
    segments_reused: int
    work: dict[str, WorkShare]
    """By kind of work, of KINDS_OF_WORK; what was not done is missing."""

    @property
    def video_cpu_seconds(self) -> float:
        return sum(share.cpu_seconds for kind, share in self.work.items() if kind in VIDEO_WORK)


_REQUEST = TypeAdapter(RenderRequest)
_TRACKS = TypeAdapter(tuple[RenderTrack, ...])
_OUTCOME = TypeAdapter(RenderOutcome)


def measure_command(tracks: Sequence[Path], source: Path, result: Path) -> tuple[str, ...]:
    """The command that measures the tracks; `read_tracks(result)` then has them."""
    source.write_bytes(TypeAdapter(tuple[Path, ...]).dump_json(tuple(tracks)))
    return (sys.executable, "-m", "benchmarks.ours", "measure", str(source), str(result))


def read_tracks(result: Path) -> tuple[RenderTrack, ...]:
    return _TRACKS.validate_json(result.read_bytes())


def settle_command(request: RenderRequest, folder: Path) -> tuple[str, ...]:
    """The command that finds every track's level and keeps it in the cache in `folder`, as is done when it arrives."""
    return (sys.executable, "-m", "benchmarks.ours", "settle", str(_write_request(request, folder)), str(folder))


def render_command(request: RenderRequest, folder: Path, target: Path) -> tuple[str, ...]:
    """The command that renders with the cache in `folder`; `read_outcome(folder)` then has the result."""
    arguments = (str(_write_request(request, folder)), str(folder), str(target), str(_outcome_file(folder)))
    return (sys.executable, "-m", "benchmarks.ours", "render", *arguments)


def read_outcome(folder: Path) -> RenderOutcome:
    return _OUTCOME.validate_json(_outcome_file(folder).read_bytes())


def make_request(
    tracks: Sequence[RenderTrack], visuals: Sequence[RenderVisual], album: Album, profile: RenderProfile
) -> RenderRequest:
    """Tracks and visuals are taken in turn, over again where the album is longer; tracks are cut to its lengths.

    Raises ValueError where a track is too short.
    """
    taken = []
    for index, seconds in enumerate(album.track_seconds):
        track = tracks[index % len(tracks)]
        if seconds > track.duration_seconds + 1e-3:
            raise ValueError(f"{track.title} is {track.duration_seconds:.3f} s long; {seconds:.3f} s are needed.")
        taken.append(
            RenderTrack(
                path=track.path,
                title=f"{track.title} ({index + 1})",
                duration_seconds=min(seconds, track.duration_seconds),
                integrated_lufs=track.integrated_lufs,
                true_peak_dbtp=track.true_peak_dbtp,
                sha256=track.sha256,
                start_seconds=track.start_seconds,
            )
        )
    shown = tuple(visuals[index % len(visuals)] for index in range(album.visuals))
    return RenderRequest("Benchmark", tuple(taken), shown, profile)


def still(path: Path, motion: Motion) -> RenderVisual:
    return RenderVisual(path, VisualKind.STILL, _sha256(path), motion)


def clip(path: Path) -> RenderVisual:
    return RenderVisual(path, VisualKind.CLIP, _sha256(path))


def _measure(source: Path, result: Path) -> None:
    ffmpeg = find_ffmpeg(None)

    def measure(path: Path) -> RenderTrack:
        measured = measure_track(path, ffmpeg, _never)
        return RenderTrack(
            path=path,
            title=path.stem,
            # All of it is played, silent or not, so that the contenders' films are equally long.
            duration_seconds=measured.duration_seconds,
            integrated_lufs=measured.integrated_lufs,
            true_peak_dbtp=measured.true_peak_dbtp,
            sha256=_sha256(path),
        )

    paths = TypeAdapter(tuple[Path, ...]).validate_json(source.read_bytes())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        result.write_bytes(_TRACKS.dump_json(tuple(pool.map(measure, paths))))


def _settle(source: Path, cache: Path) -> None:
    request = _REQUEST.validate_json(source.read_bytes())
    renderer = FFmpegRenderer(find_ffmpeg(None), jobs=os.cpu_count() or 1, cache=cache)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for settling in [pool.submit(renderer.settle, track, request.profile, _never) for track in request.tracks]:
            settling.result()


def _write_request(request: RenderRequest, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    source = folder.with_suffix(".request.json")
    source.write_bytes(_REQUEST.dump_json(request))
    return source


def _render(source: Path, cache: Path, target: Path, result: Path) -> None:
    request = _REQUEST.validate_json(source.read_bytes())
    renderer = FFmpegRenderer(find_ffmpeg(None), jobs=os.cpu_count() or 1, cache=cache)
    rendered = renderer.render(request, target, lambda _: None, _never)
    outcome = RenderOutcome(
        size_bytes=rendered.size_bytes,
        frames=rendered.frame_count,
        segments_encoded=rendered.segments_encoded,
        segments_reused=rendered.segments_reused,
        work={share.name: share for share in rendered.work},
    )
    result.write_bytes(_OUTCOME.dump_json(outcome))


def _outcome_file(folder: Path) -> Path:
    return folder.with_suffix(".outcome.json")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _never() -> bool:
    return False


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure", *paths]:
            _measure(*map(Path, paths))
        case ["settle", *paths]:
            _settle(*map(Path, paths))
        case ["render", *paths]:
            _render(*map(Path, paths))
        case _:
            sys.exit(__doc__)
