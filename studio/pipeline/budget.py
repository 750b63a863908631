"""What jobs may cost, and what they do cost.

A purchase is compared with the caps in the transaction that writes down its intent, and one at a time: workers side by
side cannot exceed a cap together. docs/operations.md defines spent, committed and estimated.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from studio.db import submissions
from studio.db.provider_states import KINDS
from studio.db.submissions import Charge, Missing, Totals
from studio.errors import BudgetReached, InvalidInput
from studio.models import VideoJob
from studio.providers import registry
from studio.schemas.options import AlbumOptions
from studio.schemas.spending import ChargeView, CostView, SpendingRow, SpendingView
from studio.settings import get_settings
from studio.stages import Stage

_SMALL_USD = Decimal("0.1")
"""Below this, cents do not tell prices apart."""


def dollars(amount: float) -> Decimal:
    """An amount as people write it down: 0.1 is a tenth, not the binary fraction next to it."""
    return Decimal(str(amount))


def say_usd(amount: Decimal) -> str:
    """`4.80 USD`; a small price in full, such as `0.0147 USD`."""
    if 0 < amount < _SMALL_USD:
        return f"{amount.normalize():f} USD"
    return f"{amount:,.2f} USD"


def refuse_over_budget(session: Session, job: VideoJob, price_usd: Decimal) -> None:
    """Let a purchase of this price pass only within both caps. Holds off all other purchases until the commit.

    Raises BudgetReached, with the cap, what counts against it, and how to raise it.
    """
    month_cap = _month_cap()
    job_cap, is_own = _job_cap(AlbumOptions.model_validate(job.options))
    if price_usd <= 0 or (month_cap is None and job_cap is None):
        return
    submissions.hold_budget_lock(session)
    if job_cap is not None:
        totals = submissions.totals_of_job(session, job.id)
        if totals.counted_usd + price_usd > job_cap:
            source = "" if is_own else " (BUDGET_JOB_USD)"
            raise BudgetReached(
                f"This job may cost {say_usd(job_cap)}{source}; {_say_totals(totals)}, and the next request would cost "
                f"about {say_usd(price_usd)}. Raise its budget on its page or by `studio budget {job.id} USD`, then "
                "start it again."
            )
    if month_cap is not None:
        start, end = _month_of(session, None)
        totals = submissions.totals_between(session, start, end)
        if totals.counted_usd + price_usd > month_cap:
            raise BudgetReached(
                f"All jobs together may cost {say_usd(month_cap)} a month (BUDGET_MONTH_USD); {_say_totals(totals)}, "
                f"and the next request would cost about {say_usd(price_usd)}. Raise BUDGET_MONTH_USD and restart the "
                f"studio, or wait until {_say_day(end)}, then start the job again."
            )


def find_obstacle(session: Session, options: AlbumOptions, cost_usd: float) -> str | None:
    """Why a new album of this cost does not fit the budget, and what to do; None where it does."""
    cost = dollars(cost_usd)
    if cost <= 0:
        return None
    cheaper = "Choose a cheaper provider or fewer tracks, or"
    job_cap, is_own = _job_cap(options)
    if job_cap is not None and cost > job_cap:
        whose = "its budget is" if is_own else "a job may cost"
        source = "" if is_own else " (BUDGET_JOB_USD)"
        return (
            f"The album would cost about {say_usd(cost)}, and {whose} {say_usd(job_cap)}{source}. "
            f"{cheaper} give it a larger budget of its own."
        )
    month_cap = _month_cap()
    if month_cap is not None:
        start, end = _month_of(session, None)
        totals = submissions.totals_between(session, start, end)
        if totals.counted_usd + cost > month_cap:
            return (
                f"The album would cost about {say_usd(cost)}, and all jobs together may cost {say_usd(month_cap)} a "
                f"month (BUDGET_MONTH_USD), of which {_say_totals(totals)}. {cheaper} raise BUDGET_MONTH_USD and "
                f"restart the studio, or wait until {_say_day(end)}."
            )
    return None


def refuse_unaffordable(session: Session, options: AlbumOptions, cost_usd: float) -> None:
    """Raises BudgetReached for an album that does not fit the budget."""
    obstacle = find_obstacle(session, options, cost_usd)
    if obstacle is not None:
        raise BudgetReached(obstacle)


def describe_cost(session: Session, job: VideoJob) -> CostView:
    totals = submissions.totals_of_job(session, job.id)
    cap, is_own = _job_cap(AlbumOptions.model_validate(job.options))
    return CostView(
        spent_usd=float(totals.spent_usd),
        committed_usd=float(totals.committed_usd),
        estimated_usd=float(sum(map(_price_of, submissions.missing_of_job(session, job.id)))),
        charges=_charge_views(submissions.charges_of_job(session, job.id)),
        budget_usd=None if cap is None else float(cap),
        has_own_budget=is_own,
    )


def parse_month(text: str | None) -> datetime | None:
    """The first moment of a month such as `2026-11`. Raises InvalidInput."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput(f"{text!r} is no month; write it as 2026-11.") from None


def describe_spending(session: Session, month: datetime | None = None) -> SpendingView:
    """Of a month, given by its first moment, by provider and job; of the present one with None."""
    start, end = _month_of(session, month)
    is_present = start == submissions.current_month(session)
    totals = submissions.totals_between(session, start, end)
    charges = submissions.charges_between(session, start, end)
    missing = submissions.missing_of_active_jobs(session) if is_present else []
    estimated = {(each.stage, each.provider, each.job_id): each for each in missing if _price_of(each) > 0}
    rows = []
    for spent in submissions.spending_between(session, start, end):
        key = (spent.stage, spent.provider, spent.job_id)
        still = estimated.pop(key, None)
        row = _row(
            *key,
            spent.job_title,
            requests=spent.requests,
            totals=Totals(spent.spent_usd, spent.committed_usd),
            estimated_usd=Decimal(0) if still is None else _price_of(still),
            charges=[charge for charge in charges if (charge.stage, charge.provider, charge.job_id) == key],
        )
        rows.append(row)
    rows += [
        _row(*key, still.job_title, requests=0, totals=Totals(Decimal(0), Decimal(0)), estimated_usd=_price_of(still))
        for key, still in estimated.items()
    ]
    cap = _month_cap()
    return SpendingView(
        month=f"{start:%Y-%m}",
        budget_usd=None if cap is None else float(cap),
        spent_usd=float(totals.spent_usd),
        committed_usd=float(totals.committed_usd),
        estimated_usd=float(sum(map(_price_of, missing))),
        rows=rows,
    )


def _row(
    stage: Stage,
    provider: str,
    job_id: int,
    job_title: str,
    *,
    requests: int,
    totals: Totals,
    estimated_usd: Decimal,
    charges: Iterable[Charge] = (),
) -> SpendingRow:
    settings = get_settings()
    name = registry.music_provider_label if stage == Stage.TRACKS else registry.visual_provider_label
    return SpendingRow(
        kind=KINDS[stage],
        provider=provider,
        provider_label=name(provider, settings),
        job_id=job_id,
        job_title=job_title,
        requests=requests,
        spent_usd=float(totals.spent_usd),
        committed_usd=float(totals.committed_usd),
        estimated_usd=float(estimated_usd),
        charges=_charge_views(charges),
    )


def _charge_views(charges: Iterable[Charge]) -> list[ChargeView]:
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        by_currency[charge.currency] += charge.amount
    return [ChargeView(amount=float(amount), currency=currency) for currency, amount in sorted(by_currency.items())]


def _price_of(missing: Missing) -> Decimal:
    settings = get_settings()
    if missing.stage == Stage.TRACKS:
        price_usd = registry.music_price_usd(missing.provider, settings)
    else:
        price_usd = registry.visual_price_usd(missing.provider, settings, missing.visual_kind)
    return missing.pieces * dollars(price_usd)


def _job_cap(options: AlbumOptions) -> tuple[Decimal | None, bool]:
    """The cap, and whether it is the job's own."""
    if options.budget_usd is not None:
        return dollars(options.budget_usd), True
    cap = get_settings().budget.job_usd
    return None if cap is None else dollars(cap), False


def _month_cap() -> Decimal | None:
    cap = get_settings().budget.month_usd
    return None if cap is None else dollars(cap)


def _month_of(session: Session, month: datetime | None) -> tuple[datetime, datetime]:
    """Its first moment, and that of the next one."""
    start = submissions.current_month(session) if month is None else month
    return start, (start + timedelta(days=32)).replace(day=1)


def _say_totals(totals: Totals) -> str:
    return f"{say_usd(totals.spent_usd)} are spent and {say_usd(totals.committed_usd)} committed"


def _say_day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
