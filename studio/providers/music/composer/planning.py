"""Plans a track from its prompt and its place in the album, so that the tracks of an album belong together and differ.

What the prompt leaves open is spread over the album: keys go round the circle of fifths, tempi and densities fill their
ranges evenly, and forms, instruments, figures and progressions are dealt like cards before any comes again.
"""

import math
import random
import re
from collections.abc import Sequence
from typing import TypeVar

from studio.providers.music.composer.brief import Brief
from studio.providers.music.composer.extras import extra_layer
from studio.providers.music.composer.harmony.keys import OCTAVE, Key, Mode
from studio.providers.music.composer.instruments import INSTRUMENTS
from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.plan import CLOSE, CastLayer, TrackPlan
from studio.providers.music.composer.score import Meter
from studio.providers.music.composer.styles import DEFAULT_STYLE
from studio.providers.music.composer.styles.base import Layer, Style
from studio.providers.music.composer.writing.form import FORMS, Form
from studio.providers.music.composer.writing.passage import Figure

Card = TypeVar("Card")

_GOLDEN = 0.618033988749895
_SILVER = 0.414213562373095
_PLASTIC = 0.754877666246693
"""Steps that spread points over a range as evenly as any number of them can be; three, so that none go in step."""
_MOST_EXTRAS = 3
_BED_BELOW_DB = -17.0
"""Beds that the prompt names, together, against the music: heard in its pauses, and no part of it."""
_BED_FORWARD_DB = 4.0
_MOST_BEDS = 3
_SHORTEST_ENDING, _USUAL_ENDING = 0.3, 3.4
_ENDING_GIVES = 0.4
"""Share of the ending that the last bar may take."""
_ENDING_TAKES_SECONDS = 2.0
"""What it may last longer, so that bars keep their tempo."""


def plan_track(
    brief: Brief, *, seconds: float, album_seed: int, order_index: int, album_size: int, seed: int
) -> TrackPlan:
    """The same for the same arguments. `seed` is the take's own; the rest is the album's."""
    deal = _Deal(album_seed, order_index)
    chance = random.Random(f"{seed} plan")  # noqa: S311 - music, not secrecy
    style = brief.style or DEFAULT_STYLE
    meter = brief.meter or deal.pick("meter", style.meters)
    key = _choose_key(brief, style, deal)
    bpm = _choose_bpm(brief, style, meter, deal)
    harmonies = style.minor if key.mode.is_minor else style.major
    lead_in = min(style.lead_in_seconds, seconds * 0.02)
    return TrackPlan(
        style=style,
        key=key,
        bpm=bpm,
        meter=meter,
        form=_choose_form(brief, style, deal),
        progressions={
            "A": deal.pick("progression a", harmonies.a),
            "B": deal.pick("progression b", harmonies.b),
            "C": deal.pick("progression c", harmonies.c),
            "bridge": chance.choice(harmonies.bridge),
            CLOSE: deal.pick("close", harmonies.close),
        },
        bridge_shift=deal.pick("bridge", style.bridge_shifts),
        rhythms=_choose_rhythms(style, meter, chance),
        phrases=tuple(chance.sample(style.plans, 3) if len(style.plans) >= 3 else chance.choices(style.plans, k=3)),
        cast=_choose_cast(brief, style, deal, chance),
        room=deal.pick("room", style.rooms),
        beds=_choose_beds(brief, style),
        density=_choose_density(brief, deal, order_index, album_size),
        register=(0, -3, 4, -5, 2)[deal.turn("register") % 5],
        seconds=seconds,
        lead_in_seconds=lead_in,
        music_seconds=_fit_bars(seconds - lead_in, meter.beats * 60.0 / bpm),
        seed=seed,
    )


class _Deal:
    """Cards of the album: each list shuffled once, dealt track by track, one further in each round."""

    def __init__(self, album_seed: int, order_index: int) -> None:
        self._album_seed = album_seed
        self._index = order_index

    def pick(self, what: str, cards: Sequence[Card]) -> Card:
        shuffled = list(cards)
        self._chance(what).shuffle(shuffled)
        return shuffled[(self._index + self._index // len(shuffled)) % len(shuffled)]

    def spread(self, what: str, step: float) -> float:
        """A number between 0 and 1, far from those of the tracks around it."""
        return (self._chance(what).random() + self._index * step) % 1.0

    def turn(self, what: str) -> int:
        return self._index + self._chance(what).randrange(1000)

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self._album_seed} {what}")  # noqa: S311 - music, not secrecy


def _choose_key(brief: Brief, style: Style, deal: _Deal) -> Key:
    """The prompt's; else round the circle of fifths, through twelve tonics before one comes again."""
    if brief.is_minor is None:
        share = style.minor_share - 0.45 * brief.gladness
        is_minor = deal.spread("mode", _SILVER) < share
    else:
        is_minor = brief.is_minor
    modes = style.minor_modes if is_minor else style.major_modes
    mode = brief.mode or deal.pick("minor mode" if is_minor else "major mode", modes)
    turn = deal.turn("tonic")
    tonic = brief.tonic if brief.tonic is not None else (turn * 7 + turn // OCTAVE) % OCTAVE
    return Key(tonic, mode if mode.is_minor == is_minor else (Mode.AEOLIAN if is_minor else Mode.IONIAN))


def _choose_bpm(brief: Brief, style: Style, meter: Meter, deal: _Deal) -> float:
    if brief.bpm is not None:
        return brief.bpm
    share = min(1.0, max(0.0, deal.spread("tempo", _GOLDEN) * 0.9 + 0.05 + 0.2 * brief.liveliness))
    bpm = style.slowest_bpm + share * (style.fastest_bpm - style.slowest_bpm)
    return bpm * 1.15 if meter.beats == 3 and style.meters[0].beats == 4 else bpm


def _fit_bars(seconds: float, bar_seconds: float) -> float:
    """How much of so many seconds is music: whole bars at their tempo, as far as the ending can give or take."""
    ending = min(_USUAL_ENDING, max(_SHORTEST_ENDING, seconds * 0.08))
    usual = seconds - ending
    shortest, longest = usual - min(_ENDING_TAKES_SECONDS, 0.2 * usual), usual + _ENDING_GIVES * ending
    bars = max(1, math.floor(usual / bar_seconds))
    wholes = sorted((bars * bar_seconds, (bars + 1) * bar_seconds), key=lambda whole: abs(whole - usual))
    fitted = [min(max(whole, shortest), longest) for whole in wholes]
    return min(zip(fitted, wholes, strict=True), key=lambda pair: abs(math.log(pair[0] / pair[1])))[0]


def _choose_form(brief: Brief, style: Style, deal: _Deal) -> Form:
    suited = [form for form in FORMS if not style.forms or form.name in style.forms]
    return brief.form or deal.pick("form", suited)


def _choose_density(brief: Brief, deal: _Deal, order_index: int, album_size: int) -> float:
    """Fuller in the middle of the album than at its ends."""
    place = order_index / max(1, album_size - 1)
    arc = 0.12 * (1.0 - abs(2.0 * place - 1.0)) - 0.06
    density = 0.3 + 0.5 * deal.spread("density", _PLASTIC) + arc + 0.2 * brief.liveliness
    return min(1.0, max(0.12, density - (0.3 if brief.is_bed_forward else 0.0)))


def _choose_rhythms(style: Style, meter: Meter, chance: random.Random) -> tuple[tuple[str, str, str], ...]:
    """Three for each theme. Rhythms in the style's list are for its own bar; others are cut or filled to fit."""
    fitting = [text for text in style.rhythms if _fits(text, meter)] or [_refit(text, meter) for text in style.rhythms]
    themes: list[tuple[str, str, str]] = []
    for _ in range(3):
        first, second, third = chance.sample(fitting, 3) if len(fitting) >= 3 else chance.choices(fitting, k=3)
        themes.append((first, second, third))
    return tuple(themes)


def _fits(text: str, meter: Meter) -> bool:
    eighths = sum(float(word.removeprefix("r")) for word in text.split())
    return abs(eighths % (2 * meter.beats)) < 0.01


def _refit(text: str, meter: Meter) -> str:
    """The rhythm cut or lengthened to whole bars of the meter."""
    words = [(word.startswith("r"), float(word.removeprefix("r"))) for word in text.split()]
    bar = 2.0 * meter.beats
    total = sum(length for _, length in words)
    wanted = max(bar, bar * round(total / bar))
    scaled: list[str] = []
    left = wanted
    for is_rest, length in words:
        used = min(length, left)
        if used > 0:
            scaled.append(f"{'r' if is_rest else ''}{used:g}")
            left -= used
    return " ".join([*scaled, *([f"r{left:g}"] if left > 0 else [])])


def _choose_cast(brief: Brief, style: Style, deal: _Deal, chance: random.Random) -> tuple[CastLayer, ...]:
    """The style's layers with the prompt's players where it names some, and a few more layers for what is left over."""
    wanted = [*brief.leads[:1], *brief.others, *brief.leads[1:]]
    cast: list[CastLayer] = []
    taken: set[str] = set()
    for place, layer in enumerate(style.layers):
        named = _named_for(layer, brief, wanted, taken, is_first_lead=not cast)
        options = [INSTRUMENTS[name] for name in layer.instruments if name not in brief.without]
        is_in = deal.spread(f"layer {place}", _GOLDEN) < layer.chance
        if named is None and (not options or not is_in):
            continue
        if named is None:
            lead = next((each.instrument for each in cast if each.layer.role is Role.LEAD), None)
            kin = [option for option in options if lead is not None and _is_kin(option, lead)]
            fresh = [option for option in options if option.name not in taken] or options
            named = kin[0] if layer.is_other_hand and kin else deal.pick(f"instrument {place}", fresh)
        taken.add(named.name)
        cast.append(CastLayer(place, layer, named, _figure_for(layer, named, chance)))
    extras = [name for name in wanted if name not in taken][:_MOST_EXTRAS]
    for name in extras:
        extra = extra_layer(INSTRUMENTS[name], {each.layer.role for each in cast})
        if extra is not None:
            cast.append(
                CastLayer(len(style.layers) + len(cast), extra, INSTRUMENTS[name], chance.choice(extra.figures))
            )
    return tuple(cast)


def _is_kin(one: Instrument, other: Instrument) -> bool:
    return one.name == other.name or (one.make == other.make != "")


def _named_for(
    layer: Layer, brief: Brief, wanted: Sequence[str], taken: set[str], *, is_first_lead: bool
) -> Instrument | None:
    """The first instrument that the prompt names and that may play this layer."""
    del is_first_lead
    for name in wanted:
        instrument = INSTRUMENTS[name]
        if name in taken or layer.role not in instrument.roles:
            continue
        # The one named first has the melody, and nobody else takes it while another is named for it.
        if brief.leads and name == brief.leads[0] and layer.role is not Role.LEAD and Role.LEAD in instrument.roles:
            continue
        if layer.role is Role.LEAD and brief.leads and name not in brief.leads:
            continue
        return instrument
    return None


def _figure_for(layer: Layer, instrument: Instrument, chance: random.Random) -> Figure:
    """Held instruments hold: broken chords are for what dies away."""
    if layer.role in (Role.CHORDS, Role.FIGURE) and instrument.sustain is Sustain.HELD:
        steady = [figure for figure in layer.figures if "hold" in _origin(figure) or "comp" in _origin(figure)]
        if steady:
            return chance.choice(steady)
    return chance.choice(layer.figures)


def _origin(figure: Figure) -> str:
    """The name of what made a figure."""
    return re.split(r"\.", getattr(figure, "__qualname__", ""))[0]


def _choose_beds(brief: Brief, style: Style) -> tuple[tuple[str, float], ...]:
    """The style's own beds and those that the prompt names."""
    usual = dict(style.beds)
    named = {name: usual.get(name, _BED_BELOW_DB) for name in brief.beds}
    beds = {**named, **usual} if not brief.beds else {**named, **{k: v for k, v in usual.items() if v > _BED_BELOW_DB}}
    chosen = dict(list(beds.items())[:_MOST_BEDS])
    lift = _BED_FORWARD_DB if brief.is_bed_forward else 0.0
    # Those beside the music share one level; what a style is about keeps its own.
    shared = 10.0 * math.log10(max(1, sum(decibels <= _BED_BELOW_DB for decibels in chosen.values())))
    return tuple(
        (name, decibels + lift - (shared if decibels <= _BED_BELOW_DB else 0.0)) for name, decibels in chosen.items()
    )
