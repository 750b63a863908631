"""What a visual provider is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.providers.generation import GenerationContext


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
    concurrency: int
    """Most visuals that may be generated at the same time."""


@dataclass(frozen=True, slots=True)
class GeneratedVisual:
    """A picture or clip in the context's directory and what the provider says of it."""

    path: Path
    provider_image_id: str | None


class VisualProvider(Protocol):
    name: str
    capabilities: VisualCapabilities

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Raise the StudioError that would stop an album of `visual_count` visuals before it starts."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """Make one 16:9 picture or loop. Blocks until the file is whole.

        Raises ProviderError, MediaError or Stopped.
        """
