"""What a vendor said of key, balance and model, remembered for a minute: forms ask anew with each keystroke."""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from studio.errors import BrokenReply, ProviderRateLimited, ProviderUnavailable, StudioError
from studio.logs import get_logger
from studio.providers.retries import RetryPolicy

logger = get_logger(__name__)

LOOK_SECONDS = 5.0
"""Longest wait for a look: a person may be waiting for the form."""
ONCE = RetryPolicy(max_attempts=1)

_REMEMBERED_SECONDS = 60.0
_PROVES_NOTHING = (ProviderUnavailable, ProviderRateLimited, BrokenReply)
"""A vendor that is away just now, or answers oddly, may be well by the time it is needed."""

_known: dict[Hashable, tuple[float, object]] = {}
_lock = threading.Lock()
_insists = ContextVar("insists", default=False)


def look_once(key: Hashable, look: Callable[[], object]) -> None:
    """`look`, unless that was done a minute ago; then what it raised is raised again.

    Raises the StudioError that would stop an album. A vendor that cannot be asked now stops none.
    """
    if _insists.get():
        look()
        return
    with _lock:
        known = _known.get(key)
    if known is None or known[0] < time.monotonic():
        known = (time.monotonic() + _REMEMBERED_SECONDS, _outcome(look))
        with _lock:
            _known[key] = known
    if isinstance(known[1], StudioError):
        error = known[1]
        raise type(error)(error.message, retry_after_seconds=error.retry_after_seconds)


def forget_looks() -> None:
    """Ask anew: the person has changed something and wants to know."""
    with _lock:
        _known.clear()


@contextmanager
def insist() -> Iterator[None]:
    """Within it, every look is made anew, and a vendor that cannot be asked now is an error too: somebody asks."""
    token = _insists.set(True)
    try:
        yield
    finally:
        _insists.reset(token)


def pass_over(error: StudioError) -> None:
    """What proves nothing is noted and stops no album. Raises it where somebody insists."""
    if _insists.get():
        raise error from None
    logger.info("vendor_not_checked", reason=error.message)


def _outcome(look: Callable[[], object]) -> StudioError | None:
    try:
        look()
    except _PROVES_NOTHING as error:
        pass_over(error)
        return None
    except StudioError as error:
        return error
    return None
