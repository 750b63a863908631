"""The ledger as a provider sees it: money is spent once, within the budget, while the provider is open."""

from decimal import Decimal

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from studio.db import items, submissions
from studio.db.jobs import get_job
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.errors import SubmissionUnknown
from studio.logs import get_logger, mask_secrets
from studio.models import ProviderSubmission, SubmissionState
from studio.pipeline import budget, provider_gate
from studio.pipeline.work import Work, name_of

log = get_logger(__name__)

_LARGEST_CHARGE = Decimal(10) ** 12
"""The column holds no more, and no vendor asks for it."""


class Ledger:
    """The `Submission` of an item: each call is committed before it returns."""

    def __init__(self, work: Work, provider: ProviderKey, price_usd: Decimal) -> None:
        self._work = work
        self._provider = provider
        self._price_usd = price_usd
        self._id: int | None = None
        """Of the line that this attempt wrote or found."""

    @property
    def provider_job_id(self) -> str | None:
        def read(session: Session) -> str | None:
            found = submissions.open_submission(session, items.item_at(session, self._work.place).id)
            return None if found is None else found.provider_job_id

        return in_transaction(read)

    def intend(self) -> None:
        """Raises SubmissionUnknown, BudgetReached, ProviderClosed, and Stopped or Fenced where nothing may be asked."""
        written: set[int] = set()

        def write(session: Session) -> int:
            place = self._work.place
            item = items.lock_wanted(session, place, self._work.owner)
            job = get_job(session, place.job_id)
            found = submissions.open_submission(session, item.id)
            if found is not None and found.id in written:
                return found.id  # the answer to the commit was lost
            if found is not None:
                raise SubmissionUnknown(
                    f"{name_of(place)}: a request to {self._provider.name} was sent before and its answer was "
                    "lost, so it may already be charged; look at your account there, then re-make this item."
                )
            provider_gate.refuse_closed(session, self._provider, self._work.owner)
            budget.refuse_over_budget(session, job, self._price_usd)
            submission = ProviderSubmission(
                work_item_id=item.id,
                video_job_id=job.id,
                job_title=job.niche_label,
                stage=place.stage,
                order_index=place.order_index,
                provider=self._provider.name,
                state=SubmissionState.INTENDED,
                price_usd=self._price_usd,
            )
            session.add(submission)
            session.flush()
            written.add(submission.id)
            return submission.id

        self._id = in_transaction(write)

    def accept(self, provider_job_id: str) -> None:
        def write(session: Session) -> None:
            found = self._find(session)
            if found is None:
                return
            found.provider_job_id = provider_job_id
            if found.state == SubmissionState.INTENDED:
                found.state = SubmissionState.ACCEPTED
            session.flush()
            session.execute(
                update(ProviderSubmission)
                .where(ProviderSubmission.id == found.id)
                .values(accepted_at=func.coalesce(ProviderSubmission.accepted_at, func.clock_timestamp()))
            )
            provider_gate.note_success(session, self._provider, self._work.owner)

        in_transaction(write)

    def refuse(self, reason: str) -> None:
        def write(session: Session) -> None:
            found = self._find(session)
            if found is not None and found.state != SubmissionState.COLLECTED:
                found.error_message = mask_secrets(reason)
                submissions.end(session, found, SubmissionState.REFUSED)

        in_transaction(write)

    def charge(self, amount: Decimal, currency: str) -> None:
        if not amount.is_finite() or not 0 <= amount < _LARGEST_CHARGE:
            log.warning("charge_not_understood", provider=self._provider.name, amount=str(amount))
            return

        def write(session: Session) -> None:
            found = self._find(session)
            if found is not None:
                found.cost = amount
                found.currency = _spelled(currency)

        in_transaction(write)

    def _find(self, session: Session) -> ProviderSubmission | None:
        """The line of this attempt: it stays ours whatever became of it meanwhile."""
        if self._id is not None:
            return session.get(ProviderSubmission, self._id)
        found = submissions.open_submission(session, items.item_at(session, self._work.place).id)
        self._id = None if found is None else found.id
        return found


def _spelled(currency: str) -> str:
    """Dollars are spelled one way, so that they count; whatever else stays as the vendor writes it."""
    word = currency.strip()
    return submissions.USD if word.upper() == submissions.USD else word
