"""Reads a visual prompt: which scenes it speaks of, at what hour, in what light, and by what hand.

It knows words and their weights, and decides nothing about an album. Words that it does not know change nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from studio.providers.visual.painter.medium import Medium
from studio.providers.visual.painter.scenes import SCENES
from studio.providers.visual.painter.sketch import Hour

Choice = TypeVar("Choice", Hour, Medium)

_LONGEST_PROMPT = 4000
"""Characters that are read: far more than any prompt says about one picture."""
_SUBJECT_WEIGHT, _SETTING_WEIGHT, _STYLE_WEIGHT = 3.0, 1.0, 0.3
"""A picture's subject comes first in its prompt, up to the first comma; then weather and light, up to the first full
stop; then style and mood, which an album's prompts have in common."""
_MOST_WEIGHT = 4.5
"""A subject that is named in many words is still one subject."""
_SHORTEST_BEGINNING = 4
_ENDINGS = ("", "s", "es", "y", "lit", "light", "ed", "ing")
_UNSAID = re.compile(r"\b(?:without|no|not)\b[^.,;]*")

_HOUR_WORDS: dict[Hour, str] = {
    Hour.NIGHT: "night midnight moon moonlit star starry nocturnal lamp candle dark neon small-hours lantern aurora",
    Hour.DUSK: "dusk evening twilight blue-hour first-lights nightfall",
    Hour.GOLDEN: "golden sunset late-sun sunlit amber honey-coloured autumn copper",
    Hour.DAWN: "dawn morning first-pale sunrise frosted april mist",
    Hour.DAY: "noon afternoon clouds day bright midday summer spring sunny clear-light",
}
_WARM_WORDS = "amber golden copper honey warm candle fire hearth sunlit rose brown autumn sunset orange"
_COOL_WORDS = "silver blue cool ivory pale indigo snow frost ice moon rain emerald cold rinsed winter"
_QUIET_WORDS = "muted faded restrained pale quiet hushed minimal smoky mist soft monochrome grey gray"
_VIVID_WORDS = "neon vivid emerald bright rich velvet deep glowing festival"
_MEDIUM_WORDS: dict[Medium, str] = {
    Medium.OIL: "oil impressionist impressionism brushwork canvas impasto painting",
    Medium.GOUACHE: "illustration storybook hand-drawn gouache drawn anime",
    Medium.PHOTOGRAPH: "photograph photo cinematic photography photorealistic",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt asks for."""

    scene_weights: dict[str, float]
    """By the scene's name; 0 where it is not spoken of."""
    hour: Hour | None
    warmth: float
    """-1 cool to 1 warm."""
    chroma: float
    """Around 1."""
    medium: Medium


def read_prompt(prompt: str) -> Reading:
    """Any text is fit to be read; an empty one asks for nothing."""
    text = _UNSAID.sub(" ", prompt[:_LONGEST_PROMPT].lower())
    picture, _, style = text.partition(".")
    subject, _, setting = picture.partition(",")
    parts = ((_words(subject), _SUBJECT_WEIGHT), (_words(setting), _SETTING_WEIGHT), (_words(style), _STYLE_WEIGHT))
    hour, is_timed = _most(picture, _HOUR_WORDS)
    if not is_timed:
        hour, is_timed = _most(style, _HOUR_WORDS)
    medium, is_named = _most(text, _MEDIUM_WORDS)
    return Reading(
        scene_weights={
            name: min(
                _MOST_WEIGHT, sum(weight * sum(_means(word, scene.words) for word in said) for said, weight in parts)
            )
            for name, scene in SCENES.items()
        },
        hour=hour if is_timed else None,
        warmth=max(-1.0, min(1.0, 0.45 * (_count(text, _WARM_WORDS) - _count(text, _COOL_WORDS)))),
        chroma=max(0.65, min(1.25, 1 + 0.1 * (_count(text, _VIVID_WORDS) - _count(text, _QUIET_WORDS)))),
        medium=medium if is_named else Medium.PHOTOGRAPH,
    )


def _most(text: str, words: Mapping[Choice, str]) -> tuple[Choice, bool]:
    """The choice with the most of its words in the text, and whether there is one at all."""
    counts = {choice: _count(text, its) for choice, its in words.items()}
    best = max(counts, key=lambda choice: counts[choice])
    return best, counts[best] > 0


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", text))


def _means(word: str, known: frozenset[str]) -> bool:
    """Whether it is a known word, or one with a usual ending."""
    if word in known:
        return True
    return any(
        len(stem) >= _SHORTEST_BEGINNING and stem in known
        for ending in _ENDINGS[1:]
        if word.endswith(ending)
        for stem in (word[: -len(ending)],)
    )


def _count(text: str, words: str) -> int:
    """How many of the words are there; a hyphen joins two that must stand together."""
    every = _words(text)
    return sum(
        word.replace("-", " ") in text if "-" in word else any(_means(said, frozenset((word,))) for said in every)
        for word in words.split()
    )
