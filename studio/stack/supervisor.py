"""`Stack`: the embedded servers and the programs of one studio, kept running and stopped in order."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from studio.errors import Conflict, ServiceUnreachable
from studio.settings import Settings, get_settings
from studio.stack.addresses import Addresses
from studio.stack.lock import ProcessIdentity, StackLock, StackRecord
from studio.stack.process import POLL_SECONDS, Command, Process, log_tail, stop_processes
from studio.stack.programs import Program
from studio.stack.servers import PostgresServer, RedisServer, Server, free_port

START_SECONDS = 120.0
"""A database that was killed in the middle of much writing recovers for a while before it answers."""
START_ATTEMPTS = 3
DEATHS_ALLOWED = 5
DEATHS_WINDOW_SECONDS = 60.0
FIRST_RESTART_SECONDS = 0.25
"""Wait before the first restart; doubled for each further death within the window."""

Handler = Callable[[int, FrameType | None], object]
Echo = Callable[[str, str], None]
"""Called with the name of a program and a line of its output."""


class Supervised:
    """A process, its recent deaths, and the part of its log that was echoed already."""

    def __init__(self, command: Command) -> None:
        self.process = Process(command)
        self._deaths: deque[float] = deque()
        self._restart_at: float | None = None
        self._echoed_bytes = 0

    def check(self) -> bool:
        """Start it again when it has died and the wait is over. True: it was started.

        Raises:
            ServiceUnreachable: it died `DEATHS_ALLOWED` times within `DEATHS_WINDOW_SECONDS`.
        """
        now = time.monotonic()
        if self._restart_at is None:
            if self.process.is_alive():
                return False
            self.process.kill()  # its pool processes, if any, must not work on beside the next one
            self._deaths.append(now)
            while now - self._deaths[0] > DEATHS_WINDOW_SECONDS:
                self._deaths.popleft()
            if len(self._deaths) >= DEATHS_ALLOWED:
                raise self._given_up()
            self._restart_at = now + FIRST_RESTART_SECONDS * 2 ** (len(self._deaths) - 1)
        if now < self._restart_at:
            return False
        self._restart_at = None
        self.process.start()
        return True

    def _given_up(self) -> ServiceUnreachable:
        command = self.process.command
        return ServiceUnreachable(
            f"The studio's process '{command.name}' died {DEATHS_ALLOWED} times within a minute; mend what "
            f"{command.log} says, then start the studio again. It ends:\n{log_tail(command.log)}"
        )

    def echo(self, echo: Echo, *, is_last: bool = False) -> None:
        """Pass on the lines completed since the last call; with the last call also an incomplete one."""
        with self.process.command.log.open("rb") as log:
            log.seek(self._echoed_bytes)
            new = log.read()
        if not is_last:
            new = new[: new.rfind(b"\n") + 1]
        self._echoed_bytes += len(new)
        for line in new.decode(errors="replace").splitlines():
            echo(self.process.command.name, line)


class Stack:
    """The embedded servers from entry to exit, and `programs` from `start_programs` on.

    Inside, DATABASE_URL and REDIS_URL of the environment, and so `get_settings`, name the servers: those of
    `settings` where they are set, else the embedded ones. SIGTERM and SIGHUP raise SystemExit. On exit the
    programs are stopped, then Redis, then PostgreSQL, whatever happened before; a second Ctrl-C cuts the
    waits short.

    Enter it and call its methods on the main thread; `check` is to be called a few times a second.
    """

    def __init__(self, settings: Settings, programs: Sequence[Program] = (), *, echo: Echo | None = None) -> None:
        self._settings = settings
        self._programs = tuple(programs)
        self._echo = echo
        self._directory = settings.stack.directory.resolve()
        self._lock: StackLock | None = None
        self._servers: dict[str, Supervised] = {}
        self._running: dict[str, Supervised] = {}
        self._embedded: dict[str, str] = {}
        self._environment: dict[str, str | None] = {}
        self._handlers: dict[signal.Signals, Handler | int | None] = {}
        self._is_hurried = False

    @property
    def logs(self) -> Path:
        """The folder with a NAME.log for each server and program, and NAME.log.1 of the time before."""
        return self._directory / "logs"

    @property
    def addresses(self) -> Addresses:
        """Raises Conflict outside of the `with` block."""
        if not self._environment:
            raise Conflict("The studio's servers are not running; enter the stack first.")
        return Addresses(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], os.getpid())

    def __enter__(self) -> Self:
        """Start the servers and wait until they answer.

        Raises:
            Conflict: a studio is running in this folder.
            InvalidInput: the folder cannot be written.
            ServiceUnreachable: a server is missing, or does not start.
        """
        try:
            self._handle_signals({signal.SIGTERM: _exit_on_signal, signal.SIGHUP: _exit_on_signal})
            self._lock = StackLock.acquire(self._directory)
            self._write_record()
            self._start_servers()
            self._export()
            self._write_record()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def start_programs(self) -> None:
        """Start each program that is not running yet."""
        for program in self._programs:
            if program.name not in self._running:
                command = Command(
                    name=program.name,
                    arguments=program.arguments,
                    environment={**os.environ, **program.environment},
                    log=self._new_log(program.name),
                    niceness=program.niceness,
                    stop_signal=program.stop_signal,
                    stop_seconds=program.stop_seconds,
                )
                self._running[program.name] = supervised = Supervised(command)
                supervised.process.start()
        self._write_record()

    def check(self) -> None:
        """Start again what died, after a growing wait, and pass new output on to `echo`.

        Raises:
            ServiceUnreachable: a process died 5 times within a minute; the end of its log is in the message.
        """
        supervised = (*self._servers.values(), *self._running.values())
        self._pass_on_output()
        started = sum(each.check() for each in supervised)
        if started:
            self._write_record()

    def _pass_on_output(self, *, is_last: bool = False) -> None:
        if self._echo is not None:
            for each in self._running.values():
                each.echo(self._echo, is_last=is_last)

    def _new_log(self, name: str) -> Path:
        self.logs.mkdir(mode=0o700, exist_ok=True)
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(self.logs / f"{name}.log.1")
        log.touch(mode=0o600)
        return log

    def _start_servers(self) -> None:
        kinds: list[type[RedisServer] | type[PostgresServer]] = []
        if self._settings.redis.url is None:
            kinds.append(RedisServer)
        if self._settings.database.url is None:
            kinds.append(PostgresServer)
        inherited = () if self._lock is None else (self._lock.descriptor,)
        # Redis first: it loads its data while PostgreSQL's are being made.
        started: list[tuple[Server, int]] = []
        for kind in kinds:
            server: Server = kind(self._directory, self._new_log(kind.name), inherited)
            server.prepare()
            started.append((server, self._start_server(server)))
        for server, port in started:
            self._embedded[server.name] = server.address(self._wait_for(server, port))

    def _start_server(self, server: Server) -> int:
        port = free_port()
        self._servers[server.name] = supervised = Supervised(server.command(port))
        supervised.process.start()
        self._write_record()
        return port

    def _wait_for(self, server: Server, port: int) -> int:
        """Wait until the server answers, on `port` or, where it had to be started again, on the one returned."""
        attempt = 1
        deadline = time.monotonic() + START_SECONDS
        while not server.is_ready(port):
            process = self._servers[server.name].process
            is_dead = not process.is_alive()
            if is_dead and attempt < START_ATTEMPTS and (attempt == 1 or server.repair()):
                # First another port, since somebody may have taken this one; then the data.
                process.kill()
                attempt += 1
                port = self._start_server(server)
            elif is_dead or time.monotonic() > deadline:
                raise ServiceUnreachable(
                    f"The embedded {server.name} server does not start; mend what {server.log} says, or set "
                    f"DATABASE_URL and REDIS_URL to servers of your own. It ends:\n{log_tail(server.log)}"
                )
            else:
                time.sleep(POLL_SECONDS)
        return port

    def _export(self) -> None:
        given = {"DATABASE_URL": self._settings.database.url, "REDIS_URL": self._settings.redis.url}
        embedded = {
            "DATABASE_URL": self._embedded.get(PostgresServer.name),
            "REDIS_URL": self._embedded.get(RedisServer.name),
        }
        for name, url in given.items():
            self._environment[name] = os.environ.get(name)
            os.environ[name] = url.get_secret_value() if url else str(embedded[name])
        get_settings.cache_clear()

    def _restore_environment(self) -> None:
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment = {}
        get_settings.cache_clear()

    def _write_record(self) -> None:
        if self._lock is None:
            return
        pids = [each.process.pid for each in (*self._servers.values(), *self._running.values())]
        children = [ProcessIdentity.of(pid) for pid in pids if pid is not None]
        self._lock.write_record(
            StackRecord(
                owner=self._lock.owner,
                is_ready=bool(self._environment),
                database_url=self._embedded.get(PostgresServer.name),
                redis_url=self._embedded.get(RedisServer.name),
                children=tuple(child for child in children if child is not None),
            )
        )

    def _leave(self) -> None:
        self._handle_signals(dict.fromkeys((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), self._hurry))
        try:
            stop_processes([each.process for each in self._running.values()], self._hurried)
            for name in (RedisServer.name, PostgresServer.name):
                if name in self._servers:
                    stop_processes([self._servers[name].process], self._hurried)
            self._pass_on_output(is_last=True)  # last, since the terminal may be gone
        finally:
            self._running.clear()
            self._servers.clear()
            self._embedded.clear()
            self._restore_environment()
            if self._lock is not None:
                self._lock.release()
                self._lock = None
            self._restore_signals()

    def _hurried(self) -> bool:
        return self._is_hurried

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self._is_hurried = True

    def _handle_signals(self, handlers: Mapping[signal.Signals, Handler]) -> None:
        """Set `handlers` and remember the previous ones. A signal that is ignored (nohup) stays ignored."""
        if threading.current_thread() is not threading.main_thread():
            return  # Python delivers signals to the main thread only
        for number, handler in handlers.items():
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._handlers.setdefault(number, signal.signal(number, handler))

    def _restore_signals(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        self._is_hurried = False


def _exit_on_signal(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
