"""What a music provider is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.providers.generation import GenerationContext


@dataclass(frozen=True, slots=True)
class MusicCapabilities:
    """What a provider can do, as data: forms, estimates and checks derive from it."""

    label: str
    needs_key: bool
    makes_placeholders: bool
    uses_own_files: bool
    shortest_seconds: float
    longest_seconds: float
    price_per_track_usd: float
    concurrency: int
    """Most tracks that may be generated at the same time."""


@dataclass(frozen=True, slots=True)
class GeneratedTrack:
    """A file in the context's directory and what the provider says of it."""

    path: Path
    provider_track_id: str | None
    license_document_url: str | None
    title: str | None = None
    """Set where the file brings its own title (own music); else the prompt's title stands."""


class MusicProvider(Protocol):
    name: str
    capabilities: MusicCapabilities

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Raise the StudioError that would stop an album of `track_count` tracks before it starts."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """Make one track. Blocks until the file is whole. Raises ProviderError, MediaError or Stopped."""
