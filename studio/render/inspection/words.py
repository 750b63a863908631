"""Times and places in words, the same in checks, tables and pages. Pure."""

from collections.abc import Sequence

_NAMED = 5


def clock(seconds: float) -> str:
    """Minutes, seconds and tenths, and hours where there are any."""
    tenths = round(max(0.0, seconds) * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{rest // 10:02d}.{rest % 10}"


def few(items: Sequence[str]) -> str:
    """The first of many, and how many there are besides."""
    rest = len(items) - _NAMED
    return "; ".join([*items[:_NAMED], *([f"and {rest} more"] if rest > 0 else [])])
