"""How wrong tokens are counted."""

import pytest

from studio.api.attempts import MOST_OF_ALL, MOST_OF_AN_ADDRESS, WINDOW_SECONDS, Attempts
from studio.errors import TooManyAttempts


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def guess(attempts: Attempts, address: str, count: int) -> None:
    for number in range(count):
        assert not attempts.judge(address, f"{address}-{number}".encode(), is_right=False)


def test_one_address_is_refused_and_others_are_not() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    guess(attempts, "one", MOST_OF_AN_ADDRESS)
    clock.seconds += 100
    with pytest.raises(TooManyAttempts) as refused:
        attempts.judge("one", b"right", is_right=True)
    assert refused.value.retry_after_seconds == WINDOW_SECONDS - 100
    assert attempts.judge("other", b"right", is_right=True)
    clock.seconds += WINDOW_SECONDS - 100
    assert attempts.judge("one", b"right", is_right=True)


def test_made_up_addresses_do_not_help_and_lock_nobody_out() -> None:
    attempts = Attempts(Clock())
    assert attempts.judge("home", b"right", is_right=True)
    for number in range(MOST_OF_ALL):
        guess(attempts, f"made-up-{number}", 1)
    with pytest.raises(TooManyAttempts):
        attempts.judge("another", b"right", is_right=True)
    assert attempts.judge("home", b"right", is_right=True)


def test_the_same_wrong_token_counts_once_and_from_its_first_time() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(5 * MOST_OF_AN_ADDRESS):
        guess(attempts, "one", 1)
        clock.seconds += 1
    guess(attempts, "one", MOST_OF_AN_ADDRESS)
    with pytest.raises(TooManyAttempts):
        guess(attempts, "one", 1)
