"""Renders an album: plan, encode what the cache lacks, join, inspect, and only then give it its name."""

import dataclasses
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.disk import full_disk_as_error
from studio.errors import InspectionFailed, MissingMedia, UnreadableMedia
from studio.render.album import (
    RenderProfile,
    RenderRequest,
    RenderTrack,
    ReportProgress,
    ShouldStop,
    VisualKind,
)
from studio.render.encoders import choose_encoder
from studio.render.ffmpeg import ffmpeg_version
from studio.render.inspection import FilmReport, inspect_film
from studio.render.inspection.memo import Memo
from studio.render.joins import Excerpt, render_joins
from studio.render.measure import measure_visual
from studio.render.mp4 import (
    FilmChapter,
    SoundStretch,
    VideoStretch,
    write_film,
)
from studio.render.plan import (
    LOOP_SECONDS,
    ClipFacts,
    PicturePlan,
    Segment,
    SoundSegment,
    plan_pictures,
    plan_sound_segments,
)
from studio.render.progress import ProgressSum
from studio.render.segments import MadeSegments, SegmentMaker, listening_cost
from studio.render.sound import Level, settle_level
from studio.render.store import SegmentStore, sync_file, sync_folder
from studio.render.timeline import Timeline, build_timeline
from studio.render.work import WorkLog, WorkShare

INPUT_SCHEMA = 2
"""Raise it when the same request would give another film than before."""

# Seconds of one core, as for the segments.
_COST_LEVEL_SECOND = 0.015
_COST_FILM_FRAME = 0.00005
_COST_INSPECTION_SECOND = 0.006

_LEVEL_SUFFIX = ".level.json"


_MARGIN = 1.05
"""Encoders keep to a bit rate on average only."""


def estimate_film_bytes(minutes: float, profile: RenderProfile) -> int:
    """Disk that the film takes at most."""
    return int(_MARGIN * _bytes_per_second(profile) * minutes * 60)


def estimate_cache_bytes(minutes: float, profile: RenderProfile, visuals: int) -> int:
    """Disk that the segments of the film take at most."""
    sound = profile.audio_bitrate_kbps * 1000 / 8 * minutes * 60
    joins_and_loops = _bytes_per_second(profile) * (LOOP_SECONDS + profile.crossfade_seconds) * visuals * 1.25
    return int(_MARGIN * (sound + joins_and_loops))


def _bytes_per_second(profile: RenderProfile) -> float:
    return (profile.video_bitrate_kbps + profile.audio_bitrate_kbps) * 1000 / 8


def build_request_timeline(request: RenderRequest) -> Timeline:
    """The album's timeline. Raises InvalidInput as `build_timeline` does."""
    return build_timeline(
        [track.duration_seconds for track in request.tracks],
        fps=request.profile.fps,
        crossfade_seconds=request.profile.crossfade_seconds,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class RenderResult:
    path: Path
    duration_seconds: float
    frame_count: int
    size_bytes: int
    commands: tuple[tuple[str, ...], ...]
    """Every FFmpeg argument list that this film is made of, those answered by the cache included."""
    segments_encoded: int
    segments_reused: int
    inspection: FilmReport
    work: tuple[WorkShare, ...]


class FFmpegRenderer:
    """Renders with FFmpeg, `jobs` encoders side by side, and keeps segments in `cache`."""

    def __init__(self, ffmpeg: Path, *, jobs: int, cache: Path) -> None:
        self._ffmpeg = ffmpeg
        self._jobs = max(1, jobs)
        # One encoder a core with a single thread each makes the most frames a second in total.
        self._threads = max(1, (os.cpu_count() or 1) // self._jobs)
        self._cache = cache
        self._memo = cache / "memo"

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
        try:
            part.write_text(json.dumps(dataclasses.asdict(level)))
            store.put(part, key, _LEVEL_SUFFIX)
        finally:
            part.unlink(missing_ok=True)
        return level

    def draft_joins(self, request: RenderRequest, target: Path, should_stop: ShouldStop) -> tuple[Excerpt, ...]:
        """Make the short film of the album's joins. Raises as `render` does, but that nothing is inspected."""
        with full_disk_as_error("the joins were made"):
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
        with full_disk_as_error("the film was made"):
            return self._render(request, target, report, should_stop)

    def _render(
        self, request: RenderRequest, target: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        _check_sources(request)
        encoder = choose_encoder(self._ffmpeg, request.profile, should_stop)
        request = dataclasses.replace(request, profile=dataclasses.replace(request.profile, encoder=encoder))
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f".{target.name}.*.part"):
            remove_interrupted(leftover)
        scratch = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        scratch.mkdir()
        try:
            return self._make(request, target, scratch, report, should_stop)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _make(
        self, request: RenderRequest, target: Path, scratch: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        """`scratch` is a folder for what is needed meanwhile, on the target's disk."""
        timeline = self.timeline(request)
        pictures = plan_pictures(request, timeline, _clip_facts(request), ffmpeg_version(self._ffmpeg))
        store = SegmentStore(self._cache)
        store.remove_abandoned()
        work = WorkLog()
        progress = ProgressSum(_costs(request.profile, timeline), report)
        levels = self._settle_all(request, work, progress, should_stop)
        maker = SegmentMaker(
            request,
            store,
            ffmpeg=self._ffmpeg,
            memo=Memo(self._memo),
            scratch=scratch,
            jobs=self._jobs,
            threads=self._threads,
            work=work,
            progress=progress,
            should_stop=should_stop,
        )
        made = maker.make(
            lambda headroom_db: plan_sound_segments(
                request, timeline, levels, ffmpeg_version(self._ffmpeg), headroom_db
            ),
            pictures.segments,
        )
        part = scratch / target.name
        with work.taken("film"):
            _write(part, request, timeline, pictures, made, progress, should_stop)
        with ThreadPoolExecutor(1, "sync") as pool:
            # The disk takes the film in while it is inspected.
            syncing = pool.submit(_sync, part, work)
            with work.taken("inspection"):
                inspection = self._inspect(part, request, timeline, levels, progress, should_stop)
            syncing.result()
        size = part.stat().st_size
        part.replace(target)
        sync_folder(target.parent)
        for suffix in (Segment.suffix, SoundSegment.suffix):
            store.keep_only([samples.path for samples in made.samples.values()], suffix)
        progress.finish()
        program = str(self._ffmpeg)
        segments: list[Segment | SoundSegment] = [*made.sounds, *pictures.segments]
        return RenderResult(
            path=target,
            duration_seconds=timeline.duration_seconds,
            frame_count=timeline.total_frames,
            size_bytes=size,
            commands=tuple(segment.arguments(program, request.profile, self._threads, "") for segment in segments),
            segments_encoded=made.encoded,
            segments_reused=len(made.samples) - made.encoded,
            inspection=inspection,
            work=work.shares(),
        )

    def _settle_all(
        self, request: RenderRequest, work: WorkLog, progress: ProgressSum, should_stop: ShouldStop
    ) -> list[Level]:
        with work.taken("levels"), ThreadPoolExecutor(self._jobs) as pool:
            settled = pool.map(lambda track: self.settle(track, request.profile, should_stop), request.tracks)
            levels = []
            for number, level in enumerate(settled, start=1):
                levels.append(level)
                progress.set("levels", number / len(request.tracks), f"level of track {number}")
        return levels

    def _inspect(
        self,
        part: Path,
        request: RenderRequest,
        timeline: Timeline,
        levels: Sequence[Level],
        progress: ProgressSum,
        should_stop: ShouldStop,
    ) -> FilmReport:
        """Raises InspectionFailed."""
        inspection = inspect_film(
            part,
            request,
            timeline,
            self._ffmpeg,
            should_stop,
            lambda share: progress.set("inspection", share, "inspecting"),
            memo=self._memo,
            scratch=part.parent,
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


def _sync(film: Path, work: WorkLog) -> None:
    """Belongs to the writing; it takes time, but hardly any of the cores'."""
    started = time.monotonic()
    sync_file(film)
    work.add("film", 0.0, time.monotonic() - started)


def _write(
    target: Path,
    request: RenderRequest,
    timeline: Timeline,
    pictures: PicturePlan,
    made: MadeSegments,
    progress: ProgressSum,
    should_stop: ShouldStop,
) -> None:
    profile = request.profile
    write_film(
        target,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        video=[VideoStretch(made.samples[stretch.key], stretch.first, stretch.frames) for stretch in pictures.film],
        sound=[
            SoundStretch(made.samples[sound.key], sound.piece.skipped_packets, sound.piece.packets)
            for sound in made.sounds
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
        **listening_cost(timeline.duration_seconds),
        "film": _COST_FILM_FRAME * timeline.total_frames,
        "inspection": _COST_INSPECTION_SECOND * timeline.duration_seconds,
    }


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


def remove_interrupted(left: Path) -> None:
    """What a render that was interrupted has left: its folder, or a film."""
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)
