"""How a still moves: where the view stands on the picture at each frame of its loop.

Pure: numbers only. Every motion ends where it began, so that a loop shows no seam, and is drawn from
the picture's own digest, so that no two visuals of an album move alike. Positions are in quarter
pixels of the fitted picture; rounding to them puts the view at most an eighth of a pixel off its path.
"""

import hashlib
import math
from dataclasses import dataclass

from studio.render import album

STEPS = 4
"""Steps a pixel: a quarter pixel is also the precision of H.264's own motion vectors."""

_ROOM = {album.Motion.DRIFT: 1.05, album.Motion.ZOOM: 1.08, album.Motion.PARALLAX: 1.05, album.Motion.NONE: 1.0}
"""By how much the fitted picture is larger than the frame: the view moves within the rest and never leaves it."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A closed curve around the middle."""

    period_frames: int
    centre_x: int
    centre_y: int
    reach_x: int
    reach_y: int
    turns_y: int
    """1 makes an ellipse, 2 a figure of eight."""
    phase: float
    """Where on the curve frame 0 lies, in radians."""
    direction: int
    """1 or -1."""

    def position(self, frame: int) -> tuple[float, float]:
        """Left and top of the view in steps, before they are rounded."""
        angle = (2 * math.pi * frame / self.period_frames + self.phase) * self.direction
        return (
            self.centre_x + self.reach_x * math.cos(angle),
            self.centre_y + self.reach_y * math.sin(self.turns_y * angle),
        )


@dataclass(frozen=True, slots=True)
class Zoom:
    """From the whole picture nearer to one point, and back."""

    period_frames: int
    aim_x: float
    aim_y: float
    """The point that stands still, as shares of width and height."""
    starts_near: bool

    def nearness(self, frame: int) -> float:
        """0 shows the whole fitted picture, 1 one pixel of it for each of the frame."""
        wave = 0.5 - 0.5 * math.cos(2 * math.pi * frame / self.period_frames)
        return 1 - wave if self.starts_near else wave


@dataclass(frozen=True, slots=True)
class Parallax:
    """Sideways; rows low in the picture go further than rows high in it."""

    period_frames: int
    centre_x: int
    centre_y: int
    reach_far: int
    """Of the uppermost row, in steps."""
    reach_near: int
    """Of the lowest row."""
    phase: float
    direction: int

    def swing(self, frame: int) -> float:
        """-1 to 1: the share of its reach at which each row stands."""
        return math.cos((2 * math.pi * frame / self.period_frames + self.phase) * self.direction)


MotionPath = Drift | Zoom | Parallax


def fitted_size(motion: album.Motion, width: int, height: int) -> tuple[int, int]:
    """Width and height to which a picture is fitted so that the view of `width` x `height` has room to move."""
    room = _ROOM[motion]
    return _even(width * room), _even(height * room)


def plan_path(motion: album.Motion, sha256: str, width: int, height: int, period_frames: int) -> MotionPath | None:
    """The path of one picture's view of `width` x `height` pixels; None for one that stands still."""
    draw = hashlib.sha256(f"motion {sha256}".encode()).digest()
    fitted_width, fitted_height = fitted_size(motion, width, height)
    room_x = (fitted_width - width) * STEPS // 2
    room_y = (fitted_height - height) * STEPS // 2
    phase = round(2 * math.pi * draw[3] / 256, 4)
    direction = 1 if draw[4] % 2 else -1
    match motion:
        case album.Motion.NONE:
            return None
        case album.Motion.DRIFT:
            turns_y = 1 + draw[2] % 2
            return Drift(
                period_frames,
                centre_x=room_x,
                centre_y=room_y,
                reach_x=int(room_x * (0.65 + 0.3 * draw[0] / 255)),
                # Going up and down twice in a round, it goes half as far: as calm as once.
                reach_y=int(room_y * (0.65 + 0.3 * draw[1] / 255) / turns_y),
                turns_y=turns_y,
                phase=phase,
                direction=direction,
            )
        case album.Motion.ZOOM:
            return Zoom(
                period_frames,
                aim_x=round(0.35 + 0.3 * draw[0] / 255, 4),
                aim_y=round(0.35 + 0.3 * draw[1] / 255, 4),
                starts_near=draw[2] % 2 == 1,
            )
        case album.Motion.PARALLAX:
            near = int(room_x * (0.8 + 0.15 * draw[0] / 255))
            return Parallax(
                period_frames,
                centre_x=room_x,
                centre_y=room_y,
                reach_far=int(near * (0.15 + 0.2 * draw[1] / 255)),
                reach_near=near,
                phase=phase,
                direction=direction,
            )


def _even(length: float) -> int:
    return 2 * math.ceil(length / 2)
