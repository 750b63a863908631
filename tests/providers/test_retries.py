"""The retry policy: what is tried again, how long it waits, and when it gives up."""

import datetime
import email.utils
from collections.abc import Callable

import httpx
import pytest

from studio.errors import BrokenReply, ProviderRateLimited, ProviderUnavailable, Stopped, SubmissionUnknown
from studio.providers.retries import RetryPolicy, call_with_retries, read_retry_after_seconds


class Clock:
    """Collects naps instead of taking them."""

    def __init__(self) -> None:
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)

    @property
    def total(self) -> float:
        return sum(self.naps)


def failing(times: int, error: Exception) -> Callable[[], str]:
    left = times

    def call() -> str:
        nonlocal left
        if left:
            left -= 1
            raise error
        return "done"

    return call


def test_retryable_errors_are_tried_again_with_growing_waits() -> None:
    clock = Clock()
    policy = RetryPolicy(first_wait_seconds=1, sleep=clock.sleep)
    assert call_with_retries(failing(3, ProviderUnavailable("down")), policy=policy) == "done"
    assert 1 + 2 + 4 <= clock.total <= 1 + 2 + 4 + 3


@pytest.mark.parametrize("error", [BrokenReply("odd"), SubmissionUnknown("may be charged"), ValueError("bug")])
def test_other_errors_go_up_at_once(error: Exception) -> None:
    clock = Clock()
    with pytest.raises(type(error)) as raised:
        call_with_retries(failing(1, error), policy=RetryPolicy(sleep=clock.sleep))
    assert raised.value is error
    assert clock.naps == []


def test_attempts_are_bounded_and_the_last_error_is_raised() -> None:
    clock, calls = Clock(), []

    def call() -> None:
        calls.append(1)
        raise ProviderUnavailable(f"down {len(calls)}")

    with pytest.raises(ProviderUnavailable, match="down 3"):
        call_with_retries(call, policy=RetryPolicy(max_attempts=3, sleep=clock.sleep))


def test_the_asked_pause_is_waited_for_in_full() -> None:
    clock = Clock()
    error = ProviderRateLimited("slow down", retry_after_seconds=17)
    call_with_retries(failing(1, error), policy=RetryPolicy(first_wait_seconds=0.1, sleep=clock.sleep))
    assert 17 <= clock.total <= 17.1


def test_too_long_a_pause_goes_up_with_its_length() -> None:
    clock = Clock()
    error = ProviderRateLimited("tomorrow", retry_after_seconds=86_400)
    with pytest.raises(ProviderRateLimited) as raised:
        call_with_retries(failing(1, error), policy=RetryPolicy(sleep=clock.sleep))
    assert raised.value.retry_after_seconds == 86_400
    assert clock.naps == []


def test_no_attempt_starts_past_the_total() -> None:
    clock = Clock()
    error = ProviderRateLimited("slow down", retry_after_seconds=50)
    with pytest.raises(ProviderRateLimited):
        call_with_retries(failing(9, error), policy=RetryPolicy(total_seconds=40, sleep=clock.sleep))
    assert clock.naps == []


def test_stop_is_noticed_before_the_call_and_within_half_a_second_of_a_wait() -> None:
    clock = Clock()
    with pytest.raises(Stopped):
        call_with_retries(lambda: "never", should_stop=lambda: True)
    with pytest.raises(Stopped):
        call_with_retries(
            failing(1, ProviderRateLimited("slow down", retry_after_seconds=60)),
            should_stop=lambda: clock.total >= 2,
            policy=RetryPolicy(sleep=clock.sleep),
        )
    assert 2 <= clock.total <= 2.5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250", "Retry-After": "9"}, 0.25),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({}, None),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after_seconds(httpx.Headers(headers)) == seconds


def test_retry_after_may_be_a_date() -> None:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=40)
    headers = httpx.Headers({"Retry-After": email.utils.format_datetime(moment, usegmt=True)})
    assert read_retry_after_seconds(headers) == pytest.approx(40, abs=2)
