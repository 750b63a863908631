"""The album concept and its prompts: the language model's reply and the `prompts_json` column."""

from pydantic import BaseModel, ConfigDict


class PromptItem(BaseModel):
    """One track with its matching visual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    track_title: str
    music_prompt: str
    """Style, instruments, mood, tempo and length, for a music provider."""
    visual_prompt: str
    """What the 16:9 picture shows, for a visual provider."""


class AlbumPrompts(BaseModel):
    """What is written before anything is made. `items` are in the order of the album."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    album_title: str
    """Holds the word Album, Mix or Anthology."""
    introduction: str
    """Two to four sentences that open the description."""
    tags: list[str]
    items: list[PromptItem]
