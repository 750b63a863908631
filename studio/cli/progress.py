"""Live progress of one job in the terminal: a bar for each stage, and what happens above them."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from studio.models import EventLevel, JobEvent
from studio.schemas.jobs import JobSummary, StageView
from studio.stages import ItemState, Stage

_LEVEL_STYLES = {EventLevel.INFO: "dim", EventLevel.WARNING: "yellow", EventLevel.ERROR: "red"}
_QUIET_CODES = frozenset({"item_started", "item_done"})
"""Told by the bars already."""


class _Left(ProgressColumn):
    """The time left, where it can be told."""

    def render(self, task: Task) -> Text:
        seconds = task.fields.get("seconds_left")
        if seconds is None:
            return Text("")
        minutes, rest = divmod(round(seconds), 60)
        return Text(f"{minutes}:{rest:02d} left", style="cyan")


class AlbumProgress:
    """Use it as a context manager; feed it summaries and events."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=32),
            TextColumn("{task.fields[figures]:>7}"),
            _Left(),
            TextColumn("[dim]{task.fields[note]}"),
            console=console,
        )
        self._bars: dict[Stage, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tell(self, event: JobEvent) -> None:
        """Print an event above the bars, unless the bars say it already."""
        if event.code not in _QUIET_CODES:
            self._progress.console.print(f"[{_LEVEL_STYLES[event.level]}]{escape(event.message)}[/]", highlight=False)

    def show(self, job: JobSummary) -> None:
        for stage in job.stages:
            self._show(stage)

    def _show(self, stage: StageView) -> None:
        if stage.stage not in self._bars:
            self._bars[stage.stage] = self._progress.add_task(stage.stage.value, total=1, figures="", note="")
        self._progress.update(
            self._bars[stage.stage],
            completed=stage.progress,
            figures=_figures(stage),
            note=escape(stage.note or ""),
            seconds_left=stage.seconds_left,
        )


def _figures(stage: StageView) -> str:
    if stage.state == ItemState.FAILED:
        return f"{stage.failed} bad"
    if stage.total > 1:
        return f"{stage.done}/{stage.total}"
    return "done" if stage.state == ItemState.DONE else f"{stage.progress:.0%}"
