"""`studio doctor`: is everything there, and what to do where it is not."""

from datetime import UTC

import typer
from rich.console import Console
from rich.markup import escape

from studio.cli.services import database
from studio.errors import StudioError
from studio.pipeline import system
from studio.schemas.system import ProviderView, ServiceView
from studio.settings import Settings, get_settings
from studio.stack import running_stack
from studio.tasks.control import broker_service, inspect_queues, workers_service


def examine() -> None:
    """Look at Python, FFmpeg, database, broker, workers, disk and providers; say what to do where one is ill."""
    console = Console()
    settings = get_settings()
    services = [system.python_service(), system.ffmpeg_service(settings), system.disk_service(settings)]
    expects_workers = _expects_workers(settings)
    try:
        with database():
            services += [system.database_service(), broker_service(), _workers(expects_workers=expects_workers)]
            providers = system.provider_views(settings)
    except StudioError as error:
        services.append(ServiceView(name="database", healthy=False, found="No answer.", remedy=error.message))
        providers = system.provider_views(settings)
    services += [_provider(provider) for provider in providers if provider.is_default or provider.closed_reason]
    for service in services:
        _show(service, console)
    if not all(service.healthy for service in services):
        raise typer.Exit(1)


def _expects_workers(settings: Settings) -> bool:
    return running_stack(settings) is not None or bool(settings.database.url and settings.redis.url)


def _workers(*, expects_workers: bool) -> ServiceView:
    if expects_workers:
        return workers_service(inspect_queues())
    remedy = "`studio up` starts them; `studio album` brings its own."
    return ServiceView(name="workers", healthy=True, found="No studio is running.", remedy=remedy)


def _provider(provider: ProviderView) -> ServiceView:
    remedy = provider.problem
    if (provider.kind, provider.name) == ("prompts", "builtin"):
        remedy = "Set OPENAI_API_KEY to have a language model write the prompts."
    elif remedy is None and provider.makes_placeholders:
        remedy = "It makes placeholders, so albums are rehearsals; use your own files, or choose another provider."
    if provider.closed_reason is not None:
        until = "somebody starts a job that uses it"
        if provider.closed_until is not None:
            until = f"{provider.closed_until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        found = f"{provider.label}, closed until {until}"
        return ServiceView(name=provider.kind, healthy=False, found=found, remedy=provider.closed_reason)
    return ServiceView(name=provider.kind, healthy=provider.problem is None, found=provider.label, remedy=remedy)


def _show(service: ServiceView, console: Console) -> None:
    sign = "[red]ill [/]" if not service.healthy else "[yellow]note[/]" if service.remedy else "[green]ok  [/]"
    name = f"{service.name.capitalize():<9}"
    console.print(f"{sign} [bold]{name}[/] {escape(service.found)}", highlight=False, soft_wrap=True)
    if service.remedy:
        console.print(f"{'':<15}{escape(service.remedy)}", style="dim", soft_wrap=True)
