"""Reads a visual prompt: which scenes it speaks of, at what hour, in what light, and by what hand.

It knows words and their weights, and decides nothing about an album. Words that it does not know change nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from studio.providers.visual.painter.medium import Medium
from studio.providers.visual.painter.scenes import SCENES
from studio.providers.visual.painter.sketch import Hour

_LONGEST_PROMPT = 4000
"""Characters that are read: far more than any prompt says about one picture."""
_SUBJECT_WEIGHT, _SETTING_WEIGHT = 3.0, 1.0
"""A picture's subject comes first in its prompt, up to the first comma; what follows are weather, light and style."""
_SHORTEST_BEGINNING = 4
_ENDINGS = ("", "s", "es", "y", "lit", "light", "ed", "ing")
_UNSAID = re.compile(r"\b(?:without|no|not)\b[^.,;]*")

_HOUR_WORDS: dict[Hour, str] = {
    Hour.NIGHT: "night midnight moon moonlight moonlit star stars starry nocturnal lamplight lamp lamplit candle candlelight "
    "dark neon small-hours lantern aurora nebula",
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
    Medium.GOUACHE: "illustration storybook hand-drawn gouache drawn anime ghibli",
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
    subject, _, setting = text.partition(",")
    weighted = [(_words(subject), _SUBJECT_WEIGHT), (_words(setting), _SETTING_WEIGHT)]
    every = _words(text)

    def weigh(words: Iterable[str]) -> float:
        known = frozenset(words)
        return sum(weight * sum(_means(word, known) for word in said) for said, weight in weighted)

    hours = {hour: _count(text, every, words) for hour, words in _HOUR_WORDS.items()}
    media = {medium: _count(text, every, words) for medium, words in _MEDIUM_WORDS.items()}
    warm, cool = _count(text, every, _WARM_WORDS), _count(text, every, _COOL_WORDS)
    quiet, vivid = _count(text, every, _QUIET_WORDS), _count(text, every, _VIVID_WORDS)
    hour = max(hours, key=lambda each: hours[each])
    medium = max(media, key=lambda each: media[each])
    return Reading(
        scene_weights={name: weigh(scene.words) for name, scene in SCENES.items()},
        hour=hour if hours[hour] else None,
        warmth=max(-1.0, min(1.0, 0.45 * (warm - cool))),
        chroma=max(0.65, min(1.25, 1 + 0.1 * (vivid - quiet))),
        medium=medium if media[medium] else Medium.PHOTOGRAPH,
    )


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


def _count(text: str, every: frozenset[str], words: str) -> int:
    """How many of the words are there; a hyphen joins two that must stand together."""
    return sum(
        word.replace("-", " ") in text if "-" in word else any(_means(said, frozenset((word,))) for said in every)
        for word in words.split()
    )
