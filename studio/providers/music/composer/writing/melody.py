"""Melodies: themes sung over the harmony, phrase by phrase, with a breath between and an end that closes."""

import dataclasses
import random
from dataclasses import dataclass
from functools import cache

from studio.providers.music.composer.harmony.chords import Chord
from studio.providers.music.composer.harmony.keys import OCTAVE
from studio.providers.music.composer.score import Note
from studio.providers.music.composer.writing import theme as motifs
from studio.providers.music.composer.writing.passage import Figure, Passage, shaped
from studio.providers.music.composer.writing.theme import Motif, Tone

_STRONG = 0.65
"""Accent from which a note should belong to the chord."""
_STALE = 0.4
"""How unwelcome the same tone again is where a note gives way to the harmony."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a style sings."""

    colour: float = 0.4
    """0 to 1: how welcome ninths, sixths and elevenths are on strong beats."""
    velocity: float = 0.62
    connected: float = 0.94
    """Share of a note's length for which it sounds."""
    rest: float = 0.2
    """How likely a phrase is left out where the part is not featured or the section is calm."""


def sing(manner: Manner = Manner()) -> Figure:
    """The theme of the section where the part is featured, remarks in its gaps where it is not."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        if not passage.is_featured:
            return []
        units = _plan(passage, manner, chance)
        notes: list[Note] = []
        before: int | None = None
        for number, (beat, motif) in enumerate(units):
            is_last = number == len(units) - 1
            line = _fit(motif, beat, before, passage, manner, chance, closes=is_last)
            notes.extend(line)
            if line:
                before = line[-1].pitch
        return notes

    return write


def answer(manner: Manner = Manner(velocity=0.5)) -> Figure:
    """The second voice: it has the theme where it is featured, else short echoes where the first one breathes."""
    lead = sing(manner)

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        if passage.is_featured:
            return lead(passage, chance)
        theme = passage.themes.get(passage.section.kind)
        if theme is None or passage.section.energy < 0.4:
            return []
        notes: list[Note] = []
        before: int | None = None
        for number in range(int(passage.beats / theme.unit_beats)):
            if theme.plan[number % len(theme.plan)] != "." and chance.random() > 0.3 * passage.density:
                continue
            fragment = motifs.head(theme.motifs["a"])
            late = theme.unit_beats / 2.0
            moved = tuple(
                dataclasses.replace(tone, beat=tone.beat / 2.0 + late, beats=max(0.5, tone.beats / 2.0))
                for tone in fragment
            )
            line = _fit(moved, number * theme.unit_beats, before, passage, manner, chance, closes=False)
            notes.extend(line)
            before = line[-1].pitch if line else before
        return [note for note in notes if note.end <= passage.beats + 0.01]

    return write


def guide_line(velocity: float = 0.45) -> Figure:
    """A slow counter-melody through thirds, sevenths and ninths, each as near to the last as may be."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        centre = (passage.lowest + passage.highest) / 2 + passage.register
        before = centre + chance.uniform(-3.0, 3.0)
        notes: list[Note] = []
        for harmony in passage.harmonies:
            chord = harmony.chord
            classes = {
                *chord.guides(),
                *(
                    tone
                    for interval, tone in zip(chord.intervals, chord.classes, strict=True)
                    if interval in (2, 14, 7, 9)
                ),
            }
            choices = [pitch for pitch in range(passage.lowest, passage.highest + 1) if pitch % OCTAVE in classes]
            pitch = min(
                choices,
                key=lambda pitch: (
                    abs(pitch - before) + 0.12 * abs(pitch - centre) + (1.5 if pitch == before else 0.0),
                    pitch,
                ),
            )
            if notes and notes[-1].pitch == pitch:
                notes[-1] = dataclasses.replace(notes[-1], beats=harmony.end - notes[-1].beat)
            else:
                notes.append(Note(harmony.beat, harmony.beats, pitch, shaped(velocity, passage, harmony.beat, chance)))
            before = float(pitch)
        return notes

    return write


def _plan(passage: Passage, manner: Manner, chance: random.Random) -> list[tuple[float, Motif]]:
    """Which motif begins on which beat, varied by how often the section was heard before."""
    section = passage.section
    theme = passage.themes.get(section.kind) or passage.themes["A"]
    count = max(1, int(passage.beats / theme.unit_beats))
    is_memory = len(section.kind) > 1
    units: list[tuple[float, Motif]] = []
    for number in range(count):
        symbol = theme.plan[number % len(theme.plan)]
        if symbol == "." or (is_memory and number % 2 and section.kind != "outro"):
            continue
        is_close = number == count - 1 or number % len(theme.plan) == len(theme.plan) - 1
        if not is_close and number and chance.random() < manner.rest * (1.2 - section.energy):
            continue
        motif = theme.motifs[symbol[0]]
        if is_memory:
            motif = motifs.head(motif)
        elif symbol.endswith("'") or section.occurrence or number >= len(theme.plan):
            motif = motifs.vary(motif, chance, freedom=min(0.9, 0.3 * section.occurrence))
        beat = number * theme.unit_beats
        if beat + motif[-1].beat + 0.5 <= passage.beats:
            units.append((beat, motif))
    return units


def _fit(
    motif: Motif,
    start: float,
    before: int | None,
    passage: Passage,
    manner: Manner,
    chance: random.Random,
    *,
    closes: bool,
) -> list[Note]:
    """The motif at the height where it agrees best with the harmony, the range and what came before."""
    centre = _centre(passage)
    ladder = _Ladder(passage)
    target = centre if before is None else 0.6 * before + 0.4 * centre
    middle = ladder.degree_near(round(target), start)
    best: tuple[float, list[Note]] | None = None
    for shift in range(-7, 8):
        line = _sing_at(motif, start, middle + shift, ladder, passage, manner)
        if not line:
            continue
        cost = _cost(line, before, centre, passage, manner) + chance.random() * 0.8
        if best is None or cost < best[0]:
            best = (cost, line)
    if best is None:
        return []
    line = _close(best[1], passage) if closes else best[1]
    return [
        dataclasses.replace(
            note,
            beats=note.beats * manner.connected,
            velocity=shaped(_arch(manner.velocity, place, len(line)), passage, note.beat, chance),
        )
        for place, note in enumerate(line)
    ]


def _centre(passage: Passage) -> float:
    """The middle of the range, a little higher the fuller the section is."""
    middle = passage.lowest + 0.52 * (passage.highest - passage.lowest)
    return middle + passage.register + 4.0 * (passage.section.energy - 0.55)


class _Ladder:
    """Steps of the scale as it stands over each chord."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage

    def pitch(self, degree: int, beat: float) -> int:
        scale = self._passage.scale_at(beat)
        tonic = self._passage.harmony_at(beat).key.tonic
        octave, step = divmod(degree, len(scale))
        return tonic + octave * OCTAVE + (scale[step] - tonic) % OCTAVE

    def degree_near(self, pitch: int, beat: float) -> int:
        guess = round((pitch - self._passage.harmony_at(beat).key.tonic) * 7 / OCTAVE)
        return min(range(guess - 3, guess + 4), key=lambda degree: abs(self.pitch(degree, beat) - pitch))


def _sing_at(motif: Motif, start: float, anchor: int, ladder: _Ladder, passage: Passage, manner: Manner) -> list[Note]:
    line: list[Note] = []
    for index, tone in enumerate(motif):
        beat = start + tone.beat
        if beat >= passage.beats - 0.01:
            break
        degree = anchor + tone.step
        pitch = ladder.pitch(degree, beat)
        chord = passage.harmony_at(beat).chord
        if _must_fit(tone, beat, passage) and _friction(pitch, chord, manner.colour) > 0.5:
            leaning = 1 if index and tone.step < motif[index - 1].step else -1
            nearby = [ladder.pitch(degree + move, beat) for move in (leaning, -leaning)]
            choices = [pitch, *nearby]
            before = line[-1].pitch if line else None
            frictions = [_friction(choice, chord, manner.colour) + _STALE * (choice == before) for choice in choices]
            pitch = choices[frictions.index(min(frictions))]
        beats = min(tone.beats, passage.beats - beat)
        line.append(Note(beat, beats, pitch, 0.6))
    return line


def _must_fit(tone: Tone, beat: float, passage: Passage) -> bool:
    return tone.beats >= 2.0 or (tone.beats >= 1.0 and passage.meter.accent(beat) >= _STRONG)


@cache
def _friction(pitch: int, chord: Chord, colour: float) -> float:
    """0 for a chord's third or fifth, 1 and more for a tone that grates."""
    interval = (pitch - chord.root) % OCTAVE
    tones = {each % OCTAVE for each in chord.intervals}
    if interval in tones:
        return 0.15 if interval == 0 else 0.0
    if (interval - 1) % OCTAVE in tones:
        return 1.6
    return 1.0 - 0.7 * colour


def _cost(line: list[Note], before: int | None, centre: float, passage: Passage, manner: Manner) -> float:
    cost = 0.0
    for index, note in enumerate(line):
        friction = _friction(note.pitch, passage.harmony_at(note.beat).chord, manner.colour)
        cost += friction * (0.4 + note.beats) * (1.0 if passage.meter.accent(note.beat) >= _STRONG else 0.5)
        # A note held into the next chord has to agree with that as well.
        held = note.beat + note.beats * 0.7
        cost += 0.8 * max(0.0, _friction(note.pitch, passage.harmony_at(held).chord, manner.colour) - 0.3)
        outside = max(0, passage.lowest - note.pitch) + max(0, note.pitch - passage.highest)
        cost += 3.0 * outside + 0.035 * max(0.0, abs(note.pitch - centre) - 3.0)
        if index:
            leap = abs(note.pitch - line[index - 1].pitch)
            cost += 0.5 * max(0, leap - 7) + (0.9 if leap == 6 else 0.0) + (0.5 if leap == 0 else 0.0)
    if before is not None and line:
        leap = abs(line[0].pitch - before)
        cost += 0.22 * max(0, leap - 2) + (0.3 if leap == 0 else 0.0)
    return cost


def _close(line: list[Note], passage: Passage) -> list[Note]:
    """The last note comes to rest on a tone of the chord, by step, and stays."""
    last = line[-1]
    held = min(passage.beats, last.beat + max(last.beats, 2.0))
    chord = passage.harmony_at(max(last.beat, held - 0.1)).chord
    stable = {(chord.root + interval) % OCTAVE for interval in chord.intervals if interval in (0, 3, 4, 7)}
    reference = line[-2].pitch if len(line) > 1 else last.pitch
    choices = [pitch for pitch in range(reference - 5, reference + 6) if pitch % OCTAVE in stable]
    pitch = min(
        choices or [last.pitch],
        key=lambda choice: (abs(choice - reference) + (1.5 if choice == reference else 0.0), choice),
    )
    return [*line[:-1], dataclasses.replace(last, pitch=pitch, beats=held - last.beat)]


def _arch(velocity: float, place: int, count: int) -> float:
    """A phrase grows to two thirds of its way and then lets go."""
    share = place / max(1, count - 1)
    return velocity * (0.88 + 0.2 * (1.0 - abs(share - 0.62) / 0.62))
