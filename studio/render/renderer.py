"""Renders an album: plan, encode what the cache lacks, join, inspect, and only then give it its name."""

import contextlib
import dataclasses
import errno
import hashlib
import json
import os
import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av

from studio.errors import InspectionFailed, MissingMedia, NotEnoughDisk, Stopped, UnreadableMedia
from studio.render.album import (
    Inspection,
    RenderProfile,
    RenderProgress,
    RenderRequest,
    RenderResult,
    ReportProgress,
    ShouldStop,
    VisualKind,
)
from studio.render.arguments import Arguments
from studio.render.ffmpeg import Command, EncoderProgress, ffmpeg_version, run_together
from studio.render.inspection import inspect_film
from studio.render.measure import measure_visual
from studio.render.mux import check_segment, mux_film
from studio.render.pictures import fit_still
from studio.render.plan import (
    LOOP_SECONDS,
    ClipFacts,
    FittedStill,
    RenderPlan,
    Segment,
    SegmentKind,
    build_plan,
)
from studio.render.store import SegmentStore, sha256_of, sync_file, sync_folder
from studio.render.timeline import Timeline, build_timeline

INPUT_SCHEMA = 1
"""Raise it when the same request would give another film than before."""

# Seconds of one core that each kind of work costs, measured for 1080p with the preset veryfast: only
# their proportions count, for the progress.
_COST_VIDEO_FRAME = 0.055
_COST_AUDIO_SECOND = 0.030
_COST_MUX_FRAME = 0.0003
_COST_INSPECT_SECOND = 0.012
_COST_STILL = 0.7
_PIXELS_1080P = 1920 * 1080

_STILL_SUFFIX = ".png"
_HD_HEIGHT = 720
_UNMARKED = 2
"""AVCOL_SPC_UNSPECIFIED of FFmpeg, ISO/IEC 23091-4."""


def estimate_bytes(minutes: float, profile: RenderProfile, visuals: int) -> int:
    """Disk that a render takes at most at one time: the film, and the segments in the cache."""
    rate = (profile.video_bitrate_kbps + profile.audio_bitrate_kbps) * 1000 / 8
    film = rate * minutes * 60
    sound = profile.audio_bitrate_kbps * 1000 / 8 * minutes * 60
    joins_and_loops = rate * (LOOP_SECONDS + profile.crossfade_seconds + 1) * visuals * 1.25
    stills = 3 * profile.width * profile.height * 1.2 * visuals
    return int(1.05 * (film + sound + joins_and_loops + stills))


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

    def plan(self, request: RenderRequest) -> RenderPlan:
        """What `render` will encode and show. Clips are opened for their length.

        Raises InvalidInput, MissingMedia and UnreadableMedia.
        """
        paths = [track.path for track in request.tracks] + [visual.path for visual in request.visuals]
        for path in paths:
            if not path.is_file():
                raise MissingMedia(f"{path} is missing; generate or import it again.")
        clips = {
            visual.sha256: _clip_facts(visual.path) for visual in request.visuals if visual.kind is VisualKind.CLIP
        }
        return build_plan(request, self.timeline(request), clips, ffmpeg_version(self._ffmpeg))

    def render(
        self, request: RenderRequest, target: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        """Make the film and put it at `target`, where it appears whole and inspected or not at all.

        One render a target at a time: unfinished files of an earlier, killed one are removed.

        Raises InvalidInput, MissingMedia, UnreadableMedia, the runner's errors, NotEnoughDisk, Stopped,
        and InspectionFailed, which names what is wrong and where.
        """
        with _disk_errors():
            return self._render(request, target, report, should_stop)

    def _render(
        self, request: RenderRequest, target: Path, report: ReportProgress, should_stop: ShouldStop
    ) -> RenderResult:
        plan = self.plan(request)
        store = SegmentStore(self._cache)
        store.remove_abandoned()
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f".{target.name}.*.part"):
            leftover.unlink(missing_ok=True)
        found = {
            segment.key: path
            for segment in plan.segments
            if (path := store.find(segment.key, segment.suffix, should_stop)) is not None
        }
        missing = [segment for segment in plan.segments if segment.key not in found]
        progress = _Progress(plan, missing, request.profile, report)
        paths = self._encode(plan, missing, found, store, request.profile, progress, should_stop)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            mux_film(
                plan,
                paths,
                title=request.title,
                track_titles=tuple(track.title for track in request.tracks),
                target=part,
                on_frame=lambda frame: progress.set("mux", frame / plan.timeline.total_frames, "joining"),
                should_stop=should_stop,
            )
            progress.set("mux", 1.0, "joining")
            sync_file(part)
            inspection, digest = self._inspect(part, request, plan.timeline, progress, should_stop)
            size = part.stat().st_size
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
        progress.finish()
        return RenderResult(
            path=target,
            duration_seconds=plan.timeline.duration_seconds,
            frame_count=plan.timeline.total_frames,
            size_bytes=size,
            sha256=digest,
            commands=tuple(self._command(segment, store, plan, "") for segment in plan.segments),
            segments_encoded=len(missing),
            segments_reused=len(found),
            inspection=inspection,
        )

    def _encode(
        self,
        plan: RenderPlan,
        missing: Sequence[Segment],
        found: dict[str, Path],
        store: SegmentStore,
        profile: RenderProfile,
        progress: "_Progress",
        should_stop: ShouldStop,
    ) -> dict[str, Path]:
        """Encode the missing segments; returns the path of every segment by its key."""
        self._fit_stills(missing, store, progress, should_stop)
        paths = dict(found)
        parts: list[Path] = []

        def command(segment: Segment) -> Command:
            part = store.new_part(segment.key, segment.suffix)
            parts.append(part)

            def keep() -> None:
                check_segment(part, segment, profile.fps)
                paths[segment.key] = store.put(part, segment.key, segment.suffix)
                progress.set(segment.key, 1.0, segment.name)

            def advance(said: EncoderProgress) -> None:
                done = said.frame if segment.is_film else said.seconds * profile.fps
                progress.set(segment.key, done / segment.frames, segment.name)

            return Command(self._command(segment, store, plan, str(part)), f"make the {segment.name}", advance, keep)

        try:
            # Joins may continue an encoded loop, so they come when all loops are there.
            first = [command(segment) for segment in missing if segment.kind is not SegmentKind.JOIN]
            joins = [command(segment) for segment in missing if segment.kind is SegmentKind.JOIN]
            run_together(first, jobs=self._jobs, should_stop=should_stop)
            run_together(joins, jobs=self._jobs, should_stop=should_stop)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)
        return paths

    def _command(self, segment: Segment, store: SegmentStore, plan: RenderPlan, target: str) -> Arguments:
        stills = {still.key for item in plan.segments for still in item.stills}

        def path_of(key: str) -> str:
            return str(store.path(key, _STILL_SUFFIX if key in stills else ".mp4").absolute())

        return segment.build(str(self._ffmpeg), self._threads, target, path_of)

    def _fit_stills(
        self,
        missing: Sequence[Segment],
        store: SegmentStore,
        progress: "_Progress",
        should_stop: ShouldStop,
    ) -> None:
        """Scale and crop the pictures that the missing segments show. Pillow lets go of the interpreter meanwhile."""
        stills = list({still.key: still for segment in missing for still in segment.stills}.values())

        def fit(still: FittedStill) -> None:
            if should_stop() or store.find(still.key, _STILL_SUFFIX, should_stop) is not None:
                return
            part = store.new_part(still.key, _STILL_SUFFIX)
            try:
                fit_still(still.source, part, still.width, still.height, overscan=1.0)
                store.put(part, still.key, _STILL_SUFFIX)
            finally:
                part.unlink(missing_ok=True)

        with ThreadPoolExecutor(self._jobs) as pool:
            for done, _ in enumerate(pool.map(fit, stills), start=1):
                progress.set("stills", done / len(stills), f"picture {done} of {len(stills)}")
        if should_stop():
            raise Stopped("The render was stopped.")

    def _inspect(
        self,
        part: Path,
        request: RenderRequest,
        timeline: Timeline,
        progress: "_Progress",
        should_stop: ShouldStop,
    ) -> tuple[Inspection, str]:
        """The inspection, which must pass, and the file's digest, computed beside it."""
        abandoned = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            digesting = pool.submit(sha256_of, part, lambda: abandoned.is_set() or should_stop())
            try:
                inspection = inspect_film(
                    part,
                    request,
                    timeline,
                    self._ffmpeg,
                    should_stop,
                    lambda share: progress.set("inspect", share, "inspecting"),
                )
            except BaseException:
                abandoned.set()
                raise
            digest = digesting.result()
        if not inspection.passed:
            faults = "; ".join(
                f"{fault.name}: found {fault.found}, expected {fault.expected}" for fault in inspection.faults
            )
            raise InspectionFailed(
                f"The finished film did not pass inspection ({faults}); replace what is named or render again."
            )
        return inspection, digest


class _Progress:
    """Adds up the parts of a render, weighted by what they cost. Never goes back."""

    def __init__(
        self, plan: RenderPlan, missing: Sequence[Segment], profile: RenderProfile, report: ReportProgress
    ) -> None:
        area = profile.width * profile.height / _PIXELS_1080P
        seconds = plan.timeline.duration_seconds
        self._costs = {
            "mux": _COST_MUX_FRAME * plan.timeline.total_frames,
            "inspect": _COST_INSPECT_SECOND * seconds,
            "stills": _COST_STILL * area * len({still.key for item in missing for still in item.stills}),
        }
        for segment in missing:
            cost = _COST_VIDEO_FRAME * area * segment.frames if segment.is_film else _COST_AUDIO_SECOND * seconds
            self._costs[segment.key] = cost
        self._shares = dict.fromkeys(self._costs, 0.0)
        self._total = sum(self._costs.values())
        self._report = report
        self._fraction = 0.0

    def set(self, part: str, share: float, note: str) -> None:
        self._shares[part] = max(self._shares[part], min(1.0, share))
        done = sum(self._shares[name] * cost for name, cost in self._costs.items()) / self._total
        # 1 is kept for the moment when the film has its name.
        self._fraction = max(self._fraction, min(done, 0.999))
        self._report(RenderProgress(self._fraction, note))

    def finish(self) -> None:
        self._report(RenderProgress(1.0, "done"))


def _clip_facts(path: Path) -> ClipFacts:
    """Length of a clip, and how its colours are to be read where it does not say so itself."""
    measured = measure_visual(path)
    if measured.kind is not VisualKind.CLIP or measured.duration_seconds is None:
        raise UnreadableMedia(f"{path.name} is no clip; use it as a still.")
    with av.open(str(path), "r", metadata_errors="replace") as container:
        context = container.streams.video[0].codec_context
        is_marked = int(context.colorspace) != _UNMARKED
        is_rgb = "rgb" in (context.pix_fmt or "") or "pal8" in (context.pix_fmt or "")
    if is_marked or is_rgb:
        return ClipFacts(measured.duration_seconds, "auto")
    # By custom, unmarked video is BT.709 from 720 lines on and BT.601 below.
    matrix = "bt709" if measured.height >= _HD_HEIGHT else "smpte170m"
    return ClipFacts(measured.duration_seconds, matrix)


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NotEnoughDisk("The disk is full; free some space and start the render again.") from error
        raise
