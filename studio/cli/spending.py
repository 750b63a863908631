"""`studio spending`: what the providers cost in a month. And how amounts are told on a terminal."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from studio.cli.services import database
from studio.db.session import in_transaction
from studio.pipeline import budget
from studio.pipeline.budget import dollars, say_usd
from studio.schemas.spending import ChargeView, CostView


def show(
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="A calendar month in UTC [default: the present one]."),
    ] = None,
) -> None:
    """Show what was spent in a month, by provider and job, beside what is committed and estimated."""
    console = Console()
    with database():
        spending = in_transaction(lambda session: budget.describe_spending(session, budget.parse_month(month)))
    if not spending.rows:
        console.print(f"Nothing was paid for in {spending.month}.")
    else:
        table = Table(box=None)
        for column in ("Provider", "Job", "", "Requests", "Spent", "Committed", "Estimated", "Charged"):
            table.add_column(column, justify="right" if column not in ("Provider", "", "Charged") else "left")
        for row in spending.rows:
            amounts = (row.spent_usd, row.committed_usd, row.estimated_usd)
            table.add_row(
                escape(row.provider_label),
                str(row.job_id),
                escape(row.job_title),
                str(row.requests),
                *(_say(amount) for amount in amounts),
                escape(_say_charges(row.charges)),
            )
        console.print(table)
    cap = "no cap" if spending.budget_usd is None else f"a cap of {_say(spending.budget_usd)}"
    console.print(
        f"{spending.month}: {_say(spending.spent_usd)} spent, {_say(spending.committed_usd)} committed, "
        f"{_say(spending.estimated_usd)} estimated; {cap}.",
        highlight=False,
    )


def has_cost(cost: CostView) -> bool:
    return bool(cost.spent_usd or cost.committed_usd or cost.estimated_usd or cost.has_own_budget)


def say_cost(cost: CostView) -> str:
    """All of it, on one line."""
    parts = [
        f"{_say(cost.spent_usd)} spent",
        f"{_say(cost.committed_usd)} committed",
        f"{_say(cost.estimated_usd)} estimated",
        "no cap" if cost.budget_usd is None else f"a cap of {_say(cost.budget_usd)}",
    ]
    if cost.charges:
        parts.append(f"vendors say {_say_charges(cost.charges)}")
    return ", ".join(parts)


def _say_charges(charges: list[ChargeView]) -> str:
    return ", ".join(f"{charge.amount:g} {charge.currency}" for charge in charges)


def _say(amount_usd: float) -> str:
    return say_usd(dollars(amount_usd))
