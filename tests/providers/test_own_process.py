"""Work in a process of its own: what comes back, and that no process is left behind."""

import concurrent.futures
import functools
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from studio.errors import NotEnoughDisk, ProviderUnavailable, Stopped
from studio.providers.own_process import run_in_own_process
from studio.providers.retries import never_stop

WAIT_SECONDS = 20.0


def note_process(path: Path) -> None:
    path.write_text(str(os.getpid()))


def note_and_sleep(path: Path) -> None:
    note_process(path)
    time.sleep(600)


def fail() -> None:
    raise NotEnoughDisk("The disk is full.", retry_after_seconds=3.0)


def end_by_signal() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def has_noted(path: Path) -> bool:
    return path.exists() and path.read_text() != ""


def test_the_work_is_done_elsewhere(tmp_path: Path) -> None:
    run_in_own_process(functools.partial(note_process, tmp_path / "process"), never_stop)
    assert int((tmp_path / "process").read_text()) != os.getpid()


def test_an_error_comes_back_as_it_was() -> None:
    with pytest.raises(NotEnoughDisk, match=r"The disk is full\.") as caught:
        run_in_own_process(fail, never_stop)
    assert caught.value.retry_after_seconds == 3.0


def test_an_end_by_the_system_may_be_tried_again() -> None:
    with pytest.raises(ProviderUnavailable, match="ended by the system"):
        run_in_own_process(end_by_signal, never_stop)


def test_a_stop_ends_it_at_once(tmp_path: Path) -> None:
    noted = tmp_path / "process"
    with pytest.raises(Stopped):
        run_in_own_process(functools.partial(note_and_sleep, noted), lambda: has_noted(noted))
    assert not psutil.pid_exists(int(noted.read_text()))


def test_what_is_stopped_already_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        run_in_own_process(functools.partial(note_process, tmp_path / "process"), lambda: True)
    assert not (tmp_path / "process").exists()


def test_it_ends_with_the_worker_that_was_killed(tmp_path: Path) -> None:
    noted = tmp_path / "process"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(noted)], cwd=Path(__file__).parents[2])
    wait_for(lambda: has_noted(noted))
    servers = psutil.Process(worker.pid).children(recursive=True)
    worker.kill()
    worker.wait()
    for process in servers:
        process.wait(WAIT_SECONDS)
    assert not psutil.pid_exists(int(noted.read_text()))


WORKER = f"""
import functools, pathlib, sys
from studio.providers.own_process import run_in_own_process
from studio.providers.retries import never_stop
from {__name__} import note_and_sleep
run_in_own_process(functools.partial(note_and_sleep, pathlib.Path(sys.argv[1])), never_stop)
"""


def test_pieces_run_side_by_side_in_threads(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(6)]
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        works = [functools.partial(note_process, path) for path in paths]
        list(threads.map(run_in_own_process, works, itertools.repeat(never_stop)))
    assert len({path.read_text() for path in paths}) == len(paths)
