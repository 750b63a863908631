"""Doing one item: claim its lease, keep it alive, hand in the result or the reason why there is none.

    with work_on(place) as work:
        if work is None:            # somebody else's, or done already
            return
        ...                         # long work, outside any transaction
        work.complete(lambda session: ...)

A worker that dies leaves a lease that runs out; one that sleeps through its lease is fenced when it wakes.
"""

import errno
import mmap
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from studio import disk, events
from studio.db import items, submissions
from studio.db.items import Claim, Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction, transaction
from studio.errors import (
    BudgetReached,
    ContentRefused,
    DamagedDownload,
    DuplicateMedia,
    Fenced,
    OutputNotWritable,
    RunInterrupted,
    ServiceUnreachable,
    SilentTrack,
    Stopped,
    StudioError,
    TrackTooShort,
)
from studio.logs import get_logger, mask_secrets
from studio.models import EventLevel, SubmissionState
from studio.pipeline import provider_gate, runs
from studio.pipeline.provider_gate import SHORT_WAIT_SECONDS, ProviderClosed
from studio.settings import RecoverySettings, get_settings
from studio.stages import ItemState, Stage

log = get_logger(__name__)

_WATCH_SECONDS = 1.0
"""How often a worker asks whether its work is still wanted."""
_PROGRESS_SECONDS = 0.5
_WORKER_DIED = "worker_died"
_CODES_THAT_END_A_SUBMISSION = frozenset(
    error.code for error in (ContentRefused, DamagedDownload, SilentTrack, TrackTooShort, DuplicateMedia)
)
"""Failures after which what was ordered is of no use, so that trying again means ordering again. After every other one
the provider may still hold what was paid for: it is asked for that first."""
_NOT_WRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR})

_shutting_down = mmap.mmap(-1, 1)
"""A byte that a worker shares with the processes of its pool: they are forked from it, and nobody else tells them."""


def begin_shutdown() -> None:
    """Tell all work in this process, and in those forked from it, to stop and hand back what it has."""
    _shutting_down[0] = 1


class RetryLater(StudioError):
    """The item waits again; the queue is to ring for it once more after `retry_after_seconds`."""

    code = "retry_later"
    retryable = True


def name_of(place: Place) -> str:
    """As people count: track 7, visual 7, the render."""
    return {
        Stage.PROMPTS: "Prompts",
        Stage.TRACKS: f"Track {place.order_index + 1}",
        Stage.VISUALS: f"Visual {place.order_index + 1}",
        Stage.RENDER: "Render",
        Stage.METADATA: "Metadata",
    }[place.stage]


class Work:
    """An item whose lease is ours."""

    def __init__(
        self,
        place: Place,
        owner: uuid.UUID,
        attempts: int,
        recovery: RecoverySettings,
        provider: ProviderKey | None = None,
    ) -> None:
        self.place = place
        self.owner = owner
        self.attempts = attempts
        self.folder = get_settings().output.root
        self.needed_bytes = 0
        """What the work takes of the folder's disk; 0 where that is next to nothing."""
        self.provider = provider
        """Who makes what the item needs; None where nobody else does."""
        self._recovery = recovery
        self._stop = threading.Event()
        self._over = threading.Event()
        self._reported_at = 0.0
        self._watcher = threading.Thread(target=self._watch, name=f"lease-{owner}", daemon=True)
        self._watcher.start()

    def should_stop(self) -> bool:
        """True once the work is to be given up: cancelled, taken over, or the worker is shutting down."""
        return self._stop.is_set() or _shutting_down[0] != 0

    def raise_if_stopped(self) -> None:
        if self.should_stop():
            raise Stopped(f"{name_of(self.place)} was stopped.")

    def need_disk(self, folder: Path, needed_bytes: int) -> None:
        """Look whether there is room for a large step before it is begun, and know what to say where it ends midway.

        Raises NotEnoughDisk.
        """
        self.folder, self.needed_bytes = folder, needed_bytes
        disk.check_free_disk(folder, needed_bytes)

    def report(self, progress: float, note: str, *, is_new_step: bool = False) -> None:
        """Show how far it is, 0 to 1. Called as often as one likes; written twice a second, and with each new step."""
        now = time.monotonic()
        if not is_new_step and now - self._reported_at < _PROGRESS_SECONDS:
            return
        self._reported_at = now
        try:
            with transaction() as session:
                items.report_progress(session, self.place, self.owner, progress, note)
                events.ring_after_commit(session, self.place.job_id)
        except ServiceUnreachable:
            log.warning("progress_not_written", **_bound(self.place))

    def complete(self, keep: Callable[[Session], str]) -> None:
        """Hand in the result: `keep` writes the rows and returns the sentence for the log.

        One transaction with the check that the run and the lease are still ours; raises Fenced if not.
        """

        def hand_in(session: Session) -> None:
            item = items.lock_mine(session, self.place, self.owner)
            message = keep(session)
            submission = submissions.open_submission(session, item.id)
            if submission is not None:
                submissions.end(session, submission, SubmissionState.COLLECTED)
            if self.provider is not None:
                provider_gate.note_success(session, self.provider, self.owner)
            items.finish(session, item, ItemState.DONE)
            events.record(
                session,
                job_id=self.place.job_id,
                run_no=self.place.run_no,
                code="item_done",
                message=message,
                stage=self.place.stage,
                order_index=self.place.order_index,
            )

        in_transaction(hand_in)

    def end(self) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        """Extend the lease every third of its length; stop the work when it is lost or no longer certain."""
        lease_seconds = self._recovery.lease_seconds
        renewed_at = time.monotonic()
        while not self._over.wait(min(_WATCH_SECONDS, lease_seconds / 4)):
            try:
                is_due = time.monotonic() - renewed_at > lease_seconds / 3
                asked_at = time.monotonic()
                with transaction() as session:
                    if is_due:
                        mine = items.renew(session, self.place, self.owner, lease_seconds)
                        renewed_at = asked_at
                    else:
                        mine = items.is_still_mine(session, self.place, self.owner)
            except ServiceUnreachable:
                # Nobody else can take the lease over before it ends, so the work goes on until shortly before.
                mine = time.monotonic() - renewed_at < lease_seconds * 0.8
            if not mine:
                self._stop.set()
                return


@contextmanager
def work_on(place: Place) -> Iterator[Work | None]:
    """The lease of an item for the length of the block; None where there is nothing to do.

    Errors do not leave the block: they become the item's state and an event. The one exception is RetryLater.
    """
    recovery = get_settings().recovery
    owner = uuid.uuid4()
    outcome, attempts, provider = in_transaction(lambda session: _claim(session, place, owner, recovery))
    if outcome != Claim.MINE:
        log.info("nothing_to_do", outcome=outcome.value, **_bound(place))
        yield None
        return
    work = Work(place, owner, attempts, recovery, provider)
    try:
        yield work
    except Fenced as error:
        log.warning("fenced", reason=error.message, **_bound(place))
    except Exception as error:
        work.end()
        _give_back(work, error, recovery)
    finally:
        work.end()


def _claim(
    session: Session, place: Place, owner: uuid.UUID, recovery: RecoverySettings
) -> tuple[Claim, int, ProviderKey | None]:
    """What came of it, how often the item was tried, and its provider."""
    outcome = items.claim(session, place, owner, recovery.lease_seconds)
    if outcome != Claim.MINE:
        return outcome, 0, None
    item = items.item_at(session, place)
    provider = provider_gate.maker_of(session, item)
    closure = None if provider is None else provider_gate.find_long_closure(session, item, provider)
    if closure is not None:
        _set_aside(session, place, owner, closure.code, closure.reason, closure.seconds_left)
        return Claim.CLOSED, item.attempts, provider
    if item.attempts > recovery.max_attempts:
        message = (
            f"{name_of(place)} was tried {recovery.max_attempts} times and its worker died each time; "
            "look at the worker's log, then start the job again."
        )
        _fail(session, place, owner, _WORKER_DIED, message)
        return Claim.FAILED, item.attempts, provider
    events.record(
        session,
        job_id=place.job_id,
        run_no=place.run_no,
        code="item_started",
        message=f"{name_of(place)} started."
        if item.attempts == 1
        else f"{name_of(place)} started, attempt {item.attempts}.",
        stage=place.stage,
        order_index=place.order_index,
    )
    if provider is not None:
        provider_gate.tell_taken_over(session, place, provider)
    return outcome, item.attempts, provider


def _set_aside(
    session: Session, place: Place, owner: uuid.UUID, code: str, message: str, wait_seconds: float | None
) -> None:
    """Let the item wait until it may go on, or for a person with None. That is no attempt, and is told once a run."""
    item = items.lock_mine(session, place, owner)
    is_long = wait_seconds is not None and wait_seconds > SHORT_WAIT_SECONDS
    items.finish(
        session,
        item,
        ItemState.WAITING,
        error_code=code,
        error_message=message,
        not_before_seconds=wait_seconds if is_long else None,
        counts_as_attempt=False,
    )
    if wait_seconds is None:
        _tell_failure(session, place, code, message, once=True)


def _tell_failure(session: Session, place: Place, code: str, message: str, *, once: bool) -> None:
    events.record(
        session,
        job_id=place.job_id,
        run_no=place.run_no,
        code=code,
        message=message,
        stage=place.stage,
        order_index=None if once else place.order_index,
        level=EventLevel.ERROR,
        once=once,
    )


def _fail(
    session: Session, place: Place, owner: uuid.UUID, code: str, message: str, error: Exception | None = None
) -> None:
    item = items.lock_mine(session, place, owner)
    if code in _CODES_THAT_END_A_SUBMISSION:
        submissions.give_up(session, place.job_id, [(place.stage, place.order_index)])
    items.finish(session, item, ItemState.FAILED, error_code=code, error_message=message)
    is_for_all = error is not None and provider_gate.needs_a_person(error)
    _tell_failure(session, place, code, message, once=is_for_all)


def _give_back(work: Work, error: Exception, recovery: RecoverySettings) -> None:
    """End the lease of work that did not succeed: waiting again, or failed with the reason."""
    place = work.place
    if disk.is_full(error):
        # Said here and not where it was met: what was begun is removed by now, so this is what is free.
        log.warning("disk_full", reason=f"{type(error).__name__}: {error}", **_bound(place))
        error = disk.explain_full(error, work.folder, work.needed_bytes)
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        error = OutputNotWritable(
            f"{get_settings().output.root.resolve()} cannot be written ({error.strerror}: {error.filename}); "
            "check its owner and permissions, then start the job again."
        )
    code, message = _describe(work, error)
    was_stopped = isinstance(error, Stopped | RunInterrupted)
    set_aside = error if isinstance(error, ProviderClosed | BudgetReached) else None
    is_retryable = not isinstance(error, StudioError) or error.retryable
    may_retry = was_stopped or (is_retryable and work.attempts < recovery.max_attempts)
    wait_seconds = _wait_seconds(error, work.attempts)

    def hand_back(session: Session) -> bool:
        """Whether another provider goes on with it."""
        item = items.lock_mine(session, place, work.owner)
        if work.provider is not None and set_aside is None:
            provider_gate.note_failure(session, work.provider, work.owner, error, message, wait_seconds)
        if provider_gate.needs_a_person(error) and provider_gate.is_replaced(session, item, work.provider):
            items.finish(session, item, ItemState.WAITING, counts_as_attempt=False)
            return True
        if set_aside is not None:
            _set_aside(session, place, work.owner, code, message, set_aside.retry_after_seconds)
            return False
        if not may_retry:
            _fail(session, place, work.owner, code, message, error)
            return False
        items.finish(
            session,
            item,
            ItemState.WAITING,
            error_code=None if was_stopped else code,
            error_message=None if was_stopped else message,
            not_before_seconds=wait_seconds if wait_seconds > SHORT_WAIT_SECONDS else None,
            counts_as_attempt=not was_stopped,
        )
        events.record(
            session,
            job_id=place.job_id,
            run_no=place.run_no,
            code=code,
            message=message if was_stopped else f"{message} Trying again.",
            stage=place.stage,
            order_index=place.order_index,
            level=EventLevel.INFO if was_stopped else EventLevel.WARNING,
        )
        return False

    try:
        is_handed_on = in_transaction(hand_back)
    except Fenced as fenced:
        log.warning("fenced", reason=fenced.message, **_bound(place))
        return
    if is_handed_on:
        raise RetryLater(message, retry_after_seconds=0.0) from error
    if was_stopped:
        # Apart from the transaction above: that one shares the job's row, and this one changes it.
        in_transaction(lambda session: runs.settle_or_wake(session, place.job_id, place.run_no))
    if set_aside is not None:
        may_retry = set_aside.retry_after_seconds is not None
    if may_retry and not was_stopped and wait_seconds <= SHORT_WAIT_SECONDS:
        raise RetryLater(message, retry_after_seconds=wait_seconds) from error


def _describe(work: Work, error: Exception) -> tuple[str, str]:
    """The code and the sentence for people."""
    if isinstance(error, ProviderClosed):
        return error.closure.code, error.closure.reason
    if not isinstance(error, StudioError):
        log.error("unexpected_error", exc_info=error, **_bound(work.place))
        return "unexpected_error", (
            f"{name_of(work.place)} met an unexpected error ({type(error).__name__}: "
            f"{mask_secrets(str(error))[:300]}); the worker's log has the details."
        )
    message = mask_secrets(error.message)
    if work.provider is not None and provider_gate.concerns_provider(error):
        message = provider_gate.with_label(work.provider, message)
    return error.code, message


def _wait_seconds(error: Exception, attempts: int) -> float:
    if isinstance(error, StudioError) and error.retry_after_seconds is not None:
        return error.retry_after_seconds
    return float(min(2**attempts, 15))


def _bound(place: Place) -> dict[str, object]:
    return {
        "job_id": place.job_id,
        "run_no": place.run_no,
        "stage": place.stage.value,
        "number": place.order_index + 1,
    }
