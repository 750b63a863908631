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


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What a language model was given and wrote, as its server counts it."""

    requests: int = 0
    """Those that were answered, the repairs included."""
    prompt_tokens: int = 0
    """0 where the server does not count."""
    completion_tokens: int = 0

    def plus(self, prompt_tokens: int, completion_tokens: int) -> "TokenUse":
        """With one request more."""
        return TokenUse(
            self.requests + 1, self.prompt_tokens + prompt_tokens, self.completion_tokens + completion_tokens
        )

    def __str__(self) -> str:
        requests = f"{self.requests} request{'' if self.requests == 1 else 's'}"
        if not self.prompt_tokens + self.completion_tokens:
            return requests
        return f"{requests}, {self.prompt_tokens} tokens read and {self.completion_tokens} written"


class PromptWriter(Protocol):
    name: str

    @property
    def token_use(self) -> TokenUse:
        """All that this writer used since it was made; none where no model is asked."""

    def check(self) -> None:
        """Raise the ProviderError that would stop an album before it starts. Costs nothing."""

    def write_album(self, brief: AlbumBrief) -> AlbumPrompts:
        """Exactly `brief.track_count` distinct, checked items. Raises ProviderError."""

    def write_another(self, brief: AlbumBrief, prompts: AlbumPrompts, index: int) -> PromptItem:
        """Another pair for the place `index` of an album, different from all that it holds. Raises ProviderError."""
