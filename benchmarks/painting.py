"""What the built-in painter costs: seconds for a still and for a loop, and memory.

`python -m benchmarks.painting paint still|loop COUNT FOLDER` paints an album's first visuals, in a process of its own.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks.measure import Measurement, measure_process
from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.visual.painter.album import plan_picture
from studio.providers.visual.painter.provider import LOOP_SIZE, STILL_SIZE, make_loop, make_still
from studio.settings import VisualKindName
from studio.stack.programs import LEAN_PROCESS

_ALBUM_SIZE = 60
_TRACK_SECONDS = 210
_SEED = 4
_FPS = 30


@dataclass(frozen=True, slots=True)
class Painting:
    """Some visuals of one kind, one after another. The start of Python and of its libraries is in the figures."""

    kind: VisualKindName
    count: int
    measured: Measurement

    @property
    def cpu_seconds_each(self) -> float:
        return self.measured.cpu_seconds / self.count


def measure_painting(
    stills: int, loops: int, folder: Path, log: Path, working_folder: Path, say: Callable[[str], None]
) -> tuple[Painting, ...]:
    """So many stills of an album, then so many loops of scenes that move. Raises ContenderFailed."""
    found: list[Painting] = []
    kinds: tuple[tuple[VisualKindName, int], ...] = (("still", stills), ("loop", loops))
    for kind, count in kinds:
        command = (sys.executable, "-m", "benchmarks.painting", "paint", kind, str(count), str(folder))
        measured = measure_process(command, log, environment=LEAN_PROCESS, working_folder=working_folder)
        found.append(Painting(kind, count, measured))
        say(f"Painting, {kind}: {found[-1].cpu_seconds_each:.1f} CPU seconds each")
    return tuple(found)


def _paint(kind: VisualKindName, count: int, folder: Path) -> None:
    brief = AlbumBrief("quiet evening", "calm, warm", _ALBUM_SIZE, (_TRACK_SECONDS,) * _ALBUM_SIZE, _SEED)
    for place, item in enumerate(BuiltinPromptWriter().write_album(brief).items):
        plan = plan_picture(item.visual_prompt, seed=place, album_seed=_SEED, order_index=place)
        with tempfile.TemporaryDirectory(dir=folder) as directory:
            # In this process, whose time is taken.
            if kind == "still":
                make_still(plan, path=Path(directory) / "visual.png", size=STILL_SIZE)
            elif plan.scene.move is not None:
                make_loop(plan, plan.scene.move, path=Path(directory) / "visual.mp4", size=LOOP_SIZE, fps=_FPS)
            else:
                continue
        count -= 1
        if not count:
            break


if __name__ == "__main__":
    _, _, wanted, number, target = sys.argv
    _paint(cast("VisualKindName", wanted), int(number), Path(target))
