"""Looks at a finished film from outside: did a contender make the film that it was asked for?

It reads packets and headers only, and knows nothing of how the film was made.
"""

import collections
from dataclasses import dataclass
from pathlib import Path

import av
import xxhash

from benchmarks.scale import Album

_TOLERANCE_SECONDS = 0.1


class NotTheFilm(Exception):
    """A contender's film is not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """Of the stream of pictures, packet by packet."""

    frames: int
    distinct_frames: int
    """Pictures whose coded bytes occur nowhere before: so many were encoded."""
    repeated_bytes: int
    """Bytes of those that are shown more than once, counted once: the loops."""
    shortest_loop_frames: int | None
    """Least distance of two equal key frames; None where none is shown twice."""


def check_film(path: Path, album: Album, fps: int) -> None:
    """Raises NotTheFilm where the streams' lengths or the number of frames differ from the album's."""
    with av.open(str(path)) as film:
        if not film.streams.video or not film.streams.audio:
            raise NotTheFilm(f"{path.name} lacks pictures or sound.")
        video, audio = film.streams.video[0], film.streams.audio[0]
        frames = round(album.duration_seconds * fps)
        # Each track is cut to whole frames by some contenders.
        if abs(video.frames - frames) > album.visuals:
            raise NotTheFilm(f"{path.name} has {video.frames} frames; {frames} were asked for.")
        for stream in (video, audio):
            seconds = float((stream.duration or 0) * (stream.time_base or 0))
            if abs(seconds - album.duration_seconds) > album.visuals / fps + _TOLERANCE_SECONDS:
                raise NotTheFilm(
                    f"{path.name} has {seconds:.2f} s of {stream.type}; {album.duration_seconds:.2f} s were asked for."
                )


def read_film(path: Path) -> FilmFacts:
    """Hash each coded picture. Takes as long as reading the file."""
    last_seen: dict[int, int] = {}
    sizes: dict[int, int] = {}
    shown: collections.Counter[int] = collections.Counter()
    shortest: int | None = None
    frames = 0
    with av.open(str(path)) as film:
        for packet in film.demux(film.streams.video[0]):
            if not packet.size:
                continue
            key = xxhash.xxh3_64_intdigest(memoryview(packet))
            if packet.is_keyframe:
                if key in last_seen:
                    distance = frames - last_seen[key]
                    shortest = distance if shortest is None else min(shortest, distance)
                last_seen[key] = frames
            sizes[key] = packet.size
            shown[key] += 1
            frames += 1
    return FilmFacts(
        frames=frames,
        distinct_frames=len(sizes),
        repeated_bytes=sum(sizes[key] for key, count in shown.items() if count > 1),
        shortest_loop_frames=shortest,
    )
