"""What a language model is told: the album's rules, the brief, and what to mend. Words only, no network."""

import json
from collections.abc import Sequence
from typing import Any

from openai.types.chat import ChatCompletionMessageParam

from studio.providers.llm import validation
from studio.providers.llm.base import AlbumBrief
from studio.schemas import youtube
from studio.schemas.prompts import AlbumPrompts

_ITEM_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "track_title": {"type": "string"},
        "music_prompt": {"type": "string"},
        "visual_prompt": {"type": "string"},
    },
    "required": ["track_title", "music_prompt", "visual_prompt"],
    "additionalProperties": False,
}

ALBUM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "album_title": {"type": "string"},
        "introduction": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "items": {"type": "array", "items": _ITEM_SCHEMA},
    },
    "required": ["album_title", "introduction", "tags", "items"],
    "additionalProperties": False,
}
"""AlbumPrompts in the subset of JSON Schema that every strict server takes: no references, no limits.

https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

ALBUM_SCHEMA_NAME = "album_prompts"

_RULES = f"""\
You plan albums of long background music for a listener who works, reads or rests. You write the \
concept of one album: a title, an introduction, tags, and for every track a title, a prompt for a \
music generator and a prompt for a picture generator.

Rules:
- album_title: at most {youtube.TITLE_CHARACTERS} characters; holds the word Album, Mix or Anthology.
- introduction: two to four sentences, {validation.SHORTEST_INTRODUCTION} to \
{validation.LONGEST_INTRODUCTION} characters, for the description of the video.
- tags: 8 to 15 search words, without # and commas, together under {youtube.TAG_CHARACTERS - 100} characters.
- items: exactly as many as asked, in the order of the album, with an arc from first to last.
- track_title: evocative, at most 60 characters, its own words for each track, no numbering.
- music_prompt: 150 to 500 characters on style, lead and accompanying instruments, texture, mood, tempo \
in BPM, key, form, and the track's target length. Instrumental. No names of artists, bands or songs.
- visual_prompt: 150 to 500 characters on one 16:9 picture that shows what the track's title names: \
scene, light, colours, medium, composition. No text, logos, watermarks or known persons in it.
- Every track and picture differs clearly from all others, yet all belong to one album.
- The word "loop" appears nowhere, in any form, nor do angle brackets.

Answer with one JSON object and nothing else. Its JSON schema:
{json.dumps(ALBUM_SCHEMA)}"""


def compose_messages(brief: AlbumBrief) -> list[ChatCompletionMessageParam]:
    """The rules as the system's message, the brief as the user's."""
    lengths = "\n".join(
        f"{number}. {seconds // 60} min {seconds % 60:02d} s"
        for number, seconds in enumerate(brief.track_seconds, start=1)
    )
    channel = f"The channel's niche: {brief.channel_niche}\n" if brief.channel_niche else ""
    return [
        {"role": "system", "content": _RULES},
        {
            "role": "user",
            "content": (
                f"Niche: {brief.niche}\nMood: {brief.mood or 'as fits the niche'}\n{channel}"
                # Two albums for one niche should not be the same album.
                f"Variation: {brief.seed}\nWrite exactly {brief.track_count} items. Target lengths:\n{lengths}"
            ),
        },
    ]


def compose_another(brief: AlbumBrief, prompts: AlbumPrompts, index: int) -> list[ChatCompletionMessageParam]:
    """What `compose_messages` says, the album as it is, and the wish for another pair in one place of it."""
    request = (
        f"Item {index + 1} is not what I want. Write another one for its place, with the same target length. It must "
        "differ clearly from all items above, from the present one of that place too. Answer with the JSON object "
        "again, its items holding that one new item and nothing else."
    )
    return [
        *compose_messages(brief),
        {"role": "assistant", "content": prompts.model_dump_json()},
        {"role": "user", "content": request},
    ]


def compose_repair(content: str, problems: Sequence[str]) -> list[ChatCompletionMessageParam]:
    """The model's reply, where there is one, and what is wrong with it."""
    request = (
        "This cannot be used yet. Problems: "
        f"{validation.describe_problems(problems)} "
        "Mend them and answer with the whole JSON object again, and nothing else."
    )
    answer: list[ChatCompletionMessageParam] = [{"role": "assistant", "content": content}] if content.strip() else []
    return [*answer, {"role": "user", "content": request}]
