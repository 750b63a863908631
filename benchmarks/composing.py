"""What the built-in composer costs: seconds of music for each CPU second, and memory, style by style.

`python -m benchmarks.composing compose PROMPT SECONDS FOLDER` composes one track, in a process of its own.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Measurement, measure_process
from studio.providers.music.composer.brief import read_brief
from studio.providers.music.composer.planning import plan_track
from studio.providers.music.composer.production import produce
from studio.providers.music.composer.styles import STYLES
from studio.stack.programs import LEAN_PROCESS

_ALBUM_SIZE = 20
_SEED = 4


@dataclass(frozen=True, slots=True)
class Composing:
    """One track of one style. The start of Python and of its libraries is in the figures."""

    style: str
    music_seconds: float
    measured: Measurement

    @property
    def speed(self) -> float:
        """Seconds of music for each second of CPU."""
        return self.music_seconds / self.measured.cpu_seconds


def measure_composing(
    music_seconds: float, folder: Path, log: Path, working_folder: Path, say: Callable[[str], None]
) -> tuple[Composing, ...]:
    """A track of each style, one after another. Raises ContenderFailed."""
    found: list[Composing] = []
    for style in STYLES:
        command = (
            sys.executable,
            "-m",
            "benchmarks.composing",
            "compose",
            style.name,
            f"{music_seconds:g}",
            str(folder),
        )
        measured = measure_process(command, log, environment=LEAN_PROCESS, working_folder=working_folder)
        found.append(Composing(style.name, music_seconds, measured))
        say(f"Composing, {style.name}: {found[-1].speed:.0f} s of music for each CPU second")
    return tuple(found)


def _compose(prompt: str, music_seconds: float, folder: Path) -> None:
    plan = plan_track(
        read_brief(prompt),
        seconds=music_seconds,
        album_seed=_SEED,
        order_index=0,
        album_size=_ALBUM_SIZE,
        seed=_SEED,
    )
    target = folder / "composed.flac"
    produce(plan, target)
    target.unlink()


if __name__ == "__main__":
    _, prompt, seconds, folder = sys.argv[1:]
    _compose(prompt, float(seconds), Path(folder))
