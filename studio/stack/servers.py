"""The embedded PostgreSQL and Redis: their data folders, their configuration, and when they are ready.

Both listen on a free port of 127.0.0.1 and want a random password. A Unix socket would need no port, but its
path is limited to 107 bytes, and a clone may lie deeper. Nothing here keeps a process running; that is the
business of `Stack`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import redis
import sqlalchemy
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from studio.errors import ServiceUnreachable
from studio.stack.binaries import PostgresInstallation, find_postgres, find_redis
from studio.stack.process import Account, Command, launch_arguments, log_tail, plain_environment

HOST = "127.0.0.1"
NAME = "studio"
"""Of the database and of its owner."""
PROBE_SECONDS = 3


class Server(Protocol):
    """An embedded server: prepare once, then start `command(port)` and ask `is_ready(port)` until it is."""

    name: str
    log: Path

    def prepare(self) -> None:
        """Make the data folder ready. Raises ServiceUnreachable."""
        ...

    def command(self, port: int) -> Command: ...

    def address(self, port: int) -> str:
        """The URL for clients, password included."""
        ...

    def is_ready(self, port: int) -> bool: ...

    def repair(self) -> bool:
        """Called when the server keeps dying at its start. True: something was changed, try again."""
        ...


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses at the moment. Another process may still take it first."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


class RedisServer:
    """Redis with its append-only file synced every second: a killed process loses at most a second.

    Nothing is evicted, since an evicted key would be a lost message.
    """

    name = "redis"

    def __init__(self, stack_directory: Path, log: Path, inherited: tuple[int, ...]) -> None:
        self.log = log
        self._directory = stack_directory / "redis"
        self._inherited = inherited
        self._program = Path()
        self._password = secrets.token_urlsafe(24)

    def prepare(self) -> None:
        self._program = find_redis()
        self._directory.mkdir(mode=0o700, exist_ok=True)

    def command(self, port: int) -> Command:
        """Writes the configuration too: to a file, since everyone can see arguments, and so the password."""
        lines = (
            f"bind {HOST}",
            "protected-mode yes",
            f"port {port}",
            f"requirepass {self._password}",
            "databases 16",
            'save ""',
            "appendonly yes",
            "appendfsync everysec",
            "aof-load-truncated yes",
            "maxmemory-policy noeviction",
        )
        _write_private(self._directory / "redis.conf", "\n".join(lines) + "\n")
        return Command(
            name=self.name,
            arguments=(str(self._program), "redis.conf"),
            environment=plain_environment(),
            log=self.log,
            directory=self._directory,
            death_signal=signal.SIGTERM,
            inherited=self._inherited,
        )

    def address(self, port: int) -> str:
        return f"redis://:{self._password}@{HOST}:{port}/0"

    def is_ready(self, port: int) -> bool:
        client = redis.Redis(
            host=HOST,
            port=port,
            password=self._password,
            socket_timeout=PROBE_SECONDS,
            retry=Retry(NoBackoff(), 0),  # the caller asks again, and looks in between whether the server died
        )
        try:
            client.ping()
        except redis.RedisError:  # not listening yet, or still loading its file
            return False
        finally:
            client.close()
        return True

    def repair(self) -> bool:
        """Set a damaged append-only file aside. The database is the truth, so an empty Redis loses no job."""
        damaged = self._directory.with_name("redis-damaged")
        shutil.rmtree(damaged, ignore_errors=True)
        self._directory.rename(damaged)
        self._directory.mkdir(mode=0o700)
        return True


class PostgresServer:
    """PostgreSQL with its data in `postgres/data`.

    PostgreSQL refuses to run as root. Under root, `data` belongs to another account, which runs the server.
    That account may be unable to pass the folders above the project, and these keep their permissions: the
    server is started inside its data folder and calls it /proc/self/cwd, which leads there directly.
    """

    name = "postgres"

    def __init__(self, stack_directory: Path, log: Path, inherited: tuple[int, ...]) -> None:
        self.log = log
        self._directory = stack_directory / "postgres"
        self._data = self._directory / "data"
        self._password_file = self._directory / "password"
        self._inherited = inherited
        self._account: Account | None = None
        self._installation = PostgresInstallation(Path(), 0)
        self._password = ""

    def prepare(self) -> None:
        self._directory.mkdir(mode=0o700, exist_ok=True)
        self._account = server_account(self._data) if os.geteuid() == 0 else None
        exists = self._data.exists()
        major = int((self._data / "PG_VERSION").read_text()) if exists else None
        self._installation = find_postgres(self._account, major)
        if not exists:
            _write_private(self._password_file, secrets.token_urlsafe(24))
            self._initialise()
        try:
            self._password = self._password_file.read_text()
        except FileNotFoundError:
            raise ServiceUnreachable(
                f"The password of the embedded database is missing; put {self._password_file} back, or move "
                f"{self._directory} away to begin with an empty database."
            ) from None

    def _initialise(self) -> None:
        """Make the cluster in a folder of its own, then rename it: a half-made one never counts as data."""
        new = self._directory / "new"
        shutil.rmtree(new, ignore_errors=True)
        data = new / "data"
        data.mkdir(mode=0o700, parents=True)
        new.chmod(0o700)
        shutil.copyfile(self._password_file, new / "password")
        (new / "password").chmod(0o600)
        if self._account is not None:
            for path in (new, data, new / "password"):
                os.chown(path, self._account.uid, self._account.gid)
        # One collation everywhere: that of the operating system differs, and changes with its updates.
        locale = ["--locale=C"]
        if self._installation.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments = [str(self._installation.programs / "initdb"), "-D", self._data_argument(data), "-U", NAME]
        arguments += ["--auth=scram-sha-256", "--pwfile=../password", "--encoding=UTF8", *locale]
        with self.log.open("ab") as log:
            done = subprocess.run(
                launch_arguments(arguments, account=self._account),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=data,
                env=plain_environment(),
                start_new_session=True,
                pass_fds=self._inherited,
                check=False,
            )
        if done.returncode != 0:
            raise ServiceUnreachable(
                f"The embedded database could not be made; mend what {self.log} says, or set DATABASE_URL. "
                f"It ends:\n{log_tail(self.log)}"
            )
        data.rename(self._data)
        shutil.rmtree(new)

    def _data_argument(self, data: Path) -> str:
        return "/proc/self/cwd" if self._account is not None and sys.platform == "linux" else str(data)

    def command(self, port: int) -> Command:
        options = {
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "log_checkpoints": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return Command(
            name=self.name,
            arguments=(
                str(self._installation.programs / "postgres"),
                "-D",
                self._data_argument(self._data),
                *settings,
            ),
            environment=plain_environment(),
            log=self.log,
            directory=self._data,
            account=self._account,
            # SIGINT is the fast shutdown: connections are ended and everything is written.
            stop_signal=signal.SIGINT,
            stop_seconds=30.0,
            death_signal=signal.SIGINT,
            inherited=self._inherited,
        )

    def address(self, port: int) -> str:
        return f"postgresql://{NAME}:{self._password}@{HOST}:{port}/{NAME}"

    def is_ready(self, port: int) -> bool:
        """Whether the server answers and has the database, which is made where it is missing."""
        url = sqlalchemy.URL.create("postgresql+psycopg2", NAME, self._password, HOST, port, "postgres")
        engine = sqlalchemy.create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": PROBE_SECONDS},
        )
        try:
            with engine.connect() as connection:
                exists = sqlalchemy.text("SELECT 1 FROM pg_database WHERE datname = :name")
                if connection.scalar(exists, {"name": NAME}) is None:
                    connection.execute(sqlalchemy.text(f"CREATE DATABASE {NAME}"))
        except OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServiceUnreachable(
                    f"The embedded database refuses the password in {self._password_file}; put the right one "
                    f"back, or move {self._directory} away to begin with an empty database."
                ) from error
            return False  # not listening yet, or still recovering
        return True

    def repair(self) -> bool:
        """Remove a lock file that only names a process by chance; nothing else may be changed in a database.

        After a crash `postmaster.pid` stays behind. PostgreSQL ignores it unless its process number was given
        to another process of the same account since. No server of ours can be alive here: each inherits the
        lock of the studio, so the lock could not be held by us.
        """
        leftover = self._data / "postmaster.pid"
        existed = leftover.exists()
        leftover.unlink(missing_ok=True)
        return existed


def server_account(data: Path) -> Account:
    """The owner of existing data unless it is root, else the first account made for running services."""
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServiceUnreachable(
        "PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run it as; "
        "start the studio as an ordinary user, or set DATABASE_URL."
    )


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
