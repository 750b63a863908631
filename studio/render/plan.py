"""From request and timeline to segments: what is encoded, under which key it is cached, in which order it is shown.

Pure: no file is read, nothing runs. A segment's key is the digest of its own argument list, with the
digests of its inputs in place of their paths, and of the encoder's version. So whatever changes the
picture or the sound changes the key, and nothing else does.
"""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from studio.errors import InvalidInput
from studio.render.album import RenderProfile, RenderRequest, RenderTrack, RenderVisual, VisualKind
from studio.render.arguments import (
    MOTION_STEPS,
    Arguments,
    ClipSource,
    LoopSource,
    Motion,
    StillSource,
    TrackSound,
    audio_arguments,
    clip_loop_arguments,
    join_arguments,
    path_argument,
    still_loop_arguments,
)
from studio.render.timeline import SAMPLE_RATE, Timeline, TimelineEntry

LOOP_SECONDS = 8
"""One round of a still's motion. Longer rounds look no better at this speed and cost their length."""
PLAIN_LOOP_SECONDS = 2
MOTION_ROOM = 1.05
"""A moving still is this much larger than the frame: the view drifts within the rest and never leaves it."""
SEAM_SECONDS = 1.0
"""A clip's tail fades into its head for so long, or for a quarter of a shorter clip."""
SHORTEST_CLIP_SECONDS = 1.0


class SegmentKind(StrEnum):
    LOOP = "loop"
    JOIN = "join"
    AUDIO = "audio"


ArgumentBuilder = Callable[[str, int, str, Callable[[str], str]], Arguments]
"""From program, threads, target, and a function from an input's key to its path, to the list."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One file to be encoded, or found in the cache."""

    kind: SegmentKind
    name: str
    """For people: "loop 3 of 20"."""
    key: str
    frames: int
    """Pictures in it; for the sound, those of the whole album."""
    build: ArgumentBuilder = field(compare=False, repr=False)
    needs: tuple[str, ...] = ()
    """Keys of the segments that must be there before this one can be encoded."""
    stills: tuple["FittedStill", ...] = ()

    @property
    def is_film(self) -> bool:
        """Whether it holds pictures."""
        return self.kind is not SegmentKind.AUDIO

    @property
    def suffix(self) -> str:
        return ".m4a" if self.kind is SegmentKind.AUDIO else ".mp4"


@dataclass(frozen=True, slots=True)
class FittedStill:
    """A still to be scaled and cropped before FFmpeg sees it."""

    source: Path
    key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many frames of a segment's packets, from its start and over again."""

    key: str
    frames: int


@dataclass(frozen=True, slots=True)
class RenderPlan:
    timeline: Timeline
    audio: Segment
    loops: tuple[Segment, ...]
    joins: tuple[Segment, ...]
    film: tuple[Stretch, ...]
    """The pictures in their order; their frames add up to the timeline's."""
    gains_db: tuple[float, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """In the order in which they are best encoded: the sound takes longest, joins may need loops."""
        return (self.audio, *self.loops, *self.joins)


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What has to be known of a clip besides the request."""

    duration_seconds: float
    input_matrix: str


def gain_db(track: RenderTrack, profile: RenderProfile) -> float:
    """The linear gain that brings a track to the album's loudness without passing the true-peak ceiling.

    A silent track stays as it is.
    """
    if track.integrated_lufs is None:
        return 0.0
    gain = profile.loudness_lufs - track.integrated_lufs
    if track.true_peak_dbtp is not None and math.isfinite(track.true_peak_dbtp):
        gain = min(gain, profile.true_peak_dbtp - track.true_peak_dbtp)
    return round(gain, 3)


def still_motion(sha256: str, profile: RenderProfile, width: int, height: int) -> Motion:
    """A drift of its own for each picture, drawn from its digest: reach, curve, start and direction."""
    draw = hashlib.sha256(f"motion {sha256}".encode()).digest()
    room_x = (width - profile.width) * MOTION_STEPS // 2
    room_y = (height - profile.height) * MOTION_STEPS // 2
    return Motion(
        reach_x=int(room_x * (0.65 + 0.3 * draw[0] / 255)),
        reach_y=int(room_y * (0.65 + 0.3 * draw[1] / 255)),
        centre_x=room_x,
        centre_y=room_y,
        turns_y=1 + draw[2] % 2,
        phase=round(2 * math.pi * draw[3] / 256, 4),
        direction=1 if draw[4] % 2 else -1,
    )


def build_plan(
    request: RenderRequest, timeline: Timeline, clips: dict[str, ClipFacts], encoder_version: str
) -> RenderPlan:
    """Divide an album into segments. `clips` holds the facts of each clip under its sha256.

    Raises InvalidInput when tracks and visuals are not as many, or a clip is too short to be looped.
    """
    if len(request.tracks) != len(request.visuals):
        raise InvalidInput(f"{len(request.tracks)} tracks need as many visuals, but there are {len(request.visuals)}.")
    profile = request.profile
    planned = [
        _plan_loop(visual, entry, len(request.visuals), profile, clips, encoder_version)
        for visual, entry in zip(request.visuals, timeline.entries, strict=True)
    ]
    joins: list[Segment] = []
    film: list[Stretch] = []
    for index, (entry, current) in enumerate(zip(timeline.entries, planned, strict=True)):
        following = planned[index + 1] if index + 1 < len(planned) else None
        copied = _copied_frames(entry, current.period, profile.fps)
        rest = entry.solo_frames - copied
        if copied:
            film.append(Stretch(current.segment.key, copied))
        if rest + entry.overlap_after_frames:
            join = _plan_join(index, entry, current, copied % current.period, rest, following, profile, encoder_version)
            joins.append(join)
            film.append(Stretch(join.key, join.frames))
    gains = tuple(gain_db(track, profile) for track in request.tracks)
    audio = _plan_audio(request, timeline, gains, encoder_version)
    # A loop too short to be copied even once is left out; a visual that serves two tracks is encoded once.
    used = {stretch.key for stretch in film} | {key for join in joins for key in join.needs}
    return RenderPlan(
        timeline=timeline,
        audio=audio,
        loops=tuple({loop.segment.key: loop.segment for loop in planned if loop.segment.key in used}.values()),
        joins=tuple({join.key: join for join in joins}.values()),
        film=tuple(film),
        gains_db=gains,
    )


def _copied_frames(entry: TimelineEntry, period: int, fps: int) -> int:
    """How much of a visual's own stretch its loop's packets can fill: they are cut at key frames only."""
    rounds, inside = divmod(entry.solo_frames, period)
    return rounds * period + inside // fps * fps


@dataclass(frozen=True, slots=True)
class _PlannedLoop:
    segment: Segment
    period: int
    still: FittedStill | None
    motion: Motion | None

    def source(self, path_of: Callable[[str], str]) -> StillSource | LoopSource:
        """How a join shows this visual: a still is drawn anew, a clip is taken from its encoded loop."""
        if self.still is None:
            return LoopSource(path_of(self.segment.key), self.period)
        return StillSource(path_of(self.still.key), self.still.width, self.still.height, self.period, self.motion)

    @property
    def stills(self) -> tuple[FittedStill, ...]:
        return () if self.still is None else (self.still,)

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.segment.key,) if self.still is None else ()


def _plan_loop(
    visual: RenderVisual,
    entry: TimelineEntry,
    count: int,
    profile: RenderProfile,
    clips: dict[str, ClipFacts],
    encoder_version: str,
) -> _PlannedLoop:
    name = f"loop {entry.index + 1} of {count}"
    if visual.kind is VisualKind.CLIP:
        return _plan_clip(visual, entry, name, profile, clips[visual.sha256], encoder_version)
    if visual.is_moving:
        width, height = (_even(length * MOTION_ROOM) for length in (profile.width, profile.height))
        period = LOOP_SECONDS * profile.fps
        motion = still_motion(visual.sha256, profile, width, height)
    else:
        width, height = profile.width, profile.height
        period = PLAIN_LOOP_SECONDS * profile.fps
        motion = None
    frames = min(period, _copied_frames(entry, period, profile.fps)) or period
    still = FittedStill(visual.path, _digest("fitted still", visual.sha256, width, height), width, height)

    def build(ffmpeg: str, threads: int, target: str, path_of: Callable[[str], str]) -> Arguments:
        source = StillSource(path_of(still.key), width, height, period, motion)
        return still_loop_arguments(ffmpeg, source, frames, profile, threads, target)

    segment = _segment(SegmentKind.LOOP, name, frames, build, encoder_version, stills=(still,))
    return _PlannedLoop(segment, period, still, motion)


def _plan_clip(
    visual: RenderVisual,
    entry: TimelineEntry,
    name: str,
    profile: RenderProfile,
    facts: ClipFacts,
    encoder_version: str,
) -> _PlannedLoop:
    frames = int(facts.duration_seconds * profile.fps + 1e-6)
    if frames < SHORTEST_CLIP_SECONDS * profile.fps:
        raise InvalidInput(
            f"{visual.path.name} is {facts.duration_seconds:.1f} s long; a clip needs {SHORTEST_CLIP_SECONDS:g} s "
            f"or more, take a longer one or a still."
        )
    seam = min(round(SEAM_SECONDS * profile.fps), frames // 4)
    # Of a long clip no more is encoded than is shown, rounded up to whole seconds.
    shown = math.ceil(entry.frames / profile.fps) * profile.fps
    loop = min(frames - seam, shown)

    def build(ffmpeg: str, threads: int, target: str, path_of: Callable[[str], str]) -> Arguments:
        del path_of  # the original clip is read where it lies
        source = ClipSource(path_argument(visual.path), loop, seam, facts.input_matrix)
        return clip_loop_arguments(ffmpeg, source, profile, threads, target)

    def build_keyed(ffmpeg: str, threads: int, target: str, path_of: Callable[[str], str]) -> Arguments:
        source = ClipSource(path_of(visual.sha256), loop, seam, facts.input_matrix)
        return clip_loop_arguments(ffmpeg, source, profile, threads, target)

    segment = _segment(SegmentKind.LOOP, name, loop, build, encoder_version, keyed_by=build_keyed)
    return _PlannedLoop(segment, loop, None, None)


def _plan_join(
    index: int,
    entry: TimelineEntry,
    outgoing: _PlannedLoop,
    phase: int,
    rest: int,
    incoming: _PlannedLoop | None,
    profile: RenderProfile,
    encoder_version: str,
) -> Segment:
    overlap = entry.overlap_after_frames
    shown = (outgoing, incoming) if incoming is not None and overlap else (outgoing,)

    def build(ffmpeg: str, threads: int, target: str, path_of: Callable[[str], str]) -> Arguments:
        following = incoming.source(path_of) if incoming is not None and overlap else None
        source = outgoing.source(path_of)
        return join_arguments(ffmpeg, source, phase, rest, following, overlap, profile, threads, target)

    name = f"join {index + 1}" if incoming is not None else "ending"
    return _segment(
        SegmentKind.JOIN,
        name,
        rest + overlap,
        build,
        encoder_version,
        needs=tuple(key for loop in shown for key in loop.needs),
        stills=tuple(still for loop in shown for still in loop.stills),
    )


def _plan_audio(request: RenderRequest, timeline: Timeline, gains: tuple[float, ...], encoder_version: str) -> Segment:
    def builder(path_of_track: Callable[[RenderTrack], str]) -> ArgumentBuilder:
        def build(ffmpeg: str, threads: int, target: str, path_of: Callable[[str], str]) -> Arguments:
            del threads, path_of  # the AAC encoder has one thread; tracks are read where they lie
            sounds = [
                TrackSound(path_of_track(track), entry.samples, gain, round(track.start_seconds * SAMPLE_RATE))
                for track, entry, gain in zip(request.tracks, timeline.entries, gains, strict=True)
            ]
            return audio_arguments(ffmpeg, sounds, timeline.overlap_samples, request.profile, target)

        return build

    return _segment(
        SegmentKind.AUDIO,
        "sound",
        timeline.total_frames,
        builder(lambda track: path_argument(track.path)),
        encoder_version,
        keyed_by=builder(lambda track: track.sha256),
    )


def _segment(
    kind: SegmentKind,
    name: str,
    frames: int,
    build: ArgumentBuilder,
    encoder_version: str,
    *,
    keyed_by: ArgumentBuilder | None = None,
    needs: tuple[str, ...] = (),
    stills: tuple[FittedStill, ...] = (),
) -> Segment:
    # Threads are left out: they change no header and nothing that can be seen.
    arguments = (keyed_by or build)("ffmpeg", 0, "", lambda key: key)
    return Segment(kind, name, _digest(encoder_version, *arguments), frames, build, needs, stills)


def _digest(*parts: str | int) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _even(length: float) -> int:
    return 2 * math.ceil(length / 2)
