"""What a vendor said of key, balance and model, remembered for a minute: forms ask anew with each keystroke."""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast, runtime_checkable

from studio.errors import BrokenReply, ProviderRateLimited, ProviderUnavailable, StudioError
from studio.logs import get_logger
from studio.providers.retries import RetryPolicy

Seen = TypeVar("Seen")

logger = get_logger(__name__)

LOOK_SECONDS = 5.0
"""Longest wait for a look: a person may be waiting for the form."""
ONCE = RetryPolicy(max_attempts=1)

_REMEMBERED_SECONDS = 60.0
_PROVES_NOTHING = (ProviderUnavailable, ProviderRateLimited, BrokenReply)
"""A vendor that is away just now, or answers oddly, may be well by the time it is needed."""


@dataclass(frozen=True, slots=True)
class _Look:
    outcome: object
    """What was seen, the StudioError that would stop an album, or None of a vendor that could not be asked."""
    fresh_until: float


_known: dict[Hashable, _Look] = {}
_under_way: set[Hashable] = set()
_lock = threading.Lock()
_insists = ContextVar("insists", default=False)
_glances = ContextVar("glances", default=False)


@runtime_checkable
class HasAccount(Protocol):
    """A provider whose vendor tells what is left of balance or quota."""

    def account(self) -> tuple[str, ...]:
        """What the vendor said of the account, as short phrases; nothing where it could not be asked just now.

        Raises what its `check` raises for a key that is missing or refused.
        """


def look_once(key: Hashable, look: Callable[[], Seen]) -> Seen | None:
    """What `look` sees, or saw a minute ago. None of a vendor that cannot be asked now: that stops no album.

    Raises the StudioError that would stop an album, again where it was raised a minute ago.
    """
    if _insists.get():
        return look()
    with _lock:
        known = _known.get(key)
    if known is None or known.fresh_until < time.monotonic():
        if _glances.get():
            _look_beside(key, look)
        else:
            known = _look_now(key, look)
    if known is None:
        return None
    if isinstance(known.outcome, StudioError):
        error = known.outcome
        raise type(error)(error.message, retry_after_seconds=error.retry_after_seconds)
    return cast("Seen | None", known.outcome)


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


@contextmanager
def glance() -> Iterator[None]:
    """Within it nobody waits for a vendor: what it said last stands, and it is asked anew beside."""
    token = _glances.set(True)
    try:
        yield
    finally:
        _glances.reset(token)


def pass_over(error: StudioError) -> None:
    """What proves nothing is noted and stops no album. Raises it where somebody insists."""
    if _insists.get():
        raise error from None
    logger.info("vendor_not_checked", reason=error.message)


def _look_beside(key: Hashable, look: Callable[[], object]) -> None:
    with _lock:
        if key in _under_way:
            return
        _under_way.add(key)

    def work() -> None:
        try:
            _look_now(key, look)
        finally:
            with _lock:
                _under_way.discard(key)

    threading.Thread(target=work, name="look at a vendor", daemon=True).start()


def _look_now(key: Hashable, look: Callable[[], object]) -> _Look:
    made = _Look(_outcome(look), time.monotonic() + _REMEMBERED_SECONDS)
    with _lock:
        _known[key] = made
    return made


def _outcome(look: Callable[[], object]) -> object:
    try:
        return look()
    except _PROVES_NOTHING as error:
        pass_over(error)
        return None
    except StudioError as error:
        return error
