"""`studio storage`: what the studio takes of the disk, and deleting what nobody needs."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from studio.cli.services import database
from studio.errors import InvalidInput
from studio.pipeline.storage import measure_storage, sweep
from studio.schemas.storage import StorageShares, StorageView
from studio.settings import get_settings

_COLUMNS = ("Film", "Tracks", "Visuals", "Earlier takes", "Cache", "Leftovers", "Other")


def report(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many jobs to name, the largest first.")] = 20,
    sweep_up: Annotated[
        bool, typer.Option("--sweep", help="Delete what interrupted work and deleted jobs have left.")
    ] = False,
    caches: Annotated[
        bool, typer.Option("--caches", help="With --sweep: the caches of jobs that do not run, too.")
    ] = False,
) -> None:
    """Show what lies on the disk, by job, and what can be deleted at no loss."""
    if caches and not sweep_up:
        raise InvalidInput("--caches goes with --sweep: studio storage --sweep --caches")
    console = Console()
    settings = get_settings()
    with database():
        swept = sweep(settings, with_caches=caches) if sweep_up else None
        storage = measure_storage(settings, limit=limit)
    _show(storage, console)
    if swept is not None:
        console.print(f"Deleted: {swept.files} files, {_amount(swept.size_bytes)}.")


def _show(storage: StorageView, console: Console) -> None:
    table = Table(box=None)
    table.add_column("Job")
    for column in (*_COLUMNS, "Total"):
        table.add_column(column, justify="right")
    for job in storage.jobs:
        table.add_row(f"{job.job_id} {escape(job.niche_label)}", *_shares(job), _amount(job.total_bytes))
    total = storage.studio_bytes - storage.foreign_bytes
    table.add_row("All jobs", *_shares(storage.shares), _amount(total), style="bold")
    console.print(table)
    if storage.foreign_bytes:
        console.print(f"Of no job (films of deleted jobs, own files): {_amount(storage.foreign_bytes)}")
    console.print(
        f"Free: {_amount(storage.disk_free_bytes)} of {_amount(storage.disk_total_bytes)} for {escape(storage.root)}",
        soft_wrap=True,
        highlight=False,
    )
    for each in storage.deletable:
        console.print(f"{_amount(each.bytes)}  {each.what}: [bold]{each.command}[/]", soft_wrap=True, highlight=False)


def _shares(shares: StorageShares) -> list[str]:
    return [
        _amount(amount) if amount else "-"
        for amount in (
            shares.film_bytes,
            shares.tracks_bytes,
            shares.visuals_bytes,
            shares.earlier_takes_bytes,
            shares.cache_bytes,
            shares.leftover_bytes,
            shares.other_bytes,
        )
    ]


def _amount(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.1f} MB"
