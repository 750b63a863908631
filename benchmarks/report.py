"""The benchmark's tables, for the terminal and as Markdown; every figure as JSON."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks import results
from benchmarks.measure import Measurement
from benchmarks.ours import KINDS_OF_WORK
from benchmarks.results import Results
from benchmarks.targets import faster, floor_ratio, judge

_COMPARED = (
    (results.LOOPED, results.MOVING),
    (results.MOVIEPY, results.MOVING),
    (results.SINGLE_MOVING, results.MOVING),
    (results.SINGLE_STILL, results.STILL),
)
"""Each baseline and the studio's render that it is compared with."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(found: Results) -> tuple[Table, ...]:
    return (
        _contenders(found),
        _renders(found),
        _where_time_goes(found),
        _composing(found),
        _painting(found),
        _targets(found),
    )


def print_report(found: Results, console: Console) -> None:
    for table in tables(found):
        shown = RichTable(title=table.title, title_justify="left")
        for column, name in enumerate(table.header):
            shown.add_column(name, justify="left" if column == 0 else "right")
        for row in table.rows:
            shown.add_row(*row, style={"missed": "red", "met": "green"}.get(row[-1]))
        console.print(shown)
    for line in notes(found):
        console.print(line, markup=False)


def write_report(found: Results, folder: Path) -> None:
    """results.md and results.json; the plot stands beside them as results.png."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text(markdown(found), encoding="utf-8")
    values = {"targets": [dataclasses.asdict(target) for target in judge(found)], **dataclasses.asdict(found)}
    (folder / "results.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def markdown(found: Results) -> str:
    parts = [
        "# Benchmark of the renderer",
        _describe(found),
        *(f"## {table.title}\n\n{_markdown_table(table)}" for table in tables(found)),
        "![Times of all contenders, and where the time goes](results.png)",
        "## How it was measured",
        "\n".join(f"- {line}" for line in notes(found)),
    ]
    return "\n\n".join(parts) + "\n"


def notes(found: Results) -> Iterator[str]:
    """The method, in sentences, with what has to be known to doubt it."""
    scale = found.scale
    short, long = scale.short_track_seconds
    single_short, single_long = scale.single_track_seconds
    yield (
        "Each contender is a process of its own, alone on the machine. Wall time is from its start to its exit. CPU "
        "time is the kernel's, children included. Memory is the highest sum of resident memory over the process tree, "
        "sampled five times a second, shared pages divided among those who share them. Written bytes are the kernel's "
        "count of dirtied pages. What takes less than 10 s is run three times; the run of median wall time is shown."
    )
    arrival = [run for run in (found.arrival, found.settling) if run is not None]
    yield (
        f"(a), (b) and (c) are measured on two albums of {scale.short_visuals} visuals with tracks of {short:g} s and "
        f"{long:g} s, for (b) {single_short:g} s and {single_long:g} s, and extrapolated linearly: the difference "
        f"gives the cost of a second with one visual alone, the rest the cost of a visual with its part of the joins, "
        f"which errs in their favour by about a per cent. Their memory is that of the short albums; it grows with the "
        f"visuals. (a) and (c) show pictures that stand still, and are compared with the studio's moving ones. None "
        f"levels the sound, writes chapters, or looks at what it made; the studio does."
    )
    yield (
        f"The studio is measured at full length: {found.album.visuals} visuals, "
        f"{found.album.duration_seconds / 60:.0f} minutes, sources in the page cache, its own cache empty. Tracks are "
        f"measured and levelled when they arrive, not in the render"
        + (f": {readable_time(sum(run.wall_seconds for run in arrival))} for all of them." if arrival else ".")
    )
    width, height = scale.memory_size
    yield (
        f"The albums of {scale.brief_minutes:g} minutes and {scale.long_hours:g} hours, for the memory, have still "
        f"pictures of {width}x{height} at {scale.memory_bitrate_kbps} kbit/s, and one long track under several names."
    )
    if found.floor is not None:
        yield (
            f"Floor: ({found.floor.distinct_frames} distinct frames + {found.album.duration_seconds:.0f} s of sound, "
            f"at the bare encoders' CPU time with one encoder a core) / {found.floor.cores} cores + "
            f"{found.floor.copy_seconds:.1f} s to copy the film with fsync, median of three, read from the page "
            f"cache as far as it fits there."
        )
    if found.encoder_speeds:
        speeds = ", ".join(f"{speed.frames_per_second(found.machine.cores):.1f}" for speed in found.encoder_speeds)
        yield (
            f"The bare encoder made {speeds} frames a second on all cores: at the start, and right before and after "
            f"the first render. As far as they differ, so does the machine."
        )
    measured = [render.measured for render in found.renders.values()]
    measured += [run for baseline in found.baselines.values() for run in (baseline.short, baseline.long)]
    if measured:
        others = sum(run.other_cpu_seconds for run in measured) / sum(run.wall_seconds for run in measured)
        yield (
            f"Meanwhile the machine was busy with other work for {others:.2f} of one core: much above 0.05, and "
            f"the figures are worth little."
        )
    yield from found.failures
    yield f"The whole run took {readable_time(found.total_seconds)}."


def _describe(found: Results) -> str:
    machine = found.machine
    return (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_bytes / 1e9:.0f} GB; {machine.system}; "
        f"Python {machine.python}; FFmpeg {machine.ffmpeg}. Scale: {found.scale.name}."
    )


def _contenders(found: Results) -> Table:
    rows = []
    for baseline, render in _COMPARED:
        if baseline not in found.baselines:
            continue
        slow = found.baselines[baseline]
        times = faster(found, baseline, render)
        written = slow.written_bytes(found.album)
        rows.append(
            (
                slow.label,
                readable_time(slow.wall_seconds(found.album)),
                readable_time(slow.cpu_seconds(found.album)),
                f"{slow.peak_memory_bytes / 1e6:.0f} MB",
                "-" if written is None else _bytes(written),
                "-" if times is None else f"{times:.0f}x",
            )
        )
    rows += [
        (f"(d) the studio, {found.renders[key].label}", *_figures(found.renders[key].measured), "1x")
        for key in (results.MOVING, results.STILL)
        if key in found.renders
    ]
    if found.floor is not None:
        ratio = floor_ratio(found)
        shown = "-" if ratio is None else f"{1 / ratio:.2f}x"
        rows.append(("the floor, moving pictures", readable_time(found.floor.wall_seconds), "-", "-", "-", shown))
    return Table(
        f"An album of {found.album.duration_seconds / 60:.0f} minutes with {found.album.visuals} visuals",
        ("contender", "wall", "CPU", "peak memory", "written", "of the studio's time"),
        tuple(rows),
    )


def _renders(found: Results) -> Table:
    rows = [
        (
            render.label,
            f"{render.album.duration_seconds / 60:.0f} min",
            *_figures(render.measured),
            f"{100 * render.measured.load(found.machine.cores):.0f} %",
            f"{render.outcome.segments_encoded} + {render.outcome.segments_reused}",
        )
        for render in found.renders.values()
    ]
    return Table(
        "What the studio rendered",
        ("render", "album", "wall", "CPU", "peak memory", "written", "cores busy", "segments encoded + reused"),
        tuple(rows),
    )


def _where_time_goes(found: Results) -> Table:
    rows: list[tuple[str, ...]] = []
    render, floor = found.renders.get(results.MOVING), found.floor
    if render is not None:
        least = (
            {}
            if floor is None
            else {
                "loops": readable_time(floor.loops_cpu_seconds),
                "joins": readable_time(floor.joins_cpu_seconds),
                "sound": readable_time(floor.sound_cpu_seconds),
                "film": f"{readable_time(floor.copy_seconds)} (wall)",
            }
        )
        for kind in KINDS_OF_WORK:
            if kind in render.outcome.work:
                work = render.outcome.work[kind]
                rows.append(
                    (kind, readable_time(work.wall_seconds), readable_time(work.cpu_seconds), least.get(kind, "-"))
                )
        rows.append(
            (
                "whole process",
                readable_time(render.measured.wall_seconds),
                readable_time(render.measured.cpu_seconds),
                "-" if floor is None else f"{readable_time(floor.wall_seconds)} (wall)",
            )
        )
    return Table(
        "Where the time of the first render goes, moving pictures",
        ("work", "wall, pieces added up", "CPU", "CPU at the floor"),
        tuple(rows),
    )


def _composing(found: Results) -> Table:
    rows = tuple(
        (
            each.style,
            readable_time(each.music_seconds),
            readable_time(each.measured.cpu_seconds),
            f"{each.speed:.0f}x",
            f"{each.measured.peak_memory_bytes / 1e6:.0f} MB",
        )
        for each in found.composing
    )
    return Table("Composing, one core", ("style", "music", "CPU", "of real time", "peak memory"), rows)


def _painting(found: Results) -> Table:
    rows = tuple(
        (
            each.kind,
            str(each.count),
            f"{each.cpu_seconds_each:.1f} s",
            f"{each.measured.wall_seconds / each.count:.1f} s",
            f"{each.measured.peak_memory_bytes / 1e6:.0f} MB",
        )
        for each in found.painting
    )
    return Table("Painting", ("visual", "painted", "CPU each", "wall each", "peak memory"), rows)


def _targets(found: Results) -> Table:
    rows = tuple((target.name, target.required, target.found, target.verdict) for target in judge(found))
    return Table("Targets", ("target", "required", "found", "verdict"), rows)


def _figures(measured: Measurement) -> tuple[str, str, str, str]:
    return (
        readable_time(measured.wall_seconds),
        readable_time(measured.cpu_seconds),
        f"{measured.peak_memory_bytes / 1e6:.0f} MB",
        "-" if measured.written_bytes is None else _bytes(measured.written_bytes),
    )


def _markdown_table(table: Table) -> str:
    if not table.rows:
        return "Not measured."
    lines = [table.header, ("---", *("---:" for _ in table.header[1:])), *table.rows]
    return "\n".join(_markdown_row(line) for line in lines)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def readable_time(seconds: float) -> str:
    """In the unit that is read at a glance."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 100:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def _bytes(count: float) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
