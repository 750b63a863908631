"""The renderer's targets of speed, each judged against what was measured."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import results
from benchmarks.results import Results
from benchmarks.scale import LOOP_SECONDS

FASTER_THAN_LOOPED = 50.0
FASTER_THAN_MOVIEPY = 50.0
FASTER_THAN_SINGLE_MOVING = 20.0
FASTER_THAN_SINGLE_STILL = 25.0
REPLACED_SHARE = 0.08
PEAK_MEMORY_BYTES = 600_000_000
LONG_MEMORY_RATIO = 1.1
"""Two runs of one album differ by some per cent: within a tenth counts as the same."""
DISK_BEYOND_FILM = 0.1
DOUBLED_RATIO = 1.3
LOAD = 0.85
WRITTEN_RATIO = 1.05
"""Bytes written over the film's size where nothing is encoded: with the logs and the list of the request."""
FILM_OVER_COPY = 1.5
FLOOR_RATIO = 1.3
RUN_SECONDS = 20 * 60.0


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    required: str
    found: str
    is_met: bool | None
    """None where it was not measured."""

    @property
    def verdict(self) -> str:
        return "not measured" if self.is_met is None else "met" if self.is_met else "missed"


def judge(found: Results) -> tuple[Target, ...]:
    """Every target, in the order in which people ask for them."""
    return (
        *_speed(found),
        *_renders_again(found),
        *_memory(found),
        *_disk(found),
        *_work(found),
        _at_most("a whole run of this benchmark", RUN_SECONDS, found.total_seconds, " s"),
    )


def faster(found: Results, baseline: str, render: str) -> float | None:
    """How many times as long as the studio's render the baseline would take for the same album."""
    slow, ours = found.baselines.get(baseline), found.renders.get(render)
    if slow is None or ours is None:
        return None
    return slow.wall_seconds(ours.album) / ours.measured.wall_seconds


def floor_ratio(found: Results) -> float | None:
    """The first render's time over the floor."""
    ours = found.renders.get(results.MOVING)
    return None if ours is None or found.floor is None else ours.measured.wall_seconds / found.floor.wall_seconds


def _speed(found: Results) -> Iterator[Target]:
    for name, least, baseline, render in (
        ("faster than (a), moving pictures", FASTER_THAN_LOOPED, results.LOOPED, results.MOVING),
        ("faster than (c), moving pictures", FASTER_THAN_MOVIEPY, results.MOVIEPY, results.MOVING),
        ("faster than (b), moving pictures", FASTER_THAN_SINGLE_MOVING, results.SINGLE_MOVING, results.MOVING),
        ("faster than (b), still pictures", FASTER_THAN_SINGLE_STILL, results.SINGLE_STILL, results.STILL),
    ):
        yield _at_least(name, least, faster(found, baseline, render), "x")
    frames = None if found.film is None else found.film.shortest_loop_frames
    seconds = None if frames is None else frames / found.fps
    yield _at_least("shortest loop of a moving picture", LOOP_SECONDS, seconds, " s")
    yield _at_most("first render over the floor (an aim)", FLOOR_RATIO, floor_ratio(found), "x", digits=2)


def _renders_again(found: Results) -> Iterator[Target]:
    first, replaced = found.renders.get(results.MOVING), found.renders.get(results.REPLACED)
    share = None
    if first is not None and replaced is not None:
        share = replaced.measured.wall_seconds / first.measured.wall_seconds
    yield _at_most(
        "render again after one visual was replaced",
        100 * REPLACED_SHARE,
        None if share is None else 100 * share,
        " % of the first render's time",
    )
    retitled = found.renders.get(results.RETITLED)
    yield Target(
        name="render again after a title change",
        required="0 segments encoded",
        found="-"
        if retitled is None
        else f"{retitled.outcome.segments_encoded} segments, {retitled.measured.wall_seconds:.1f} s",
        is_met=None if retitled is None else retitled.outcome.segments_encoded == 0,
    )


def _memory(found: Results) -> Iterator[Target]:
    peaks = [render.measured.peak_memory_bytes for render in found.renders.values()]
    yield _at_most(
        "peak memory of the process tree, any render",
        PEAK_MEMORY_BYTES / 1e6,
        max(peaks) / 1e6 if peaks else None,
        " MB",
        digits=0,
    )
    brief, long = found.renders.get(results.BRIEF), found.renders.get(results.LONG)
    ratio = None
    if brief is not None and long is not None:
        ratio = long.measured.peak_memory_bytes / brief.measured.peak_memory_bytes
    name = (
        f"peak memory at {found.scale.long_hours:g} hours over that at {found.scale.brief_minutes:g} minutes of album"
    )
    yield _at_most(name, LONG_MEMORY_RATIO, ratio, "x", digits=2)


def _disk(found: Results) -> Iterator[Target]:
    first, film = found.renders.get(results.MOVING), found.film
    allowed = used = None
    if first is not None and film is not None:
        allowed = (1 + DISK_BEYOND_FILM) * first.outcome.size_bytes + film.repeated_bytes
        used = first.measured.peak_disk_bytes
    yield Target(
        name="peak disk of the first render",
        required="the film + 10 % + its loops" + ("" if allowed is None else f" = {allowed / 1e6:.0f} MB"),
        found="-" if used is None else f"{used / 1e6:.0f} MB",
        is_met=None if used is None or allowed is None else used <= allowed,
    )
    retitled = found.renders.get(results.RETITLED)
    written = None
    if retitled is not None and retitled.measured.written_bytes is not None:
        written = retitled.measured.written_bytes / retitled.outcome.size_bytes
    yield _at_most("bytes written over the film's size, nothing encoded", WRITTEN_RATIO, written, "x", digits=3)
    over_copy = None
    if first is not None and "film" in first.outcome.work and found.copy_seconds:
        over_copy = first.outcome.work["film"].wall_seconds / found.copy_seconds
    yield _at_most("writing the film over copying it", FILM_OVER_COPY, over_copy, "x", digits=2)


def _work(found: Results) -> Iterator[Target]:
    plain, doubled = found.renders.get(results.PLAIN), found.renders.get(results.DOUBLED)
    ratio = None
    if plain is not None and doubled is not None:
        ratio = doubled.outcome.video_cpu_seconds / plain.outcome.video_cpu_seconds
    yield _at_most("video work for twice the minutes, same visuals", DOUBLED_RATIO, ratio, "x", digits=2)
    first = found.renders.get(results.MOVING)
    load = None if first is None else 100 * first.measured.load(found.machine.cores)
    yield _at_least("all cores busy over the first render", 100 * LOAD, load, " %")


def _at_least(name: str, least: float, found: float | None, unit: str) -> Target:
    shown = "-" if found is None else f"{found:.1f}{unit}"
    return Target(name, f"at least {least:g}{unit}", shown, None if found is None else found >= least)


def _at_most(name: str, most: float, found: float | None, unit: str, *, digits: int = 1) -> Target:
    shown = "-" if found is None else f"{found:.{digits}f}{unit}"
    return Target(name, f"at most {most:g}{unit}", shown, None if found is None else found <= most)
