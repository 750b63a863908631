"""What every test may use: a clean environment, and real servers that belong to the test session alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import text

from studio.db.schema import migrate_database
from studio.db.session import forget_engine, transaction
from studio.models import Base
from studio.settings import DatabaseSettings, RedisSettings, Settings, StackSettings, get_settings
from studio.stack import Stack

# No test passes or fails by how busy the machine is.
hypothesis.settings.register_profile("studio", deadline=None)
hypothesis.settings.load_profile("studio")


def pytest_configure() -> None:
    """Forget the settings of the person who runs the tests: neither their servers nor their keys are used."""
    Settings.model_config["env_file"] = None
    for group, field in Settings.model_fields.items():
        for setting in field.default.__class__.model_fields:
            os.environ.pop(f"{group}_{setting}".upper(), None)
    # Placeholders take no time; a test that wants music or a picture says so.
    os.environ |= {"ALBUM_MUSIC_PROVIDER": "dummy", "ALBUM_VISUAL_PROVIDER": "dummy"}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The embedded servers. DATABASE_URL and REDIS_URL name them until the session ends."""
    directory = tmp_path_factory.mktemp("studio") / ".studio"
    settings = Settings(database=DatabaseSettings(), redis=RedisSettings(), stack=StackSettings(directory=directory))
    with Stack(settings) as stack:
        yield stack


@pytest.fixture(scope="session")
def database_url(stack: Stack) -> str:
    return stack.addresses.database_url


@pytest.fixture(scope="session")
def redis_url(stack: Stack) -> str:
    return stack.addresses.redis_url


@pytest.fixture(scope="session")
def schema(stack: Stack) -> Iterator[None]:
    """The embedded database, migrated."""
    migrate_database()
    yield
    forget_engine(close=True)


@pytest.fixture
def database(schema: None) -> None:
    """The embedded database, migrated and empty."""
    empty_database()


def empty_database() -> None:
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with transaction() as session:
        session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


@pytest.fixture
def output_root(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An output root of this test's own, besides an empty database."""
    root = tmp_path / "output"
    monkeypatch.setenv("OUTPUT_ROOT", str(root))
    get_settings.cache_clear()
    yield root
    get_settings.cache_clear()
