"""Writes the score: harmony section by section, who plays in which, and how it ends."""

import dataclasses
import random
from collections.abc import Sequence

from studio.providers.music.composer.harmony.chords import Bar, read_progression
from studio.providers.music.composer.harmony.keys import Key
from studio.providers.music.composer.harmony.recolouring import recolour
from studio.providers.music.composer.harmony.voicing import Layout, lead_voices
from studio.providers.music.composer.instruments.base import Role, Sustain
from studio.providers.music.composer.plan import CLOSE, CastLayer, TrackPlan
from studio.providers.music.composer.score import Harmony, Note, Part, Score, Section
from studio.providers.music.composer.writing.form import lay_out, phrase_bars
from studio.providers.music.composer.writing.passage import Passage
from studio.providers.music.composer.writing.theme import Theme, make_motif, read_rhythm, rhythm_beats

_TAIL_SECONDS = 5.0
"""Held notes of the last chord go on into the fade for so long."""
_SINGERS = (Role.LEAD, Role.ANSWER)
_ENDING_SECONDS = 4.5
"""The last chord has at least so long to itself, as far as bars allow."""


def arrange(plan: TrackPlan) -> Score:
    """The whole piece, the same for the same plan."""
    chance = random.Random(f"{plan.seed} score")  # noqa: S311 - music, not secrecy
    bar_seconds = plan.meter.beats * 60.0 / plan.bpm
    bars = max(1, round(plan.music_seconds / bar_seconds))
    sections = lay_out(plan.form, bars, phrase_bars(bar_seconds))
    harmonies = _harmonise(plan, sections, bar_seconds, chance)
    themes = _invent(plan, chance)
    featured = _feature(plan, sections, chance)
    parts = [_write_part(cast, plan, sections, harmonies, themes, featured, chance) for cast in plan.cast]
    beats = float(bars * plan.meter.beats)
    tail_beats = _TAIL_SECONDS * plan.bpm / 60.0
    closed = [_close(part, harmonies[-1], plan.cast[index], beats, tail_beats) for index, part in enumerate(parts)]
    return Score(
        key=plan.key,
        meter=plan.meter,
        bpm=bars * plan.meter.beats * 60.0 / plan.music_seconds,
        sections=sections,
        harmonies=harmonies,
        parts=tuple(part for part in closed if part.notes),
    )


def _harmonise(
    plan: TrackPlan, sections: Sequence[Section], bar_seconds: float, chance: random.Random
) -> tuple[Harmony, ...]:
    harmonies: list[Harmony] = []
    for section in sections:
        key = plan.key.moved(plan.bridge_shift) if section.kind == "bridge" else plan.key
        bars = _progress(plan, section, key, chance)
        if section is sections[-1]:
            bars = _end(bars, read_progression(plan.progressions[CLOSE], plan.key), bar_seconds)
        for number, bar in enumerate(bars):
            beat = float((section.first_bar + number) * plan.meter.beats)
            for span in bar:
                beats = span.share * plan.meter.beats
                _append(harmonies, Harmony(beat, beats, span.chord, key), starts_section=number == 0 and span is bar[0])
                beat += beats
    return tuple(harmonies)


def _progress(plan: TrackPlan, section: Section, key: Key, chance: random.Random) -> list[Bar]:
    """The section's progression, as often as it fits; on later hearings some chords are changed."""
    kind = section.kind if section.kind in plan.progressions else "A"
    written = read_progression(plan.progressions[kind], key)
    amount = min(0.45, 0.22 * section.occurrence)
    bars: list[Bar] = []
    while len(bars) < section.bars:
        again = recolour(written, key, plan.style.recolourings, amount if not bars else amount + 0.12, chance)
        for bar in again:
            bars.extend([bar] * plan.style.harmony_bars if len(bar) == 1 else _slowed(bar, plan.style.harmony_bars))
    return bars[: section.bars]


def _slowed(bar: Bar, times: int) -> list[Bar]:
    """A bar of several chords spread over so many bars."""
    if times == 1:
        return [bar]
    if len(bar) == times:
        return [(dataclasses.replace(span, share=1.0),) for span in bar]
    return [bar] * times


def _end(bars: list[Bar], close: tuple[Bar, ...], bar_seconds: float) -> list[Bar]:
    """The last bars lead home, and the very last chord has time."""
    still = max(1, min(len(bars) // 2, round(_ENDING_SECONDS / bar_seconds)))
    ending = [*close[:-1], *[close[-1]] * still]
    ending = ending[-len(bars) :]
    return [*bars[: len(bars) - len(ending)], *ending]


def _append(harmonies: list[Harmony], new: Harmony, *, starts_section: bool) -> None:
    """A chord that goes on is one chord, but not across a border of sections."""
    if harmonies and not starts_section and harmonies[-1].chord == new.chord and harmonies[-1].key == new.key:
        harmonies[-1] = dataclasses.replace(harmonies[-1], beats=harmonies[-1].beats + new.beats)
    else:
        harmonies.append(new)


def _invent(plan: TrackPlan, chance: random.Random) -> dict[str, Theme]:
    """A theme for each letter; the second begins where the first one's shape ends, the third is free."""
    bar = float(plan.meter.beats)
    themes: dict[str, Theme] = {}
    for letter, rhythms, phrase in zip("ABC", plan.rhythms, plan.phrases, strict=True):
        length = max(rhythm_beats(text) for text in rhythms)
        unit = bar * max(1, round(length / bar))
        motifs = {
            name: make_motif(read_rhythm(text), plan.style.reach * reach, chance)
            for name, text, reach in zip("abc", rhythms, (1.0, 1.2, 0.7), strict=True)
        }
        themes[letter] = Theme(motifs, tuple(phrase.split()), unit)
    return themes


def _feature(plan: TrackPlan, sections: Sequence[Section], chance: random.Random) -> list[Role | None]:
    """Who sings in each section: the first theme is the lead's, the second the answer's, and some have nobody."""
    has_answer = any(cast.layer.role is Role.ANSWER for cast in plan.cast)
    singers: list[Role | None] = []
    sung = 0
    for section in sections:
        if section.kind == "intro":
            singer = Role.LEAD if section.energy > 0.3 and chance.random() < 0.5 else None
        elif section.kind == "bridge":
            singer = chance.choice((Role.LEAD, Role.ANSWER if has_answer else Role.LEAD, None))
        elif section.kind == "outro":
            singer = Role.LEAD
        else:
            is_second = section.kind in ("B", "C") or section.occurrence % 3 == 2
            singer = Role.ANSWER if has_answer and is_second and chance.random() < 0.75 else Role.LEAD
            if sung and chance.random() > plan.style.melody_share:
                singer = None
            sung += 1
        singers.append(singer)
    return singers


def _write_part(
    cast: CastLayer,
    plan: TrackPlan,
    sections: Sequence[Section],
    harmonies: Sequence[Harmony],
    themes: dict[str, Theme],
    featured: Sequence[Role | None],
    chance: random.Random,
) -> Part:
    voicings = lead_voices([harmony.chord for harmony in harmonies], cast.layer.layout or _usual_layout(cast))
    notes: list[Note] = []
    for section, singer in zip(sections, featured, strict=True):
        if not _plays(cast, section, singer, plan):
            continue
        start = float(section.first_bar * plan.meter.beats)
        end = start + section.bars * plan.meter.beats
        within = [index for index, harmony in enumerate(harmonies) if start <= harmony.beat < end]
        after = within[-1] + 1
        passage = Passage(
            section=section,
            meter=plan.meter,
            key=plan.key,
            bpm=plan.bpm,
            harmonies=tuple(
                dataclasses.replace(harmonies[index], beat=harmonies[index].beat - start) for index in within
            ),
            voicings=tuple(voicings[index] for index in within),
            instrument=cast.instrument,
            register=plan.register if cast.layer.role in _SINGERS else 0,
            density=plan.density,
            themes=themes,
            is_featured=singer is cast.layer.role,
            next_harmony=harmonies[after] if after < len(harmonies) else None,
        )
        notes.extend(dataclasses.replace(note, beat=note.beat + start) for note in cast.figure(passage, chance))
    return Part(cast.layer.role, cast.instrument.name, cast.place, tuple(_inside(notes, cast)))


def _plays(cast: CastLayer, section: Section, singer: Role | None, plan: TrackPlan) -> bool:
    layer = cast.layer
    if layer.role in _SINGERS and singer is layer.role:
        return True
    if layer.role is Role.LEAD:
        return False
    quietest = min(other.layer.enters_at for other in plan.cast if other.layer.role not in _SINGERS)
    return layer.enters_at <= max(section.energy, quietest) and section.energy < layer.leaves_at


def _usual_layout(cast: CastLayer) -> Layout:
    is_wide = cast.instrument.sustain is Sustain.HELD
    low = max(cast.instrument.lowest, 48 if is_wide else 50)
    high = min(cast.instrument.highest, 76 if is_wide else 77)
    return Layout(4 if high - low > 14 else 3, low, max(high, low + 12), is_rootless=False, is_open=is_wide)


def _inside(notes: Sequence[Note], cast: CastLayer) -> list[Note]:
    """No note beyond what the instrument can play: those go to the nearest octave."""
    if cast.layer.role is Role.DRUMS:
        return list(notes)
    moved = []
    for note in notes:
        pitch = note.pitch
        while pitch < cast.instrument.lowest - 3:
            pitch += 12
        while pitch > cast.instrument.highest + 4:
            pitch -= 12
        moved.append(note if pitch == note.pitch else dataclasses.replace(note, pitch=pitch))
    return moved


def _close(part: Part, last: Harmony, cast: CastLayer, beats: float, tail_beats: float) -> Part:
    """On the last chord nobody moves on: what enters with it is held into the fade, and the drums are done."""
    before = [note for note in part.notes if note.beat < last.beat - 0.01]
    on_it = [note for note in part.notes if last.beat - 0.01 <= note.beat < last.beat + 0.3]
    if cast.layer.role is Role.DRUMS:
        return dataclasses.replace(part, notes=tuple(before))
    if cast.layer.role in _SINGERS:
        on_it = [note for note in part.notes if note.beat >= last.beat - 0.01]
        if not on_it:
            return dataclasses.replace(part, notes=tuple(before))
        tail = [dataclasses.replace(on_it[-1], beats=max(on_it[-1].beats, beats - on_it[-1].beat))]
        return dataclasses.replace(part, notes=(*before, *on_it[:-1], *tail))
    if not on_it:
        late = [note for note in part.notes if note.beat >= last.beat]
        on_it = [dataclasses.replace(note, beat=last.beat) for note in late if note.beat < late[0].beat + 0.1]
    held = [
        dataclasses.replace(note, beats=beats - note.beat + tail_beats, velocity=note.velocity * 0.92) for note in on_it
    ]
    return dataclasses.replace(part, notes=(*before, *held))
