"""The vendors: each with its provider and the server that stands for it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import av
import numpy as np

from studio.providers.music.base import MusicProvider
from studio.providers.music.beatoven import BeatovenMusicProvider
from studio.providers.music.elevenlabs import ElevenLabsMusicProvider
from studio.providers.music.mubert import MubertMusicProvider
from studio.providers.music.stability import StabilityMusicProvider
from studio.providers.retries import RetryPolicy
from studio.providers.visual.base import VisualProvider
from studio.providers.visual.gemini import GeminiVisualProvider
from studio.providers.visual.leonardo import LeonardoVisualProvider
from studio.settings import ProvidersSettings, Settings

from .servers.base import VendorServer
from .servers.beatoven import BeatovenServer
from .servers.elevenlabs import ElevenLabsServer
from .servers.gemini import GeminiServer
from .servers.leonardo import LeonardoServer
from .servers.mubert import MubertServer
from .servers.stability import OlderStabilityServer, StabilityServer

QUICK = RetryPolicy(max_attempts=3, first_wait_seconds=0.01, longest_wait_seconds=0.02)

Provider = TypeVar("Provider", MusicProvider, VisualProvider)


@dataclass(frozen=True)
class Vendor(Generic[Provider]):
    server: type[VendorServer]
    provider: Any
    """The class; it takes the vendor's settings and those of all vendors."""
    traits: frozenset[str]
    """`jobs`, where there is an id to look after; `links`, where pieces lie behind links; `synchronous`, where the
    answer is the piece itself; `free failures`, where the vendor's documents say that its own failures cost nothing."""

    def make(self, server: VendorServer, *, is_outside: bool = False, **changes: Any) -> Provider:
        """The provider, as `changes` of the server's settings would have it. `is_outside`: fetches as in production."""
        group = Settings.model_fields[server.group].default
        settings = type(group).model_validate(server.settings() | changes)
        network = ProvidersSettings(allow_private_addresses=not is_outside)
        made: Provider = self.provider(settings, network, policy=QUICK)
        return made


MUSIC_VENDORS: dict[str, Vendor[MusicProvider]] = {
    "mubert": Vendor(MubertServer, MubertMusicProvider, frozenset({"jobs", "links"})),
    "beatoven": Vendor(BeatovenServer, BeatovenMusicProvider, frozenset({"jobs", "links"})),
    "elevenlabs": Vendor(ElevenLabsServer, ElevenLabsMusicProvider, frozenset({"synchronous"})),
    "stability": Vendor(StabilityServer, StabilityMusicProvider, frozenset({"jobs", "free failures"})),
    "stability-2.5": Vendor(OlderStabilityServer, StabilityMusicProvider, frozenset({"synchronous", "free failures"})),
}
VISUAL_VENDORS: dict[str, Vendor[VisualProvider]] = {
    "leonardo": Vendor(LeonardoServer, LeonardoVisualProvider, frozenset({"jobs", "links"})),
    "gemini": Vendor(GeminiServer, GeminiVisualProvider, frozenset({"synchronous", "free failures"})),
}


def names(vendors: dict[str, Vendor[Provider]]) -> set[str]:
    """Of the providers: one may be tried with several models."""
    return {vendor.server.group for vendor in vendors.values()}


def with_trait(vendors: dict[str, Vendor[Provider]], trait: str) -> list[str]:
    return [name for name, vendor in vendors.items() if trait in vendor.traits]


def read_seconds(path: Path) -> float:
    """By decoding all of it."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return sum(frame.samples for frame in container.decode(stream)) / stream.rate


def read_loudness(path: Path, *, window_seconds: float) -> list[float]:
    """The root of the mean square of each window, full scale being 1."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
        parts = [part.to_ndarray().ravel() for frame in container.decode(stream) for part in resampler.resample(frame)]
    samples = np.concatenate(parts).astype(np.float64)
    size = round(window_seconds * stream.rate)
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    return [float(value) for value in np.sqrt(np.mean(windows**2, axis=1))]
