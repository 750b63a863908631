"""`studio jobs`, `job`, `rerun`, `cancel`, `joins` and `budget`."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from studio import events
from studio.cli.services import database
from studio.cli.spending import has_cost, say_cost
from studio.cli.watching import show_end, studio_at_work, watch
from studio.db.jobs import JobQuery
from studio.db.session import in_transaction
from studio.pipeline import jobs, runs
from studio.pipeline.render import draft_joins
from studio.schemas.jobs import JobChange, JobDetail, StageView
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, Mode, Stage
from studio.tasks.workflow import launch

_EVENTS_SHOWN = 12
JobId = Annotated[int, typer.Argument(help="The job's number.", metavar="ID")]


def list_all(
    status: Annotated[JobStatus | None, typer.Option(help="Only jobs with this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
) -> None:
    """List jobs, the newest first."""
    console = Console()
    with database():
        page = in_transaction(lambda session: jobs.list_jobs(session, JobQuery(status=status, limit=limit)))
    if not page.rows:
        console.print('No jobs yet. Make one: studio album --niche "lo-fi study" --mood "rain, warm, slow"')
        return
    table = Table(box=None)
    for column in ("ID", "Status", "Channel", "Niche", "Minutes", "Stages", "Created"):
        table.add_column(column)
    for job in page.rows:
        table.add_row(
            str(job.id),
            job.status.value,
            escape(job.channel_name),
            escape(job.niche_label),
            str(job.target_duration_minutes),
            " ".join(_short(stage) for stage in job.stages),
            f"{job.created_at:%Y-%m-%d %H:%M}",
        )
    console.print(table)
    if page.total > len(page.rows):
        console.print(f"{page.total - len(page.rows)} more; use --limit.")


def show(job_id: JobId) -> None:
    """Show one job: stages, files, failures and what happened last."""
    console = Console()
    with database():
        job = in_transaction(lambda session: jobs.describe_job(session, job_id))
        history = in_transaction(lambda session: events.list_events(session, job_id))
    _show_job(job, console)
    for event in history[-_EVENTS_SHOWN:]:
        console.print(f"[dim]{event.created_at:%H:%M:%S}[/] {escape(event.message)}", highlight=False, soft_wrap=True)


def rerun(
    job_id: JobId,
    stage: Annotated[Stage, typer.Option(help="The stage to run again.")],
    item: Annotated[int | None, typer.Option(help="Number of one track or visual, from 1.")] = None,
    mode: Annotated[
        Mode | None,
        typer.Option(help="missing keeps what is there; regenerate makes it anew [default: regenerate with --item]."),
    ] = None,
) -> None:
    """Run a stage again, or one item of it, and what depends on it."""
    console = Console()
    chosen = mode or (Mode.MISSING if item is None else Mode.REGENERATE)
    with studio_at_work(console) as tick:
        run = in_transaction(lambda session: runs.rerun(session, job_id, stage, mode=chosen, item=item))
        made = ", ".join(f"{len(indexes)} {each}" for each, indexes in run.missing.items())
        console.print(f"Run {run.run_no} of job {job_id} makes: {made}. Everything else is kept.")
        launch(run)
        finished = watch(job_id, console, tick)
    show_end(finished, console)


def cancel(job_id: JobId) -> None:
    """Stop a job. What is finished is kept, and the job can go on later."""
    with database():
        in_transaction(lambda session: runs.cancel_run(session, job_id))
    Console().print(f"Job {job_id} is stopping. What is finished is kept.")


def _short(stage: StageView) -> str:
    """A stage and how far it is, in a few characters."""
    if stage.state == ItemState.DONE:
        return f"{stage.stage.value}✓"
    if stage.state == ItemState.FAILED:
        return f"{stage.stage.value}✗"
    return f"{stage.stage.value} {stage.done}/{stage.total}" if stage.total > 1 else f"{stage.stage.value} -"


def _show_job(job: JobDetail, console: Console) -> None:
    root = get_settings().output.root.resolve()
    console.print(f"[bold]Job {job.id}[/]  {job.status.value}  {escape(job.niche_label)}  {escape(job.channel_name)}")
    if job.is_rehearsal:
        console.print("[yellow]A rehearsal: it holds placeholders and is not for publishing.[/]")
    if job.error_message:
        console.print(f"[red]{escape(job.error_message)}[/]", highlight=False, soft_wrap=True)
    if job.held_up_by:
        console.print(f"[yellow]{escape(job.held_up_by)}[/]", highlight=False, soft_wrap=True)
    for stage in job.stages:
        console.print(f"  {stage.stage.value:<9} {stage.state.value:<8} {stage.done}/{stage.total}", highlight=False)
    for item in job.items:
        if item.state == ItemState.FAILED:
            console.print(
                f"  [red]{item.stage.value} {item.number}: {escape(item.error_message or '')}[/]", soft_wrap=True
            )
    if has_cost(job.cost):
        console.print(f"Cost      {say_cost(job.cost)}", highlight=False, soft_wrap=True)
    console.print(f"Folder    {escape(str(root / job.output_directory))}", soft_wrap=True)
    if job.local_video_path:
        console.print(f"Film      {escape(str(root / job.local_video_path))}", soft_wrap=True)


def budget(
    job_id: JobId,
    usd: Annotated[
        float | None,
        typer.Argument(min=0, max=1_000_000, help="Most that it may cost. Left out: BUDGET_JOB_USD."),
    ] = None,
) -> None:
    """Give a job a budget of its own, also while it runs."""
    change = JobChange(budget_usd=usd)
    with database():
        in_transaction(lambda session: jobs.change_job(session, job_id, change))
        job = in_transaction(lambda session: jobs.describe_job(session, job_id))
    Console().print(f"Job {job_id}: {say_cost(job.cost)}.", highlight=False)


def joins(job_id: JobId) -> None:
    """Make a short film of the album's joins, to hear and see them before the whole film is rendered."""
    console = Console()
    with database(), console.status("Making the joins…"):
        path = draft_joins(job_id, lambda: False)
    console.print(f"The joins of job {job_id}: {path}", soft_wrap=True, highlight=False)
