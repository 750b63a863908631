"""The programs of the studio: workers, beat, API, Flower and the page, as argument lists.

It decides how each is started and stopped; it starts none.
"""

import hashlib
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.errors import InvalidInput, NotFound, ServiceUnreachable
from studio.settings import Settings, is_loopback

PAGE_FOLDER = Path(__file__).parents[2] / "frontend"
FLOWER_CONFIG = Path(__file__).with_name("flowerconfig.py")
EMBEDDED_RECOVERY = {"lease_seconds": 15, "stall_seconds": 10, "scan_seconds": 5}
"""Recovery is quick where no scale-to-zero database would be kept awake by frequent scans."""

LEAN_PROCESS = {"MALLOC_MMAP_THRESHOLD_": "1000000", "OPENBLAS_NUM_THREADS": "1"}
"""For processes that handle pictures and sound.

glibc gives blocks of a megabyte and more back when they are freed. By default it keeps ever larger ones (mallopt(3),
M_MMAP_THRESHOLD), which makes a tenth more; other systems ignore it. NumPy's library of linear algebra takes no threads
of its own: pieces of work run side by side already, and its threads would burn, waiting, twice what they help.
"""


WORKER_NICENESS = 15
"""A render takes all cores for minutes; the API and the page, which a person waits for, go first."""


@dataclass(frozen=True)
class Program:
    """A program that the stack keeps running. `name` is its log's too; `environment` adds to the studio's."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    niceness: int = 0
    """How far it lets others go first, 0 to 19."""
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    """It is killed when it has not ended after this time. That is safe: its work is leased, and resumed."""


def studio_programs(settings: Settings, *, with_api: bool, with_flower: bool, with_page: bool) -> tuple[Program, ...]:
    """The programs of one studio: an `io` worker, a `media` worker and beat, and what else is asked for.

    Raises:
        InvalidInput: it would listen beyond this machine, and has no admin token.
        NotFound: the page is asked for, but is not built.
        ServiceUnreachable: the page is asked for, but there is no Node to run it.
    """
    if (with_api or with_page) and settings.admin.token is None and not is_loopback(settings.api.host):
        raise InvalidInput(
            f"API_HOST is {settings.api.host}, which others can reach, and there is no ADMIN_TOKEN: set one "
            "(`openssl rand -base64 32` makes a good one), or leave API_HOST at 127.0.0.1."
        )
    directory = settings.stack.directory.resolve()
    environment = {"PYTHONUNBUFFERED": "1"} | _recovery_environment(settings)
    # TERM as a cold shutdown: the running task goes back to its queue instead of being finished, which could
    # take an hour. billiard reads the variable when it is imported.
    worker_environment = environment | LEAN_PROCESS | {"REMAP_SIGTERM": "SIGQUIT"}
    # Two studios may share a broker and a host; node names have to differ then.
    mark = "" if settings.redis.url is None else f"-{hashlib.sha256(bytes(directory)).hexdigest()[:6]}"
    celery = (sys.executable, "-m", "celery", "-A", "studio.tasks.app")
    level = ("--loglevel", settings.logging.level)
    # Neither asks other workers anything at its start, which would take a second: nothing here relies on it.
    worker = (*celery, "worker", "--without-mingle", "--without-gossip", *level)
    threads = ("-P", "threads", "-c", str(settings.stack.io_threads))
    # One task a process: what a codec library leaks or corrupts ends with the task.
    prefork = ("-P", "prefork", "-c", "1", "--max-tasks-per-child", "1")
    # A pid file left by a killed beat would stop the next one; the stack's own lock makes it needless.
    schedule = ("-s", str(directory / "beat-schedule"), "--pidfile=")
    programs = [
        Program(
            "io", (*worker, "-n", f"io{mark}@%h", "-Q", "io,control", *threads), worker_environment, WORKER_NICENESS
        ),
        Program(
            "media", (*worker, "-n", f"media{mark}@%h", "-Q", "media", *prefork), worker_environment, WORKER_NICENESS
        ),
        Program("beat", (*celery, "beat", *schedule, *level), environment),
    ]
    if with_api:
        address = ("--host", settings.api.host, "--port", str(settings.api.port))
        # The page's server takes its idle connections again without looking whether they were closed, and its
        # request then fails: close none that it may still want. Event streams must not hold up the end.
        patience = ("--timeout-keep-alive", "3600", "--timeout-graceful-shutdown", "2")
        server = (sys.executable, "-m", "uvicorn", "studio.api.app:create_app", "--factory", *address)
        programs.append(Program("api", (*server, *patience), environment))
    if with_flower:
        listen = ("--address=127.0.0.1", f"--port={settings.stack.flower_port}")
        programs.append(Program("flower", (*celery, "flower", f"--conf={FLOWER_CONFIG}", *listen), environment))
    if with_page:
        programs.append(_page_program(settings))
    return tuple(programs)


def _recovery_environment(settings: Settings) -> dict[str, str]:
    if settings.database.url is not None:
        return {}
    chosen = settings.recovery.model_fields_set
    return {f"RECOVERY_{name.upper()}": str(value) for name, value in EMBEDDED_RECOVERY.items() if name not in chosen}


def is_page_built() -> bool:
    return (PAGE_FOLDER / ".next" / "BUILD_ID").is_file()


def _page_program(settings: Settings) -> Program:
    if not is_page_built():
        raise NotFound("The page is not built; `make up` builds it.")
    node = shutil.which("node")
    if node is None:
        raise ServiceUnreachable("The page needs Node; install Node.js, or start the studio without the page.")
    server = (node, str(PAGE_FOLDER / "node_modules" / "next" / "dist" / "bin" / "next"), "start", str(PAGE_FOLDER))
    # Where the API listens, and no further: without a token, who reaches the page reaches the API.
    address = ("--hostname", settings.api.host, "--port", str(settings.stack.page_port))
    environment = {
        "NEXT_TELEMETRY_DISABLED": "1",
        "STUDIO_API_URL": f"http://127.0.0.1:{settings.api.port}",
        "STUDIO_FLOWER_URL": f"http://127.0.0.1:{settings.stack.flower_port}",
    }
    return Program("page", (*server, *address), environment)
