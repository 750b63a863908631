"""How the studio itself is: each part that an album needs, looked at now. What is ill is reported, never raised.

A service that is healthy and has a remedy works, but there is something to know.
"""

import sys
from collections.abc import Callable

from sqlalchemy import text

from studio.db.jobs import count_live
from studio.db.session import transaction
from studio.errors import StudioError
from studio.pipeline.files import free_bytes
from studio.providers import registry
from studio.providers.music.base import MusicCapabilities
from studio.providers.visual.base import VisualCapabilities
from studio.render.ffmpeg import check_encoders, ffmpeg_version, find_ffmpeg
from studio.schemas.system import ProviderView, ServiceView
from studio.settings import Settings

Capabilities = MusicCapabilities | VisualCapabilities

_OLDEST_PYTHON = (3, 11)
_ROOMY_DISK_BYTES = 12e9
"""An album of 70 minutes with its kept parts, and room to breathe."""
_NO_LIBRARY = "Set OUTPUT_LIBRARY_ROOT to the folder that holds your own files, or use the command line."


def python_service() -> ServiceView:
    found = ".".join(str(part) for part in sys.version_info[:3])
    remedy = None
    if sys.version_info < _OLDEST_PYTHON:
        remedy = "Install Python 3.11 or newer and set the studio up again."
    return ServiceView(name="python", healthy=remedy is None, found=found, remedy=remedy)


def ffmpeg_service(settings: Settings) -> ServiceView:
    try:
        binary = find_ffmpeg(settings.ffmpeg.binary)
        check_encoders(binary)
        version = ffmpeg_version(binary)
    except StudioError as error:
        return ServiceView(name="ffmpeg", healthy=False, found="Not usable.", remedy=error.message)
    found = f"FFmpeg {version} with libx264 and aac, at {binary}"
    return ServiceView(name="ffmpeg", healthy=True, found=found, remedy=None)


def database_service() -> ServiceView:
    try:
        with transaction() as session:
            version = session.scalar(text("SHOW server_version"))
    except StudioError as error:
        return ServiceView(name="database", healthy=False, found="No answer.", remedy=error.message)
    return ServiceView(name="database", healthy=True, found=f"PostgreSQL {version}", remedy=None)


def disk_service(settings: Settings) -> ServiceView:
    root = settings.output.root.resolve()
    free = free_bytes(root)
    remedy = None
    if free < _ROOMY_DISK_BYTES:
        remedy = "An album of 70 minutes needs about 6 GB while it is made; free some space."
    return ServiceView(name="disk", healthy=True, found=f"{free / 1e9:.0f} GB free for {root}", remedy=remedy)


def prompts_service(settings: Settings) -> ServiceView:
    """The prompt writer that would be used."""
    writer = registry.prompt_writer(settings).name
    remedy = None
    if settings.openai.api_key is None and settings.openai.base_url is None:
        remedy = "Set OPENAI_API_KEY to have a language model write the prompts."
    return ServiceView(name="prompts", healthy=True, found=writer, remedy=remedy)


def count_running() -> int:
    """Jobs that are running or stopping; 0 where the database does not say."""
    try:
        with transaction() as session:
            return count_live(session)
    except StudioError:
        return 0


def provider_views(settings: Settings) -> list[ProviderView]:
    """Every provider that is known, and why it cannot be used now."""
    music = [_music_view(name, settings) for name in registry.music_provider_names()]
    visual = [_visual_view(name, settings) for name in registry.visual_provider_names()]
    return music + visual


def _music_view(name: str, settings: Settings) -> ProviderView:
    is_default = name == settings.album.music_provider
    try:
        provider = registry.music_provider(name, settings)
    except StudioError as error:
        return _broken_view(name, "music", is_default, error)
    able = provider.capabilities

    def check() -> None:
        provider.check(track_count=settings.album.tracks, own_files=None)

    return _view(name, "music", is_default, able, able.price_per_track_usd, _problem(able, settings, check))


def _visual_view(name: str, settings: Settings) -> ProviderView:
    is_default = name == settings.album.visual_provider
    try:
        provider = registry.visual_provider(name, settings)
    except StudioError as error:
        return _broken_view(name, "visual", is_default, error)
    able = provider.capabilities

    def check() -> None:
        provider.check(visual_count=settings.album.tracks, own_files=None)

    return _view(name, "visual", is_default, able, able.price_per_visual_usd, _problem(able, settings, check))


def _view(
    name: str, kind: str, is_default: bool, able: Capabilities, price_usd: float, problem: str | None
) -> ProviderView:
    return ProviderView(
        name=name,
        kind=kind,
        label=able.label,
        needs_key=able.needs_key,
        is_default=is_default,
        makes_placeholders=able.makes_placeholders,
        uses_own_files=able.uses_own_files,
        price_per_item_usd=price_usd,
        problem=problem,
    )


def _broken_view(name: str, kind: str, is_default: bool, error: StudioError) -> ProviderView:
    """A plug-in that cannot be loaded: nothing is known of it but its name and what is wrong."""
    return ProviderView(
        name=name,
        kind=kind,
        label=name,
        needs_key=False,
        is_default=is_default,
        makes_placeholders=False,
        uses_own_files=False,
        price_per_item_usd=0.0,
        problem=error.message,
    )


def _problem(able: Capabilities, settings: Settings, check: Callable[[], None]) -> str | None:
    """Why the provider cannot be used now. Own files are checked with the job that names their folder."""
    if able.uses_own_files:
        return None if settings.output.library_root else _NO_LIBRARY
    try:
        check()
    except StudioError as error:
        return error.message
    return None
