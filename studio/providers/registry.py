"""Finds providers by name: the built-in ones, the vendors, and those that other packages bring.

A vendor's module is imported when its provider is asked for, and not before; so is the painter's, which is large.

**Bringing one.** A package names a factory in the entry-point group `studio.music_providers` or
`studio.visual_providers`:

    [project.entry-points."studio.music_providers"]
    tapedeck = "tapedeck.provider:TapeDeck"

The entry point's name is what people write into a setting or a job, and must be the provider's
`name`. The factory is called with nothing, or, where it has an attribute `settings_type`, with an
instance of that class: a `pydantic_settings.BaseSettings` with an `env_prefix` of its own, such as
`TAPEDECK_`, filled from the environment and from `.env` like the studio's own settings. So a provider
is handed its slice and never reads the environment itself.
"""

import importlib.metadata
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar, cast

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

from studio.errors import ProviderNotConfigured, StudioError
from studio.providers.facts import Rights
from studio.providers.llm.base import PromptWriter
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.llm.openai_compatible import OpenAICompatibleWriter
from studio.providers.music.base import MusicCapabilities, MusicProvider
from studio.providers.music.dummy import DummyMusicProvider
from studio.providers.music.library import LibraryMusicProvider
from studio.providers.retries import never_stop
from studio.providers.visual.base import VisualCapabilities, VisualProvider
from studio.providers.visual.dummy import DummyVisualProvider
from studio.providers.visual.library import LibraryVisualProvider
from studio.settings import Settings, VisualKindName

MUSIC_ENTRY_POINTS = "studio.music_providers"
VISUAL_ENTRY_POINTS = "studio.visual_providers"


class _Described(Protocol):
    @property
    def capabilities(self) -> MusicCapabilities | VisualCapabilities: ...


Provider = TypeVar("Provider", bound=_Described)


class _Registry(Generic[Provider]):
    """The providers of one kind."""

    def __init__(
        self,
        *,
        kind: str,
        group: str,
        method: str,
        capabilities_type: type,
        builtins: dict[str, Callable[[Settings], Provider]],
    ) -> None:
        self._kind = kind
        self._group = group
        self._method = method
        self._capabilities_type = capabilities_type
        self._builtins = builtins
        self._known: dict[str, MusicCapabilities | VisualCapabilities] = {}

    def is_builtin(self, name: str) -> bool:
        return name in self._builtins

    def names(self) -> tuple[str, ...]:
        """Built-ins first, then plug-ins by name. Nothing of a plug-in is imported for this."""
        return (*self._builtins, *sorted(self._list_plugins().keys() - self._builtins.keys()))

    def create(self, name: str, settings: Settings) -> Provider:
        if name in self._builtins:
            return self._builtins[name](settings)
        entry_points = self._list_plugins().get(name, [])
        if not entry_points:
            raise ProviderNotConfigured(
                f"There is no {self._kind} provider {name!r}; choose one of {', '.join(self.names())}."
            )
        if len(entry_points) > 1:
            raise ProviderNotConfigured(
                f"The {self._kind} provider {name!r} comes from more than one installed package "
                f"({', '.join(entry_point.value for entry_point in entry_points)}); uninstall all but one."
            )
        return self._load(entry_points[0])

    def describe(self, name: str, settings: Settings) -> MusicCapabilities | VisualCapabilities | None:
        """Kept once it is known: looking through the installed packages takes milliseconds. None where it is gone."""
        if name not in self._known:
            try:
                self._known[name] = self.create(name, settings).capabilities
            except StudioError:
                return None
        return self._known[name]

    def _list_plugins(self) -> dict[str, list[importlib.metadata.EntryPoint]]:
        plugins: dict[str, list[importlib.metadata.EntryPoint]] = {}
        for entry_point in importlib.metadata.entry_points(group=self._group):
            plugins.setdefault(entry_point.name, []).append(entry_point)
        return plugins

    def _load(self, entry_point: importlib.metadata.EntryPoint) -> Provider:
        try:
            factory = entry_point.load()
            settings_type = getattr(factory, "settings_type", None)
            provider = factory() if settings_type is None else factory(_read_settings(settings_type))
        except StudioError:
            raise
        except ValidationError as error:
            names = ", ".join(".".join(str(step) for step in fault["loc"]) for fault in error.errors())
            raise self._unusable(entry_point, f"its settings are missing or wrong: {names}") from None
        except Exception as error:
            # Whatever foreign code raises must stop this job alone, and say whose fault it is.
            raise self._unusable(entry_point, f"{type(error).__name__}: {error}") from error
        if fault := self._find_fault(provider, entry_point.name):
            raise self._unusable(entry_point, fault)
        return cast("Provider", provider)

    def _find_fault(self, provider: object, name: str) -> str | None:
        if getattr(provider, "name", None) != name:
            return f"its name is {getattr(provider, 'name', None)!r}"
        if not isinstance(getattr(provider, "capabilities", None), self._capabilities_type):
            return f"its capabilities are no {self._capabilities_type.__name__}"
        if not isinstance(getattr(provider, "rights", None), Rights):
            return "its rights are no Rights"
        missing = [method for method in ("check", self._method) if not callable(getattr(provider, method, None))]
        return f"it has no {' and no '.join(missing)}" if missing else None

    def _unusable(self, entry_point: importlib.metadata.EntryPoint, reason: str) -> ProviderNotConfigured:
        return ProviderNotConfigured(
            f"The {self._kind} provider {entry_point.name!r} ({entry_point.value}) cannot be used ({reason}); "
            "mend or uninstall its package, or choose another provider."
        )


def _read_settings(settings_type: object) -> BaseSettings:
    if not (isinstance(settings_type, type) and issubclass(settings_type, BaseSettings)):
        raise TypeError("settings_type is no pydantic_settings.BaseSettings")
    return settings_type(_env_file=Settings.model_config.get("env_file"))


def _composer(_settings: Settings) -> MusicProvider:
    from studio.providers.music.composer.provider import ComposerProvider

    return ComposerProvider()


def _mubert(settings: Settings) -> MusicProvider:
    from studio.providers.music.mubert import MubertMusicProvider

    return MubertMusicProvider(settings.mubert, settings.providers)


def _beatoven(settings: Settings) -> MusicProvider:
    from studio.providers.music.beatoven import BeatovenMusicProvider

    return BeatovenMusicProvider(settings.beatoven, settings.providers)


def _elevenlabs(settings: Settings) -> MusicProvider:
    from studio.providers.music.elevenlabs import ElevenLabsMusicProvider

    return ElevenLabsMusicProvider(settings.elevenlabs, settings.providers)


def _stability(settings: Settings) -> MusicProvider:
    from studio.providers.music.stability import StabilityMusicProvider

    return StabilityMusicProvider(settings.stability, settings.providers)


_MUSIC = _Registry[MusicProvider](
    kind="music",
    group=MUSIC_ENTRY_POINTS,
    method="generate_track",
    capabilities_type=MusicCapabilities,
    builtins={
        "dummy": lambda _settings: DummyMusicProvider(),
        "library": lambda settings: LibraryMusicProvider(settings.library),
        "composer": _composer,
        "mubert": _mubert,
        "beatoven": _beatoven,
        "elevenlabs": _elevenlabs,
        "stability": _stability,
    },
)


def _leonardo(settings: Settings) -> VisualProvider:
    from studio.providers.visual.leonardo import LeonardoVisualProvider

    return LeonardoVisualProvider(settings.leonardo, settings.providers)


def _painter(settings: Settings) -> VisualProvider:
    from studio.providers.visual.painter.provider import PainterProvider

    return PainterProvider(settings.album.fps)


def _gemini(settings: Settings) -> VisualProvider:
    from studio.providers.visual.gemini import GeminiVisualProvider

    return GeminiVisualProvider(settings.gemini, settings.providers)


_VISUAL = _Registry[VisualProvider](
    kind="visual",
    group=VISUAL_ENTRY_POINTS,
    method="generate_visual",
    capabilities_type=VisualCapabilities,
    builtins={
        "dummy": lambda _settings: DummyVisualProvider(),
        "library": lambda _settings: LibraryVisualProvider(),
        "painter": _painter,
        "leonardo": _leonardo,
        "gemini": _gemini,
    },
)


def music_provider(name: str, settings: Settings) -> MusicProvider:
    """Raises ProviderNotConfigured for an unknown name and for a plug-in that cannot be used."""
    return _MUSIC.create(name, settings)


def visual_provider(name: str, settings: Settings) -> VisualProvider:
    """Raises ProviderNotConfigured for an unknown name and for a plug-in that cannot be used."""
    return _VISUAL.create(name, settings)


def prompt_writer(settings: Settings, *, should_stop: Callable[[], bool] = never_stop) -> PromptWriter:
    """The OpenAI-compatible writer where a key or a base URL is set, else the built-in one.

    `should_stop` ends waits and long replies with Stopped. Raises ProviderNotConfigured.
    """
    if settings.openai.api_key is not None or settings.openai.base_url is not None:
        return OpenAICompatibleWriter(settings.openai, should_stop=should_stop)
    return BuiltinPromptWriter()


def default_music_provider(settings: Settings) -> str:
    """The name in the settings; else the first vendor whose key is set; else the composer."""
    keys = {
        "mubert": settings.mubert.license_token,
        "beatoven": settings.beatoven.api_key,
        "elevenlabs": settings.elevenlabs.api_key,
        "stability": settings.stability.api_key,
    }
    return settings.album.music_provider or _first_with_key(keys) or "composer"


def default_visual_provider(settings: Settings) -> str:
    """The name in the settings; else the first vendor whose key is set; else the painter."""
    keys = {"leonardo": settings.leonardo.api_key, "gemini": settings.gemini.api_key}
    return settings.album.visual_provider or _first_with_key(keys) or "painter"


def _first_with_key(keys: Mapping[str, SecretStr | None]) -> str | None:
    return next((name for name, key in keys.items() if key is not None), None)


def music_provider_names() -> tuple[str, ...]:
    """Built-ins first, then plug-ins."""
    return _MUSIC.names()


def visual_provider_names() -> tuple[str, ...]:
    """Built-ins first, then plug-ins."""
    return _VISUAL.names()


def music_provider_label(name: str, settings: Settings) -> str:
    """What people call it; its name where the plug-in is gone or cannot be used."""
    able = _MUSIC.describe(name, settings)
    return name if able is None else able.label


def visual_provider_label(name: str, settings: Settings) -> str:
    """What people call it; its name where the plug-in is gone or cannot be used."""
    able = _VISUAL.describe(name, settings)
    return name if able is None else able.label


def music_price_usd(name: str, settings: Settings) -> float:
    """Of one track; 0 where the plug-in is gone or cannot be used."""
    able = _MUSIC.describe(name, settings)
    return able.price_per_track_usd if isinstance(able, MusicCapabilities) else 0.0


def visual_price_usd(name: str, settings: Settings, kind: VisualKindName) -> float:
    """Of one visual, where that kind is asked for; 0 where the plug-in is gone or cannot be used."""
    able = _VISUAL.describe(name, settings)
    return able.price_usd(kind) if isinstance(able, VisualCapabilities) else 0.0


def is_builtin_music_provider(name: str) -> bool:
    """False for a plug-in, which the database records as `external` with its name beside it."""
    return _MUSIC.is_builtin(name)


def is_builtin_visual_provider(name: str) -> bool:
    """False for a plug-in, which the database records as `external` with its name beside it."""
    return _VISUAL.is_builtin(name)
