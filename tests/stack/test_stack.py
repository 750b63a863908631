"""The embedded servers: start, stop, data, isolation."""

import os
from pathlib import Path

import pytest
import redis
import sqlalchemy
from pydantic import SecretStr

from studio.errors import Conflict, InvalidInput, ServiceUnreachable
from studio.settings import DatabaseSettings, RedisSettings, Settings, StackSettings, get_settings
from studio.stack import Stack, join_running_stack, running_stack
from studio.stack.lock import is_locked, read_record

from .observation import all_gone, cache, family, query


def directory_of(stack: Stack) -> Path:
    return stack.logs.parent


def settings_of(stack: Stack) -> Settings:
    return Settings(
        database=DatabaseSettings(), redis=RedisSettings(), stack=StackSettings(directory=directory_of(stack))
    )


def test_postgres_is_utf8_and_understands_case_beyond_ascii(database_url: str) -> None:
    assert query(database_url, "SELECT current_setting('server_encoding')") == "UTF8"
    assert query(database_url, "SELECT lower('Über')") == "über"
    assert int(str(query(database_url, "SELECT current_setting('max_connections')"))) >= 100


def test_redis_keeps_everything_and_syncs_each_second(redis_url: str) -> None:
    with cache(redis_url) as client:
        config = client.config_get("*")
    assert config["appendonly"] == "yes"
    assert config["appendfsync"] == "everysec"
    assert config["maxmemory-policy"] == "noeviction"
    assert config["aof-load-truncated"] == "yes"
    assert int(config["databases"]) >= 4


def test_strangers_are_refused(database_url: str, redis_url: str) -> None:
    guess = sqlalchemy.make_url(database_url).set(password="x")  # noqa: S106
    stranger = guess.render_as_string(hide_password=False)
    with pytest.raises(sqlalchemy.exc.OperationalError, match="password authentication failed"):
        query(stranger, "SELECT 1")
    with cache(redis_url.replace("redis://:", "redis://:x")) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_files_with_passwords_are_private(stack: Stack) -> None:
    directory = directory_of(stack)
    private = ("stack.json", "redis/redis.conf", "postgres/password", "logs/postgres.log")
    assert [(directory / name).stat().st_mode & 0o777 for name in private] == [0o600] * len(private)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert stack.addresses.database_url not in repr(stack.addresses)


def test_a_second_studio_in_the_folder_is_refused(stack: Stack) -> None:
    before = (directory_of(stack) / "stack.json").read_bytes()
    with pytest.raises(Conflict, match=f"already running.*process {os.getpid()}"), Stack(settings_of(stack)):
        pass
    assert (directory_of(stack) / "stack.json").read_bytes() == before
    assert query(stack.addresses.database_url, "SELECT 1") == 1


def test_a_running_studio_is_found_and_joined(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    settings = settings_of(stack)
    addresses = running_stack(settings)
    assert addresses is not None
    assert addresses.pid == os.getpid()
    assert join_running_stack(settings)
    assert os.environ["DATABASE_URL"] == addresses.database_url
    assert os.environ["REDIS_URL"] == addresses.redis_url
    assert get_settings().redis.url == SecretStr(addresses.redis_url)
    get_settings.cache_clear()


def test_where_no_studio_runs_nothing_is_joined_and_nothing_is_made(settings: Settings) -> None:
    before = dict(os.environ)
    assert running_stack(settings) is None
    assert not join_running_stack(settings)
    assert os.environ == before
    assert not settings.stack.directory.exists()


def test_data_outlive_a_restart_and_the_environment_is_restored(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://before/0")
    before = dict(os.environ)
    with Stack(settings) as stack:
        assert os.environ["DATABASE_URL"] == stack.addresses.database_url
        assert get_settings().redis.url == SecretStr(stack.addresses.redis_url)
        query(stack.addresses.database_url, "CREATE TABLE kept (value text)", "INSERT INTO kept VALUES ('here')")
        with cache(stack.addresses.redis_url) as client:
            client.set("kept", "here")
        processes = family(settings)
        assert len(processes) > 2
    assert all_gone(processes)
    assert os.environ == before
    assert get_settings().redis.url == SecretStr("redis://before/0")
    get_settings.cache_clear()
    assert not (settings.stack.directory / "stack.json").exists()
    assert not is_locked(settings.stack.directory)
    with Stack(settings) as stack:
        assert query(stack.addresses.database_url, "SELECT value FROM kept") == "here"
        with cache(stack.addresses.redis_url) as client:
            assert client.get("kept") == "here"
        assert "ready to accept connections" in (stack.logs / "postgres.log.1").read_text()
    with pytest.raises(Conflict, match="not running"):
        _ = stack.addresses


def test_given_servers_are_used_and_none_are_started(stack: Stack, settings: Settings, given: Settings) -> None:
    with Stack(given) as second:
        assert second.addresses == stack.addresses
        record = read_record(settings.stack.directory)
        assert record is not None
        assert record.children == ()
        assert record.database_url is None
        assert record.redis_url is None
        assert running_stack(given) == second.addresses
        with pytest.raises(Conflict, match="set the same in this terminal"):
            running_stack(settings)
    assert not list(settings.stack.directory.glob("postgres*"))
    assert query(stack.addresses.database_url, "SELECT 1") == 1


def test_a_start_that_fails_half_way_leaves_nothing(settings: Settings) -> None:
    directory = settings.stack.directory
    (directory / "postgres" / "data").mkdir(parents=True)
    (directory / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    before = dict(os.environ)
    with pytest.raises(ServiceUnreachable, match=r"made by PostgreSQL 9, but only .*set DATABASE_URL"), Stack(settings):
        pass
    assert os.environ == before
    assert not (directory / "stack.json").exists()
    assert not is_locked(directory)
    assert "ready to exit" in (directory / "logs" / "redis.log").read_text()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(stack=StackSettings(directory=tmp_path / "file" / ".studio"))
    with pytest.raises(InvalidInput, match=r"file/\.studio cannot be written.*STACK_DIRECTORY"), Stack(settings):
        pass


def test_a_server_that_cannot_start_says_why(settings: Settings) -> None:
    with Stack(settings):
        pass
    configuration = settings.stack.directory / "postgres" / "data" / "postgresql.conf"
    with configuration.open("a") as file:
        file.write("no_such_setting = 1\n")
    with (
        pytest.raises(ServiceUnreachable, match=r"(?s)postgres server does not start.*no_such_setting"),
        Stack(settings),
    ):
        pass
    assert not is_locked(settings.stack.directory)
