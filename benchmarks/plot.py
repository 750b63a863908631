"""The benchmark as a picture: how long each contender takes, and where the studio's time goes."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks import results
from benchmarks.ours import KINDS_OF_WORK
from benchmarks.report import readable_time
from benchmarks.results import Results

_BASELINE_COLOUR = "#9aa5b1"
_STUDIO_COLOUR = "#2b6cb0"
_FLOOR_COLOUR = "#d69e2e"


def write_plot(found: Results, target: Path) -> None:
    """Save the plot as PNG."""
    figure = Figure(figsize=(12, 7.5), layout="constrained")
    times, work, load = figure.subplot_mosaic([["times", "times"], ["work", "load"]], height_ratios=[3, 2]).values()
    _draw_times(times, found)
    _draw_work(work, found)
    _draw_load(load, found)
    figure.savefig(target, dpi=110)


def bars(found: Results) -> list[tuple[str, float, str]]:
    """Label, wall seconds and colour of each bar, the slowest first."""
    drawn = [
        (baseline.label, baseline.wall_seconds(found.album), _BASELINE_COLOUR) for baseline in found.baselines.values()
    ]
    for key in (results.MOVING, results.STILL, results.REPLACED, results.RETITLED):
        if key in found.renders:
            render = found.renders[key]
            drawn.append((f"(d) the studio, {render.label}", render.measured.wall_seconds, _STUDIO_COLOUR))
    if found.floor is not None:
        drawn.append(("the floor, moving pictures", found.floor.wall_seconds, _FLOOR_COLOUR))
    return sorted(drawn, key=lambda bar: -bar[1])


def _draw_times(axes: Axes, found: Results) -> None:
    drawn = bars(found)
    if not drawn:
        axes.set_axis_off()
        return
    labels, seconds, colours = zip(*drawn, strict=True)
    positions = range(len(drawn))
    axes.barh(positions, seconds, color=colours)
    axes.set_yticks(positions, labels)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlim(min(seconds) / 3, max(seconds) * 4)
    for position, value in zip(positions, seconds, strict=True):
        axes.text(value * 1.08, position, readable_time(value), va="center")
    axes.set_xlabel("wall time in seconds, logarithmic")
    axes.set_title(f"An album of {found.album.duration_seconds / 60:.0f} minutes, {found.album.visuals} visuals")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_work(axes: Axes, found: Results) -> None:
    """CPU time by kind of work, with the floor's mark where it has one."""
    axes.set_title("CPU time of the first render, and the floor")
    render, floor = found.renders.get(results.MOVING), found.floor
    kinds = [] if render is None else [kind for kind in KINDS_OF_WORK if kind in render.outcome.work]
    if render is None or not kinds:
        axes.set_axis_off()
        return
    positions = range(len(kinds))
    axes.bar(positions, [render.outcome.work[kind].cpu_seconds for kind in kinds], color=_STUDIO_COLOUR)
    if floor is not None:
        least = {
            "loops": floor.loops_cpu_seconds,
            "joins": floor.joins_cpu_seconds,
            "sound": floor.sound_cpu_seconds,
        }
        for position, kind in zip(positions, kinds, strict=True):
            if kind in least:
                axes.hlines(least[kind], position - 0.45, position + 0.45, color=_FLOOR_COLOUR, linewidth=3)
    axes.set_xticks(positions, kinds)
    axes.set_ylabel("CPU seconds")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_load(axes: Axes, found: Results) -> None:
    axes.set_title("Cores busy during the first render")
    render = found.renders.get(results.MOVING)
    if render is None:
        axes.set_axis_off()
        return
    loads = render.measured.loads
    axes.fill_between(range(len(loads)), loads, step="post", color=_STUDIO_COLOUR)
    axes.set_ylim(0, found.machine.cores * 1.05)
    axes.set_xlim(0, max(1, len(loads) - 1))
    axes.set_xlabel("seconds since the start")
    axes.set_ylabel("cores")
    axes.spines[["top", "right"]].set_visible(False)
