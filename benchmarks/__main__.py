"""The command: `python -m benchmarks`, or `make bench`."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.measure import ContenderFailed
from benchmarks.plot import write_plot
from benchmarks.report import print_report, write_report
from benchmarks.run import MOVIEPY_PYTHON, NAMES, NoRoom, Run
from benchmarks.scale import FULL, QUICK
from studio.render.album import RenderProfile
from studio.render.ffmpeg import ffmpeg_version, find_ffmpeg

_REPOSITORY = Path(__file__).parent.parent
_RESULTS = _REPOSITORY / "benchmarks" / "results"
_OUTPUT = _REPOSITORY / "output" / "benchmarks"
"""Not under version control, on the disk where films are usually made."""


def main(
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Everything smaller, a few minutes: to try it, not to quote it.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help=f"Run only this; repeatable. One of {', '.join(NAMES)}.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where inputs and films are made, some 13 GB.")] = _OUTPUT,
    keep: Annotated[bool, typer.Option("--keep", help="Keep inputs and logs.")] = False,
    results: Annotated[
        Path | None, typer.Option(help="Where the tables and the plot go; else only a whole run's are published.")
    ] = None,
) -> None:
    """Measure the renderer beside FFmpeg and MoviePy, and judge it by its targets."""
    console = Console()
    names = NAMES if not only else tuple(only)
    if unknown := set(names) - set(NAMES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: there is only {', '.join(NAMES)}.")
    if "moviepy" in names and not MOVIEPY_PYTHON.exists():
        console.print("MoviePy is not installed, so it is left out; `make bench` installs it.", style="yellow")
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg = find_ffmpeg(None)

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    inside = Path(tempfile.mkdtemp(prefix="run-", dir=folder))
    try:
        run = Run(QUICK if quick else FULL, RenderProfile(), inside, ffmpeg, ffmpeg_version(ffmpeg), say)
        found = run.run(names)
    except (ContenderFailed, NoRoom) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    finally:
        if not keep:
            shutil.rmtree(inside)
    if results is None:
        results = _OUTPUT if quick or only or found.failures else _RESULTS
    write_report(found, results)
    write_plot(found, results / "results.png")
    print_report(found, console)
    if found.failures:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
