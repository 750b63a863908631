"""What a killed process leaves behind, and how the next start copes with it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import redis
import sqlalchemy

from studio.errors import ServiceUnreachable
from studio.settings import Settings
from studio.stack import Program, Stack, running_stack
from studio.stack.lock import is_locked
from studio.stack.process import launch_arguments
from studio.stack.servers import server_account

from .observation import all_gone, cache, family, is_gone, query, wait_until

OWNER = Path(__file__).with_name("owner.py")
SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


def start_owner(settings: Settings, *words: str) -> subprocess.Popen[str]:
    owner = subprocess.Popen(
        [sys.executable, str(OWNER), str(settings.stack.directory), *words], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    return owner


def end_owner(owner: subprocess.Popen[str]) -> int:
    """Wait for its end, collect it, and return its status."""
    with owner:
        return owner.wait(timeout=20)


def write_marks(settings: Settings) -> None:
    addresses = running_stack(settings)
    assert addresses is not None
    query(addresses.database_url, "CREATE TABLE kept (value text)", "INSERT INTO kept VALUES ('here')")
    with cache(addresses.redis_url) as client:
        client.set("kept", "here")
    time.sleep(1.1)  # the append-only file is synced each second


def check_marks(stack: Stack) -> None:
    assert query(stack.addresses.database_url, "SELECT value FROM kept") == "here"
    with cache(stack.addresses.redis_url) as client:
        assert client.get("kept") == "here"


def test_kill_9_of_the_studio_leaves_no_process_and_no_damage(settings: Settings) -> None:
    owner = start_owner(settings)
    write_marks(settings)
    processes = family(settings)
    owner.kill()
    assert end_owner(owner) == -signal.SIGKILL
    assert running_stack(settings) is None
    with Stack(settings) as stack:  # at once: it waits for the old servers' end
        assert all_gone(processes)
        check_marks(stack)


def test_sigterm_stops_the_studio_in_order(settings: Settings) -> None:
    owner = start_owner(settings)
    processes = family(settings)
    owner.terminate()
    assert end_owner(owner) == 128 + signal.SIGTERM
    assert all_gone(processes)
    assert not (settings.stack.directory / "stack.json").exists()
    assert "database system is shut down" in (settings.stack.directory / "logs" / "postgres.log").read_text()


def test_a_second_ctrl_c_does_not_wait_for_a_stubborn_program(settings: Settings) -> None:
    owner = start_owner(settings, "stubborn")
    log = settings.stack.directory / "logs" / "sleeper.log"
    wait_until(lambda: "stubborn" in log.read_text())
    processes = family(settings)
    owner.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert owner.poll() is None
    begin = time.monotonic()
    owner.send_signal(signal.SIGINT)
    assert end_owner(owner) != 0
    assert time.monotonic() - begin < 5
    assert all_gone(processes)
    assert not is_locked(settings.stack.directory)


def child(settings: Settings, word: str) -> psutil.Process:
    """The process of the stack that has `word` in its command line."""
    (found,) = [each for each in family(settings) if word in " ".join(each.cmdline())]
    return found


def test_killed_programs_and_servers_come_back(settings: Settings) -> None:
    with Stack(settings, [Program("sleeper", SLEEP)]) as stack:
        stack.start_programs()
        write_marks(settings)
        victims = [child(settings, word) for word in ("time.sleep", "-server 127.0.0.1", "bin/postgres")]
        for victim in victims:
            victim.kill()
        wait_until(lambda: all_gone(victims))

        def marks_are_back() -> bool:
            stack.check()
            with suppress(redis.RedisError, sqlalchemy.exc.OperationalError):  # not up again yet
                check_marks(stack)
                return True
            return False

        wait_until(marks_are_back)
        assert not is_gone(child(settings, "time.sleep"))


def test_a_program_that_keeps_dying_is_reported_with_the_end_of_its_log(
    given: Settings,
) -> None:
    program = Program("hopeless", (sys.executable, "-c", "print('the disk is on fire'); raise SystemExit(3)"))
    with Stack(given, [program]) as doomed:
        doomed.start_programs()

        def check_for_ever() -> bool:
            doomed.check()
            return False

        with pytest.raises(ServiceUnreachable, match="'hopeless' died 5 times within a minute") as caught:
            wait_until(check_for_ever)
    assert caught.value.message.count("the disk is on fire") == 5
    assert not is_locked(given.stack.directory)


def append_only_file(settings: Settings) -> Path:
    """The file that new commands are added to: one for all in Redis 6, the incremental one in its successors."""
    (file,) = (settings.stack.directory / "redis").rglob("appendonly*.aof")
    return file


def test_a_damaged_append_only_file_is_set_aside(settings: Settings) -> None:
    with Stack(settings) as stack, cache(stack.addresses.redis_url) as client:
        client.set("kept", "here")
    directory = settings.stack.directory
    file = append_only_file(settings)
    file.write_bytes(b"*3\r\n$3\r\nSET\r\nnonsense" + file.read_bytes())
    with Stack(settings) as stack, cache(stack.addresses.redis_url) as client:
        assert client.dbsize() == 0
    damaged = directory / "redis-damaged" / file.relative_to(directory / "redis")
    assert b"nonsense" in damaged.read_bytes()


def test_a_truncated_append_only_file_is_read_as_far_as_it_goes(settings: Settings) -> None:
    with Stack(settings) as stack, cache(stack.addresses.redis_url) as client:
        client.set("first", "here")
        client.set("second", "here")
    file = append_only_file(settings)
    file.write_bytes(file.read_bytes()[:-4])
    with Stack(settings) as stack, cache(stack.addresses.redis_url) as client:
        assert client.keys() == ["first"]


def test_a_half_made_database_is_made_anew(settings: Settings) -> None:
    half = settings.stack.directory / "postgres" / "new" / "data"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with Stack(settings) as stack:
        assert query(stack.addresses.database_url, "SELECT 1") == 1
    assert not half.exists()


def test_a_process_number_that_was_given_to_another_process_does_not_stop_the_database(settings: Settings) -> None:
    with Stack(settings) as stack:
        port = sqlalchemy.make_url(stack.addresses.database_url).port
    data = settings.stack.directory / "postgres" / "data"
    account = server_account(data) if os.geteuid() == 0 else None
    with subprocess.Popen(launch_arguments(["/bin/sleep", "600"], account=account)) as other:
        lines = (other.pid, data, int(time.time()), port, "", "127.0.0.1", "", "ready")
        (data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))
        with Stack(settings) as stack:
            assert query(stack.addresses.database_url, "SELECT 1") == 1
            assert other.poll() is None
        other.kill()
    assert '"postmaster.pid" already exists' in (stack.logs / "postgres.log").read_text()
