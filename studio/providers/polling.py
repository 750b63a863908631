"""Looking after a piece that a vendor is making, at the pace that the vendor asks for, until it is there."""

import time
from collections.abc import Callable
from typing import TypeVar

from studio.errors import ProviderUnavailable
from studio.providers.whole_file import raise_if_stopped

Found = TypeVar("Found")

_NAP_SECONDS = 0.5
"""How long a pause goes on before it asks again whether to stop."""
_LATER_SECONDS = 60.0


def wait_for_piece(
    look: Callable[[], Found | None],
    *,
    label: str,
    every_seconds: float,
    limit_seconds: float,
    should_stop: Callable[[], bool],
) -> Found:
    """What `look` finds at last. Raises what `look` raises, Stopped, and ProviderUnavailable after the limit.

    The vendor goes on working after that: its job's id is in the ledger, and the next attempt looks at the same piece.
    """
    over_at = time.monotonic() + limit_seconds
    while (found := look()) is None:
        wake_at = time.monotonic() + every_seconds
        if wake_at > over_at:
            raise ProviderUnavailable(
                f"{label} is not done after {limit_seconds:g} s; it is looked at again later.",
                retry_after_seconds=_LATER_SECONDS,
            )
        while (left := wake_at - time.monotonic()) > 0:
            raise_if_stopped(should_stop)
            time.sleep(min(left, _NAP_SECONDS))
    return found
