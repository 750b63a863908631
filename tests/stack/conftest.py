"""Settings for a stack of its own."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.settings import DatabaseSettings, RedisSettings, Settings, StackSettings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """For a stack in a folder of its own: deeper than the path of a Unix socket may be, and with spaces in it."""
    directory = tmp_path / ("deep " * 22).strip() / ".studio"
    return Settings(database=DatabaseSettings(), redis=RedisSettings(), stack=StackSettings(directory=directory))


@pytest.fixture
def given(settings: Settings, database_url: str, redis_url: str) -> Settings:
    """The same, with the servers of the session: for tests of programs, which need none of their own."""
    servers = {
        "database": DatabaseSettings(url=SecretStr(database_url)),
        "redis": RedisSettings(url=SecretStr(redis_url)),
    }
    return settings.model_copy(update=servers)
