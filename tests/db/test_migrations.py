"""The migrations make the schema that the models describe, and can be taken back."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from studio.db.schema import CONFIG_FILE
from studio.db.session import with_driver
from studio.settings import get_settings


@pytest.fixture
def empty_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Another database of the same server, with nothing in it."""
    engine = create_engine(with_driver(database_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations_test"))
        connection.execute(text("CREATE DATABASE migrations_test"))
    url = engine.url.set(database="migrations_test").render_as_string(hide_password=False)
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    get_settings.cache_clear()
    return url


def _describe(url: str) -> tuple[set[str], int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        enums = len(connection.execute(text("SELECT 1 FROM pg_type WHERE typtype = 'e'")).all())
    engine.dispose()
    return tables, enums


def test_up_matches_the_models_and_down_leaves_nothing(empty_database: str) -> None:
    config = Config(CONFIG_FILE)
    command.upgrade(config, "head")
    command.check(config)
    tables, enums = _describe(empty_database)
    assert {"channels", "video_jobs", "audio_tracks", "images", "render_tasks", "job_events"} <= tables
    assert enums == 9
    command.downgrade(config, "base")
    assert _describe(empty_database) == (set(), 0)
    command.upgrade(config, "head")
    assert _describe(empty_database) == (tables, enums)
    get_settings.cache_clear()


def test_no_client_holds_its_locks_for_ever(empty_database: str) -> None:
    command.upgrade(Config(CONFIG_FILE), "head")
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "20s"
    engine.dispose()
    get_settings.cache_clear()
