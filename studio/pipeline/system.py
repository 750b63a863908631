"""How the studio itself is: each part that an album needs, looked at now. What is ill is reported, never raised.

A service that is healthy and has a remedy works, but there is something to know.
"""

import functools
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from studio.db.jobs import count_live
from studio.db.provider_states import closed_states
from studio.db.session import transaction
from studio.disk import free_bytes, used_bytes
from studio.errors import StudioError
from studio.logs import mask_secrets
from studio.models import ProviderState
from studio.providers import registry
from studio.providers.music.base import MusicCapabilities
from studio.providers.preflight import HasAccount
from studio.providers.visual.base import VisualCapabilities
from studio.render.ffmpeg import check_encoders, ffmpeg_version, find_ffmpeg
from studio.schemas.system import ProviderView, ServiceView
from studio.settings import Settings

Capabilities = MusicCapabilities | VisualCapabilities

_OLDEST_PYTHON = (3, 11)
_ROOMY_DISK_BYTES = 12e9
"""An album of 70 minutes with its kept parts, and room to breathe."""
_FULL_DISK_BYTES = 1e9
"""Below this nothing at all can be made."""
_COUNT_SECONDS = 300
NO_MODEL = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own."
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
        return ServiceView(name="ffmpeg", healthy=False, found="Not usable.", remedy=mask_secrets(error.message))
    found = f"FFmpeg {version} with libx264 and aac, at {binary}"
    return ServiceView(name="ffmpeg", healthy=True, found=found, remedy=None)


def database_service() -> ServiceView:
    try:
        with transaction() as session:
            version = session.scalar(text("SHOW server_version"))
    except StudioError as error:
        return ServiceView(name="database", healthy=False, found="No answer.", remedy=mask_secrets(error.message))
    return ServiceView(name="database", healthy=True, found=f"PostgreSQL {version}", remedy=None)


def disk_service(settings: Settings) -> ServiceView:
    root = settings.output.root.resolve()
    free = free_bytes(root)
    remedy = None
    if free < _ROOMY_DISK_BYTES:
        remedy = (
            "An album of 70 minutes needs about 6 GB while it is made; delete jobs that you no longer need. "
            "`studio storage` shows what else can go."
        )
    is_full = free < _FULL_DISK_BYTES
    return ServiceView(name="disk", healthy=not is_full, found=f"{free / 1e9:.0f} GB free for {root}", remedy=remedy)


def studio_bytes(settings: Settings) -> int:
    """What lies below the output root. It is counted file by file, so the sum is kept for some minutes."""
    return _count_bytes(settings.output.root.resolve(), int(time.monotonic() / _COUNT_SECONDS))


@functools.lru_cache(maxsize=1)
def _count_bytes(root: Path, _period: int) -> int:
    return used_bytes(root)


def count_running() -> int:
    """Jobs that are running or stopping; 0 where the database does not say."""
    try:
        with transaction() as session:
            return count_live(session)
    except StudioError:
        return 0


def provider_views(settings: Settings) -> list[ProviderView]:
    """Every provider that is known, why it cannot be used now, and why it is asked for nothing at present."""
    prompts = [_builtin_writer_view(settings), _model_view(settings)]
    music = [_music_view(name, settings) for name in registry.music_provider_names()]
    visual = [_visual_view(name, settings) for name in registry.visual_provider_names()]
    closed = {(state.kind, state.name): state for state in _closed_states()}
    return [_with_closure(view, closed.get((view.kind, view.name))) for view in prompts + music + visual]


def _closed_states() -> list[ProviderState]:
    """None where the database does not say."""
    try:
        with transaction() as session:
            return closed_states(session)
    except StudioError:
        return []


def _with_closure(view: ProviderView, state: ProviderState | None) -> ProviderView:
    if state is None:
        return view
    return view.model_copy(update={"closed_reason": state.closed_reason, "closed_until": state.closed_until})


def has_model(settings: Settings) -> bool:
    return settings.openai.api_key is not None or settings.openai.base_url is not None


def _builtin_writer_view(settings: Settings) -> ProviderView:
    is_default = not has_model(settings)
    return _view("builtin", "prompts", label="Built-in writer", is_default=is_default)


def _model_view(settings: Settings) -> ProviderView:
    is_set = has_model(settings)
    return _view(
        "openai",
        "prompts",
        label=f"Language model ({settings.openai.model})",
        is_default=is_set,
        needs_key=True,
        problem=None if is_set else NO_MODEL,
    )


def _music_view(name: str, settings: Settings) -> ProviderView:
    is_default = name == registry.default_music_provider(settings)
    try:
        provider = registry.music_provider(name, settings)
    except StudioError as error:
        return _view(name, "music", label=name, is_default=is_default, problem=mask_secrets(error.message))
    able = provider.capabilities

    def check() -> None:
        provider.check(track_count=settings.album.tracks, own_files=None)

    return _view(
        name,
        "music",
        label=able.label,
        is_default=is_default,
        needs_key=able.needs_key,
        makes_placeholders=able.makes_placeholders,
        uses_own_files=able.uses_own_files,
        # Own tracks last as long as they last.
        shortest_seconds=None if able.uses_own_files else able.shortest_seconds,
        longest_seconds=None if able.uses_own_files else able.longest_seconds,
        concurrency=able.concurrency,
        price_per_item_usd=able.price_per_track_usd,
        problem=_problem(able, settings, check),
        account=_account(provider),
    )


def _visual_view(name: str, settings: Settings) -> ProviderView:
    is_default = name == registry.default_visual_provider(settings)
    try:
        provider = registry.visual_provider(name, settings)
    except StudioError as error:
        return _view(name, "visual", label=name, is_default=is_default, problem=mask_secrets(error.message))
    able = provider.capabilities

    def check() -> None:
        provider.check(visual_count=settings.album.tracks, own_files=None)

    return _view(
        name,
        "visual",
        label=able.label,
        is_default=is_default,
        needs_key=able.needs_key,
        makes_placeholders=able.makes_placeholders,
        uses_own_files=able.uses_own_files,
        makes_clips=able.makes_loops,
        concurrency=able.concurrency,
        price_per_item_usd=able.price_per_visual_usd,
        price_per_loop_usd=able.price_per_loop_usd,
        problem=_problem(able, settings, check),
        account=_account(provider),
    )


def _view(
    name: str,
    kind: str,
    *,
    label: str,
    is_default: bool,
    needs_key: bool = False,
    makes_placeholders: bool = False,
    uses_own_files: bool = False,
    makes_clips: bool = False,
    shortest_seconds: float | None = None,
    longest_seconds: float | None = None,
    concurrency: int | None = None,
    price_per_item_usd: float = 0.0,
    price_per_loop_usd: float | None = None,
    problem: str | None = None,
    account: list[str] | None = None,
) -> ProviderView:
    """Of a plug-in that cannot be loaded, nothing is known but its name and what is wrong."""
    return ProviderView(
        name=name,
        kind=kind,
        label=label,
        needs_key=needs_key,
        is_default=is_default,
        makes_placeholders=makes_placeholders,
        uses_own_files=uses_own_files,
        makes_clips=makes_clips,
        shortest_seconds=shortest_seconds,
        longest_seconds=longest_seconds,
        concurrency=concurrency,
        price_per_item_usd=price_per_item_usd,
        price_per_loop_usd=price_per_loop_usd,
        problem=problem,
        closed_reason=None,
        closed_until=None,
        account=account,
    )


def _account(provider: object) -> list[str] | None:
    """None, too, without a key or with one that is refused: the problem says so."""
    if not isinstance(provider, HasAccount):
        return None
    try:
        return [mask_secrets(phrase) for phrase in provider.account()]
    except StudioError:
        return None


def _problem(able: Capabilities, settings: Settings, check: Callable[[], None]) -> str | None:
    """Why the provider cannot be used now. Own files are checked with the job that names their folder."""
    if able.uses_own_files:
        return None if settings.output.library_root else _NO_LIBRARY
    try:
        check()
    except StudioError as error:
        return mask_secrets(error.message)
    return None
