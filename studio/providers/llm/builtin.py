"""Writes an album's prompts without a language model: the way to work with no key.

It combines a word stock by the brief's seed, so the same brief always gives the same album. It must
not ask anything of the network.
"""

import dataclasses
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from studio.errors import BrokenReply
from studio.providers.llm.base import AlbumBrief, TokenUse
from studio.providers.llm.palettes import PALETTES
from studio.providers.llm.validation import check_album, check_another, describe_problems
from studio.providers.llm.vocabulary import (
    EVERYWHERE,
    FORMS,
    FRAMINGS,
    KEYS,
    MOMENTS,
    SKY_WORDS,
    TONES,
    Moment,
    Palette,
    Scene,
    Sky,
    Tone,
)
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.schemas.youtube import TAG_CHARACTERS, count_tag_characters, remove_banned_words

Entry = TypeVar("Entry")

_GOLDEN_RATIO = 0.618033988749895
_KINDS = ("Album", "Mix", "Anthology")
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
_USUAL_MOODS = ("calm", "warm", "reflective", "gentle", "hopeful")
_LONGEST_NICHE, _LONGEST_MOOD, _MOST_MOODS, _LONGEST_TAG = 48, 32, 8, 40
_MOST_ATTEMPTS = 20
_ENDINGS = "(s|y|ry|ing|light|time|fall)?"
_SHORTEST_BEGINNING = 5
"""A shorter word of the stock must be a whole word of the niche: `spa` is not in `spanish`."""


class BuiltinPromptWriter:
    """Up to a few hundred distinct items for any niche, in English."""

    name = "builtin"
    token_use = TokenUse()

    def check(self) -> None:
        """Always ready."""

    def write_album(self, brief: AlbumBrief) -> AlbumPrompts:
        """The same album for the same brief. Raises BrokenReply for a brief beyond the word stock."""
        niche = _clean(brief.niche, _LONGEST_NICHE) or "background music"
        moods = _split_moods(brief.mood)
        chance = random.Random(f"{brief.seed} {niche} {moods}")  # noqa: S311 - the same album for the same seed
        palette = _choose_palette(niche, moods, _clean(brief.channel_niche or "", _LONGEST_NICHE))
        places = _choose_places(brief.track_count, palette, _find_sky(" ".join([niche, *moods])), chance)
        sounds = _Sounds(palette, niche, moods or _USUAL_MOODS, chance)
        prompts = _describe_album(
            brief,
            palette,
            niche,
            moods,
            [
                PromptItem(
                    track_title=place.title,
                    music_prompt=sounds.write(index, seconds),
                    visual_prompt=place.describe(palette, sounds.mood(index), FRAMINGS[index % len(FRAMINGS)]),
                )
                for index, (place, seconds) in enumerate(zip(places, brief.track_seconds, strict=True))
            ],
            chance,
        )
        if problems := check_album(prompts, brief):
            raise BrokenReply(
                f"The built-in writer cannot make this album ({describe_problems(problems, 3)}); "
                "ask for fewer tracks, another niche, or set OPENAI_API_KEY."
            )
        return prompts

    def write_another(self, brief: AlbumBrief, prompts: AlbumPrompts, index: int) -> PromptItem:
        """The pair of that place in the first other album where it fits. Raises BrokenReply where none does."""
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            other = self.write_album(dataclasses.replace(brief, seed=brief.seed + attempt)).items[index]
            if not check_another(other, prompts, brief):
                return other
        raise BrokenReply(
            "The built-in writer finds no further pair that differs from all others; "
            "write one by hand, or set OPENAI_API_KEY."
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when one track is: its title and its picture come from the same choice."""

    title: str
    scene: Scene
    moment: Moment
    tone: Tone

    def describe(self, palette: Palette, mood: str, framing: str) -> str:
        return (
            f"{_capitalise(self.scene.picture)}, {self.moment.picture}, with {self.tone.picture}. "
            f"{_capitalise(palette.visual_style)}, {mood} mood, {framing}. "
            "Wide 16:9 composition without text, logos or watermarks."
        )


def _choose_places(count: int, palette: Palette, sky: Sky, chance: random.Random) -> list[_Place]:
    own, shared = _shuffle(palette.scenes, chance), _shuffle(EVERYWHERE, chance)
    scenes = _shuffle((own + shared)[:count], chance)
    moments = _shuffle([moment for moment in MOMENTS if _suits(moment.sky, sky)], chance)
    tones = _shuffle(TONES, chance)
    places: list[_Place] = []
    seen: set[str] = set()
    for index in range(count):
        scene, tone = scenes[index % len(scenes)], tones[index % len(tones)]
        for shift in range(len(moments)):
            moment = moments[(index + index // len(scenes) + shift) % len(moments)]
            titles = (title for title in _list_titles(scene, moment, tone, chance) if title not in seen)
            title = next(titles, None)
            if title is not None:
                seen.add(title)
                places.append(_Place(title, scene, moment, tone))
                break
    return places


def _list_titles(scene: Scene, moment: Moment, tone: Tone, chance: random.Random) -> list[str]:
    """The three ways to name a place, in a drawn order."""
    timed = f"{scene.title} {moment.title}"
    article, rest = ("The ", scene.title[4:]) if scene.title.startswith("The ") else ("", scene.title)
    toned = scene.title if tone.title in rest else f"{article}{tone.title} {rest}"
    first = chance.choices((scene.title, timed, toned), weights=(3, 5, 3))[0]
    return [first, *(title for title in (timed, toned) if title != first)]


class _Sounds:
    """Music prompts that share the palette but not the instruments, tempo, key and form."""

    def __init__(self, palette: Palette, niche: str, moods: Sequence[str], chance: random.Random) -> None:
        self._niche = niche
        self._moods = moods
        self._styles = _shuffle(palette.styles, chance)
        self._leads = _shuffle(palette.leads, chance)
        self._beds = _shuffle(palette.beds, chance)
        self._textures = _shuffle(palette.textures, chance)
        self._keys = _shuffle(KEYS, chance)
        self._forms = _shuffle(FORMS, chance)
        self._slowest_bpm, self._fastest_bpm = palette.slowest_bpm, palette.fastest_bpm
        self._tempo_offset = chance.random()

    def mood(self, index: int) -> str:
        """One or two of the mood's words, another pair for each neighbour."""
        pair = dict.fromkeys((self._moods[index % len(self._moods)], self._moods[(index + 1) % len(self._moods)]))
        return " and ".join(pair)

    def write(self, index: int, seconds: int) -> str:
        minutes, rest = divmod(seconds, 60)
        length = f"{minutes} min {rest:02d} s" if rest else f"{minutes} min"
        share = (self._tempo_offset + index * _GOLDEN_RATIO) % 1.0
        tempo_bpm = round(self._slowest_bpm + share * (self._fastest_bpm - self._slowest_bpm))
        return (
            f"{_capitalise(_pick(self._styles, index))} for {self._niche}: {_pick(self._leads, index)} over "
            f"{_pick(self._beds, index)}, with {_pick(self._textures, index)}. "
            f"{_capitalise(self.mood(index))} mood, {tempo_bpm} BPM, {_pick(self._keys, index)}. "
            f"{_pick(self._forms, index)}. About {length} long, instrumental, no vocals."
        )


def _describe_album(
    brief: AlbumBrief,
    palette: Palette,
    niche: str,
    moods: Sequence[str],
    items: list[PromptItem],
    chance: random.Random,
) -> AlbumPrompts:
    kind = chance.choice(_KINDS)
    heading = _headline(niche)
    if not any(re.search(rf"\b{word}\b", heading, re.IGNORECASE) for word in _KINDS):
        heading = f"{heading} {kind}"
    pieces = "One instrumental piece" if len(items) == 1 else f"{len(items)} instrumental pieces"
    return AlbumPrompts(
        album_title=f"{heading}: {chance.choice(palette.phrases)}",
        introduction=(
            # Neither titles nor lengths: with the person's own music, both are other than was written here.
            f"{pieces} in the spirit of {niche}, chosen and ordered as one {kind.lower()}. "
            f"Every track has a picture of its own. Made for {palette.use}."
        ),
        tags=_choose_tags(
            (
                *(niche, f"{niche} music", *palette.tags),
                *(f"{mood} music" for mood in moods),
                *("instrumental", "background music", kind),
            )
        ),
        items=items,
    )


def _choose_tags(candidates: Iterable[str]) -> list[str]:
    """The candidates in lower case, each once, as many as fit."""
    tags: list[str] = []
    for candidate in candidates:
        tag = " ".join(candidate.replace(",", " ").lower().split())
        fits = len(tag) <= _LONGEST_TAG and count_tag_characters([*tags, tag]) <= TAG_CHARACTERS
        if len(tag) > 1 and tag not in tags and fits:
            tags.append(tag)
    return tags


def _choose_palette(niche: str, moods: Sequence[str], channel_niche: str) -> Palette:
    """The palette with the most words in the niche; the mood, then the channel, decide between equals."""
    texts = (niche, " ".join(moods), channel_niche)

    def count_words(palette: Palette) -> tuple[int, ...]:
        return tuple(sum(_has_word(text, word) for word in palette.words) for text in texts)

    best = max(PALETTES, key=count_words)
    return best if any(count_words(best)) else PALETTES[-1]


def _find_sky(text: str) -> Sky:
    sky = Sky.ANY
    for word, flag in SKY_WORDS.items():
        if _has_word(text, word):
            sky |= flag
    return sky


def _suits(moment: Sky, wanted: Sky) -> bool:
    weather = Sky.RAIN | Sky.SNOW
    if moment & Sky.SNOW and not wanted & Sky.SNOW:
        return False
    if moment & Sky.RAIN and not wanted & Sky.RAIN and wanted & (weather | Sky.DAY):
        return False
    hours = wanted & (Sky.DAY | Sky.NIGHT)
    return hours in (Sky.ANY, Sky.DAY | Sky.NIGHT) or not moment & (Sky.DAY | Sky.NIGHT) & ~hours


def _has_word(text: str, word: str) -> bool:
    ending = r"\w*" if len(word) >= _SHORTEST_BEGINNING else _ENDINGS
    return re.search(rf"(?<!\w){re.escape(word)}{ending}(?!\w)", text, re.IGNORECASE) is not None


def _split_moods(mood: str) -> tuple[str, ...]:
    parts = (_clean(part, _LONGEST_MOOD).lower() for part in re.split(r"[,;/|\n]|\band\b", mood))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_MOODS]


def _clean(text: str, longest: int) -> str:
    """One line of what the person typed, without angle brackets and banned words, cut at a word."""
    plain = remove_banned_words(text)
    kept = "".join(character if character.isprintable() and character not in "<>" else " " for character in plain)
    line = " ".join(kept.split()).strip(" ,.;:-")
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].strip(" ,.;:-")


def _headline(text: str) -> str:
    """Title case that leaves the person's own capitals alone: `rainy jazz` becomes `Rainy Jazz`."""
    words = [
        word if word in _SMALL_WORDS and place else "-".join(_capitalise(part) for part in word.split("-"))
        for place, word in enumerate(text.split())
    ]
    return " ".join(words)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shuffle(entries: Iterable[Entry], chance: random.Random) -> list[Entry]:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    return shuffled


def _pick(entries: Sequence[Entry], index: int) -> Entry:
    """The next entry for each index, one further in each round, so that two lists never go in step."""
    return entries[(index + index // len(entries)) % len(entries)]
