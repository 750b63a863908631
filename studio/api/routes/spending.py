"""What providers were paid, and may still be, in a month."""

from typing import Annotated

from fastapi import APIRouter, Query

from studio.api.problems import answers
from studio.db.session import transaction
from studio.errors import InvalidInput
from studio.pipeline import budget
from studio.schemas.spending import SpendingView

router = APIRouter(prefix="/spending", tags=["spending"])

Month = Annotated[
    str,
    Query(
        min_length=7,
        max_length=7,
        pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
        description="A calendar month in UTC, such as 2026-11. Left out: the present one.",
    ),
]


@router.get("", operation_id="get_spending", responses=answers(InvalidInput))
def get_spending(month: Month | None = None) -> SpendingView:
    """What all jobs cost in a month, by provider and job; jobs that were deleted since are among them."""
    with transaction() as session:
        return budget.describe_spending(session, budget.parse_month(month))
