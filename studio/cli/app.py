"""The command's root: errors become one sentence and an exit status."""

import sys
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from studio.cli import album, doctor, inspect, jobs, services, spending
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
app.command("doctor")(doctor.examine)
app.command()(inspect.inspect)
app.command()(services.migrate)
