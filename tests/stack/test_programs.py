"""The programs of a studio: how they are run, stopped and started again, and their argument lists."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from pydantic import SecretStr

from studio.errors import NotFound
from studio.settings import AdminSettings, RecoverySettings, RedisSettings, Settings, StackSettings
from studio.stack import Program, Stack, studio_programs
from studio.stack import programs as programs_module

from .observation import all_gone, family, wait_until
from .owner import STUBBORN

FLOWER_CONFIG = f"--conf={programs_module.FLOWER_CONFIG}"

# Says whether the servers still answer when it is asked to stop.
WITNESS = """
import os, signal, sys, time
import redis, sqlalchemy
def stop(number, frame):
    url = sqlalchemy.make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg2")
    with sqlalchemy.create_engine(url).connect() as connection:
        answers = [connection.scalar(sqlalchemy.text("SELECT 1")) == 1]
    answers.append(redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
    print("both answered" if all(answers) else answers, flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print(os.environ["EXTRA"], flush=True)
time.sleep(600)
"""


def text(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def test_programs_are_stopped_before_the_servers(settings: Settings) -> None:
    witness = Program("witness", (sys.executable, "-c", WITNESS), {"EXTRA": "here I am"})
    with Stack(settings, [witness]) as stack:
        stack.start_programs()
        log = stack.logs / "witness.log"
        wait_until(lambda: "here I am" in text(log))
        processes = family(settings)
    assert text(log) == "here I am\nboth answered\n"
    assert all_gone(processes)


def test_a_program_that_does_not_stop_is_killed_with_its_children(given: Settings) -> None:
    stubborn = Program("stubborn", (sys.executable, "-c", STUBBORN), stop_seconds=0.3)
    with Stack(given, [stubborn]) as stack:
        stack.start_programs()
        wait_until(lambda: "stubborn" in text(stack.logs / "stubborn.log"))
        processes = family(given)
        assert len(processes) == 2
    # The kernel takes a moment to clear away what was killed.
    wait_until(lambda: all_gone(processes))


def test_the_children_of_a_killed_program_are_ended_before_it_starts_again(given: Settings) -> None:
    with Stack(given, [Program("stubborn", (sys.executable, "-c", STUBBORN))]) as stack:
        stack.start_programs()
        log = stack.logs / "stubborn.log"
        wait_until(lambda: "stubborn" in text(log))
        main, child = family(given)
        main.kill()

        def is_started_again() -> bool:
            stack.check()
            return text(log).count("stubborn") == 2

        wait_until(is_started_again)
        assert all_gone([main, child])
        (again,) = [each for each in family(given) if each.parent() == psutil.Process()]
        again.kill()  # it would not stop when asked


def test_ctrl_c_in_the_terminal_does_not_reach_the_programs(given: Settings) -> None:
    sleeper = Program("sleeper", (sys.executable, "-c", "import time; time.sleep(600)"))
    with Stack(given, [sleeper]) as stack:
        stack.start_programs()
        (process,) = family(given)
        assert os.getsid(process.pid) == process.pid


def test_output_goes_to_the_log_and_to_the_terminal_and_the_last_log_is_kept(given: Settings) -> None:
    lines: list[tuple[str, str]] = []
    code = "import sys; print('one'); print('two', file=sys.stderr, flush=True)"
    code += "; sys.stdout.write('half'); sys.stdout.flush(); import time; time.sleep(600)"
    talker = Program("talker", (sys.executable, "-u", "-c", code))

    def echo(name: str, line: str) -> None:
        lines.append((name, line))

    for _ in range(2):
        with Stack(given, [talker], echo=echo) as stack:
            stack.start_programs()
            wait_until(lambda: text(stack.logs / "talker.log").endswith("half"))
            stack.check()
            assert lines[-2:] == [("talker", "one"), ("talker", "two")]
        assert lines[-1] == ("talker", "half")
    assert len(lines) == 6
    assert text(stack.logs / "talker.log.1") == text(stack.logs / "talker.log") == "one\ntwo\nhalf"


def arguments_by_name(settings: Settings) -> dict[str, tuple[str, ...]]:
    programs = studio_programs(settings, with_api=True, with_flower=True, with_page=False)
    assert all(program.arguments[:2] == (sys.executable, "-m") for program in programs)
    return {program.name: program.arguments[2:] for program in programs}


def test_argument_lists(tmp_path: Path) -> None:
    stack = StackSettings(directory=tmp_path, io_threads=3, flower_port=5050)
    settings = Settings(redis=RedisSettings(), stack=stack)
    celery = ("celery", "-A", "studio.tasks.app")
    worker = (*celery, "worker", "--without-mingle", "--without-gossip", "--loglevel", "INFO")
    prefork = ("-P", "prefork", "-c", "1", "--max-tasks-per-child", "1")
    uvicorn = ("uvicorn", "studio.api.app:create_app", "--factory", "--host", "127.0.0.1", "--port", "8000")
    assert arguments_by_name(settings) == {
        "io": (*worker, "-n", "io@%h", "-Q", "io,control", "-P", "threads", "-c", "3"),
        "media": (*worker, "-n", "media@%h", "-Q", "media", *prefork),
        "beat": (*celery, "beat", "-s", str(tmp_path / "beat-schedule"), "--pidfile=", "--loglevel", "INFO"),
        "api": (*uvicorn, "--timeout-keep-alive", "3600", "--timeout-graceful-shutdown", "2"),
        "flower": (*celery, "flower", FLOWER_CONFIG, "--address=127.0.0.1", "--port=5050"),
    }


TOKEN = "a token, with a comma; and: more"  # noqa: S105


def test_flower_asks_for_the_admin_token_and_shows_it_to_nobody(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real Flower. What a comma would make of the token, a way in of its own, is shut too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("ADMIN_TOKEN", TOKEN)
    stack_settings = given.stack.model_copy(update={"flower_port": port})
    settings = given.model_copy(update={"stack": stack_settings, "admin": AdminSettings(token=SecretStr(TOKEN))})
    programs = studio_programs(settings, with_api=True, with_flower=True, with_page=False)
    assert not [word for program in programs for word in program.arguments if TOKEN in word]
    assert not [value for program in programs for value in program.environment.values() if TOKEN in value]
    flower = next(program for program in programs if program.name == "flower")
    address = f"http://127.0.0.1:{port}"
    with Stack(settings, [flower]) as stack:
        stack.start_programs()

        def answers() -> bool:
            with suppress(httpx.TransportError):
                return httpx.get(address).status_code == 401
            return False

        wait_until(answers, seconds=60)
        pages = ("/", "/workers", "/tasks", "/broker", "/metrics", "/api/workers", "/api/tasks")
        for credentials in (None, ("admin", "wrong"), ("admin", ""), (" with a comma; and", " more"), ("", TOKEN)):
            assert {httpx.get(address + page, auth=credentials).status_code for page in pages} == {401}, credentials
        assert httpx.get(f"{address}/workers", auth=("admin", TOKEN)).status_code == 200
        processes = family(settings)
        assert not [process for process in processes if TOKEN in " ".join(process.cmdline())]
        assert TOKEN not in text(stack.logs / "flower.log")


def test_programs_that_are_not_asked_for_are_left_out(settings: Settings) -> None:
    programs = studio_programs(settings, with_api=False, with_flower=False, with_page=False)
    assert [program.name for program in programs] == ["io", "media", "beat"]


def test_two_studios_on_one_broker_have_different_node_names(tmp_path: Path) -> None:
    redis = RedisSettings(url=SecretStr("redis://broker/0"))
    names = {
        arguments_by_name(Settings(redis=redis, stack=StackSettings(directory=tmp_path / folder)))["io"][9]
        for folder in ("one", "two")
    }
    assert len(names) == 2
    assert all(name.startswith("io-") and name.endswith("@%h") for name in names)


def environment(settings: Settings) -> dict[str, str]:
    return dict(studio_programs(settings, with_api=False, with_flower=False, with_page=False)[0].environment)


def test_recovery_is_quick_with_the_embedded_database_unless_the_person_chose(
    settings: Settings, given: Settings
) -> None:
    quick = {"RECOVERY_LEASE_SECONDS": "15", "RECOVERY_STALL_SECONDS": "10", "RECOVERY_SCAN_SECONDS": "5"}
    common = {"PYTHONUNBUFFERED": "1", "REMAP_SIGTERM": "SIGQUIT"} | programs_module.LEAN_PROCESS
    assert environment(settings) == common | quick
    chosen = settings.model_copy(update={"recovery": RecoverySettings(stall_seconds=120)})
    del quick["RECOVERY_STALL_SECONDS"]
    assert environment(chosen) == common | quick
    assert environment(given) == common


def test_a_page_that_is_not_built_is_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs_module, "PAGE_FOLDER", tmp_path)
    with pytest.raises(NotFound, match="page is not built"):
        studio_programs(settings, with_api=True, with_flower=False, with_page=True)
