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

from sqlalchemy.orm import Session

from studio import events
from studio.db import items, submissions
from studio.db.items import Claim, Place
from studio.db.session import in_transaction, transaction
from studio.errors import (
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
from studio.pipeline import runs
from studio.settings import RecoverySettings, get_settings
from studio.stages import ItemState, Stage

log = get_logger(__name__)

_WATCH_SECONDS = 1.0
"""How often a worker asks whether its work is still wanted."""
_PROGRESS_SECONDS = 0.5
_SHORT_WAIT_SECONDS = 20.0
"""A wait up to this is spent in the queue; a longer one is written down, where a restart cannot lose it."""
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

    def __init__(self, place: Place, owner: uuid.UUID, attempts: int, recovery: RecoverySettings) -> None:
        self.place = place
        self.owner = owner
        self.attempts = attempts
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
                submission.state = SubmissionState.COLLECTED
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
    outcome, attempts = in_transaction(lambda session: _claim(session, place, owner, recovery))
    if outcome != Claim.MINE:
        log.info("nothing_to_do", outcome=outcome.value, **_bound(place))
        yield None
        return
    work = Work(place, owner, attempts, recovery)
    try:
        yield work
    except Fenced as error:
        log.warning("fenced", reason=error.message, **_bound(place))
    except Exception as error:
        work.end()
        _give_back(work, error, recovery)
    finally:
        work.end()


def _claim(session: Session, place: Place, owner: uuid.UUID, recovery: RecoverySettings) -> tuple[Claim, int]:
    outcome = items.claim(session, place, owner, recovery.lease_seconds)
    if outcome != Claim.MINE:
        return outcome, 0
    item = items.item_at(session, place)
    if item.attempts > recovery.max_attempts:
        message = (
            f"{name_of(place)} was tried {recovery.max_attempts} times and its worker died each time; "
            "look at the worker's log, then start the job again."
        )
        _fail(session, place, owner, _WORKER_DIED, message)
        return Claim.FAILED, item.attempts
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
    return outcome, item.attempts


def _fail(session: Session, place: Place, owner: uuid.UUID, code: str, message: str) -> None:
    item = items.lock_mine(session, place, owner)
    if code in _CODES_THAT_END_A_SUBMISSION:
        submissions.give_up(session, place.job_id, [(place.stage, place.order_index)])
    items.finish(session, item, ItemState.FAILED, error_code=code, error_message=message)
    events.record(
        session,
        job_id=place.job_id,
        run_no=place.run_no,
        code=code,
        message=message,
        stage=place.stage,
        order_index=place.order_index,
        level=EventLevel.ERROR,
    )


def _give_back(work: Work, error: Exception, recovery: RecoverySettings) -> None:
    """End the lease of work that did not succeed: waiting again, or failed with the reason."""
    place = work.place
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        error = OutputNotWritable(
            f"{get_settings().output.root.resolve()} cannot be written ({error.strerror}: {error.filename}); "
            "check its owner and permissions, then start the job again."
        )
    if isinstance(error, StudioError):
        code, message = error.code, mask_secrets(error.message)
    else:
        log.error("unexpected_error", exc_info=error, **_bound(place))
        code = "unexpected_error"
        message = (
            f"{name_of(place)} met an unexpected error ({type(error).__name__}: {mask_secrets(str(error))[:300]}); "
            "the worker's log has the details."
        )
    was_stopped = isinstance(error, Stopped | RunInterrupted)
    is_retryable = not isinstance(error, StudioError) or error.retryable
    may_retry = was_stopped or (is_retryable and work.attempts < recovery.max_attempts)
    wait_seconds = _wait_seconds(error, work.attempts)

    def hand_back(session: Session) -> None:
        if not may_retry:
            _fail(session, place, work.owner, code, message)
            return
        item = items.lock_mine(session, place, work.owner)
        items.finish(
            session,
            item,
            ItemState.WAITING,
            error_code=None if was_stopped else code,
            error_message=None if was_stopped else message,
            not_before_seconds=wait_seconds if wait_seconds > _SHORT_WAIT_SECONDS else None,
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

    try:
        in_transaction(hand_back)
    except Fenced as fenced:
        log.warning("fenced", reason=fenced.message, **_bound(place))
        return
    if was_stopped:
        # Apart from the transaction above: that one shares the job's row, and this one changes it.
        in_transaction(lambda session: runs.settle_or_wake(session, place.job_id, place.run_no))
    if may_retry and not was_stopped and wait_seconds <= _SHORT_WAIT_SECONDS:
        raise RetryLater(message, retry_after_seconds=wait_seconds) from error


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
