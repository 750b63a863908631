"""Work that keeps a processor busy, in a process of its own: two threads of one interpreter would wait for each other.

The processes are forked from a server that has read numpy and the like once, so that one starts within milliseconds.
A process ends at once when its piece is stopped, and ends itself when the worker that started it has died.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait

from studio.errors import ProviderUnavailable
from studio.providers.whole_file import raise_if_stopped

_LOOK_SECONDS = 0.1
"""How often `should_stop` is asked."""

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    ["studio.providers.music.composer.provider", "studio.providers.visual.painter.provider"]
)


def run_in_own_process(work: Callable[[], None], should_stop: Callable[[], bool]) -> None:
    """Call `work`, which must be picklable, and return when it has returned.

    Raises what `work` raises, Stopped, or ProviderUnavailable where the process was ended by the system.
    """
    raise_if_stopped(should_stop)
    outcome, told = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_tell_outcome, args=(work, told), daemon=True)
    process.start()
    told.close()
    try:
        while not outcome.poll(_LOOK_SECONDS):
            raise_if_stopped(should_stop)
        error: Exception | None = outcome.recv()
    except EOFError:
        raise ProviderUnavailable(
            "The process that made this piece was ended by the system, perhaps for lack of memory; it is made again."
        ) from None
    finally:
        process.kill()
        process.join()
        process.close()
        outcome.close()
    if error is not None:
        raise error


def _tell_outcome(work: Callable[[], None], told: Connection) -> None:
    # Ctrl-C reaches all processes of a terminal; the worker decides what becomes of its pieces.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work()
    except Exception as error:
        told.send(error)
    else:
        told.send(None)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
