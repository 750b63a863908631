"""What YouTube allows in a video's text, and what the studio never writes. Pure.

Limits: https://developers.google.com/youtube/v3/docs/videos#properties (title, description, tags) and YouTube Help,
"Video chapters" (from three on, of at least 10 s each, the first at 00:00).
"""

import re
import unicodedata
from collections.abc import Sequence

TITLE_CHARACTERS = 100
DESCRIPTION_BYTES = 5000
TAG_CHARACTERS = 500
FEWEST_CHAPTERS = 3
SHORTEST_CHAPTER_SECONDS = 10

ALBUM_WORD = re.compile(r"\b(album|mix|anthology)\b", re.IGNORECASE)
"""One of these stands in every title."""

_BANNED_WORD = "loop"


def find_banned_words(text: str) -> tuple[str, ...]:
    """The words of `text` that hold `loop` in any form, as they are written there."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(word for word in words if _BANNED_WORD in word.casefold()))


def remove_banned_words(text: str) -> str:
    """`text`, in its compatibility form, without the words that `find_banned_words` finds."""
    plain = unicodedata.normalize("NFKC", text)
    for word in find_banned_words(plain):
        plain = plain.replace(word, " ")
    return plain


def count_tag_characters(tags: Sequence[str]) -> int:
    """Length of a tag list as YouTube counts it: a comma between two, quotation marks round spaces."""
    return sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)
