"""The schema's migrations, which lie beside the package in `migrations/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from studio.db.session import outage_as_error

CONFIG_FILE = Path(__file__).parents[2] / "alembic.ini"


def migrate_database() -> None:
    """Bring the schema up to date. Raises ServiceUnreachable."""
    with outage_as_error():
        command.upgrade(Config(CONFIG_FILE), "head")
