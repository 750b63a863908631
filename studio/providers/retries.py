"""The one retry policy of the providers: for reads, and for requests that were certainly refused.

It must not be put around a request whose outcome could be unknown: where a create may have been
taken, and charged, the provider raises SubmissionUnknown, which is never retried here.
"""

import datetime
import email.utils
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from studio.errors import Stopped, StudioError
from studio.logs import get_logger

Result = TypeVar("Result")

logger = get_logger(__name__)

_LONGEST_NAP_SECONDS = 0.5
"""How long a wait may go on before it asks again whether to stop."""


def never_stop() -> bool:
    """The `should_stop` of work that nobody can cancel."""
    return False


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long. The n-th wait is about `first_wait_seconds` * 2**(n-1), plus jitter."""

    max_attempts: int = 5
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 30.0
    longest_retry_after_seconds: float = 120.0
    """Where a vendor asks for a longer pause, the error goes up at once and says how long."""
    total_seconds: float = 300.0
    """No attempt starts later than this after the first one did."""
    sleep: Callable[[float], None] = time.sleep
    """Waits for the seconds that it is given; called with half a second at most."""


DEFAULT_POLICY = RetryPolicy()


def call_with_retries(
    call: Callable[[], Result],
    *,
    should_stop: Callable[[], bool] = never_stop,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Result:
    """What `call` returns, tried again while it raises a StudioError that is `retryable`.

    An error's `retry_after_seconds` is waited for in full; without one the wait grows exponentially
    with jitter. Raises the last error once the policy is used up, and Stopped as soon as
    `should_stop` says so, before an attempt or in the middle of a wait.
    """

    def attempt() -> Result:
        _raise_if(should_stop)
        return call()

    def sleep(seconds: float) -> None:
        remaining = seconds
        while remaining > 0:
            _raise_if(should_stop)
            nap = min(remaining, _LONGEST_NAP_SECONDS)
            policy.sleep(nap)
            remaining -= nap

    grow = tenacity.wait_exponential_jitter(
        multiplier=policy.first_wait_seconds,
        max=policy.longest_wait_seconds,
        jitter=policy.first_wait_seconds,
    )

    def wait(state: tenacity.RetryCallState) -> float:
        asked = _asked_pause(state)
        if asked is None:
            return grow(state)
        # A little jitter on top, so that all threads that were told the same do not come back at once.
        return asked + random.uniform(0, policy.first_wait_seconds)  # noqa: S311 - not a secret

    def is_worth_repeating(error: BaseException) -> bool:
        return (
            isinstance(error, StudioError)
            and error.retryable
            and (error.retry_after_seconds or 0.0) <= policy.longest_retry_after_seconds
        )

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_worth_repeating),
        wait=wait,
        stop=tenacity.stop_after_attempt(policy.max_attempts) | tenacity.stop_before_delay(policy.total_seconds),
        sleep=sleep,
        before_sleep=_log_wait,
        reraise=True,
    )
    return retrying(attempt)


def read_retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """The pause that a vendor asks for, or None where it names none that can be understood.

    Reads `retry-after-ms` (milliseconds) and `Retry-After`, in seconds or as a date (RFC 9110,
    section 10.2.3). `headers` must ignore case, as the HTTP clients' own mappings do.
    """
    milliseconds = _read_number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _read_number(text)
    if seconds is not None or text is None:
        return seconds
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (moment - datetime.datetime.now(datetime.UTC)).total_seconds())


def _read_number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _asked_pause(state: tenacity.RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome is not None else None
    return error.retry_after_seconds if isinstance(error, StudioError) else None


def _raise_if(should_stop: Callable[[], bool]) -> None:
    if should_stop():
        raise Stopped("The work was stopped before the provider answered; run it again to go on.")


def _log_wait(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    logger.warning(
        "provider_retry",
        attempt=state.attempt_number,
        wait_seconds=round(state.upcoming_sleep, 2),
        reason=str(error),
    )
