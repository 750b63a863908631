"""Puts the coded samples of segments together into one film, without decoding or encoding anything.

All sizes are known before the first byte is written: so the index stands in front, every byte is written
once, and memory holds a few bytes a sample.
"""

import errno
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.disk import check_free_disk, full_disk_as_error
from studio.errors import EncoderFailed, InvalidInput, Stopped
from studio.render.album import ShouldStop
from studio.render.arguments import PACKET_SAMPLES
from studio.render.mp4 import boxes
from studio.render.mp4.samples import REMEDY, CodedSamples
from studio.render.timeline import SAMPLE_RATE

_COPY_BYTES = 512 * 1024
"""Copied by hand at a time: it stays in a core's cache."""
_CANNOT_COPY = {errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV, errno.EINVAL, errno.EPERM}
"""What old kernels, and some file systems, answer to `copy_file_range`."""
_CopyBytes = Callable[[FileIO, int, int, FileIO], int]
"""Copies at most so many bytes from a place in a file to where another one stands, and says how many it were."""
_REPORT_SECONDS = 16
"""Seconds of the film that are copied between two reports."""


@dataclass(frozen=True, slots=True, eq=False)
class VideoStretch:
    """So many frames of a segment from its frame `first` on. Decoding must be able to begin there."""

    samples: CodedSamples
    first: int
    frames: int


@dataclass(frozen=True, slots=True, eq=False)
class SoundStretch:
    """`count` packets of a segment from number `first` on, counted from 0 in the order of the file."""

    samples: CodedSamples
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class FilmChapter:
    """Lasts until the next one begins, or the film ends."""

    start_frame: int
    title: str


def write_film(
    target: Path,
    *,
    width: int,
    height: int,
    fps: int,
    video: Sequence[VideoStretch],
    sound: Sequence[SoundStretch],
    title: str,
    chapters: Sequence[FilmChapter],
    on_progress: Callable[[float], None],
    should_stop: ShouldStop,
) -> None:
    """Write the film to `target`. To sync it, or to remove a part of it after an error, is left to the caller.

    The first frame and the first packet given both begin at 0. The sound's last packet is cut to the end
    of the pictures, or ends less than a packet before it. `on_progress` is told the fraction done, 0 to 1.

    Raises EncoderFailed when the segments do not fit together, InvalidInput when the sound is not as long
    as the pictures or a chapter lies outside of them, NotEnoughDisk, Stopped.
    """
    pictures = _lay_out_pictures(video, fps)
    packets = _lay_out_packets(sound, len(pictures.sizes), fps)
    head = _build_head(width, height, fps, pictures, packets, title, chapters)
    size = len(head) + pictures.size + packets.size
    check_free_disk(target.parent, size)
    copy_bytes: _CopyBytes = _copy_in_kernel if hasattr(os, "copy_file_range") else _copy_by_hand
    with full_disk_as_error(f"the film of {size / 1e9:.1f} GB was written"):
        target.write_bytes(head)
        with target.open("r+b", buffering=0) as film:
            film.seek(len(head))
            for second, runs in enumerate(zip(pictures.seconds(), packets.seconds(), strict=True)):
                if second % _REPORT_SECONDS == 0:
                    on_progress(film.tell() / size)
                    if should_stop():
                        raise Stopped("The render was stopped.")
                for run in itertools.chain.from_iterable(runs):
                    copy_bytes = _copy(run, film, copy_bytes)
    on_progress(1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Samples of one segment that follow each other."""

    samples: CodedSamples
    first: int
    count: int

    @property
    def places(self) -> slice:
        return slice(self.first, self.first + self.count)


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """All samples of one kind, divided into the seconds of the film."""

    runs: tuple[_Run, ...]
    sizes: npt.NDArray[np.int32]
    """Bytes of each sample."""
    samples_per_second: npt.NDArray[np.int64]
    bytes_per_second: npt.NDArray[np.int64]

    @property
    def headers(self) -> bytes:
        return self.runs[0].samples.headers

    @property
    def size(self) -> int:
        return int(self.bytes_per_second.sum())

    def bit_rate(self, frames: int, fps: int) -> boxes.BitRate:
        mean = self.size * 8 * fps // frames
        return boxes.BitRate(mean, max(mean, int(self.bytes_per_second.max()) * 8))

    def seconds(self) -> Iterator[list[_Run]]:
        """The runs of each second."""
        runs = iter(self.runs)
        run = next(runs)
        for wanted in self.samples_per_second.tolist():
            taken: list[_Run] = []
            missing = wanted
            while missing:
                if not run.count:
                    run = next(runs)
                count = min(missing, run.count)
                taken.append(_Run(run.samples, run.first, count))
                run = _Run(run.samples, run.first + count, run.count - count)
                missing -= count
            yield taken


def _lay_out_pictures(video: Sequence[VideoStretch], fps: int) -> _Layout:
    if fps <= 0 or SAMPLE_RATE % fps:
        raise InvalidInput(f"{fps} frames a second do not divide {SAMPLE_RATE} samples; choose 24, 25, 30 or 60.")
    runs = tuple(map(_picture_run, video))
    frames = sum(run.count for run in runs)
    if frames * SAMPLE_RATE // fps > boxes.LARGEST_DURATION:
        raise InvalidInput("A film of more than 24 hours cannot be written; take fewer or shorter tracks.")
    return _lay_out(runs, np.arange(1, -(-frames // fps) + 1) * fps)


def _picture_run(stretch: VideoStretch) -> _Run:
    samples, end = stretch.samples, stretch.first + stretch.frames
    run = _Run(samples, stretch.first, stretch.frames)
    shown = samples.shown[run.places]
    is_cut_at_keys = len(shown) == stretch.frames and all(
        samples.is_key[place] for place in (stretch.first, end) if place < len(samples)
    )
    if not is_cut_at_keys or shown.min() != stretch.first or shown.max() != end - 1:
        raise EncoderFailed(
            f"{samples.path.name} cannot be cut from its frame {stretch.first} to its frame {end}; {REMEDY}."
        )
    return run


def _lay_out_packets(sound: Sequence[SoundStretch], frames: int, fps: int) -> _Layout:
    for stretch in sound:
        if not 0 <= stretch.first < stretch.first + stretch.count <= len(stretch.samples):
            raise EncoderFailed(
                f"{stretch.samples.path.name} has {len(stretch.samples)} packets of sound where "
                f"{stretch.first + stretch.count} are needed; {REMEDY}."
            )
    seconds = np.arange(1, -(-frames // fps) + 1)
    runs = tuple(_Run(stretch.samples, stretch.first, stretch.count) for stretch in sound)
    return _lay_out(runs, -(-seconds * SAMPLE_RATE // PACKET_SAMPLES))


def _lay_out(runs: tuple[_Run, ...], second_ends: npt.NDArray[np.int64]) -> _Layout:
    """`second_ends` tells how many samples there are at most up to the end of each second."""
    if not runs:
        raise InvalidInput("A film needs pictures and sound; choose at least one track.")
    if any(run.samples.headers != runs[0].samples.headers for run in runs):
        raise EncoderFailed(f"The segments were encoded with different headers and cannot be joined; {REMEDY}.")
    sizes = np.concatenate([run.samples.sizes[run.places] for run in runs])
    bounds = np.minimum(np.concatenate([[0], second_ends]), len(sizes))
    bounds[-1] = len(sizes)
    byte_ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    return _Layout(runs, sizes, np.diff(bounds), np.diff(byte_ends[bounds]))


def _build_head(
    width: int,
    height: int,
    fps: int,
    pictures: _Layout,
    packets: _Layout,
    title: str,
    chapters: Sequence[FilmChapter],
) -> bytes:
    frames = len(pictures.sizes)
    starts = [chapter.start_frame for chapter in chapters]
    if starts[:1] != [0] or (np.diff(starts, append=frames) <= 0).any():
        raise InvalidInput("The first chapter begins with the film, and each after the one before; plan it again.")
    ticks_per_frame = boxes.MOVIE_TIMESCALE // fps
    whole_packets = len(packets.sizes) - 1
    last_packet_samples = frames * SAMPLE_RATE // fps - whole_packets * PACKET_SAMPLES
    if not 0 < last_packet_samples < 2 * PACKET_SAMPLES:
        raise InvalidInput(
            f"{len(packets.sizes)} packets of sound do not end with {frames} frames of picture; plan the film again."
        )
    # Each second: its pictures, then its sound.
    lengths = np.stack([pictures.bytes_per_second, packets.bytes_per_second], axis=1)
    offsets = np.cumsum(lengths).reshape(lengths.shape) - lengths
    picture_table = boxes.SampleTable(
        timescale=fps,
        durations=[(frames, 1)],
        sizes=pictures.sizes,
        chunk_lengths=pictures.samples_per_second,
        chunk_offsets=offsets[:, 0],
        composition_offsets=np.concatenate(
            [
                run.samples.shown[run.places] - np.arange(run.first, run.first + run.count, dtype=np.int32)
                for run in pictures.runs
            ]
        ),
        keys=np.flatnonzero(np.concatenate([run.samples.is_key[run.places] for run in pictures.runs])),
    )
    # The last second of a film can be too short for another packet, and the whole film for more than one.
    is_filled = packets.samples_per_second > 0
    durations = [(whole_packets, PACKET_SAMPLES)] * bool(whole_packets)
    packet_table = boxes.SampleTable(
        timescale=SAMPLE_RATE,
        durations=[*durations, (1, min(last_packet_samples, PACKET_SAMPLES))],
        sizes=packets.sizes,
        chunk_lengths=packets.samples_per_second[is_filled],
        chunk_offsets=offsets[is_filled, 1],
    )
    return boxes.film_head(
        boxes.video_track(picture_table, pictures.headers, pictures.bit_rate(frames, fps), width, height),
        boxes.sound_track(packet_table, packets.headers, packets.bit_rate(frames, fps)),
        title=title,
        chapters=[boxes.ChapterStart(chapter.start_frame * ticks_per_frame, chapter.title) for chapter in chapters],
        content_bytes=pictures.size + packets.size,
    )


def _copy(run: _Run, film: FileIO, copy_bytes: _CopyBytes) -> _CopyBytes:
    """Samples that lie together are copied together; in an encoder's file without sound all of them do.

    Returns how to go on: where this file system cannot copy by itself, not by asking it again.
    """
    begins = run.samples.offsets[run.places]
    ends = begins + run.samples.sizes[run.places]
    breaks = np.flatnonzero(begins[1:] != ends[:-1])
    with run.samples.path.open("rb", buffering=0) as segment:
        for begin, end in zip(begins[[0, *(breaks + 1)]].tolist(), ends[[*breaks, -1]].tolist(), strict=True):
            place = begin
            while place < end:
                try:
                    count = copy_bytes(segment, place, end - place, film)
                except OSError as error:
                    if copy_bytes is _copy_by_hand or error.errno not in _CANNOT_COPY:
                        raise
                    copy_bytes = _copy_by_hand
                    continue
                if not count:
                    raise EncoderFailed(f"{run.samples.path.name} became shorter while it was copied; {REMEDY}.")
                place += count
    return copy_bytes


def _copy_in_kernel(segment: FileIO, begin: int, count: int, film: FileIO) -> int:
    """Half the work: nothing passes through this process."""
    return os.copy_file_range(segment.fileno(), film.fileno(), count, begin)


def _copy_by_hand(segment: FileIO, begin: int, count: int, film: FileIO) -> int:
    return film.write(os.pread(segment.fileno(), min(count, _COPY_BYTES), begin))
