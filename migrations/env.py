"""How Alembic reaches the database: the direct address where there is one, since a pooler cannot migrate."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from studio.db.session import with_driver
from studio.errors import NotRunning
from studio.models import Base
from studio.settings import get_settings

# Where nobody has set it, PostgreSQL waits for ever.
_END_IDLE_TRANSACTIONS = """
DO $$ BEGIN
    IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
        EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = %L', current_database(), '20s');
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'As its owner, set idle_in_transaction_session_timeout of this database to 20s.';
END $$
"""


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
        # A client that stops in mid-transaction (a paused machine, a cut line) must not hold a job's row for hours.
        # Of the database and not of each connection: a pooler in transaction mode knows no session.
        connection.execute(text(_END_IDLE_TRANSACTIONS))
        connection.commit()


run_migrations()
