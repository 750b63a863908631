"""What each segment's pictures show, as plain values, and the drawing of them.

The values hold everything that the pictures depend on but where the sources lie, so a digest of them
tells whether a segment has to be made anew.
"""

import collections
import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.render.album import Motion, RenderProfile, VisualJoin
from studio.render.clips import Clip, ClipRound
from studio.render.finish import finish
from studio.render.frames import Frame, blend
from studio.render.motion import MotionPath
from studio.render.stills import Still
from studio.render.title_card import TitleCard, draw_card

DRAWING_SCHEMA = 1
"""Raise it when the same values would be drawn otherwise than before."""


@dataclass(frozen=True, slots=True)
class StillScene:
    """A still as it is shown: it moves on its path, or stands."""

    sha256: str
    motion: Motion
    path: MotionPath | None
    period_frames: int


@dataclass(frozen=True, slots=True)
class ClipScene:
    """A clip as it is shown: round after round."""

    sha256: str
    round: ClipRound

    @property
    def period_frames(self) -> int:
        return self.round.frames


Scene = StillScene | ClipScene


@dataclass(frozen=True, slots=True)
class SceneDrawing:
    """One visual alone."""

    scene: Scene
    frames: int
    first: int = 0
    """The frame of its loop with which it begins."""
    card: TitleCard | None = None
    """Appears and goes within these frames."""

    @property
    def scenes(self) -> tuple[Scene, ...]:
        return (self.scene,)


@dataclass(frozen=True, slots=True)
class JoinDrawing:
    """One visual gives way to the next. The incoming loop's frame 0 comes right after the last of these."""

    outgoing: Scene
    outgoing_phase: int
    """The frame of its loop that the outgoing visual shows first."""
    incoming: Scene
    frames: int
    style: VisualJoin

    @property
    def scenes(self) -> tuple[Scene, ...]:
        return (self.outgoing, self.incoming)


Drawing = SceneDrawing | JoinDrawing


class Drawer:
    """Draws segments of one profile. Several threads may draw at a time.

    A still that several segments show is prepared once and let go after the last of them, so that
    memory holds the few that are being drawn, however many the album has.
    """

    def __init__(self, sources: Mapping[str, Path], profile: RenderProfile, drawings: Iterable[Drawing]) -> None:
        """`sources` holds each visual's file under its sha256; `drawings` is all that will be drawn, each once."""
        self._sources = sources
        self._profile = profile
        self._finish = finish(profile)
        self._uses = collections.Counter(
            scene for drawing in drawings for scene in drawing.scenes if isinstance(scene, StillScene)
        )
        self._stills: dict[StillScene, Still] = {}
        self._locks = {scene: threading.Lock() for scene in self._uses}

    def draw(self, drawing: Drawing) -> Iterator[Frame]:
        """The pictures in their order. Each is valid until the next is asked for.

        Raises UnreadableMedia, naming the file.
        """
        with contextlib.ExitStack() as stack:
            if isinstance(drawing, SceneDrawing):
                pictures = self._show(drawing.scene, drawing.first, drawing.frames, stack)
            else:
                pictures = self._join(drawing, stack)
            card, first = (drawing.card, drawing.first) if isinstance(drawing, SceneDrawing) else (None, 0)
            if self._finish is None and card is None:
                yield from pictures
                return
            target = Frame.new(self._profile.width, self._profile.height)
            for moment, picture in enumerate(pictures, start=first):
                # On a copy: where a clip stands still, the same picture is given again.
                np.copyto(target.data, picture.data)
                if self._finish is not None:
                    self._finish(target, moment)
                if card is not None:
                    draw_card(card, target, moment, drawing.frames, self._profile.fps)
                yield target

    def _join(self, drawing: JoinDrawing, stack: contextlib.ExitStack) -> Iterator[Frame]:
        count = drawing.frames
        outgoing = self._show(drawing.outgoing, drawing.outgoing_phase, count, stack)
        incoming = self._show(drawing.incoming, -count, count, stack)
        mix = _mix(drawing.style, Frame.new(self._profile.width, self._profile.height))
        for place, (old, new) in enumerate(zip(outgoing, incoming, strict=True)):
            yield mix(old, new, place / count)

    def _show(self, scene: Scene, first: int, count: int, stack: contextlib.ExitStack) -> Iterator[Frame]:
        profile = self._profile
        if isinstance(scene, ClipScene):
            clip = Clip(self._sources[scene.sha256], scene.round, profile.width, profile.height, profile.fps)
            return clip.frames(first, count)
        return self._show_still(stack.enter_context(self._borrow(scene)), first, count)

    def _show_still(self, still: Still, first: int, count: int) -> Iterator[Frame]:
        target = Frame.new(self._profile.width, self._profile.height)
        for frame in range(first, first + count):
            still.draw(frame, target)
            yield target

    @contextlib.contextmanager
    def _borrow(self, scene: StillScene) -> Iterator[Still]:
        with self._locks[scene]:
            still = self._stills.get(scene)
            if still is None:
                source = self._sources[scene.sha256]
                still = Still(source, scene.motion, scene.path, self._profile.width, self._profile.height)
                self._stills[scene] = still
        try:
            yield still
        finally:
            with self._locks[scene]:
                self._uses[scene] -= 1
                if self._uses[scene] <= 0:
                    self._stills.pop(scene, None)


def _mix(style: VisualJoin, target: Frame) -> Callable[[Frame, Frame, float], Frame]:
    """From the old picture, the new one and the share of the join that is over, to what is shown."""
    black = Frame.new(target.width, target.height)
    black.fill_black()

    def crossfade(old: Frame, new: Frame, share: float) -> Frame:
        blend(old, new, share, target)
        return target

    def dip(old: Frame, new: Frame, share: float) -> Frame:
        if share < 0.5:
            blend(old, black, 2 * share, target)
        else:
            blend(black, new, 2 * share - 1, target)
        return target

    return dip if style is VisualJoin.DIP else crossfade
