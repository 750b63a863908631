"""What a prompt writer is."""

from dataclasses import dataclass
from typing import Protocol

from studio.errors import InvalidInput
from studio.schemas.prompts import AlbumPrompts, PromptItem


@dataclass(frozen=True, slots=True)
class AlbumBrief:
    """What the person asked for."""

    niche: str
    mood: str
    track_count: int
    track_seconds: tuple[int, ...]
    """Target length of each track, so that a prompt can name it."""
    seed: int
    channel_niche: str | None = None

    def __post_init__(self) -> None:
        """Raises InvalidInput where the count and the lengths do not belong together."""
        if self.track_count < 1 or len(self.track_seconds) != self.track_count:
            raise InvalidInput(
                f"A brief for {self.track_count} tracks needs at least one track and a length for each, "
                f"not {len(self.track_seconds)} lengths; give as many lengths as tracks."
            )


class PromptWriter(Protocol):
    name: str

    def check(self) -> None:
        """Raise the ProviderError that would stop an album before it starts. Costs nothing."""

    def write_album(self, brief: AlbumBrief) -> AlbumPrompts:
        """Exactly `brief.track_count` distinct, checked items. Raises ProviderError."""

    def write_another(self, brief: AlbumBrief, prompts: AlbumPrompts, index: int) -> PromptItem:
        """Another pair for the place `index` of an album, different from all that it holds. Raises ProviderError."""
