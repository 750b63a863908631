"""What every generating provider is handed, and what makes sure that money is spent once."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from studio.settings import VisualKindName


class Submission(Protocol):
    """The ledger's line for this item, as a provider sees it.

    A provider that charges calls `intend` before its create request, `accept` with the vendor's job
    id as soon as it is known, and polls `provider_job_id` instead of creating where one is already
    there. `refuse` says that the vendor certainly did not take the request, or gave up one that it had
    accepted; `charge`, what the vendor says that it cost. Each call is durable when it returns.
    """

    @property
    def provider_job_id(self) -> str | None: ...

    def intend(self) -> None:
        """Raises SubmissionUnknown where an earlier intent has no known outcome, and BudgetReached.

        It also raises where nothing may be asked for now: the run was stopped, or the provider was closed after
        another item was refused. Whatever it raises is to go up: nothing was asked for.
        """

    def accept(self, provider_job_id: str) -> None: ...

    def refuse(self, reason: str) -> None: ...

    def charge(self, amount: Decimal, currency: str) -> None:
        """What the vendor says it charged, in all, for what it accepted.

        `currency` is `USD`, another currency's code, or the vendor's word for its credits.
        """


@dataclass(frozen=True, slots=True)
class GenerationContext:
    """Everything about the item besides its prompt."""

    order_index: int
    """Place in the album, from 0."""
    album_size: int
    title: str
    seed: int
    """Different for each item and take; the same when the same take is repeated."""
    album_seed: int
    """The same for all items and takes of an album: what is planned over the whole album follows from it."""
    directory: Path
    """An empty folder of this attempt. The provider leaves its one file here."""
    own_files: Path | None
    """The folder of own files that the job names, for the `library` providers."""
    submission: Submission
    should_stop: Callable[[], bool]
    """True once the work is to be given up: cancelled, fenced, or shutting down. Polling loops ask it."""
    visual_kind: VisualKindName = "still"
    """What a visual is to be. A provider of stills makes one in any case, and the render moves it."""
