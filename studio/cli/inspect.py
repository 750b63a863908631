"""`studio inspect`: what a film is, and what is wrong with it."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from studio.render.ffmpeg import find_ffmpeg
from studio.render.inspection import FilmReport, inspect_file, write_report
from studio.render.inspection.words import clock
from studio.settings import get_settings


def inspect(
    file: Annotated[Path, typer.Argument(help="The film: an MP4 of the studio's, or any other.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that was found, as JSON.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a page for people, one HTML file, to this path.")] = None,
) -> None:
    """Look at every packet of a film and listen to all of it; exit with 1 when it is not fit to be published."""
    settings = get_settings()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Inspecting", total=1.0)
        found = inspect_file(
            file,
            find_ffmpeg(settings.ffmpeg.binary),
            lambda: False,
            lambda share: progress.update(task, completed=share),
            jobs=settings.ffmpeg.jobs or os.cpu_count() or 1,
        )
    if report is not None:
        write_report(found, report)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
    else:
        _show(found, Console())
    if not found.passed:
        raise typer.Exit(1)


def _show(report: FilmReport, console: Console) -> None:
    console.print(f"[bold]{escape(report.title or report.name)}[/]", highlight=False)
    console.print(f"{clock(report.duration_seconds)}, {report.size_bytes / 1e6:,.1f} MB", highlight=False)
    checks = Table("", "Check", "Found", "Expected", box=None, pad_edge=False, header_style="dim")
    for check in report.checks:
        sign = "[green]ok[/]" if check.passed else "[red]failed[/]"
        checks.add_row(sign, f"[bold]{escape(check.name)}[/]", escape(check.found), escape(check.expected))
    console.print(checks, highlight=False)
    if report.tracks:
        tracks = Table("", "Chapter", "Start", "LUFS", "dBTP", box=None, pad_edge=False, header_style="dim")
        for track in report.tracks:
            levels = ("-" if level is None else f"{level:.1f}" for level in (track.loudness_lufs, track.true_peak_dbtp))
            tracks.add_row(str(track.number), escape(track.title), clock(track.start_seconds), *levels)
        console.print()
        console.print(tracks, highlight=False)
    failed = len(report.faults)
    console.print()
    if failed:
        console.print(f"[red]{failed} of {len(report.checks)} checks failed.[/]", highlight=False)
    else:
        console.print(f"[green]All {len(report.checks)} checks passed.[/]", highlight=False)
