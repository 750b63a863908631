"""The words that the built-in prompt writer has for every niche: keys, forms, hours, tones and places.

Data only. What belongs to one kind of niche is in `palettes/`; `builtin.py` makes the sentences.
"""

import enum
from dataclasses import dataclass


class Sky(enum.Flag):
    """What a moment shows, so that a rainy night gets no snow and no midday sun."""

    DAY = enum.auto()
    NIGHT = enum.auto()
    RAIN = enum.auto()
    SNOW = enum.auto()
    ANY = 0


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    picture: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An hour or a weather: `title` follows a scene's title, `picture` its picture."""

    title: str
    picture: str
    sky: Sky


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour of feeling: an adjective for a title and the light that goes with it."""

    title: str
    picture: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Everything that one kind of niche sounds and looks like."""

    words: tuple[str, ...]
    """Beginnings of the words in a niche that call for this palette."""
    styles: tuple[str, ...]
    leads: tuple[str, ...]
    beds: tuple[str, ...]
    textures: tuple[str, ...]
    slowest_bpm: int
    fastest_bpm: int
    visual_style: str
    phrases: tuple[str, ...]
    """What an album of this kind may be called."""
    use: str
    """What people do while it plays, for the introduction."""
    tags: tuple[str, ...]
    scenes: tuple[Scene, ...]


def list_scenes(text: str) -> tuple[Scene, ...]:
    """One scene a line: its title, a bar, its picture."""
    pairs = (line.split("|") for line in text.strip().splitlines())
    return tuple(Scene(title.strip(), picture.strip()) for title, picture in pairs)


KEYS = (
    "C major", "A minor", "F major", "D minor", "G major", "E minor", "B-flat major", "G minor",
    "E-flat major", "C minor", "D major", "B minor", "A-flat major", "F minor",
)  # fmt: skip

FORMS = (
    "A bare opening, a slow build and an unhurried ending",
    "A short prelude, two related themes and a quiet farewell",
    "One melody that returns in new colours and then rests",
    "A patient first half, a brighter middle and a gentle fade into silence",
    "A single idea that opens out phrase by phrase to a clear close",
    "Call and answer between the voices, ending on a held chord",
    "A calm arc: arrival, a small surprise, homecoming",
    "A sparse start, a warm full middle and a last phrase alone",
)

FRAMINGS = (
    "a wide view with much empty space",
    "seen from a low angle with strong depth",
    "an intimate view with a soft background",
    "framed by a doorway in the foreground",
    "a symmetrical, still composition",
    "seen from above at a slant",
    "layers from near to far with a clear focal point",
    "a long view along one leading line",
)

TONES = (
    Tone("Amber", "warm amber light"),
    Tone("Silver", "cool silver light"),
    Tone("Velvet", "deep velvet shadows"),
    Tone("Faded", "faded film colours"),
    Tone("Golden", "golden edges on every shape"),
    Tone("Blue", "muted blue tones"),
    Tone("Hushed", "hushed, even light"),
    Tone("Copper", "copper and brown reflections"),
    Tone("Pale", "pale, airy colours"),
    Tone("Emerald", "dark emerald accents"),
    Tone("Rose", "faint rose light"),
    Tone("Smoky", "smoky, layered air"),
    Tone("Ivory", "ivory highlights"),
    Tone("Indigo", "indigo depths"),
    Tone("Honeyed", "honey-coloured light"),
    Tone("Quiet", "quiet, restrained colours"),
)

MOMENTS = (
    Moment("at First Light", "in the first pale light of morning", Sky.DAY),
    Moment("in Late Sun", "in long, late sunlight", Sky.DAY),
    Moment("on a Slow Afternoon", "on a slow, bright afternoon", Sky.DAY),
    Moment("Before Noon", "in clear light before noon", Sky.DAY),
    Moment("Under White Clouds", "under high white clouds", Sky.DAY),
    Moment("at Golden Hour", "in the golden hour before sunset", Sky.DAY),
    Moment("at Dusk", "at dusk, as the first lights come on", Sky.NIGHT),
    Moment("Past Midnight", "long past midnight, with one light burning", Sky.NIGHT),
    Moment("by Moonlight", "by moonlight, with clear shadows", Sky.NIGHT),
    Moment("Under Late Stars", "under a clear sky full of stars", Sky.NIGHT),
    Moment("in the Small Hours", "in the small hours, silent and still", Sky.NIGHT),
    Moment("by Lamplight", "lit by a single lamp", Sky.NIGHT),
    Moment("After Dark", "after dark, with soft pools of light", Sky.NIGHT),
    Moment("Before Dawn", "in the blue hour before dawn", Sky.NIGHT),
    Moment("in Soft Rain", "in soft, steady rain", Sky.RAIN | Sky.DAY),
    Moment("After the Rain", "just after rain, with every surface shining", Sky.RAIN | Sky.DAY),
    Moment("in Night Rain", "in night rain, with drops on the glass", Sky.RAIN | Sky.NIGHT),
    Moment("Between Showers", "between two showers, under heavy clouds", Sky.RAIN),
    Moment("Before the Storm", "in the still air before a storm", Sky.RAIN),
    Moment("After the Downpour", "in the rinsed, shining light after a downpour", Sky.RAIN),
    Moment("with Rain on the Roof", "while rain runs from the roof", Sky.RAIN),
    Moment("in First Snow", "in the first snow of the year", Sky.SNOW | Sky.DAY),
    Moment("Under Deep Snow", "deep in snow, with warm light inside", Sky.SNOW | Sky.NIGHT),
    Moment("on a Frosted Morning", "on a frosted, windless morning", Sky.SNOW | Sky.DAY),
    Moment("in Falling Snow", "behind slowly falling snow", Sky.SNOW),
    Moment("on a Winter Evening", "on an early winter evening", Sky.SNOW | Sky.NIGHT),
    Moment("in Drifting Mist", "in drifting mist", Sky.ANY),
    Moment("in Early Autumn", "in early autumn, among the first fallen leaves", Sky.ANY),
    Moment("in April", "in April, with new leaves and blossom", Sky.DAY),
    Moment("out of Season", "out of season, with nobody there", Sky.ANY),
    Moment("Revisited", "many years later, gently worn", Sky.ANY),
)

SKY_WORDS = {
    "rain": Sky.RAIN, "storm": Sky.RAIN, "drizzl": Sky.RAIN, "monsoon": Sky.RAIN,
    "night": Sky.NIGHT, "midnight": Sky.NIGHT, "evening": Sky.NIGHT, "sleep": Sky.NIGHT, "moon": Sky.NIGHT,
    "nocturn": Sky.NIGHT, "star": Sky.NIGHT, "dark": Sky.NIGHT,
    "snow": Sky.SNOW, "winter": Sky.SNOW, "christmas": Sky.SNOW, "frost": Sky.SNOW,
    "morning": Sky.DAY, "sunny": Sky.DAY, "summer": Sky.DAY, "beach": Sky.DAY, "brunch": Sky.DAY,
}  # fmt: skip
"""Beginnings of the words in a niche or mood that ask for a sky."""

EVERYWHERE = list_scenes("""
Window Seat | a deep window seat with a folded blanket and a cup
The Long Corridor | a long corridor with light falling through side windows
Stone Steps | worn stone steps that lead up out of sight
The Empty Chair | an old armchair turned towards a window
Open Door | a half-open door with light behind it
The Still Pond | a small pond that mirrors the sky
Garden Wall | an overgrown garden wall with a wooden gate
The Upper Room | a quiet room under the roof with bare boards
Distant Hills | a line of distant hills beyond an open field
The Old Bridge | a small arched bridge over slow water
""")
"""Scenes of no particular age or place, for any palette that needs more of them."""
