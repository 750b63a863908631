"""A studio in a process of its own, for tests that kill it or press Ctrl-C.

`python owner.py FOLDER [stubborn]` starts the embedded servers and one program, says "ready", and runs until it is
told to stop. The stubborn program ignores the request to stop, and has a child that ignores it too.
"""

import sys
import time
from pathlib import Path

from studio.settings import DatabaseSettings, RedisSettings, Settings, StackSettings
from studio.stack import Program, Stack

PATIENT = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    f"subprocess.Popen([sys.executable, '-c', {PATIENT!r}])\n"
    "print('stubborn', flush=True)\n"
    "time.sleep(600)\n"
)


def main(directory: Path, code: str) -> None:
    settings = Settings(
        _env_file=None,
        database=DatabaseSettings(),
        redis=RedisSettings(),
        stack=StackSettings(directory=directory),
    )
    program = Program("sleeper", (sys.executable, "-c", code), stop_seconds=300)
    with Stack(settings, [program]) as stack:
        stack.start_programs()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            stack.check()
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), STUBBORN if sys.argv[2:] == ["stubborn"] else PATIENT)
