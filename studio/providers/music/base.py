"""What a music provider is."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.errors import InvalidInput
from studio.providers.facts import Evidence, Rights
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
    stocked_seconds: tuple[int, ...] = ()
    """Lengths that are there at once, or cost less; empty where all are alike."""
    is_length_exact: bool = True
    """False where the length is asked for in words, and what comes is measured."""
    formats: tuple[str, ...] = ("wav",)
    """Endings of the files that it makes, the usual one first, or takes."""
    price_basis: str = "free"
    """Where the price comes from, in words."""
    evidence: Evidence = Evidence.TESTED
    known_limits: tuple[str, ...] = ()
    """Sentences for the person."""
    key_settings: tuple[str, ...] = ()
    """The settings that hold its key."""
    looks_at: str = ""
    """What `check` asks a vendor for, in words."""

    def seconds_of(self, duration_minutes: float, *, maker: str, slack_seconds: float = 0.0) -> float:
        """Raises InvalidInput, which names the `maker`, where it makes no track of that length."""
        seconds = duration_minutes * 60
        shortest, longest = self.shortest_seconds - slack_seconds, self.longest_seconds + slack_seconds
        if not math.isfinite(seconds) or not shortest <= seconds <= longest:
            raise InvalidInput(
                f"{maker} makes {self.shortest_seconds:g} to {self.longest_seconds:g} seconds, not {seconds:g}; "
                "choose another length for the album or its tracks."
            )
        return seconds


@dataclass(frozen=True, slots=True)
class GeneratedTrack:
    """A file in the context's directory and what the provider says of it."""

    path: Path
    provider_track_id: str | None
    license_document_url: str | None
    title: str | None = None
    """Set where the file brings its own title (own music); else the prompt's title stands."""
    request_sha256: str | None = None
    """Digest of what was asked of a vendor; `response_sha256` of what it answered at last."""
    response_sha256: str | None = None


class MusicProvider(Protocol):
    name: str
    capabilities: MusicCapabilities
    rights: Rights

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Raise the StudioError that would stop an album of `track_count` tracks before it starts."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """Make one track. Blocks until the file is whole. Raises ProviderError, MediaError or Stopped."""
