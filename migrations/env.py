"""How Alembic reaches the database: the direct address where there is one, since a pooler cannot migrate."""

from alembic import context
from sqlalchemy import create_engine, pool

from studio.db.session import with_driver
from studio.errors import NotRunning
from studio.models import Base
from studio.settings import get_settings


def run_migrations() -> None:
    settings = get_settings().database
    url = settings.direct_url or settings.url
    if url is None:
        raise NotRunning("No database is running here: start the studio with `studio up`, or set DATABASE_URL.")
    engine = create_engine(with_driver(url.get_secret_value()), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
