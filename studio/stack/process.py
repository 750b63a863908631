"""One child process of the studio: how it starts, how it is stopped, where its output goes.

It knows nothing of what the process does. Processes must be started from the main thread: the kernel's
parent-death signal is sent when the thread that forked ends, not when the whole studio does.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
TAIL_LINES = 12
POLL_SECONDS = 0.02
HURRIED_STOP_SECONDS = 1.0


@dataclass(frozen=True)
class Account:
    """A system account that a server runs as when the studio runs as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """Everything needed to start a process, as often as it takes."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    """The whole environment of the process, nothing is added."""
    log: Path
    directory: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    death_signal: signal.Signals = signal.SIGKILL
    """What the process receives when the studio itself is killed (Linux)."""
    niceness: int = 0
    """How far it lets others go first, 0 to 19."""
    inherited: tuple[int, ...] = ()
    """File descriptors that stay open in the process."""


def launch_arguments(
    arguments: Iterable[str],
    *,
    death_signal: signal.Signals = signal.SIGKILL,
    account: Account | None = None,
    niceness: int = 0,
) -> list[str]:
    """The argument list that starts `arguments` through `launch.py`."""
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    # -I and -S: no site-packages, no environment; the launcher takes about 15 ms.
    launcher = [sys.executable, "-I", "-S", str(LAUNCH)]
    numbers = (os.getpid(), int(death_signal), uid, gid, niceness)
    return [*launcher, *map(str, numbers), *arguments]


class Process:
    """A process that can be started again after it died."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return None if self._popen is None else self._popen.pid

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C in the terminal reaches the studio alone."""
        command = self.command
        with command.log.open("ab") as log:
            self._popen = subprocess.Popen(
                launch_arguments(
                    command.arguments,
                    death_signal=command.death_signal,
                    account=command.account,
                    niceness=command.niceness,
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=command.directory,
                env=dict(command.environment),
                start_new_session=True,
                pass_fds=command.inherited,
            )

    def is_alive(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def ask_to_stop(self) -> None:
        if self._popen is not None:
            self._popen.send_signal(self.command.stop_signal)

    def kill(self) -> None:
        """End it and everything left in its process group, and collect it. Does nothing the second time."""
        if self._popen is None:
            return
        # Also after a regular end: pool processes of a worker that was killed live on in its group.
        # macOS answers PermissionError where only a zombie is left in the group.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self._popen = None


def stop_processes(processes: Iterable[Process], is_hurried: Callable[[], bool]) -> None:
    """Stop `processes` side by side: each is asked, waited for, and killed when its time is over.

    Once `is_hurried` answers True (a second Ctrl-C), those left have `HURRIED_STOP_SECONDS` at most.
    """
    begin = time.monotonic()
    left = {process: begin + process.command.stop_seconds for process in processes}
    for process in left:
        process.ask_to_stop()
    hurried = False
    while left:
        if is_hurried() and not hurried:
            hurried = True
            end = time.monotonic() + HURRIED_STOP_SECONDS
            left = {process: min(deadline, end) for process, deadline in left.items()}
        for process, deadline in list(left.items()):
            if not process.is_alive() or time.monotonic() >= deadline:
                process.kill()
                del left[process]
        if left:
            time.sleep(POLL_SECONDS)


def log_tail(log: Path) -> str:
    """The last lines of a log, for an error message; empty where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 8192))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])


def plain_environment() -> dict[str, str]:
    """An environment for the servers: none of the person's keys, and no PG* variable to steer them."""
    kept = ("PATH", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C"}
