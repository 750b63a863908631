"""Imported by Python at its start: moves the time of day by what a file says, looked at each time.

`time.time` and what `datetime` calls now; the clocks that count from the start of the machine go on as they are.
"""

import copyreg
import datetime
import os
import time

_FILE = os.environ["STUDIO_TEST_CLOCK"]
_time, _time_ns = time.time, time.time_ns
_Datetime = datetime.datetime


def _offset() -> int:
    with open(_FILE, encoding="ascii") as file:  # noqa: PTH123 - pathlib would be imported before it is patched
        return int(file.read() or 0)


class _Meta(type):
    """What C code makes is of the true class, and counts as one of ours."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _Datetime)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, _Datetime)


class _Shifted(_Datetime, metaclass=_Meta):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
        return _Datetime.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> datetime.datetime:  # type: ignore[override]
        return _Datetime.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> datetime.datetime:  # type: ignore[override]
        return _Datetime.fromtimestamp(time.time())


# Pickled by the name that both are known by, so that a process without this shim can read it.
_Shifted.__module__, _Shifted.__qualname__ = "datetime", "datetime"
copyreg.pickle(_Datetime, lambda value: (_Shifted, value.__reduce_ex__(2)[1]))  # type: ignore[arg-type, return-value]

time.time = lambda: _time() + _offset()
time.time_ns = lambda: _time_ns() + _offset() * 1_000_000_000
datetime.datetime = _Shifted  # type: ignore[misc]
