"""Reads a prompt: what a person, or the prompt writer, wishes of a track. Words that it does not know do no harm."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from studio.providers.music.composer.ambiences import AMBIENCES
from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.instruments import INSTRUMENTS
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.score import SIX, THREE, Meter
from studio.providers.music.composer.styles import STYLES
from studio.providers.music.composer.styles.base import Style
from studio.providers.music.composer.writing.form import FORMS, Form

_LONGEST = 4000
_SLOWEST_BPM, _FASTEST_BPM = 30.0, 200.0
_EARLY = 0.6
"""How much more a word counts at the beginning of the prompt than at its end."""

_NOTES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_KEY = re.compile(
    r"(?<![\w'])(?P<note>[A-Ga-g])(?P<shift>[-\s]?(?:flat|sharp)|[#b♯♭])?[-\s]+"
    r"(?P<mode>major|minor|dorian|lydian|mixolydian|aeolian|ionian)\b",
    re.IGNORECASE,
)
_BPM = re.compile(r"(\d{2,3}(?:\.\d+)?)\s*(?:-|to)?\s*(\d{2,3})?\s*bpm", re.IGNORECASE)
_OTHER_CLAUSE = r"(?!(?:for|with|but|over|in|on|just|only|a|an|the|no|without)\b)"
_NEGATION = re.compile(
    rf"\b(?:no|without|free of|minus)\s+((?:{_OTHER_CLAUSE}[\w-]+(?:\s+or\s+|\s+and\s+|\s*/\s*|\s+)?){{1,4}})",
    re.IGNORECASE,
)
"""What is refused ends at a comma, a full stop or the next clause."""

_MOODS: dict[str, tuple[float, float]] = {
    "calm": (0.2, -0.5),
    "warm": (0.4, -0.1),
    "reflect": (-0.1, -0.3),
    "gentle": (0.3, -0.4),
    "hope": (0.6, 0.1),
    "melanchol": (-0.7, -0.3),
    "sad": (-0.8, -0.3),
    "dark": (-0.6, 0.0),
    "dream": (0.2, -0.4),
    "cozy": (0.5, -0.2),
    "cosy": (0.5, -0.2),
    "nostalg": (-0.2, -0.2),
    "uplift": (0.8, 0.4),
    "sleep": (0.1, -0.8),
    "myster": (-0.5, 0.0),
    "romantic": (0.3, -0.1),
    "focus": (0.0, 0.1),
    "joy": (0.9, 0.5),
    "happy": (0.9, 0.4),
    "playful": (0.8, 0.4),
    "bright": (0.6, 0.2),
    "serene": (0.4, -0.6),
    "peace": (0.4, -0.6),
    "tranquil": (0.3, -0.6),
    "somber": (-0.8, -0.2),
    "sombre": (-0.8, -0.2),
    "lonel": (-0.6, -0.3),
    "bitter": (-0.4, -0.1),
    "tender": (0.2, -0.4),
    "wistful": (-0.4, -0.3),
    "energetic": (0.4, 0.9),
    "lively": (0.6, 0.7),
    "upbeat": (0.7, 0.7),
    "groov": (0.2, 0.5),
    "relax": (0.3, -0.4),
    "mellow": (0.2, -0.3),
    "sooth": (0.3, -0.5),
    "tense": (-0.6, 0.3),
    "brood": (-0.6, 0.0),
    "gothic": (-0.7, 0.0),
    "elegan": (0.3, 0.1),
    "festive": (0.8, 0.5),
    "still": (0.0, -0.5),
    "quiet": (0.0, -0.5),
    "epic": (0.0, 0.6),
    "haunt": (-0.6, -0.1),
    "sunny": (0.8, 0.3),
    "lazy": (0.3, -0.4),
    "cinematic": (-0.1, 0.1),
    "heal": (0.3, -0.5),
}
"""Beginnings of words: how glad (-1 to 1) and how lively (-1 to 1)."""

_METERS: tuple[tuple[str, Meter], ...] = (
    (r"\b(?:waltz|minuet|3/4|three-four|ländler|sarabande|mazurka)", THREE),
    (r"\b(?:6/8|jig|barcarolle|lullaby|berceuse|siciliana|celtic air)", SIX),
)
_BED_FORWARD = re.compile(
    r"\b(?:soundscape|nature sounds?|rain sounds?|ocean sounds?|white noise|ambience only|no music)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Brief:
    """What the prompt says; None and empty where it says nothing."""

    style: Style | None
    tonic: int | None
    mode: Mode | None
    is_minor: bool | None
    bpm: float | None
    meter: Meter | None
    form: Form | None
    leads: tuple[str, ...]
    """Instruments named for the melody, in their order."""
    others: tuple[str, ...]
    """Instruments named for what lies under it."""
    without: frozenset[str]
    """Instruments that are not wanted."""
    beds: tuple[str, ...]
    gladness: float
    """-1 (sad) to 1 (glad)."""
    liveliness: float
    """-1 (still) to 1 (lively)."""
    is_bed_forward: bool
    """The ambience is the point and the music stays behind."""


def read_brief(prompt: str) -> Brief:
    """Any text is taken."""
    text = " ".join(prompt[:_LONGEST].split()).lower()
    without, wanted = _split_negations(text)
    head, tail = _split_parts(wanted)
    key = _KEY.search(wanted)
    mode = None if key is None else _mode_of(key["mode"].lower())
    leads = _instruments_in(head)
    others = _instruments_in(tail)
    gladness, liveliness = _moods_of(wanted)
    return Brief(
        style=_style_of(wanted),
        tonic=None if key is None else _tonic_of(key),
        mode=mode if key is not None and key["mode"].lower() not in ("major", "minor") else None,
        is_minor=None if mode is None else mode.is_minor,
        bpm=_bpm_of(wanted),
        meter=next((meter for pattern, meter in _METERS if re.search(pattern, wanted)), None),
        form=_best(wanted, {form.name: form.words for form in FORMS}, {form.name: form for form in FORMS}),
        leads=tuple(name for name in leads if name not in without),
        others=tuple(name for name in others if name not in leads and name not in without),
        without=without,
        beds=tuple(name for name in _named_in(wanted, {key: each.words for key, each in AMBIENCES.items()})),
        gladness=gladness,
        liveliness=liveliness,
        is_bed_forward=_BED_FORWARD.search(text) is not None,
    )


def _split_negations(text: str) -> tuple[frozenset[str], str]:
    """The instruments that the text refuses, and the text without those refusals."""
    refused = " ".join(_NEGATION.findall(text))
    names = set(_instruments_in(refused))
    if re.search(r"\b(?:drums?|percussion|beats?)\b", refused) or re.search(r"\b(?:drumless|beatless)\b", text):
        names |= {name for name, instrument in INSTRUMENTS.items() if Role.DRUMS in instrument.roles}
    return frozenset(names), _NEGATION.sub(" ", text)


def _split_parts(text: str) -> tuple[str, str]:
    """What leads and what lies under it: `a flute over warm pads`. Without such a word, the first sentence leads."""
    found = re.search(r"\b(?:over|above|accompanied by|backed by|on top of|atop)\b", text)
    if found is None:
        return text, ""
    return text[: found.start()], text[found.end() :]


def _mode_of(word: str) -> Mode:
    return {"major": Mode.IONIAN, "minor": Mode.AEOLIAN}.get(word) or Mode[word.upper()]


def _tonic_of(key: re.Match[str]) -> int:
    shift = (key["shift"] or "").strip(" -")
    return (_NOTES[key["note"].lower()] + (1 if shift in ("sharp", "#", "♯") else -1 if shift else 0)) % 12


def _bpm_of(text: str) -> float | None:
    found = _BPM.search(text)
    if found is None:
        return None
    values = [float(value) for value in found.groups() if value]
    bpm = sum(values) / len(values)
    return bpm if _SLOWEST_BPM <= bpm <= _FASTEST_BPM else None


def _moods_of(text: str) -> tuple[float, float]:
    """The mean of the mood words."""
    found = [mood for word, mood in _MOODS.items() if word in text and re.search(rf"\b{word}", text)]
    if not found:
        return 0.0, 0.0
    return sum(glad for glad, _ in found) / len(found), sum(lively for _, lively in found) / len(found)


def _style_of(text: str) -> Style | None:
    """The style whose words weigh most; early words weigh more, for that is where a style is named."""
    best, most = None, 0.0
    for style in STYLES:
        weight = 0.0
        for word, strength in style.words.items():
            found = _word(word).search(text) if word in text else None
            if found is not None:
                weight += strength * (1.0 + _EARLY * (1.0 - found.start() / max(1, len(text))))
        if weight > most:
            best, most = style, weight
    return best


def _instruments_in(text: str) -> tuple[str, ...]:
    return tuple(_named_in(text, {name: instrument.words for name, instrument in INSTRUMENTS.items()}))


def _named_in(text: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """Names in the order in which the text calls them; a longer word takes a place before a shorter one."""
    entries = sorted(((word, name) for name, each in words.items() for word in each), key=lambda entry: -len(entry[0]))
    found: list[tuple[int, str]] = []
    left = text
    for word, name in entries:
        match = _word(word).search(left) if word in left else None
        if match is not None:
            found.append((match.start(), name))
            left = left[: match.start()] + "\0" * (match.end() - match.start()) + left[match.end() :]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def _best(text: str, words: Mapping[str, Iterable[str]], values: Mapping[str, Form]) -> Form | None:
    scores = {name: sum(len(word) for word in each if word in text) for name, each in words.items()}
    name = max(scores, key=lambda each: scores[each])
    return values[name] if scores[name] else None


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(word)}(?:s|es)?(?![\w])")
