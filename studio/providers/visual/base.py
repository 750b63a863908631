"""What a visual provider is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.settings import VisualKindName


@dataclass(frozen=True, slots=True)
class VisualCapabilities:
    """What a provider can do, as data: forms, estimates and checks derive from it."""

    label: str
    needs_key: bool
    makes_placeholders: bool
    uses_own_files: bool
    makes_stills: bool
    makes_loops: bool
    price_per_visual_usd: float
    """Of a still, where loops cost something else."""
    concurrency: int
    """Most visuals that may be generated at the same time."""
    price_per_loop_usd: float | None = None
    """All in all, with the still that a loop begins with; None where it makes none, or all cost the same."""
    still_sizes: tuple[tuple[int, int], ...] = ()
    """Width and height in pixels, the usual one first; empty where there is no such choice."""
    loop_seconds: tuple[int, ...] = ()
    """Lengths of the loops that it makes."""
    formats: tuple[str, ...] = ("png",)
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

    def kind_made(self, wanted: VisualKindName) -> VisualKindName:
        """What is made where `wanted` is asked for: stills by one that makes no loops."""
        return wanted if self.makes_loops else "still"

    def price_usd(self, wanted: VisualKindName) -> float:
        """Of one visual, where `wanted` is asked for."""
        if self.kind_made(wanted) == "loop" and self.price_per_loop_usd is not None:
            return self.price_per_loop_usd
        return self.price_per_visual_usd


@dataclass(frozen=True, slots=True)
class GeneratedVisual:
    """A picture or clip in the context's directory and what the provider says of it."""

    path: Path
    provider_image_id: str | None
    license_document_url: str | None = None
    request_sha256: str | None = None
    """Digest of what was asked of a vendor; `response_sha256` of what it answered at last."""
    response_sha256: str | None = None


class VisualProvider(Protocol):
    name: str
    capabilities: VisualCapabilities
    rights: Rights

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Raise the StudioError that would stop an album of `visual_count` visuals before it starts."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """Make one 16:9 picture or loop. Blocks until the file is whole.

        Raises ProviderError, MediaError or Stopped.
        """
