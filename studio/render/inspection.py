"""Looks at a finished film and says whether it is what the plan promised.

It reads the file itself and nothing that the renderer noted down: every packet's timestamps, the
whole sound decoded, every different key frame and all frames of the joins decoded.
"""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av

from studio.errors import EncoderFailed, Stopped
from studio.render.album import Check, Inspection, RenderRequest, ShouldStop
from studio.render.arguments import listen_arguments
from studio.render.ffmpeg import run_ffmpeg
from studio.render.measure import SILENCE_LUFS
from studio.render.silence import read_silences
from studio.render.sound import guess_level
from studio.render.timeline import SAMPLE_RATE, Timeline
from studio.render.watch import FilmWatch, watch_film

LONGEST_SILENCE_SECONDS = 2.0
LONGEST_BLACK_SECONDS = 2.0
PEAK_TOLERANCE_DB = 2.0
"""Lossy coding moves single peaks; more than this means that a gain was wrong."""
LOUDNESS_TOLERANCE_LU = 1.5
_CHAPTER_TOLERANCE_SECONDS = 0.002
_PAUSE_MARGIN_SECONDS = 0.5


def inspect_film(
    path: Path,
    request: RenderRequest,
    timeline: Timeline,
    ffmpeg: Path,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None] | None = None,
) -> Inspection:
    """Inspect a film against its request and timeline. `on_progress` is told the share that is done.

    Raises Stopped and the runner's errors; a fault of the film is no error but a failed check.
    """
    abandoned = threading.Event()

    def stop_watching() -> bool:
        return abandoned.is_set() or should_stop()

    with ThreadPoolExecutor(1) as pool:
        # Pictures are read beside the sound; FFmpeg itself is started and awaited by this thread.
        watching = pool.submit(_watch, path, timeline, stop_watching)
        try:
            heard = _listen(path, ffmpeg, timeline, should_stop, on_progress)
        except BaseException:
            abandoned.set()
            raise
        watched = watching.result()
    seen = watched.film
    if seen is None:
        return Inspection((Check("decodes", False, watched.fault, "no error"),))
    checks = [
        *_check_container(path, request, timeline),
        *_check_streams(seen, request, timeline),
        *_check_pictures(seen, request, timeline),
        *_check_sound(heard, request, timeline),
    ]
    return Inspection(tuple(checks))


class _Watched:
    def __init__(self, film: FilmWatch | None, fault: str) -> None:
        self.film = film
        self.fault = fault


def _watch(path: Path, timeline: Timeline, should_stop: ShouldStop) -> _Watched:
    try:
        return _Watched(watch_film(path, timeline, should_stop), "")
    except av.FFmpegError as error:
        return _Watched(None, str(error))


class _Heard:
    """What FFmpeg reported of the decoded sound."""

    def __init__(self, stderr: str, seconds: float) -> None:
        self.seconds = seconds
        self.loudness_lufs = _last(r"\bI:\s+(-?[\d.]+) LUFS", stderr)
        self.true_peak_dbtp = _last(r"Peak:\s+(-?[\d.]+) dBFS", stderr)
        self.silences = read_silences(stderr, seconds)
        self.errors = tuple(line for line in stderr.splitlines() if "Error" in line or "rror while" in line)


def _listen(
    path: Path,
    ffmpeg: Path,
    timeline: Timeline,
    should_stop: ShouldStop,
    on_progress: Callable[[float], None] | None,
) -> _Heard:
    def tell(seconds: float) -> None:
        if on_progress is not None:
            on_progress(min(1.0, seconds / timeline.duration_seconds))

    try:
        outcome = run_ffmpeg(
            listen_arguments(str(ffmpeg), path, LONGEST_SILENCE_SECONDS),
            purpose="decode the finished film's sound",
            should_stop=should_stop,
            on_progress=lambda progress: tell(progress.seconds),
        )
    except EncoderFailed as error:
        return _Heard(f"Error: {error.message}", 0.0)
    if should_stop():
        raise Stopped("The render was stopped.")
    return _Heard(outcome.stderr, outcome.progress.seconds)


def _check_container(path: Path, request: RenderRequest, timeline: Timeline) -> list[Check]:
    boxes = top_level_boxes(path)
    names = [name for name, _, _ in boxes]
    index_first = "moov" in names and "mdat" in names and names.index("moov") < names.index("mdat")
    index = b""
    for name, start, size in boxes:
        if name == "moov":
            with path.open("rb") as stream:
                stream.seek(start)
                index = stream.read(size)
    with av.open(str(path), "r") as container:
        title = container.metadata.get("title", "")
        chapters = [
            (chapter["metadata"].get("title", ""), float(chapter["start"] * (chapter["time_base"] or 0)))
            for chapter in container.chapters()
        ]
    expected = [
        (track.title, chapter.start_seconds) for track, chapter in zip(request.tracks, timeline.chapters, strict=True)
    ]
    same_chapters = len(chapters) == len(expected) and all(
        found[0] == wanted[0] and abs(found[1] - wanted[1]) <= _CHAPTER_TOLERANCE_SECONDS
        for found, wanted in zip(chapters, expected, strict=False)
    )
    differing = next(
        (
            f"chapter {number + 1}: {found[0]!r} at {found[1]:.3f} s instead of {wanted[0]!r} at {wanted[1]:.3f} s"
            for number, (found, wanted) in enumerate(zip(chapters, expected, strict=False))
            if found[0] != wanted[0] or abs(found[1] - wanted[1]) > _CHAPTER_TOLERANCE_SECONDS
        ),
        f"{len(chapters)} chapters",
    )
    return [
        Check("index at the front", index_first, " ".join(names), "moov before mdat"),
        Check("no edit list", b"elst" not in index, "elst" if b"elst" in index else "none", "none"),
        Check("title", title == request.title, title, request.title),
        Check("chapters", same_chapters, differing, f"{len(expected)} chapters at the tracks' starts"),
    ]


def _check_streams(seen: FilmWatch, request: RenderRequest, timeline: Timeline) -> list[Check]:
    profile = request.profile
    frame_seconds = 1 / timeline.fps
    apart = abs(seen.video_seconds - seen.audio_seconds)
    kbps = seen.video_bytes * 8 / 1000 / max(seen.video_seconds, frame_seconds)
    sound_kbps = seen.audio_bytes * 8 / 1000 / max(seen.audio_seconds, frame_seconds)

    def same(name: str, found: object, expected: object) -> Check:
        return Check(name, found == expected, str(found), str(expected))

    return [
        same("video format", seen.video_format, "h264 High yuv420p"),
        same("picture size", seen.size, f"{profile.width}x{profile.height}"),
        same("colours", seen.colours, "bt709 bt709 bt709 tv"),
        same("frame rate", seen.rate, str(timeline.fps)),
        same("frames", seen.frame_count, timeline.total_frames),
        same("video timestamps", seen.video_time_fault or "gapless", "gapless"),
        same("audio format", seen.audio_format, f"aac LC {SAMPLE_RATE} Hz stereo"),
        same("audio timestamps", seen.audio_time_fault or "gapless", "gapless"),
        Check(
            "ends together",
            apart < frame_seconds,
            f"{apart * 1000:.1f} ms apart",
            f"less than {frame_seconds * 1000:.1f} ms",
        ),
        Check(
            "video bit rate",
            kbps <= 1.5 * profile.video_bitrate_kbps + 100,
            f"{kbps:.0f} kbit/s",
            f"about {profile.video_bitrate_kbps} kbit/s, less for plain pictures",
        ),
        Check(
            "audio bit rate",
            sound_kbps <= 1.25 * profile.audio_bitrate_kbps + 16,
            f"{sound_kbps:.0f} kbit/s",
            f"about {profile.audio_bitrate_kbps} kbit/s, less for silence",
        ),
    ]


def _check_pictures(seen: FilmWatch, request: RenderRequest, timeline: Timeline) -> list[Check]:
    black = [(start, end) for start, end in seen.black_stretches if end - start > LONGEST_BLACK_SECONDS]
    unchanged = [number for number, difference in seen.changes if difference < 1.0]
    lenient = request.is_rehearsal
    return [
        Check("joins decode", not seen.join_faults, "; ".join(seen.join_faults[:3]) or "all", "all"),
        Check(
            "no black stretch",
            lenient or not black,
            "; ".join(f"{_clock(start)} to {_clock(end)}" for start, end in black[:5]) or "none",
            f"none longer than {LONGEST_BLACK_SECONDS:g} s",
        ),
        Check(
            "picture changes with the track",
            lenient or not unchanged,
            "; ".join(
                f"the same at {_clock(timeline.entries[number].start_frame / timeline.fps)} (track {number + 1})"
                for number in unchanged[:5]
            )
            or f"{len(seen.changes)} of {len(timeline.entries) - 1}",
            "at each chapter",
        ),
    ]


def _check_sound(heard: _Heard, request: RenderRequest, timeline: Timeline) -> list[Check]:
    profile = request.profile
    missing = abs(heard.seconds - timeline.duration_seconds)
    levels = [guess_level(track, profile).expected_lufs for track in request.tracks]
    expected = [level for level in levels if level is not None]
    loudness = heard.loudness_lufs if heard.loudness_lufs is not None else SILENCE_LUFS
    peak = heard.true_peak_dbtp
    ceiling = profile.true_peak_dbtp + PEAK_TOLERANCE_DB
    lowest = min(expected, default=SILENCE_LUFS) - LOUDNESS_TOLERANCE_LU
    highest = max(expected, default=SILENCE_LUFS) + LOUDNESS_TOLERANCE_LU
    # A pause inside a track is the music's own; one where tracks meet was made by the render.
    unexplained = [silence for silence in heard.silences if not _lies_within_a_track(*silence, timeline)]
    silences = "; ".join(
        f"{_clock(start)} to {_clock(end)} ({_track_at(start, request, timeline)})"
        for start, end in (unexplained or heard.silences)[:5]
    )
    return [
        Check("sound decodes", not heard.errors, "; ".join(heard.errors[:2]) or "wholly", "wholly"),
        Check(
            "sound length",
            missing < 1 / timeline.fps,
            f"{heard.seconds:.3f} s",
            f"{timeline.duration_seconds:.3f} s",
        ),
        Check(
            "loudness",
            request.is_rehearsal or lowest <= loudness <= highest,
            f"{loudness:.1f} LUFS",
            f"{lowest:.1f} to {highest:.1f} LUFS",
        ),
        Check(
            "true peak",
            peak is None or peak <= ceiling,
            "none" if peak is None else f"{peak:.1f} dBTP",
            f"at most {ceiling:.1f} dBTP",
        ),
        Check(
            "no silent stretch",
            request.is_rehearsal or not unexplained,
            silences or "none",
            f"none longer than {LONGEST_SILENCE_SECONDS:g} s but inside a track",
        ),
    ]


def top_level_boxes(path: Path) -> list[tuple[str, int, int]]:
    """Name, start and length in bytes of an MP4's outermost boxes (ISO/IEC 14496-12, 4.2)."""
    boxes = []
    size_of_file = path.stat().st_size
    with path.open("rb") as stream:
        start = 0
        while start + 8 <= size_of_file:
            stream.seek(start)
            header = stream.read(16)
            size = int.from_bytes(header[:4], "big")
            if size == 1:
                size = int.from_bytes(header[8:16], "big")
            elif size == 0:
                size = size_of_file - start
            boxes.append((header[4:8].decode("latin-1"), start, size))
            start += max(size, 8)
    return boxes


def _lies_within_a_track(start: float, end: float, timeline: Timeline) -> bool:
    """Whether the same track sounds alone before and after the stretch."""
    first, last = (start - _PAUSE_MARGIN_SECONDS) * timeline.fps, (end + _PAUSE_MARGIN_SECONDS) * timeline.fps
    return any(entry.solo_start_frame <= first and last <= entry.solo_end_frame for entry in timeline.entries)


def _track_at(seconds: float, request: RenderRequest, timeline: Timeline) -> str:
    frame = seconds * timeline.fps
    number = max(index for index, entry in enumerate(timeline.entries) if entry.start_frame <= max(frame, 0))
    return f"track {number + 1}, {request.tracks[number].title}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"


def _last(pattern: str, text: str) -> float | None:
    found = re.findall(pattern, text)
    return float(found[-1]) if found else None
