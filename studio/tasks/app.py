"""The Celery application, its base task, and what a worker does when it starts, forks and stops."""

import ctypes
import signal
import sys
from typing import Any

import structlog
from celery import Celery, Task
from celery.exceptions import Ignore
from celery.signals import setup_logging, worker_process_init, worker_shutting_down

from studio.db.session import forget_engine
from studio.logs import configure_logs
from studio.pipeline.work import RetryLater, begin_shutdown
from studio.settings import get_settings

_LOST_WORKER_RETRIES = 3
_LOST_WORKER_DELAY_SECONDS = 10
_PR_SET_PDEATHSIG = 1

app = Celery("studio")
app.config_from_object("celeryconfig")
app.conf.include = [
    "studio.tasks.prompts",
    "studio.tasks.tracks",
    "studio.tasks.visuals",
    "studio.tasks.render",
    "studio.tasks.metadata",
    "studio.tasks.runs",
    "studio.tasks.schedule",
    "studio.tasks.workflow",
]


class StudioTask(Task):
    """Binds the log, and rings again for an item that asked for it."""

    max_retries = _LOST_WORKER_RETRIES
    default_retry_delay = _LOST_WORKER_DELAY_SECONDS

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with structlog.contextvars.bound_contextvars(task=self.name, task_id=self.request.id):
            try:
                return super().__call__(*args, **kwargs)
            except RetryLater as error:
                # The item counts its attempts in the database; the queue's own limit is for lost workers.
                limit = get_settings().recovery.max_attempts + _LOST_WORKER_RETRIES
                raise self.retry(countdown=error.retry_after_seconds, exc=error, max_retries=limit) from error


def stop_canvas() -> None:
    """End the canvas here without an error: the database says what is next, and the scan goes on with it."""
    raise Ignore


@setup_logging.connect
def _configure_logs(**_: Any) -> None:
    configure_logs(get_settings().logging)


@worker_process_init.connect
def _after_fork(**_: Any) -> None:
    """The parent's connections are not ours, and a pool child must not outlive its worker."""
    forget_engine(close=False)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@worker_shutting_down.connect
def _on_shutdown(**_: Any) -> None:
    begin_shutdown()
