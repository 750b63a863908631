"""The studio's own state: services, queues, providers and disk. What is down is reported, never an error."""

import shutil
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request
from sqlalchemy import text

from studio.api.deps import SettingsDep
from studio.api.problems import answers
from studio.db.jobs import count_live
from studio.db.session import transaction
from studio.errors import StudioError
from studio.providers import registry
from studio.render.ffmpeg import check_encoders, ffmpeg_version, find_ffmpeg
from studio.schemas.system import ProviderView, QueueView, ServiceView, SystemView
from studio.settings import Settings
from studio.tasks.control import broker_service, inspect_queues

router = APIRouter(tags=["system"])


@router.get("/system", operation_id="get_system", responses=answers())
def get_system(request: Request, settings: SettingsDep) -> SystemView:
    """Services, queues, providers and disk, looked at now."""
    database, jobs_running = _database()
    queues = inspect_queues()
    return SystemView(
        version=request.app.version,
        services=[database, broker_service(), _workers(queues), _ffmpeg(settings)],
        queues=queues,
        providers=_providers(settings),
        disk_free_bytes=_free_bytes(settings.output.root),
        jobs_running=jobs_running,
    )


def _database() -> tuple[ServiceView, int]:
    """The database, and how many jobs run in it."""
    try:
        with transaction() as session:
            version = session.scalar(text("SHOW server_version"))
            running = count_live(session)
    except StudioError as error:
        down = ServiceView(name="database", healthy=False, found="No answer.", remedy=error.message)
        return down, 0
    return ServiceView(name="database", healthy=True, found=f"PostgreSQL {version}", remedy=None), running


def _workers(queues: list[QueueView]) -> ServiceView:
    """Healthy when every queue has a worker."""
    idle = [queue.name for queue in queues if not queue.workers]
    count = len({worker for queue in queues for worker in queue.workers})
    return ServiceView(
        name="workers",
        healthy=bool(queues) and not idle,
        found=f"{count} of them answer." if count else "None answers.",
        remedy=(
            f"Nobody works on {', '.join(idle) or 'any queue'}; start the studio with `studio up`."
            if idle or not queues
            else None
        ),
    )


def _ffmpeg(settings: Settings) -> ServiceView:
    try:
        binary = find_ffmpeg(settings.ffmpeg.binary)
        check_encoders(binary)
        version = ffmpeg_version(binary)
    except StudioError as error:
        return ServiceView(name="ffmpeg", healthy=False, found="Not usable.", remedy=error.message)
    return ServiceView(name="ffmpeg", healthy=True, found=f"FFmpeg {version} at {binary}", remedy=None)


def _providers(settings: Settings) -> list[ProviderView]:
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
    return ProviderView(
        name=name,
        kind="music",
        label=able.label,
        needs_key=able.needs_key,
        is_default=is_default,
        makes_placeholders=able.makes_placeholders,
        uses_own_files=able.uses_own_files,
        price_per_item_usd=able.price_per_track_usd,
        problem=_problem(
            able.uses_own_files,
            settings,
            lambda: provider.check(track_count=settings.album.tracks, own_files=None),
        ),
    )


def _visual_view(name: str, settings: Settings) -> ProviderView:
    is_default = name == settings.album.visual_provider
    try:
        provider = registry.visual_provider(name, settings)
    except StudioError as error:
        return _broken_view(name, "visual", is_default, error)
    able = provider.capabilities
    return ProviderView(
        name=name,
        kind="visual",
        label=able.label,
        needs_key=able.needs_key,
        is_default=is_default,
        makes_placeholders=able.makes_placeholders,
        uses_own_files=able.uses_own_files,
        price_per_item_usd=able.price_per_visual_usd,
        problem=_problem(
            able.uses_own_files,
            settings,
            lambda: provider.check(visual_count=settings.album.tracks, own_files=None),
        ),
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


def _problem(uses_own_files: bool, settings: Settings, check: Callable[[], None]) -> str | None:
    """Why the provider cannot be used now. Own files are checked with the job that names their folder."""
    if uses_own_files:
        return None if settings.output.library_root else _NO_LIBRARY
    try:
        check()
    except StudioError as error:
        return error.message
    return None


_NO_LIBRARY = "Set OUTPUT_LIBRARY_ROOT to the folder that holds your own files, or use the command line."


def _free_bytes(root: Path) -> int:
    """Free on the disk that the output goes to, whose folder may not be made yet."""
    folder = root.resolve()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
