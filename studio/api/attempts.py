"""Wrong admin tokens of late: who has offered too many is refused unheard for a while.

The same wrong token again is no further guess: pages that were left open with an old one do no harm. Where an address
can be made up, as behind a page server that hands it on, the limit for all addresses together holds; those that have
brought the right token before are exempt from it, so that nobody is locked out of a page that is open.
"""

import hashlib
import math
import threading
import time
from collections.abc import Callable

from studio.errors import TooManyAttempts

WINDOW_SECONDS = 300.0
MOST_OF_AN_ADDRESS = 10
MOST_OF_ALL = 100


class Attempts:
    """Kept in this process: another process of the API counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[tuple[str, bytes], float] = {}
        """When each address first offered each wrong token, by the token's hash, the oldest first."""
        self._known: set[str] = set()

    def judge(self, address: str, offered: bytes, *, is_right: bool) -> bool:
        """What is to be told of the token. Raises TooManyAttempts, whether it is right or not."""
        with self._lock:
            now = self._clock()
            self._wrong = {guess: since for guess, since in self._wrong.items() if now - since < WINDOW_SECONDS}
            own = [since for (by, _), since in self._wrong.items() if by == address]
            if len(own) >= MOST_OF_AN_ADDRESS:
                raise _refusal(own[0], now)
            if len(self._wrong) >= MOST_OF_ALL and address not in self._known:
                raise _refusal(min(self._wrong.values()), now)
            if is_right:
                self._known.add(address)
            else:
                self._wrong.setdefault((address, hashlib.sha256(offered).digest()), now)
        return is_right


def _refusal(oldest: float, now: float) -> TooManyAttempts:
    seconds = math.ceil(oldest + WINDOW_SECONDS - now)
    return TooManyAttempts(
        f"Too many wrong admin tokens were tried. Wait {seconds} s, then try again with the value of ADMIN_TOKEN.",
        retry_after_seconds=seconds,
    )
