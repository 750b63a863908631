"""The servers behind a command: join a studio that runs, or start what the command needs for as long as it lasts."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from sqlalchemy import text

from studio.db import items
from studio.db.schema import migrate_database
from studio.db.session import forget_engine, in_transaction, transaction
from studio.errors import NotRunning, ServiceUnreachable
from studio.settings import ApiSettings, get_settings
from studio.stack import Stack, join_running_stack, studio_programs
from studio.stack.programs import is_page_built
from studio.tasks.control import broker_service

_CHECK_SECONDS = 0.3
_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red")


def prepare_database(*, is_embedded: bool) -> None:
    """Migrate, and free what a killed studio left claimed.

    With an embedded database no worker can be alive before this process starts some: the folder's lock is ours, and
    workers die with the studio that started them. A database of one's own may have workers elsewhere.
    """
    migrate_database()
    if is_embedded:
        in_transaction(items.release_all)
    forget_engine(close=True)


def check_services() -> None:
    """Raises ServiceUnreachable at once where the database or the broker does not answer.

    What follows would wait for them for a while, as is right for a worker and not for a person.
    """
    with transaction() as session:
        session.execute(text("SELECT 1"))
    broker = broker_service()
    if not broker.healthy:
        raise ServiceUnreachable(f"The broker: {broker.found} {broker.remedy}")


@contextmanager
def database() -> Iterator[None]:
    """The database and the broker of the studio, running or started for the length of the block."""
    settings = get_settings()
    if join_running_stack(settings) or (settings.database.url and settings.redis.url):
        check_services()
        yield
        return
    with Stack(settings):
        migrate_database()
        try:
            yield
        finally:
            forget_engine(close=True)


def migrate() -> None:
    """Bring the database's schema up to date."""
    console = Console()
    with database():
        if get_settings().database.url is None:
            raise NotRunning("No database is running here: set DATABASE_URL, or start the studio with `studio up`.")
        migrate_database()
    console.print("The database is up to date.")


def up() -> None:
    """Run the whole studio in the foreground: API, workers, beat, Flower, and the page when it is built."""
    console = Console()
    settings = get_settings()
    with_page = is_page_built()
    programs = studio_programs(settings, with_api=True, with_flower=True, with_page=with_page)
    colours = {program.name: _COLOURS[number % len(_COLOURS)] for number, program in enumerate(programs)}

    def echo(name: str, line: str) -> None:
        colour = colours.get(name, "white")
        console.print(f"[{colour}]{name:>7}[/] {escape(line)}", highlight=False, soft_wrap=True)

    with Stack(settings, programs, echo=echo) as stack:
        prepare_database(is_embedded=settings.database.url is None)
        stack.start_programs()
        try:
            # A page that is opened before the API answers would say that the studio is away.
            while not _answers(settings.api):
                stack.check()
                time.sleep(_CHECK_SECONDS)
            page = f"http://localhost:{settings.stack.page_port}" if with_page else "not built, `make up` does so"
            console.print(
                f"The studio is up. Page: {page}  API: http://{settings.api.host}:{settings.api.port}/api/docs  "
                f"Flower: http://127.0.0.1:{settings.stack.flower_port}  Ctrl-C stops it."
            )
            if settings.admin.token is None:
                console.print("Only this machine can reach it: there is no ADMIN_TOKEN.")
            while True:
                stack.check()
                time.sleep(_CHECK_SECONDS)
        except KeyboardInterrupt:
            console.print("Stopping.")


def _answers(api: ApiSettings) -> bool:
    """It listens once it has started wholly."""
    try:
        with socket.create_connection((api.host, api.port), timeout=_CHECK_SECONDS):
            return True
    except OSError:
        return False
