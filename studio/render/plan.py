"""From request and timeline to segments: what is drawn and encoded, under which key it is kept, in which order shown.

Pure: no file is read, nothing runs. A segment's key is the digest of what it shows, of its own argument
list and of the encoder's version. So whatever changes the pictures changes the key, and nothing else does.
"""

import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from studio.errors import InvalidInput
from studio.render.album import (
    ClipLoop,
    Motion,
    RenderProfile,
    RenderRequest,
    RenderVisual,
    VisualJoin,
    VisualKind,
)
from studio.render.arguments import Arguments, encode_arguments, path_argument
from studio.render.clips import ClipRound
from studio.render.drawing import (
    DRAWING_SCHEMA,
    ClipScene,
    Drawing,
    JoinDrawing,
    Scene,
    SceneDrawing,
    StillScene,
)
from studio.render.motion import plan_path
from studio.render.sound import Level, SoundPiece, plan_sound
from studio.render.timeline import Timeline, TimelineEntry
from studio.render.title_card import CARD_SECONDS, TitleCard

LOOP_SECONDS = 8
"""One round of a still's motion. Longer rounds look no better at this speed and cost their length."""
PART_SECONDS = 4
"""A still's round is encoded in parts of this length: where one still is new, all cores have work."""
SEAM_SECONDS = 1.0
"""A clip's tail fades into its head for so long, or for a quarter of a shorter clip."""
SHORTEST_CLIP_SECONDS = 1.0
LONGEST_BACKWARD_SECONDS = 30.0
"""A longer clip does not play back and forth: reading it backward would cost more than it shows."""


class SegmentKind(StrEnum):
    LOOP = "loop"
    OPENING = "opening"
    """A visual's first seconds, with the track's title card."""
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of pictures to be encoded, or found in the cache."""

    kind: SegmentKind
    name: str
    """For people: "loop 3 of 20"."""
    key: str
    drawing: Drawing
    key_frames: tuple[int, ...]
    """Where the film begins or ends to show it, besides its start and its end."""

    suffix: ClassVar[str] = ".mp4"

    @property
    def frames(self) -> int:
        return self.drawing.frames

    def arguments(self, ffmpeg: str, profile: RenderProfile, threads: int, target: str) -> Arguments:
        return encode_arguments(ffmpeg, self.frames, self.key_frames, profile, threads, target)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many frames of a segment, from its frame `first` on."""

    key: str
    first: int
    frames: int


@dataclass(frozen=True, slots=True)
class PicturePlan:
    segments: tuple[Segment, ...]
    """Each once, in the order in which they are best encoded: what shows the same still lies close together."""
    film: tuple[Stretch, ...]
    """The pictures in their order; their frames add up to the timeline's."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What has to be known of a clip besides the request."""

    duration_seconds: float


def plan_pictures(
    request: RenderRequest, timeline: Timeline, clips: Mapping[str, ClipFacts], encoder_version: str
) -> PicturePlan:
    """Divide an album's pictures into segments. `clips` holds the facts of each clip under its sha256.

    Raises InvalidInput when tracks and visuals are not as many, or a clip is too short to be looped.
    """
    if len(request.tracks) != len(request.visuals):
        raise InvalidInput(f"{len(request.tracks)} tracks need as many visuals, but there are {len(request.visuals)}.")
    profile = request.profile
    shown = plan_visuals(request, timeline, clips)
    film: list[Stretch] = []
    alone: list[list[Segment]] = []
    joins: list[list[Segment]] = []
    for index, (track, visual) in enumerate(zip(request.tracks, shown, strict=True)):
        card = TitleCard(index + 1, track.title) if profile.has_title_cards else None
        opening, parts = _plan_alone(visual, f"{index + 1} of {len(shown)}", card, profile, encoder_version)
        alone.append([*opening, *parts])
        film += _stretches(opening, parts, visual)
        joins.append([])
        if index + 1 < len(shown) and profile.visual_join is not VisualJoin.CUT and timeline.overlap_frames:
            drawing = JoinDrawing(
                visual.scene,
                visual.frames % visual.scene.period_frames,
                shown[index + 1].scene,
                timeline.overlap_frames,
                profile.visual_join,
            )
            join = _segment(SegmentKind.JOIN, f"join {index + 1}", drawing, (), profile, encoder_version)
            joins[index].append(join)
            film.append(Stretch(join.key, 0, join.frames))
    # A join shows two stills: it comes right after the loops of both.
    ordered = [*alone[0], *(segment for pair in zip(alone[1:], joins, strict=False) for of in pair for segment in of)]
    return PicturePlan(tuple({segment.key: segment for segment in ordered}.values()), tuple(film))


@dataclass(frozen=True, slots=True)
class ShownVisual:
    scene: Scene
    frames: int
    """For so long it is shown alone."""


def plan_visuals(request: RenderRequest, timeline: Timeline, clips: Mapping[str, ClipFacts]) -> tuple[ShownVisual, ...]:
    """How each visual is shown, and for how long alone. Raises InvalidInput for a clip that is too short."""
    profile = request.profile
    return tuple(
        _plan_visual(visual, shown, profile, clips)
        for visual, shown in zip(request.visuals, _shown_ranges(timeline, profile.visual_join), strict=True)
    )


def _shown_ranges(timeline: Timeline, join: VisualJoin) -> Iterator[tuple[TimelineEntry, int]]:
    """Each entry, and the number of frames on which its visual is shown alone."""
    if join is not VisualJoin.CUT:
        for entry in timeline.entries:
            yield entry, entry.solo_frames
        return
    # A cut comes in the middle of the overlap, where both tracks are equally loud.
    middles = [entry.solo_end_frame + entry.overlap_after_frames // 2 for entry in timeline.entries]
    for entry, (start, end) in zip(timeline.entries, itertools.pairwise([0, *middles]), strict=True):
        yield entry, end - start


def _plan_visual(
    visual: RenderVisual, shown: tuple[TimelineEntry, int], profile: RenderProfile, clips: Mapping[str, ClipFacts]
) -> ShownVisual:
    entry, frames = shown
    if visual.kind is VisualKind.CLIP:
        return ShownVisual(_plan_clip(visual, entry, profile, clips[visual.sha256]), frames)
    is_moving = visual.motion is not Motion.NONE
    # Where nothing moves, one group of pictures shows all there is.
    seconds = LOOP_SECONDS if is_moving or profile.has_film_grain else profile.gop_seconds
    period = round(seconds * profile.fps)
    path = plan_path(visual.motion, visual.sha256, profile.width, profile.height, period)
    return ShownVisual(StillScene(visual.sha256, visual.motion, path, period), frames)


def _plan_clip(visual: RenderVisual, entry: TimelineEntry, profile: RenderProfile, facts: ClipFacts) -> ClipScene:
    frames = int(facts.duration_seconds * profile.fps + 1e-6)
    if frames < SHORTEST_CLIP_SECONDS * profile.fps:
        raise InvalidInput(
            f"{visual.path.name} is {facts.duration_seconds:.1f} s long; a clip needs {SHORTEST_CLIP_SECONDS:g} s "
            f"or more, take a longer one or a still."
        )
    if profile.clip_loop is ClipLoop.BACK_AND_FORTH and frames <= LONGEST_BACKWARD_SECONDS * profile.fps:
        return ClipScene(visual.sha256, ClipRound(2 * frames - 2, 0, ClipLoop.BACK_AND_FORTH))
    seam = min(round(SEAM_SECONDS * profile.fps), frames // 4)
    # Of a long clip no more is encoded than is shown, rounded up to whole seconds.
    longest = math.ceil(entry.frames / profile.fps) * profile.fps
    return ClipScene(visual.sha256, ClipRound(min(frames - seam, longest), seam, ClipLoop.CROSSFADE))


def _plan_alone(
    visual: ShownVisual, name: str, card: TitleCard | None, profile: RenderProfile, encoder_version: str
) -> tuple[list[Segment], list[Segment]]:
    """What shows a visual alone: its opening with the card, if any, and the parts of its round that are shown."""
    period = visual.scene.period_frames
    opening: list[Segment] = []
    if card is not None:
        drawing = SceneDrawing(visual.scene, min(round(CARD_SECONDS * profile.fps), visual.frames), card=card)
        opening.append(_segment(SegmentKind.OPENING, f"opening {name}", drawing, (), profile, encoder_version))
    card_frames = sum(segment.frames for segment in opening)
    if card_frames == visual.frames:
        return opening, []
    shown = min(period, visual.frames)
    # A clip is read from its start for each part.
    length = round(PART_SECONDS * profile.fps) if isinstance(visual.scene, StillScene) else shown
    cuts = sorted({card_frames % period, visual.frames % period})
    parts = []
    for first in range(0, shown, length):
        frames = min(length, shown - first)
        drawing = SceneDrawing(visual.scene, frames, first=first)
        key_frames = [cut - first for cut in cuts if first < cut < first + frames]
        parts.append(_segment(SegmentKind.LOOP, f"loop {name}", drawing, key_frames, profile, encoder_version))
    return opening, parts


def _stretches(opening: Sequence[Segment], parts: Sequence[Segment], visual: ShownVisual) -> Iterator[Stretch]:
    """The opening, and round after round for as long as the visual is shown."""
    place = 0
    for segment in opening:
        yield Stretch(segment.key, 0, segment.frames)
        place += segment.frames
    while place < visual.frames:
        first = place % visual.scene.period_frames
        for part in parts:
            if first < part.frames:
                break
            first -= part.frames
        frames = min(part.frames - first, visual.frames - place)
        yield Stretch(part.key, first, frames)
        place += frames


def _segment(
    kind: SegmentKind,
    name: str,
    drawing: Drawing,
    key_frames: Sequence[int],
    profile: RenderProfile,
    encoder_version: str,
) -> Segment:
    # Threads and places are left out: they change no header and nothing that can be seen.
    arguments = encode_arguments("ffmpeg", drawing.frames, key_frames, profile, 0, "")
    over_all = (profile.has_vignette, profile.has_film_grain)
    key = digest(DRAWING_SCHEMA, repr(drawing), repr(over_all), encoder_version, *arguments)
    return Segment(kind, name, key, drawing, tuple(key_frames))


@dataclass(frozen=True, slots=True)
class SoundSegment:
    """One piece of the album's sound."""

    name: str
    key: str
    piece: SoundPiece
    suffix: ClassVar[str] = ".m4a"

    @property
    def seconds(self) -> float:
        return self.piece.seconds

    def arguments(self, ffmpeg: str, profile: RenderProfile, threads: int, target: str) -> Arguments:
        del profile, threads  # a piece knows its own; the AAC encoder has one thread
        return self.piece.arguments(ffmpeg, target, lambda track: path_argument(track.path))


def plan_sound_segments(
    request: RenderRequest,
    timeline: Timeline,
    levels: Sequence[Level],
    encoder_version: str,
    headroom_db: Mapping[int, float] = {},
) -> tuple[SoundSegment, ...]:
    """The album's sound, one segment a track. `headroom_db` is that of `plan_sound`."""
    pieces = plan_sound(request.tracks, timeline, levels, request.profile, headroom_db)
    return tuple(
        SoundSegment(
            f"sound {piece.index + 1} of {len(pieces)}",
            digest(encoder_version, *piece.arguments("ffmpeg", "", lambda track: track.sha256)),
            piece,
        )
        for piece in pieces
    )


def digest(*parts: str | int) -> str:
    """Hex digest of some values, in their order."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
