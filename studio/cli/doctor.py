"""`studio doctor`: is everything there, and what to do where it is not."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy import text

from studio.cli.services import database
from studio.db.session import transaction
from studio.errors import StudioError
from studio.providers import registry
from studio.providers.music.base import MusicProvider
from studio.providers.visual.base import VisualProvider
from studio.render.ffmpeg import check_encoders, ffmpeg_version, find_ffmpeg
from studio.settings import Settings, get_settings
from studio.stack import running_stack
from studio.tasks.control import broker_service, inspect_queues

_OLDEST_PYTHON = (3, 11)
_ROOMY_DISK_BYTES = 12e9
"""An album of 70 minutes with its kept parts, and room to breathe."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_well` None: works, but is worth knowing."""

    name: str
    is_well: bool | None
    found: str
    remedy: str | None = None


def examine() -> None:
    """Look at Python, FFmpeg, database, broker, workers, disk and provider keys; say what to do where one is ill."""
    console = Console()
    settings = get_settings()
    verdicts = [_python(), _attempt("FFmpeg", lambda: _ffmpeg(settings)), _disk(settings)]
    is_running = _is_running(settings)
    try:
        with database():
            verdicts += [
                _attempt("Database", _database),
                _broker(),
                _workers(is_running=is_running),
                *_providers(get_settings()),
            ]
    except StudioError as error:
        verdicts.append(Verdict("Database", False, error.message))
    for verdict in verdicts:
        sign = {True: "[green]ok[/]  ", None: "[yellow]note[/]", False: "[red]ill[/] "}[verdict.is_well]
        console.print(f"{sign} [bold]{verdict.name:<18}[/] {escape(verdict.found)}", highlight=False, soft_wrap=True)
        if verdict.remedy:
            console.print(f"     {'':<18} {escape(verdict.remedy)}", style="dim", soft_wrap=True)
    if any(verdict.is_well is False for verdict in verdicts):
        raise typer.Exit(1)


def _attempt(name: str, look: Callable[[], str]) -> Verdict:
    try:
        return Verdict(name, True, look())
    except StudioError as error:
        return Verdict(name, False, error.message)


def _python() -> Verdict:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        return Verdict("Python", False, found, "Install Python 3.11 or newer and set the studio up again.")
    return Verdict("Python", True, found)


def _ffmpeg(settings: Settings) -> str:
    ffmpeg = find_ffmpeg(settings.ffmpeg.binary)
    check_encoders(ffmpeg)
    return f"{ffmpeg_version(ffmpeg)} with libx264 and aac"


def _disk(settings: Settings) -> Verdict:
    root = settings.output.root.resolve()
    free = shutil.disk_usage(next(path for path in (root, *root.parents) if path.exists())).free
    found = f"{free / 1e9:.0f} GB free for {root}"
    if free < _ROOMY_DISK_BYTES:
        return Verdict(
            "Disk", None, found, "An album of 70 minutes needs about 6 GB while it is made; free some space."
        )
    return Verdict("Disk", True, found)


def _is_running(settings: Settings) -> bool:
    return running_stack(settings) is not None or bool(settings.database.url and settings.redis.url)


def _database() -> str:
    with transaction() as session:
        version = session.scalar(text("SHOW server_version"))
        jobs = session.scalar(text("SELECT count(*) FROM video_jobs"))
    return f"PostgreSQL {version}, {jobs} jobs"


def _broker() -> Verdict:
    service = broker_service()
    return Verdict("Broker", service.healthy, service.found, service.remedy)


def _workers(*, is_running: bool) -> Verdict:
    if not is_running:
        return Verdict(
            "Workers", None, "no studio is running", "`studio up` starts them; `studio album` brings its own."
        )
    silent = [queue.name for queue in inspect_queues() if not queue.workers]
    if silent:
        return Verdict(
            "Workers",
            False,
            f"nobody works on: {', '.join(silent)}",
            "Start the studio with `studio up`, or its workers.",
        )
    return Verdict("Workers", True, "every queue has a worker")


def _providers(settings: Settings) -> list[Verdict]:
    writer = registry.prompt_writer(settings).name
    hint = None if settings.openai.api_key else "Set OPENAI_API_KEY to have a language model write the prompts."
    return [
        Verdict("Prompts", True, writer, hint),
        _attempt("Music", lambda: _label(registry.music_provider(settings.album.music_provider, settings))),
        _attempt("Visuals", lambda: _label(registry.visual_provider(settings.album.visual_provider, settings))),
    ]


def _label(provider: MusicProvider | VisualProvider) -> str:
    placeholders = " (placeholders: albums are rehearsals)" if provider.capabilities.makes_placeholders else ""
    return f"{provider.capabilities.label}{placeholders}"
