"""The command's root: errors become one sentence and an exit status."""

import sys
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from studio import disk
from studio.cli import album, doctor, inspect, jobs, providers, services, spending, storage
from studio.errors import Conflict, InvalidInput, StudioError
from studio.logs import mask_secrets

_USAGE_STATUS = 2
_INTERRUPTED_STATUS = 130


class _Studio(TyperGroup):
    """Shows a StudioError as the sentence that it is, without a trace."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        console = Console(stderr=True)
        try:
            return super().main(*args, **kwargs)
        except StudioError as error:
            console.print(f"[red]Error:[/] {escape(mask_secrets(error.message))}", highlight=False)
            sys.exit(_USAGE_STATUS if isinstance(error, InvalidInput | Conflict) else 1)
        except ValidationError as error:
            # The settings are read before anything else, so this is a wrong variable.
            first = error.errors()[0]
            name = "_".join(str(part) for part in first["loc"]).upper()
            console.print(
                f"[red]Error:[/] The setting {escape(name)} is wrong: {escape(first['msg'])}.", highlight=False
            )
            sys.exit(_USAGE_STATUS)
        except OSError as error:
            # A log, a lock or a settings file of the studio itself: what an album is made of says so before.
            if not disk.is_full(error):
                raise
            console.print(f"[red]Error:[/] {escape(str(error))}; {disk.REMEDY}.", highlight=False)
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(_INTERRUPTED_STATUS)


app = typer.Typer(
    cls=_Studio,
    help="Curated album videos of long background music, from prompts to a finished, inspected MP4.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(album.album)
app.command()(services.up)
app.command("jobs")(jobs.list_all)
app.command("job")(jobs.show)
app.command()(jobs.rerun)
app.command()(jobs.cancel)
app.command()(jobs.joins)
app.command()(jobs.budget)
app.command("spending")(spending.show)
app.command("providers")(providers.list_all)
app.command("doctor")(doctor.examine)
app.command()(inspect.inspect)
app.command("storage")(storage.report)
app.command()(services.migrate)
