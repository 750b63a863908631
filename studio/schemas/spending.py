"""HTTP bodies about money. docs/operations.md defines spent, committed and estimated."""

from studio.schemas.values import View


class ChargeView(View):
    """What a vendor says it charged, in its own currency or credits."""

    amount: float
    currency: str


class CostView(View):
    """What one job costs."""

    spent_usd: float
    """What was or may be charged. Dollars that a vendor names count; else what was estimated."""
    committed_usd: float
    """Asked for, and not ended yet."""
    estimated_usd: float
    """What is still missing, at the present prices."""
    charges: list[ChargeView]
    """What vendors say that they charged, by currency."""
    budget_usd: float | None
    """Spent and committed together never exceed it; None: no cap."""
    has_own_budget: bool
    """Whether it is the job's own or that of the settings."""


class SpendingRow(View):
    """What one job costs with one provider, in a month."""

    kind: str
    """`music` or `visual`."""
    provider: str
    provider_label: str
    job_id: int
    job_title: str
    requests: int
    """Those that were, are being, or may be charged."""
    spent_usd: float
    committed_usd: float
    estimated_usd: float
    charges: list[ChargeView]


class SpendingView(View):
    """What all jobs cost in a calendar month, in UTC."""

    month: str
    """Such as `2026-11`."""
    budget_usd: float | None
    spent_usd: float
    committed_usd: float
    estimated_usd: float
    """What jobs that run or start by themselves still miss. 0 for a month that is over."""
    rows: list[SpendingRow]
