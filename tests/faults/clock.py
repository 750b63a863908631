"""A clock that can be stepped while processes run: by libfaketime where it is installed, else by a shim in Python.

Only the time of day is stepped, as by an administrator or a wrong NTP server: no clock that counts the seconds since
the start of the machine is touched.
"""

import os
from pathlib import Path

_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
_SHIM = Path(__file__).parent / "clock_shim"


def find_libfaketime() -> Path | None:
    found = [path for pattern in _LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))]
    return found[0] if found else None


class Clock:
    """The file that processes with this environment read their offset from, again and again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._library = find_libfaketime()
        self.step(0)

    @property
    def kind(self) -> str:
        return "the Python shim" if self._library is None else "libfaketime"

    def environment(self, python_path: str) -> dict[str, str]:
        """What to start a process with; `python_path` is its usual PYTHONPATH."""
        if self._library is None:
            return {"PYTHONPATH": os.pathsep.join((str(_SHIM), python_path)), "STUDIO_TEST_CLOCK": str(self._file)}
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """Set the time of day to so much ahead of what it is."""
        self._file.write_text(f"{seconds:+d}\n")
