"""A studio at work on one job, watched from the terminal: its processes, its progress, and its end."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy.orm import Session

from studio import events
from studio.cli.progress import AlbumProgress
from studio.cli.services import check_services, prepare_database
from studio.db.session import forget_engine, in_transaction
from studio.models import JobEvent
from studio.pipeline import jobs
from studio.pipeline.metadata import timestamp
from studio.schemas.jobs import JobDetail, JobSummary
from studio.settings import get_settings
from studio.stack import Stack, join_running_stack, studio_programs
from studio.stages import JobStatus, RunState
from studio.tasks.control import inspect_queues

_ARTWORK_SUFFIXES = {".html", ".jpg", ".png"}
_POLL_SECONDS = 0.4
_FAILED_STATUS = 1
_INTERRUPTED_STATUS = 130

Tick = Callable[[], None]
"""Called a few times a second while waiting: looks after the processes of an embedded studio."""


@contextmanager
def studio_at_work(console: Console) -> Iterator[Tick]:
    """A studio with workers: the one that runs, or one of our own for as long as this takes."""
    settings = get_settings()
    has_joined = join_running_stack(settings)
    if has_joined or (settings.database.url and settings.redis.url):
        check_services()
        if has_joined or _has_workers():
            yield _nothing
            return
    programs = studio_programs(settings, with_api=False, with_flower=False, with_page=False)
    console.print("Starting the studio.", style="dim")
    with Stack(settings, programs) as stack:
        prepare_database(is_embedded=settings.database.url is None)
        stack.start_programs()
        try:
            yield stack.check
        finally:
            forget_engine(close=True)


def _nothing() -> None:
    """A studio that runs elsewhere looks after its own processes."""


def _has_workers() -> bool:
    return all(queue.workers for queue in inspect_queues())


def watch(job_id: int, console: Console, tick: Tick) -> JobDetail:
    """Show the job's progress until its run ends. Ctrl-C leaves, with exit status 130."""
    try:
        return _follow(job_id, console, tick)
    except KeyboardInterrupt:
        console.print(f"\nStopped here. The same command goes on with job {job_id} where it is.")
        raise typer.Exit(_INTERRUPTED_STATUS) from None


def _follow(job_id: int, console: Console, tick: Tick) -> JobDetail:
    seen = in_transaction(lambda session: events.last_event_id(session, job_id))
    with AlbumProgress(console) as display:
        while True:
            tick()
            summary, fresh = in_transaction(functools.partial(_look, job_id=job_id, seen=seen))
            for event in fresh:
                display.tell(event)
                seen = event.id
            display.show(summary)
            if summary.run_state == RunState.IDLE:
                return in_transaction(lambda session: jobs.describe_job(session, job_id))
            time.sleep(_POLL_SECONDS)


def _look(session: Session, *, job_id: int, seen: int) -> tuple[JobSummary, list[JobEvent]]:
    return jobs.summarise_job(session, job_id), events.list_events(session, job_id, after_id=seen)


def show_end(job: JobDetail, console: Console) -> None:
    """The paths and a short summary; or the reason why there are none, with exit status 1."""
    if job.status != JobStatus.COMPLETED:
        console.print(f"[red]Job {job.id} failed:[/] {escape(job.error_message or 'no reason given')}", highlight=False)
        console.print(f"Mend that and give the same command again; `studio job {job.id}` shows the rest.")
        raise typer.Exit(_FAILED_STATUS)
    root = get_settings().output.root.resolve()
    folder = root / job.output_directory
    render = next(render for render in job.renders if render.local_video_path == job.local_video_path)
    checks = render.inspection or []
    passed = sum(check.passed for check in checks)
    lines = {
        "Film": str(root / (job.local_video_path or "")),
        "Metadata": str(folder / "metadata.txt"),
        "Beside it": ", ".join(sorted(path.name for path in folder.glob("*.*") if path.suffix in _ARTWORK_SUFFIXES)),
        "Title": job.metadata.title if job.metadata else "",
        "Duration": timestamp(render.duration_seconds or 0),
        "Tracks": str(job.track_count),
        "Size": f"{(render.size_bytes or 0) / 1e9:.2f} GB",
        "Inspection": f"{passed} of {len(checks)} checks passed",
    }
    console.print()
    # Plain lines, not a table: a path is never cut, whatever the width of the terminal.
    for name, value in lines.items():
        console.print(f"[bold]{name:<11}[/]{escape(value)}", highlight=False, soft_wrap=True)
    if job.is_rehearsal:
        console.print("[yellow]A rehearsal:[/] it holds placeholders and is not for publishing.")
