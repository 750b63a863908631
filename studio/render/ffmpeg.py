"""Finds FFmpeg and runs it: the one place of the package that starts processes.

It knows nothing of what is made. Every process is a list of arguments without a shell, leads its own
process group, and on Linux dies with the thread that started it. That signal follows the *thread*,
not the process, so all processes are started and awaited by the calling thread: none outlives the
call, and several run side by side from one loop.
"""

import collections
import contextlib
import ctypes
import errno
import fcntl
import functools
import itertools
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from studio.disk import REMEDY, full_in_words
from studio.errors import EncoderFailed, EncoderKilled, EncoderMissing, NotEnoughDisk, Stopped
from studio.render.album import ShouldStop

STALL_SECONDS = 120.0
"""A process whose frame, time and size have not moved for so long is ended."""

_POLL_SECONDS = 0.2
_STDERR_BYTES = 256 * 1024
_PR_SET_PDEATHSIG = 1
_PIPE_BYTES = 1 << 20
_REMEDY = "unset FFMPEG_BINARY to use the one that comes with the imageio-ffmpeg package, or install FFmpeg"

# Loaded before any fork: between fork and exec the child must not import or allocate more than it must.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class EncoderProgress:
    """What FFmpeg last said of itself."""

    frame: int = 0
    seconds: float = 0.0
    size_bytes: int = 0
    """Each as far as the output has it; a sound has no frames."""


OnProgress = Callable[[EncoderProgress], None]
Feed = Generator[npt.NDArray[np.uint8], None, None]


@dataclass(frozen=True, slots=True)
class Command:
    """One run of FFmpeg."""

    arguments: tuple[str, ...]
    """The whole list, the program first."""
    purpose: str
    """What it makes, in words that complete "FFmpeg could not ..."."""
    on_progress: OnProgress | None = None
    on_done: "Callable[[Outcome], Sequence[Command] | None] | None" = None
    """Called in the calling thread once this command has ended well. What it returns is run next."""
    feed: Callable[[], Feed] | None = None
    """Runs of bytes for its standard input, made in a thread of their own. Each is used up before the next is made."""


@dataclass(frozen=True, slots=True)
class Outcome:
    stderr: str
    """The end of what FFmpeg wrote, at most 256 KiB."""
    progress: EncoderProgress
    wall_seconds: float
    cpu_seconds: float
    """Of the process, and of the thread that fed it."""


def find_ffmpeg(binary: Path | None) -> Path:
    """The FFmpeg to use: the setting, else the one packed with imageio-ffmpeg, else the one on the PATH.

    Raises EncoderMissing when there is none, or the set one is no program.
    """
    if binary is not None:
        found = shutil.which(str(binary))
        if found is None:
            raise EncoderMissing(f"FFMPEG_BINARY names {binary}, which is no program; {_REMEDY}.")
        return Path(found)
    with contextlib.suppress(RuntimeError):
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    found = shutil.which("ffmpeg")
    if found is None:
        raise EncoderMissing(f"No FFmpeg was found; {_REMEDY}.")
    return Path(found)


def ffmpeg_version(ffmpeg: Path) -> str:
    """The version word of `ffmpeg -version`, for instance "7.1". Raises EncoderMissing when it does not run."""
    first_line = _ask(ffmpeg, "-version").partition("\n")[0]
    words = first_line.split()
    if words[:2] != ["ffmpeg", "version"] or len(words) < 3:
        raise EncoderMissing(f"{ffmpeg} does not answer like FFmpeg; {_REMEDY}.")
    return words[2]


def check_encoders(ffmpeg: Path) -> None:
    """Raises EncoderMissing when H.264 by libx264 or AAC cannot be encoded."""
    lines = _ask(ffmpeg, "-hide_banner", "-encoders").splitlines()
    names = {words[1] for line in lines if len(words := line.split()) > 1}
    lacking = [name for name in ("libx264", "aac") if name not in names]
    if lacking:
        raise EncoderMissing(f"{ffmpeg} lacks {' and '.join(lacking)}; {_REMEDY} with libx264.")


@functools.lru_cache(maxsize=16)
def _ask(ffmpeg: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            [str(ffmpeg), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EncoderMissing(f"{ffmpeg} does not run ({error}); {_REMEDY}.") from error
    if answer.returncode != 0:
        raise EncoderMissing(f"{ffmpeg} ended with status {answer.returncode} at once; {_REMEDY}.")
    return answer.stdout


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    purpose: str,
    should_stop: ShouldStop,
    on_progress: OnProgress | None = None,
    stall_seconds: float = STALL_SECONDS,
) -> Outcome:
    """Run one FFmpeg to its end, in this thread. Errors are those of `run_together`."""
    command = Command(tuple(arguments), purpose, on_progress)
    return run_together([command], jobs=1, should_stop=should_stop, stall_seconds=stall_seconds)[0]


def run_together(
    commands: Sequence[Command], *, jobs: int, should_stop: ShouldStop, stall_seconds: float = STALL_SECONDS
) -> list[Outcome]:
    """Run all commands in their order, up to `jobs` of them side by side, and wait for them in this thread.

    When one fails, or `should_stop()` turns true, the others are killed too. The outcomes are those of
    `commands`, in their order; commands that others asked for are not among them.

    Raises what a feed raises; Stopped; EncoderFailed with the end of FFmpeg's messages; EncoderKilled
    when a process was ended by a signal or stood still for `stall_seconds`; NotEnoughDisk;
    EncoderMissing when the program cannot be started.
    """
    outcomes: dict[int, Outcome] = {}
    running: dict[int, _Process] = {}
    waiting = collections.deque(enumerate(commands))
    numbers = itertools.count(len(commands))
    with selectors.DefaultSelector() as selector, ThreadPoolExecutor(jobs, "feed") as feeders:
        try:
            while waiting or running:
                if should_stop():
                    raise Stopped("The render was stopped.")
                while waiting and len(running) < jobs:
                    index, command = waiting.popleft()
                    running[index] = _start(command, selector, feeders)
                for key, _ in selector.select(_POLL_SECONDS):
                    key.data()
                for index, process in list(running.items()):
                    if process.is_over():
                        del running[index]
                        outcomes[index] = process.finish()
                        if process.command.on_done is not None:
                            following = process.command.on_done(outcomes[index]) or ()
                            waiting.extendleft(reversed([(next(numbers), command) for command in following]))
                    elif time.monotonic() - process.moved_at > stall_seconds:
                        raise EncoderKilled(
                            f"FFmpeg could not {process.command.purpose}: it stood still for {stall_seconds:g} s "
                            f"and was ended; start the render again."
                        )
        finally:
            for process in running.values():
                process.kill()
    return [outcomes[index] for index in range(len(commands))]


def _die_with_parent(parent: int) -> None:
    """Runs in the child. Where the parent died before the signal was asked for, the child ends itself."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _start(command: Command, selector: selectors.BaseSelector, feeders: Executor) -> "_Process":
    program, *rest = command.arguments
    try:
        child = subprocess.Popen(
            [program, "-nostdin", "-progress", "pipe:1", *rest],
            stdin=subprocess.DEVNULL if command.feed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            process_group=0,
            preexec_fn=functools.partial(_die_with_parent, os.getpid()) if _LIBC is not None else None,
        )
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise EncoderKilled(
                "There is not enough memory to start FFmpeg; close other programs and start again."
            ) from error
        raise EncoderMissing(f"{program} does not run ({error}); {_REMEDY}.") from error
    feeding = None
    if command.feed is not None and child.stdin is not None:
        feeding = feeders.submit(_feed, child.stdin, command.feed)
    return _Process(command, child, selector, feeding)


def _feed(pipe: IO[bytes], feed: Callable[[], Feed]) -> float:
    """Write everything into the pipe and close it; returns the CPU seconds that this took.

    A reader that is gone is no error here: its own end says why.
    """
    begun = time.thread_time()
    if sys.platform == "linux":
        # Room for a third of a picture instead of a fiftieth: fewer changes between the two processes.
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    with pipe, contextlib.closing(feed()) as pieces, contextlib.suppress(BrokenPipeError):
        for piece in pieces:
            rest = piece.data
            while rest:
                rest = rest[os.write(pipe.fileno(), rest) :]
    return time.thread_time() - begun


@dataclass(slots=True)
class _Process:
    command: Command
    child: "subprocess.Popen[bytes]"
    selector: selectors.BaseSelector
    feeding: "Future[float] | None" = None
    moved_at: float = field(default_factory=time.monotonic)
    progress: EncoderProgress = EncoderProgress()
    _stderr: bytearray = field(default_factory=bytearray)
    _unread: bytes = b""
    _fields: dict[str, str] = field(default_factory=dict)
    _open_pipes: int = 0
    _started_at: float = field(default_factory=time.monotonic)
    _cpu_seconds: float = 0.0

    def __post_init__(self) -> None:
        for pipe, take in ((self.child.stdout, self._take_progress), (self.child.stderr, self._take_stderr)):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                self.selector.register(pipe, selectors.EVENT_READ, functools.partial(self._read, pipe, take))
                self._open_pipes += 1

    def _read(self, pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
        try:
            data = os.read(pipe.fileno(), 65536)
        except BlockingIOError:
            return
        if data:
            take(data)
        else:
            self.selector.unregister(pipe)
            pipe.close()
            self._open_pipes -= 1

    def _take_stderr(self, data: bytes) -> None:
        self._stderr += data
        del self._stderr[:-_STDERR_BYTES]

    def _take_progress(self, data: bytes) -> None:
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            name, _, value = line.decode(errors="replace").partition("=")
            self._fields[name] = value.strip()
            if name == "progress":  # FFmpeg ends each report with this line
                self._report()

    def _report(self) -> None:
        progress = EncoderProgress(
            frame=_integer(self._fields.get("frame")),
            seconds=_integer(self._fields.get("out_time_us")) / 1e6,
            size_bytes=_integer(self._fields.get("total_size")),
        )
        if progress != self.progress:
            self.progress = progress
            self.moved_at = time.monotonic()
            if self.command.on_progress is not None:
                self.command.on_progress(progress)

    def is_over(self) -> bool:
        return self._open_pipes == 0 and self._collect(os.WNOHANG)

    def _collect(self, options: int) -> bool:
        """Whether the process has ended. `wait4` tells its CPU time, which `Popen` does not."""
        if self.child.returncode is None:
            ended, status, usage = os.wait4(self.child.pid, options)
            if ended == 0:
                return False
            self.child.returncode = os.waitstatus_to_exitcode(status)
            self._cpu_seconds = usage.ru_utime + usage.ru_stime
        return True

    def finish(self) -> Outcome:
        status = self.child.returncode
        fed_seconds = self.feeding.result() if self.feeding is not None else 0.0
        stderr = self._stderr.decode(errors="replace")
        if status == 0:
            wall_seconds = time.monotonic() - self._started_at
            return Outcome(stderr, self.progress, wall_seconds, self._cpu_seconds + fed_seconds)
        purpose = self.command.purpose
        # A full disk is told in words; who writes past the largest file that is allowed is ended.
        full = OSError(errno.EFBIG, "") if status == -signal.SIGXFSZ else full_in_words(stderr)
        if full is not None:
            raise NotEnoughDisk(f"The disk is full: FFmpeg could not {purpose}; {REMEDY}.") from full
        if status < 0:
            raise EncoderKilled(
                f"FFmpeg could not {purpose}: it was ended by signal {-status}, perhaps for lack of memory; "
                f"start the render again."
            )
        tail = " / ".join(line.strip() for line in stderr.strip().splitlines()[-4:]) or "it gave no reason"
        raise EncoderFailed(f"FFmpeg could not {purpose} (status {status}): {tail}")

    def kill(self) -> None:
        """End the whole process group and collect it, so that no zombie stays."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self._collect(0)
        for pipe in (self.child.stdout, self.child.stderr):
            if pipe is not None:
                pipe.close()


def _integer(text: str | None) -> int:
    """FFmpeg writes "N/A" while it does not know."""
    try:
        return int(text or 0)
    except ValueError:
        return 0
