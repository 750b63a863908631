"""What an album's prompts must be, whoever wrote them: the same checks for every prompt writer.

It finds faults and names them in words that a person, or a language model, can act on. It must not
repair anything.
"""

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from studio.providers.llm.base import AlbumBrief
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.schemas.youtube import (
    ALBUM_WORD,
    TAG_CHARACTERS,
    TITLE_CHARACTERS,
    count_tag_characters,
    find_banned_words,
)

SHORTEST_TITLE = 2
SHORTEST_ALBUM_TITLE = 8
SHORTEST_PROMPT, LONGEST_PROMPT = 30, 1000
SHORTEST_INTRODUCTION, LONGEST_INTRODUCTION = 40, 1200
FEWEST_TAGS = 3

_COUNTER = re.compile(r"\d+|[ivx]+|part|pt|vol|volume|number")
_SAME_WORDS_SHARE = 0.9
"""Two prompts that share this much of their words would make two pieces that differ in name only."""
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Controls, halves of surrogate pairs, and what is no character: PostgreSQL and UTF-8 do not take all of them."""
_PROBLEMS_SHOWN = 20


def check_album(prompts: AlbumPrompts, brief: AlbumBrief) -> list[str]:
    """The faults of `prompts`, each as one sentence; empty where they can be used as they are."""
    problems = [
        *_check_count(prompts, brief),
        *_check_album_title(prompts.album_title),
        *_check_text("introduction", prompts.introduction, SHORTEST_INTRODUCTION, LONGEST_INTRODUCTION),
        *_check_tags(prompts.tags),
    ]
    for number, item in enumerate(prompts.items, start=1):
        problems += _check_line(f"track_title {number}", item.track_title, SHORTEST_TITLE, TITLE_CHARACTERS)
        problems += _check_text(f"music_prompt {number}", item.music_prompt, SHORTEST_PROMPT, LONGEST_PROMPT)
        problems += _check_text(f"visual_prompt {number}", item.visual_prompt, SHORTEST_PROMPT, LONGEST_PROMPT)
    problems += _find_equal_titles([item.track_title for item in prompts.items])
    problems += _find_like_prompts("music_prompt", [item.music_prompt for item in prompts.items])
    problems += _find_like_prompts("visual_prompt", [item.visual_prompt for item in prompts.items])
    return problems


def check_another(item: PromptItem, prompts: AlbumPrompts, brief: AlbumBrief) -> list[str]:
    """The faults of `item` as one more pair of the album; those that the album has itself are none of its."""
    wider = dataclasses.replace(
        brief, track_count=len(prompts.items) + 1, track_seconds=(*brief.track_seconds, brief.track_seconds[-1])
    )
    known = frozenset(check_album(prompts, brief))
    found = check_album(prompts.model_copy(update={"items": [*prompts.items, item]}), wider)
    return [problem for problem in found if problem not in known]


def describe_problems(problems: Sequence[str], shown: int = _PROBLEMS_SHOWN) -> str:
    """The first problems as one text, and how many more there are."""
    more = len(problems) - shown
    return " ".join(problems[:shown]) + (f" (and {more} more)" if more > 0 else "")


def _check_count(prompts: AlbumPrompts, brief: AlbumBrief) -> Iterable[str]:
    if len(prompts.items) != brief.track_count:
        yield f"items holds {len(prompts.items)} entries but must hold exactly {brief.track_count}."


def _check_album_title(title: str) -> Iterable[str]:
    yield from _check_line("album_title", title, SHORTEST_ALBUM_TITLE, TITLE_CHARACTERS)
    if not ALBUM_WORD.search(title):
        yield "album_title must hold the word Album, Mix or Anthology."


def _check_tags(tags: Sequence[str]) -> Iterable[str]:
    if len(tags) < FEWEST_TAGS:
        yield f"tags holds {len(tags)} entries but must hold at least {FEWEST_TAGS}."
    for number, tag in enumerate(tags, start=1):
        yield from _check_line(f"tag {number}", tag, 2, TITLE_CHARACTERS)
        if "," in tag:
            yield f"tag {number} holds a comma; write it as two tags."
    length = count_tag_characters(tags)
    if length > TAG_CHARACTERS:
        yield f"tags are {length} characters together but may be at most {TAG_CHARACTERS}; write fewer."
    for first, second in _find_equal([_fold(tag) for tag in tags]):
        yield f"tag {second} says the same as tag {first}."


def _check_line(name: str, text: str, shortest: int, longest: int) -> Iterable[str]:
    yield from _check_text(name, text, shortest, longest)
    if not all(character.isprintable() for character in text):
        yield f"{name} must be one line without control characters."


def _check_text(name: str, text: str, shortest: int, longest: int) -> Iterable[str]:
    length = len(text.strip())
    if length < shortest:
        yield f"{name} is {length} characters long but needs at least {shortest}."
    if length > longest:
        yield f"{name} is {length} characters long but may be at most {longest}."
    if "<" in text or ">" in text:
        yield f"{name} must not hold angle brackets."
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text if not character.isspace()):
        yield f"{name} must not hold control characters."
    for word in find_banned_words(text):
        yield f'{name} holds the banned word "{word}".'


def _find_equal_titles(titles: Sequence[str]) -> Iterable[str]:
    for first, second in _find_equal([_title_key(title) for title in titles]):
        yield f"track_title {second} says the same as track_title {first}; give each track its own title."


def _find_like_prompts(name: str, texts: Sequence[str]) -> Iterable[str]:
    words = [frozenset(_words(text)) for text in texts]
    for (first, left), (second, right) in itertools.combinations(enumerate(words, start=1), 2):
        if left and len(left & right) >= _SAME_WORDS_SHARE * len(left | right):
            yield f"{name} {second} is nearly the same as {name} {first}; make them differ."


def _find_equal(keys: Sequence[object]) -> Iterable[tuple[int, int]]:
    """Pairs of places, counted from 1, where a key comes again."""
    places: dict[object, int] = {}
    for place, key in enumerate(keys, start=1):
        first = places.setdefault(key, place)
        if first != place:
            yield first, place


def _title_key(title: str) -> object:
    """The words of a title in any order, without what only counts: `Night Rain 2` is `Night Rain`."""
    words = _words(title)
    return frozenset(word for word in words if not _COUNTER.fullmatch(word)) or tuple(words) or _fold(title)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _fold(text))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
