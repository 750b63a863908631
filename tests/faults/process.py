"""One process that can be killed, asked to stop, frozen and started again; PostgreSQL and Redis are two of them.

All are started from the main thread, and end with the process of the tests, whatever becomes of it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import redis

from studio.stack.process import Account, Command, launch_arguments, log_tail
from studio.stack.programs import Program
from studio.stack.servers import PostgresServer, RedisServer, free_port

START_SECONDS = 60.0
END_SECONDS = 60.0


class FaultBroken(AssertionError):
    """A promise was not kept."""


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 60.0, *, pause: float = 0.05) -> None:
    """Raises FaultBroken where it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise FaultBroken(f"{what} did not happen within {seconds:g} s")
        time.sleep(pause)


class Member:
    """A process of the studio, by whatever process number it has at the moment."""

    def __init__(
        self,
        name: str,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        directory: Path,
        log: Path,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        account: Account | None = None,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.environment = dict(environment)
        self.log = log
        self._directory = directory
        self._stop_signal = stop_signal
        self._account = account
        self._death_signal = death_signal
        self._popen: subprocess.Popen[bytes] | None = None
        self._is_wanted = False

    @property
    def pid(self) -> int:
        assert self._popen is not None, f"{self.name} does not run"
        return self._popen.pid

    def is_alive(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        self._is_wanted = True
        if self.is_alive():
            return
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                launch_arguments(self.arguments, death_signal=self._death_signal, account=self._account),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._directory,
                env=self.environment,
                start_new_session=True,
            )

    def revive(self) -> None:
        """Start it again where it has ended by itself, as its supervisor or its container would."""
        if self._is_wanted:
            self.start()

    def family(self) -> list[psutil.Process]:
        """The process and all below it that live."""
        if not self.is_alive():
            return []
        try:
            main = psutil.Process(self.pid)
            return [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Kill -9, of this one process: what it started must end by itself."""
        self._is_wanted = False
        below = self.family()[1:]
        if self.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            self._collect()
        wait_until(lambda: not any(is_running(process) for process in below), f"the end of what {self.name} started")

    def stop(self) -> None:
        """Ask it to stop, as a deploy does, and wait until it has."""
        self._is_wanted = False
        if self.is_alive():
            os.kill(self.pid, self._stop_signal)
            self._collect()

    def end(self) -> None:
        """End it with all below it, in whatever state it is."""
        self._is_wanted = False
        for process in reversed(self.family()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self._popen is not None:
            self._collect()

    def freeze(self) -> None:
        """Stop it in its tracks, with all below it, as a paused machine does."""
        for process in self.family():
            process.suspend()

    def thaw(self) -> None:
        for process in reversed(self.family()):
            process.resume()

    def _collect(self) -> None:
        assert self._popen is not None
        try:
            self._popen.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            raise FaultBroken(f"{self.name} did not end within {END_SECONDS:g} s:\n{log_tail(self.log)}") from None


def is_running(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def from_command(command: Command) -> Member:
    directory = command.directory
    assert directory is not None
    return Member(
        command.name,
        command.arguments,
        command.environment,
        directory,
        command.log,
        stop_signal=command.stop_signal,
        account=command.account,
        death_signal=command.death_signal,
    )


def from_program(program: Program, environment: Mapping[str, str], directory: Path, logs: Path) -> Member:
    merged = {**environment, **program.environment}
    return Member(program.name, program.arguments, merged, directory, logs / f"{program.name}.log")


class Servers:
    """PostgreSQL and Redis on ports that stay the same when they are started again."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700)
        logs = directory / "logs"
        logs.mkdir()
        self._postgres_server = PostgresServer(directory, logs / "postgres.log", ())
        self._redis_server = RedisServer(directory, logs / "redis.log", ())
        self._redis_folder = directory / "redis"
        for server in (self._postgres_server, self._redis_server):
            server.prepare()
        self._postgres_port, self._redis_port = free_port(), free_port()
        self.postgres = from_command(self._postgres_server.command(self._postgres_port))
        self.redis = from_command(self._redis_server.command(self._redis_port))
        self.database_url = self._postgres_server.address(self._postgres_port)
        self.redis_url = self._redis_server.address(self._redis_port)

    def start(self) -> None:
        """Start what does not run, and wait until it answers."""
        self.redis.start()
        self.postgres.start()
        wait_until(lambda: self._redis_server.is_ready(self._redis_port), "Redis's answer", START_SECONDS)
        wait_until(lambda: self._postgres_server.is_ready(self._postgres_port), "PostgreSQL's answer", START_SECONDS)

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()

    def redis_client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.redis_url)

    def empty_redis(self) -> None:
        """FLUSHALL: queues, results and counters are gone, and the server lives."""
        with self.redis_client() as client:
            client.flushall()

    def lose_append_only_file(self) -> None:
        """What Redis has on disk is gone. It must not be running."""
        assert not self.redis.is_alive()
        for path in self._redis_folder.glob("appendonly*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
