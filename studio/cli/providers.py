"""`studio providers`: who can make what, at which price, and what is missing."""

from datetime import UTC
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from studio.cli.services import database
from studio.errors import StudioError
from studio.pipeline import system
from studio.providers.table import ProviderRow, markdown_table, provider_rows
from studio.schemas.system import ProviderView
from studio.settings import get_settings


def list_all(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table that docs/providers.md holds, and ask nobody.")
    ] = False,
) -> None:
    """List who can make prompts, tracks and visuals: what, at which price, with which key, and what is missing."""
    if markdown:
        typer.echo(markdown_table(), nl=False)
        return
    settings = get_settings()
    try:
        with database():
            views = system.provider_views(settings)
    except StudioError:
        views = system.provider_views(settings)
    rows = {(row.kind, row.name): row for row in provider_rows(settings)}
    table = Table(box=None)
    for column in ("", "Name", "Makes", "State", "Price", "Key", "Evidence"):
        table.add_column(column)
    for view in views:
        table.add_row(*(escape(cell) for cell in _cells(view, rows.get((view.kind, view.name)))))
    Console().print(table, highlight=False)


def _cells(view: ProviderView, row: ProviderRow | None) -> tuple[str, ...]:
    if row is None:  # a plug-in that cannot be loaded
        return view.kind, view.name, "", _state(view), "", "", ""
    keys = ", ".join(row.key_settings) or ("needed" if view.needs_key else "none")
    return view.kind, view.name, f"{view.label}: {row.makes}", _state(view), row.price, keys, row.evidence


def _state(view: ProviderView) -> str:
    """Whether it can be used now, and whether albums use it that do not say otherwise."""
    if view.closed_reason is not None:
        state = f"closed until {closed_until(view)}: {view.closed_reason}"
    else:
        state = view.problem or "ready"
    if not view.is_default:
        return state
    return "default" if state == "ready" else f"default; {state}"


def closed_until(view: ProviderView) -> str:
    """Of a provider that is asked for nothing at present."""
    if view.closed_until is None:
        return "somebody starts a job that uses it"
    return f"{view.closed_until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
