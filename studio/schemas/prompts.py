"""The album concept and its prompts: the language model's reply, the `prompts_json` column, and a person's edit."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from studio.schemas.values import Body
from studio.schemas.youtube import TITLE_CHARACTERS

Title = Annotated[str, StringConstraints(min_length=1, max_length=TITLE_CHARACTERS)]
PromptText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


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


class PromptItemEdit(Body):
    """One pair as the person wants it."""

    track_title: Title
    music_prompt: PromptText
    visual_prompt: PromptText


class PromptsEdit(Body):
    """All prompts as the person wants them, in the order of the album."""

    album_title: Title
    introduction: Annotated[str, StringConstraints(max_length=5000)]
    tags: Annotated[list[Title], Field(max_length=60)]
    items: Annotated[list[PromptItemEdit], Field(min_length=1, max_length=60)]
