"""Prompts cut to what a vendor takes. The words are the prompt writer's; nothing is added or put in another way."""

import re

_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)")
_SHORTEST_SHARE = 0.5
"""Whole sentences are kept where they fill at least this much of the room."""


def fit_prompt(*candidates: str, most_characters: int) -> str:
    """The first candidate that says anything, on one line and within the room: whole sentences of it, else whole
    words, else what fits."""
    line = next((line for text in candidates if (line := _one_line(text))), "")
    if len(line) <= most_characters:
        return line
    room = line[:most_characters]
    ends = [match.end() for match in _SENTENCE_END.finditer(room)]
    if ends and ends[-1] >= most_characters * _SHORTEST_SHARE:
        return room[: ends[-1]]
    words, _, rest = room.rpartition(" ")
    return (words if len(words) >= most_characters * _SHORTEST_SHARE else room).rstrip(" ,;:-") or rest


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
