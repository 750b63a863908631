"""Runs a contender as a process of its own and measures it and everything that it starts.

Wall time is from start to exit. CPU time is what the kernel accounts to the process and to all
children that it waited for, so nothing falls between two samples. Memory, load and disk are sampled.
Written bytes are those that the kernel accounts to the processes as dirtied pages of files: a byte
that is rewritten before it reaches the disk counts once, what goes through a pipe does not count.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil

_SAMPLE_SECONDS = 0.2
_DEAR_EVERY = 5
"""Shared memory and folders are dear to read: each fifth sample has them, and memory each that is a new peak."""
_NEW_PEAK = 1.01
_BLOCK_BYTES = 512
"""Unit of `st_blocks` in POSIX."""
_MESSAGE_BYTES = 2000
_SHORT_SECONDS = 10.0
_REPETITIONS = 3

Run = TypeVar("Run")


class ContenderFailed(Exception):
    """A measured process ended with an error; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Measurement:
    wall_seconds: float
    cpu_seconds: float
    peak_rss_bytes: int
    """Highest sum of resident memory over the process tree: what two processes share counts twice."""
    peak_pss_bytes: int | None
    """The same with shared pages divided among those who share them; None where the system does not tell."""
    written_bytes: int | None
    """None where the system does not count them (all but Linux)."""
    peak_disk_bytes: int
    """Highest sum of allocated blocks in the folders that were watched; 0 where none was."""
    other_cpu_seconds: float
    """What the machine did besides: above a few per cent of the wall time it was not quiet."""
    loads: tuple[float, ...] = ()
    """Cores kept busy in each second, one value a second."""

    @property
    def peak_memory_bytes(self) -> int:
        """Memory that the whole process tree took at most, as exactly as the system tells."""
        return self.peak_rss_bytes if self.peak_pss_bytes is None else self.peak_pss_bytes

    def load(self, cores: int) -> float:
        """The share of all cores that was used, 0 to 1."""
        return self.cpu_seconds / (self.wall_seconds * cores)


@dataclass(slots=True)
class _Samples:
    """What the sampling thread has seen."""

    peak_rss_bytes: int = 0
    peak_pss_bytes: int | None = None
    peak_disk_bytes: int = 0
    cpu_seconds: list[tuple[float, float]] = field(default_factory=list)
    """Time since the start, and CPU time used until then."""


def measure_process(
    command: Sequence[str],
    log: Path,
    *,
    folders: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    working_folder: Path | None = None,
) -> Measurement:
    """Run a command to its end. Earlier runs' data goes to the disk first, so that none pays for another.

    Raises ContenderFailed.
    """
    os.sync()
    samples = _Samples()
    written_before, machine_before = _written_bytes(), _machine_cpu_seconds()
    own_before = time.process_time()
    with log.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=None if environment is None else {**os.environ, **environment},
            cwd=working_folder,
        )
        with _ended(process), _sampled(process.pid, started, folders, samples):
            cpu_seconds = _wait(process)
            wall_seconds = time.perf_counter() - started
    if process.returncode:
        said_last = log.read_bytes()[-_MESSAGE_BYTES:].decode(errors="replace").strip()
        raise ContenderFailed(f"{Path(command[0]).name} ended with status {process.returncode}: {said_last}")
    written_after = _written_bytes()
    own_seconds = time.process_time() - own_before
    return Measurement(
        wall_seconds=wall_seconds,
        cpu_seconds=cpu_seconds,
        peak_rss_bytes=samples.peak_rss_bytes,
        peak_pss_bytes=samples.peak_pss_bytes,
        written_bytes=None if written_before is None or written_after is None else written_after - written_before,
        peak_disk_bytes=samples.peak_disk_bytes,
        other_cpu_seconds=max(0.0, _machine_cpu_seconds() - machine_before - cpu_seconds - own_seconds),
        loads=loads_per_second([(0.0, 0.0), *samples.cpu_seconds, (wall_seconds, cpu_seconds)]),
    )


def median_run(run_once: Callable[[int], Run], measured: Callable[[Run], Measurement]) -> Run:
    """The run of median wall time of three, or the only one where it took longer than 10 s.

    `run_once` is given the number of the run, from 0; `measured` finds the measurement in what it returns.
    """
    runs = [run_once(0)]
    if measured(runs[0]).wall_seconds < _SHORT_SECONDS:
        runs += [run_once(number) for number in range(1, _REPETITIONS)]
    return sorted(runs, key=lambda run: measured(run).wall_seconds)[len(runs) // 2]


def cpu_seconds_side_by_side(commands: Sequence[Sequence[str]], stdins: Sequence[Path] | None = None) -> float:
    """CPU seconds of commands that run at the same time, each fed from its file. Raises ContenderFailed."""
    with contextlib.ExitStack() as stack:
        running = []
        for index, command in enumerate(commands):
            stdin = subprocess.DEVNULL if stdins is None else stack.enter_context(stdins[index].open("rb"))
            process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.enter_context(_ended(process))
            running.append(process)
        cpu_seconds = sum(_wait(process) for process in running)
    for process, command in zip(running, commands, strict=True):
        if process.returncode:
            raise ContenderFailed(f"{' '.join(command)} ended with status {process.returncode}")
    return cpu_seconds


def loads_per_second(cpu_seconds: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """From (time, CPU time until then) to the cores busy in each whole second, by linear interpolation."""
    times, used = zip(*cpu_seconds, strict=True)
    until = np.interp(np.arange(int(times[-1]) + 1), times, used)
    return tuple(round(float(load), 3) for load in np.diff(until))


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Ends the process and what it started where the block is left early."""
    try:
        yield
    except BaseException:
        for member in _tree(process.pid):
            with contextlib.suppress(psutil.Error):
                member.send_signal(signal.SIGKILL)
        process.wait()
        raise


@contextlib.contextmanager
def _sampled(pid: int, started: float, folders: Sequence[Path], samples: _Samples) -> Iterator[None]:
    over = threading.Event()

    def sample() -> None:
        number = 0
        while not over.wait(_SAMPLE_SECONDS):
            is_dear = number % _DEAR_EVERY == 0
            _sample_tree(pid, started, samples, is_dear=is_dear)
            if is_dear:
                samples.peak_disk_bytes = max(samples.peak_disk_bytes, sum(map(allocated_bytes, folders)))
            number += 1

    thread = threading.Thread(target=sample, name="sampler")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        samples.peak_disk_bytes = max(samples.peak_disk_bytes, sum(map(allocated_bytes, folders)))


def _sample_tree(pid: int, started: float, samples: _Samples, *, is_dear: bool) -> None:
    rss_bytes, cpu_seconds = 0, 0.0
    now = time.perf_counter() - started
    members = _tree(pid)
    for member in members:
        # A process may end between being listed and being read.
        with contextlib.suppress(psutil.Error), member.oneshot():
            rss_bytes += member.memory_info().rss
            used = member.cpu_times()
            cpu_seconds += used.user + used.system + used.children_user + used.children_system
    if is_dear or rss_bytes > _NEW_PEAK * samples.peak_rss_bytes:
        pss_bytes = _pss_bytes(members)
        if pss_bytes is not None:
            samples.peak_pss_bytes = max(samples.peak_pss_bytes or 0, pss_bytes)
    samples.peak_rss_bytes = max(samples.peak_rss_bytes, rss_bytes)
    # While a process is dying its time is nobody's for a moment: the sum never goes back.
    used_before = samples.cpu_seconds[-1][1] if samples.cpu_seconds else 0.0
    samples.cpu_seconds.append((now, max(cpu_seconds, used_before)))


def _pss_bytes(members: Sequence[psutil.Process]) -> int | None:
    """None where the system does not tell."""
    total = 0
    for member in members:
        with contextlib.suppress(psutil.Error):
            memory = member.memory_full_info()
            if not hasattr(memory, "pss"):
                return None
            total += memory.pss
    return total


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def allocated_bytes(folder: Path) -> int:
    """Disk blocks that the files below a folder take."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.lstat().st_blocks * _BLOCK_BYTES
    return total


def _wait(process: "subprocess.Popen[bytes]") -> float:
    """Wait for the end; returns the CPU seconds of the process and of the children it waited for."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def _written_bytes() -> int | None:
    """Of this process and of all children that it has waited for."""
    own = psutil.Process()
    return int(own.io_counters().write_bytes) if hasattr(own, "io_counters") else None


def _machine_cpu_seconds() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)
