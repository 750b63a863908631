"""`studio doctor`: is everything there, and what to do where it is not. `--live` asks one vendor, at no cost."""

import itertools
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from studio.cli.providers import closed_until
from studio.cli.services import database
from studio.errors import InvalidInput, ProviderNotConfigured, StudioError
from studio.pipeline import system
from studio.providers import registry
from studio.providers.preflight import insist
from studio.providers.table import WRITERS, ProviderRow, music_row, visual_row
from studio.schemas.system import ProviderView, ServiceView
from studio.settings import Settings, get_settings
from studio.stack import running_stack
from studio.tasks.control import broker_service, inspect_queues, workers_service


def examine(
    live: Annotated[
        str | None,
        typer.Option(
            metavar="PROVIDER", help="Only ask this vendor, as `studio providers` names it: key, balance, model."
        ),
    ] = None,
) -> None:
    """Look at Python, FFmpeg, database, broker, workers, disk and providers; say what to do where one is ill."""
    console = Console()
    settings = get_settings()
    if live is not None:
        _ask_live(live, settings, console)
        return
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
        found = f"{provider.label}, closed until {closed_until(provider)}"
        return ServiceView(name=provider.kind, healthy=False, found=found, remedy=provider.closed_reason)
    return ServiceView(name=provider.kind, healthy=provider.problem is None, found=provider.label, remedy=remedy)


def _show(service: ServiceView, console: Console) -> None:
    sign = "[red]ill [/]" if not service.healthy else "[yellow]note[/]" if service.remedy else "[green]ok  [/]"
    name = f"{service.name.capitalize():<9}"
    console.print(f"{sign} [bold]{name}[/] {escape(service.found)}", highlight=False, soft_wrap=True)
    if service.remedy:
        console.print(f"{'':<15}{escape(service.remedy)}", style="dim", soft_wrap=True)


def _ask_live(name: str, settings: Settings, console: Console) -> None:
    """What the start of an album would ask, asked now. More than one provider where kinds share a name.

    Raises InvalidInput for an unknown name, and the StudioError that the vendor gives cause to.
    """
    names = {
        "prompts": tuple(row.name for row in WRITERS),
        "music": registry.music_provider_names(),
        "visual": registry.visual_provider_names(),
    }
    kinds = [kind for kind, known in names.items() if name in known]
    if not kinds:
        every = dict.fromkeys(itertools.chain.from_iterable(names.values()))
        raise InvalidInput(f"There is no provider {name!r}; choose one of {', '.join(every)}.")
    for kind in kinds:
        with insist():
            row = _ask(kind, name, settings)
        if not row.needs_key:
            _say(f"{escape(row.label)}: it needs no key, so there is nothing to ask.", console)
            continue
        _say(f"[green]ok[/] [bold]{escape(row.label)}[/] answers, and nothing stands in an album's way.", console)
        _say(f"   Looked at: {escape(row.looks_at or 'what its package looks at')}", console)
        _say(f"   Makes: {escape(row.makes)}", console)
        _say(f"   Price: {escape(row.price)} ({escape(row.price_basis)})", console)


def _ask(kind: str, name: str, settings: Settings) -> ProviderRow:
    """Its row, as it is once it was asked: a licence may allow less."""
    if kind == "music":
        music = registry.music_provider(name, settings)
        if music.capabilities.needs_key:
            music.check(track_count=settings.album.tracks, own_files=None)
        return music_row(music)
    if kind == "visual":
        visual = registry.visual_provider(name, settings)
        if visual.capabilities.needs_key:
            visual.check(visual_count=settings.album.tracks, own_files=None)
        return visual_row(visual)
    row = next(row for row in WRITERS if row.name == name)
    if row.needs_key:
        if not system.has_model(settings):
            raise ProviderNotConfigured(system.NO_MODEL)
        registry.prompt_writer(settings).check()
    return row


def _say(line: str, console: Console) -> None:
    console.print(line, highlight=False, soft_wrap=True)
