"""What one run of the benchmark has found: plain values, from which targets, tables and plot are made."""

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.baselines import Baseline
from benchmarks.composing import Composing
from benchmarks.films import FilmFacts
from benchmarks.floor import EncoderSpeed, Floor
from benchmarks.measure import Measurement
from benchmarks.ours import RenderOutcome
from benchmarks.painting import Painting
from benchmarks.scale import Album, Scale

LOOPED = "looped"
SINGLE_MOVING = "single-moving"
SINGLE_STILL = "single-still"
MOVIEPY = "moviepy"
"""The baselines (a), (b) with and without motion, and (c)."""

MOVING = "moving"
REPLACED = "replaced"
RETITLED = "retitled"
STILL = "still"
CLIPS = "clips"
PLAIN = "plain"
DOUBLED = "doubled"
BRIEF = "brief"
LONG = "long"
"""Renders by the studio."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the figures depend on, and nothing that tells whose machine it is."""

    processor: str
    cores: int
    memory_bytes: int
    system: str
    python: str
    ffmpeg: str


@dataclass(frozen=True, slots=True)
class Render:
    """One render by the studio."""

    label: str
    album: Album
    measured: Measurement
    outcome: RenderOutcome


@dataclass(slots=True)
class Results:
    """Grows while the benchmark runs; what was not measured is missing."""

    scale: Scale
    album: Album
    """The one at which all contenders are compared."""
    fps: int
    machine: Machine
    arrival: Measurement | None = None
    """Measuring the album's tracks, which the studio does when they arrive, not when it renders."""
    settling: Measurement | None = None
    """Finding how each is brought to the album's loudness, which it does then, too."""
    baselines: dict[str, Baseline] = field(default_factory=dict)
    renders: dict[str, Render] = field(default_factory=dict)
    film: FilmFacts | None = None
    """Of the first render with moving pictures."""
    encoder_speeds: list[EncoderSpeed] = field(default_factory=list)
    """In the order in which they were measured: the last two right before and after that render."""
    copy_seconds: float | None = None
    """To copy that render's film once and have it on the disk."""
    floor: Floor | None = None
    composing: tuple[Composing, ...] = ()
    """A track of each style of the built-in composer."""
    painting: tuple[Painting, ...] = ()
    """Stills and loops by the built-in painter."""
    failures: list[str] = field(default_factory=list)
    """What went wrong: the rest was measured all the same."""
    total_seconds: float = 0.0


def describe_machine(ffmpeg_version: str) -> Machine:
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_bytes=int(psutil.virtual_memory().total),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        ffmpeg=ffmpeg_version,
    )


def _processor() -> str:
    """`platform.processor` is empty or names only the architecture on many Linux systems."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
