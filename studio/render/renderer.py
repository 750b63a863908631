"""Renders an album: plan, encode what the cache lacks, join, inspect, and only then give it its name."""

import contextlib
import dataclasses
import errno
import functools
import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.errors import InspectionFailed, MissingMedia, NotEnoughDisk, UnreadableMedia
from studio.render.album import (
    Inspection,
    RenderProfile,
    RenderRequest,
    RenderResult,
    RenderTrack,
    ReportProgress,
    ShouldStop,
    VisualKind,
    WorkShare,
)
from studio.render.drawing import Drawer, Drawing
from studio.render.encoders import choose_encoder
from studio.render.ffmpeg import Command, EncoderProgress, Feed, Outcome, ffmpeg_version, run_together
from studio.render.inspection import inspect_film
from studio.render.joins import Excerpt, render_joins
from studio.render.measure import measure_visual
from studio.render.mp4 import (
    FilmChapter,
    SoundStretch,
    VideoStretch,
    read_sound_samples,
    read_video_samples,
    write_film,
)
from studio.render.plan import (
    LOOP_SECONDS,
    ClipFacts,
    PicturePlan,
    Segment,
    SegmentKind,
    SoundSegment,
    plan_pictures,
    plan_sound_segments,
)
from studio.render.progress import ProgressSum
from studio.render.sound import Level, settle_level
from studio.render.store import SegmentStore, sync_file, sync_folder
from studio.render.timeline import Timeline, build_timeline

INPUT_SCHEMA = 2
"""Raise it when the same request would give another film than before."""

# Seconds of one core that each kind of work costs, measured for 1080p with the preset veryfast: only
# their proportions count, for the progress.
_COST_VIDEO_FRAME = 0.05
_COST_SOUND_SECOND = 0.02
_COST_LEVEL_SECOND = 0.015
_COST_FILM_FRAME = 0.00005
_COST_INSPECTION_SECOND = 0.006
_PIXELS_1080P = 1920 * 1080

_LEVEL_SUFFIX = ".level.json"
_SHARE_NAMES = {SegmentKind.LOOP: "loops", SegmentKind.OPENING: "openings", SegmentKind.JOIN: "joins"}


def estimate_bytes(minutes: float, profile: RenderProfile, visuals: int) -> int:
    """Disk that a render takes at most at one time: the film, and the segments in the cache."""
    rate = (profile.video_bitrate_kbps + profile.audio_bitrate_kbps) * 1000 / 8
    film = rate * minutes * 60
    sound = profile.audio_bitrate_kbps * 1000 / 8 * minutes * 60
    joins_and_loops = rate * (LOOP_SECONDS + profile.crossfade_seconds) * visuals * 1.25
    return int(1.05 * (film + sound + joins_and_loops))


def build_request_timeline(request: RenderRequest) -> Timeline:
    """The album's timeline. Raises InvalidInput as `build_timeline` does."""
    return build_timeline(
        [track.duration_seconds for track in request.tracks],
        fps=request.profile.fps,
        crossfade_seconds=request.profile.crossfade_seconds,
    )


class FFmpegRenderer:
    """Renders with FFmpeg, `jobs` encoders side by side, and keeps segments in `cache`."""

    def __init__(self, ffmpeg: Path, *, jobs: int, cache: Path) -> None:
        self._ffmpeg = ffmpeg
        self._jobs = max(1, jobs)
        # One encoder a core with a single thread each makes the most frames a second in total.
        self._threads = max(1, (os.cpu_count() or 1) // self._jobs)
        self._cache = cache

    def input_hash(self, request: RenderRequest) -> str:
        """Digest of everything that the film depends on; paths are no part of it. Reads no media."""
        value = dataclasses.asdict(request)
        for item in (*value["tracks"], *value["visuals"]):
            del item["path"]
        text = json.dumps([INPUT_SCHEMA, ffmpeg_version(self._ffmpeg), value], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def timeline(self, request: RenderRequest) -> Timeline:
        """The timeline that `render` will follow. Raises InvalidInput."""
        return build_request_timeline(request)

    def settle(self, track: RenderTrack, profile: RenderProfile, should_stop: ShouldStop) -> Level:
        """How one track is brought to the album's loudness: kept once found, so best asked when a track arrives.

        Raises UnreadableMedia, Stopped and the runner's errors.
        """
        store = SegmentStore(self._cache)
        words = (track.sha256, track.start_seconds, track.duration_seconds, track.integrated_lufs, track.true_peak_dbtp)
        aim = (profile.loudness_lufs, profile.true_peak_dbtp, INPUT_SCHEMA, ffmpeg_version(self._ffmpeg))
        key = hashlib.sha256(json.dumps([words, aim]).encode()).hexdigest()
        kept = store.find(key, _LEVEL_SUFFIX, should_stop)
        if kept is not None:
            return Level(**json.loads(kept.read_text()))
        level = settle_level(track, profile, self._ffmpeg, should_stop)
        part = store.new_part(key, _LEVEL_SUFFIX)
        part.write_text(json.dumps(dataclasses.asdict(level)))
        store.put(part, key, _LEVEL_SUFFIX)
        return level

    def draft_joins(self, request: RenderRequest, target: Path, should_stop: ShouldStop) -> tuple[Excerpt, ...]:
        """Make the short film of the album's joins. Raises as `render` does, but that nothing is inspected."""
        with _disk_errors():
            _check_sources(request)
            target.parent.mkdir(parents=True, exist_ok=True)
            return render_joins(
                request, _clip_facts(request), target, self._ffmpeg, jobs=self._jobs, should_stop=should_stop
            )

    def render(
        self, request: RenderRequest, target: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        """Make the film and put it at `target`, where it appears whole and inspected or not at all.

        One render a target at a time: unfinished files of an earlier, killed one are removed. Afterwards
        the cache holds what this film is made of and nothing else.

        Raises InvalidInput, MissingMedia, UnreadableMedia, the runner's errors, NotEnoughDisk, Stopped,
        and InspectionFailed, which names what is wrong and where.
        """
        with _disk_errors():
            return self._render(request, target, report, should_stop)

    def _render(
        self, request: RenderRequest, target: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        _check_sources(request)
        encoder = choose_encoder(self._ffmpeg, request.profile, should_stop)
        request = dataclasses.replace(request, profile=dataclasses.replace(request.profile, encoder=encoder))
        timeline = self.timeline(request)
        pictures = plan_pictures(request, timeline, _clip_facts(request), ffmpeg_version(self._ffmpeg))
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f".{target.name}.*.part"):
            leftover.unlink(missing_ok=True)
        store = SegmentStore(self._cache)
        store.remove_abandoned()
        work = _WorkLog()
        progress = ProgressSum(_costs(request.profile, timeline), report)
        levels = self._settle_all(request, work, progress, should_stop)
        sounds = plan_sound_segments(request, timeline, levels, ffmpeg_version(self._ffmpeg))
        paths = self._encode(request, [*sounds, *pictures.segments], store, work, progress, should_stop)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            with work.taken("film"):
                _write(part, request, timeline, pictures, sounds, paths.found, progress, should_stop)
                sync_file(part)
            with work.taken("inspection"):
                inspection = self._inspect(part, request, timeline, levels, progress, should_stop)
            size = part.stat().st_size
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
        for suffix in (Segment.suffix, SoundSegment.suffix):
            store.keep_only(paths.found.values(), suffix)
        progress.finish()
        program = str(self._ffmpeg)
        segments: list[Segment | SoundSegment] = [*sounds, *pictures.segments]
        return RenderResult(
            path=target,
            duration_seconds=timeline.duration_seconds,
            frame_count=timeline.total_frames,
            size_bytes=size,
            commands=tuple(segment.arguments(program, request.profile, self._threads, "") for segment in segments),
            segments_encoded=paths.encoded,
            segments_reused=len(paths.found) - paths.encoded,
            inspection=inspection,
            work=work.shares(),
        )

    def _settle_all(
        self, request: RenderRequest, work: "_WorkLog", progress: ProgressSum, should_stop: ShouldStop
    ) -> list[Level]:
        with work.taken("levels"), ThreadPoolExecutor(self._jobs) as pool:
            settled = pool.map(lambda track: self.settle(track, request.profile, should_stop), request.tracks)
            levels = []
            for number, level in enumerate(settled, start=1):
                levels.append(level)
                progress.set("levels", number / len(request.tracks), f"level of track {number}")
        return levels

    def _encode(
        self,
        request: RenderRequest,
        segments: Sequence[Segment | SoundSegment],
        store: SegmentStore,
        work: "_WorkLog",
        progress: ProgressSum,
        should_stop: ShouldStop,
    ) -> "_Paths":
        """Encode the segments that the cache lacks."""
        profile = request.profile
        paths = _Paths(
            {
                segment.key: path
                for segment in segments
                if (path := store.find(segment.key, segment.suffix, should_stop)) is not None
            }
        )
        # Equal pieces of sound have equal keys: each is made once.
        missing = list({segment.key: segment for segment in segments if segment.key not in paths.found}.values())
        drawer = Drawer(
            {visual.sha256: visual.path for visual in request.visuals},
            profile,
            [segment.drawing for segment in missing if isinstance(segment, Segment)],
        )
        parts: list[Path] = []

        def draw(drawing: Drawing) -> Feed:
            for frame in drawer.draw(drawing):
                yield frame.data

        def command(segment: Segment | SoundSegment) -> Command:
            part = store.new_part(segment.key, segment.suffix)
            parts.append(part)
            progress.add(segment.key, _cost(segment, profile))

            def keep(outcome: Outcome) -> None:
                if isinstance(segment, Segment):
                    read_video_samples(part, profile.fps)
                else:
                    read_sound_samples(part)
                paths.found[segment.key] = store.put(part, segment.key, segment.suffix)
                paths.encoded += 1
                progress.set(segment.key, 1.0, segment.name)
                kind = _SHARE_NAMES[segment.kind] if isinstance(segment, Segment) else "sound"
                work.add(kind, outcome.cpu_seconds, outcome.wall_seconds)

            def advance(said: EncoderProgress) -> None:
                done = said.frame / segment.frames if isinstance(segment, Segment) else said.seconds / segment.seconds
                progress.set(segment.key, done, segment.name)

            return Command(
                segment.arguments(str(self._ffmpeg), profile, self._threads, str(part)),
                f"make the {segment.name}",
                advance,
                keep,
                functools.partial(draw, segment.drawing) if isinstance(segment, Segment) else None,
            )

        try:
            run_together([command(segment) for segment in missing], jobs=self._jobs, should_stop=should_stop)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)
        return paths

    def _inspect(
        self,
        part: Path,
        request: RenderRequest,
        timeline: Timeline,
        levels: Sequence[Level],
        progress: ProgressSum,
        should_stop: ShouldStop,
    ) -> Inspection:
        """Raises InspectionFailed."""
        inspection = inspect_film(
            part,
            request,
            timeline,
            self._ffmpeg,
            should_stop,
            lambda share: progress.set("inspection", share, "inspecting"),
            memo=self._cache / "memo",
            jobs=self._jobs,
            expected_lufs=[level.expected_lufs for level in levels],
        )
        if not inspection.passed:
            faults = "; ".join(
                f"{fault.name}: found {fault.found}, expected {fault.expected}" for fault in inspection.faults
            )
            raise InspectionFailed(
                f"The finished film did not pass inspection ({faults}); replace what is named or render again."
            )
        return inspection


@dataclasses.dataclass(slots=True)
class _Paths:
    found: dict[str, Path]
    """Each segment's file under its key."""
    encoded: int = 0


class _WorkLog:
    """What each kind of work has cost."""

    def __init__(self) -> None:
        self._shares: dict[str, tuple[float, float]] = {}

    def add(self, name: str, cpu_seconds: float, wall_seconds: float) -> None:
        cpu, wall = self._shares.get(name, (0.0, 0.0))
        self._shares[name] = (cpu + cpu_seconds, wall + wall_seconds)

    @contextlib.contextmanager
    def taken(self, name: str) -> Iterator[None]:
        """Adds what this process and its children take meanwhile."""
        cpu, wall = _cpu_seconds(), time.monotonic()
        yield
        self.add(name, _cpu_seconds() - cpu, time.monotonic() - wall)

    def shares(self) -> tuple[WorkShare, ...]:
        return tuple(WorkShare(name, cpu, wall) for name, (cpu, wall) in self._shares.items())


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _write(
    target: Path,
    request: RenderRequest,
    timeline: Timeline,
    pictures: PicturePlan,
    sounds: Sequence[SoundSegment],
    paths: Mapping[str, Path],
    progress: ProgressSum,
    should_stop: ShouldStop,
) -> None:
    profile = request.profile
    coded = {segment.key: read_video_samples(paths[segment.key], profile.fps) for segment in pictures.segments}
    write_film(
        target,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        video=[VideoStretch(coded[stretch.key].from_frame(stretch.first), stretch.frames) for stretch in pictures.film],
        sound=[
            SoundStretch(read_sound_samples(paths[sound.key]), sound.piece.skipped_packets, sound.piece.packets)
            for sound in sounds
        ],
        title=request.title,
        chapters=[
            FilmChapter(entry.start_frame, track.title)
            for entry, track in zip(timeline.entries, request.tracks, strict=True)
        ],
        on_progress=lambda share: progress.set("film", share, "joining"),
        should_stop=should_stop,
    )


def _costs(profile: RenderProfile, timeline: Timeline) -> dict[str, float]:
    return {
        "levels": _COST_LEVEL_SECOND * timeline.duration_seconds,
        "film": _COST_FILM_FRAME * timeline.total_frames,
        "inspection": _COST_INSPECTION_SECOND * timeline.duration_seconds,
    }


def _cost(segment: Segment | SoundSegment, profile: RenderProfile) -> float:
    if isinstance(segment, Segment):
        return _COST_VIDEO_FRAME * segment.frames * profile.width * profile.height / _PIXELS_1080P
    return _COST_SOUND_SECOND * segment.seconds


def _check_sources(request: RenderRequest) -> None:
    for path in [*(track.path for track in request.tracks), *(visual.path for visual in request.visuals)]:
        if not path.is_file():
            raise MissingMedia(f"{path} is missing; generate or import it again.")


def _clip_facts(request: RenderRequest) -> dict[str, ClipFacts]:
    """Under each clip's sha256. Raises UnreadableMedia."""
    facts = {}
    for visual in request.visuals:
        if visual.kind is VisualKind.CLIP:
            seconds = measure_visual(visual.path).duration_seconds
            if seconds is None:
                raise UnreadableMedia(f"{visual.path.name} is no clip; use it as a still.")
            facts[visual.sha256] = ClipFacts(seconds)
    return facts


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NotEnoughDisk("The disk is full; free some space and start the render again.") from error
        raise
