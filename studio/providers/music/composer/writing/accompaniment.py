"""What carries a melody: held chords, broken chords, comping, strumming, pulses, drones and sparkles."""

import random

from studio.providers.music.composer.harmony.keys import OCTAVE, pitch_near
from studio.providers.music.composer.harmony.voicing import Voicing
from studio.providers.music.composer.instruments.base import Sustain
from studio.providers.music.composer.score import Note
from studio.providers.music.composer.writing.passage import Figure, Passage, shaped

_TOUCH = 0.03
"""Beats that a held chord lasts into the next one."""


def hold(velocity: float = 0.5, *, longest_beats: float = 16.0) -> Figure:
    """Each chord for as long as it lasts; a chord that stays is not struck again before `longest_beats`."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        index = 0
        while index < len(passage.harmonies):
            first = passage.harmonies[index]
            end = index + 1
            while (
                end < len(passage.harmonies)
                and passage.voicings[end] == passage.voicings[index]
                and passage.harmonies[end].end - first.beat <= longest_beats
            ):
                end += 1
            beats = passage.harmonies[end - 1].end - first.beat + _TOUCH
            loud = shaped(velocity, passage, first.beat, chance)
            notes.extend(Note(first.beat, beats, pitch, loud) for pitch in _lifted(passage.voicings[index], passage))
            index = end
        return notes

    return write


def broken(
    *patterns: str, unit: float = 0.5, velocity: float = 0.5, ring_beats: float = 3.0, rest: float = 0.0
) -> Figure:
    """Chord tones one by one. In a pattern, digits are voices from the lowest, `.` a rest, `-` an octave higher next.

    Digits beyond the voicing go on an octave higher. One pattern is chosen for a section and now and then another.
    """

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        chosen = chance.choice(patterns)
        notes: list[Note] = []
        for bar, start in passage.bars():
            pattern = chosen
            if len(patterns) > 1 and bar % 4 == 3 and chance.random() < 0.4:
                pattern = chance.choice(patterns)
            steps = round(passage.meter.beats / unit)
            for step in range(steps):
                symbol = pattern[step % len(pattern)]
                beat = start + step * unit
                if symbol == "." or (step and rest and chance.random() < rest * (1.3 - passage.density)):
                    continue
                voicing = _lifted(passage.voicing_at(beat), passage)
                pitch = _member(voicing, int(symbol))
                lasting = min(ring_beats, passage.harmony_at(beat).end - beat)
                notes.append(Note(beat, max(unit, lasting), pitch, shaped(velocity, passage, beat, chance)))
        return notes

    return write


def comp(*rhythms: str, velocity: float = 0.5, spread: bool = False, split: float = 0.0) -> Figure:
    """Chords in a rhythm of a bar or two: lengths in eighths, `r` before a rest.

    Rhythms alternate freely. `spread` lets only some voices sound on light beats; `split` is the chance that the lowest
    voice comes alone before the others.
    """
    read = tuple(_read_comp(text) for text in rhythms)

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        bar = float(passage.meter.beats)
        fitting = [rhythm for rhythm in read if rhythm[0] % bar == 0.0] or [_cut(rhythm, bar) for rhythm in read]
        usual = chance.randrange(len(fitting))
        beat = 0.0
        while beat < passage.beats - 0.01:
            length, strokes = fitting[usual if chance.random() < 0.6 else chance.randrange(len(fitting))]
            for place, beats in strokes:
                at = beat + place
                if at >= passage.beats - 0.01:
                    break
                notes.extend(_stroke(at, beats, passage, velocity, chance, spread=spread, split=split))
            beat += length
        return notes

    return write


def strum(*rhythms: str, velocity: float = 0.5) -> Figure:
    """Guitar chords; in a rhythm `d` is a down stroke, `u` an up stroke of fewer strings, `.` nothing, in eighths."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        rhythm = chance.choice(rhythms)
        notes: list[Note] = []
        steps = round(passage.beats * 2)
        places = [(step / 2.0, rhythm[step % len(rhythm)]) for step in range(steps)]
        strokes = [(beat, symbol) for beat, symbol in places if symbol != "."]
        for index, (beat, symbol) in enumerate(strokes):
            following = strokes[index + 1][0] if index + 1 < len(strokes) else passage.beats
            voicing = _lifted(passage.voicing_at(beat), passage)
            strings = voicing if symbol == "d" else voicing[-3:][::-1]
            loud = shaped(velocity * (1.0 if symbol == "d" else 0.72), passage, beat, chance)
            for place, pitch in enumerate(strings):
                late = place * 0.022
                notes.append(Note(beat + late, following - beat - late, pitch, loud * chance.uniform(0.85, 1.0)))
        return notes

    return write


def waltz(velocity: float = 0.45) -> Figure:
    """The light beats of a dance; the bass has the heavy ones."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        if passage.meter.beats == 4:
            beats: tuple[float, ...] = (1.0, 3.0)
        else:
            beats = (0.5, 1.0, 2.0, 2.5) if passage.meter.strong else (1.0, 2.0)
        for _, start in passage.bars():
            for place in beats:
                loud = shaped(velocity * (1.0 if place == beats[0] else 0.88), passage, start + place, chance)
                voicing = _lifted(passage.voicing_at(start + place), passage)
                notes.extend(Note(start + place, 0.7, pitch, loud) for pitch in voicing)
        return notes

    return write


def pulse(velocity: float = 0.42, *, unit: float = 0.5, accents: str = "x..x..x.") -> Figure:
    """One chord tone after another at an even pace, in shifting accents: the patience of minimal music."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        order = [0, 2, 1, 2] if chance.random() < 0.5 else [0, 1, 2, 1]
        turn = chance.randrange(4)
        for step in range(round(passage.beats / unit)):
            beat = step * unit
            voicing = _lifted(passage.voicing_at(beat), passage)
            accent = accents[step % len(accents)] == "x"
            if not accent and chance.random() < 0.25 * (1.2 - passage.density):
                continue
            pitch = _member(voicing, order[(step + turn) % len(order)] + (1 if step % 16 >= 8 else 0))
            loud = shaped(velocity * (1.25 if accent else 0.85), passage, beat, chance)
            notes.append(Note(beat, unit * 1.6, pitch, loud))
        return notes

    return write


def drone(velocity: float = 0.45) -> Figure:
    """Tonic and fifth below everything, bowed anew every few bars."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        centre = passage.lowest + 9 + max(0, passage.register)
        tonic = pitch_near(passage.key.tonic, centre)
        notes: list[Note] = []
        beat = 0.0
        while beat < passage.beats - 0.01:
            beats = min(passage.meter.beats * chance.choice((2, 4, 4)), passage.beats - beat)
            loud = shaped(velocity, passage, beat, chance)
            fits = {(tone - passage.harmony_at(beat).chord.root) % OCTAVE for tone in (passage.key.tonic,)}
            notes.append(Note(beat, beats + 0.3, tonic, loud))
            if fits and chance.random() < 0.75:
                notes.append(Note(beat, beats + 0.3, tonic + 7, loud * 0.8))
            beat += beats
        return notes

    return write


def sparkle(
    velocity: float = 0.4, *, every_beats: float = 4.0, ring_beats: float = 6.0, cluster: float = 0.3
) -> Figure:
    """Single high tones of the harmony now and then, sometimes two or three that fall together."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        beat = chance.uniform(0.0, every_beats)
        pace = every_beats * (1.5 - 0.8 * passage.density)
        while beat < passage.beats - 0.5:
            place = round(beat * 2.0) / 2.0
            classes = passage.harmony_at(place).chord.classes
            middle = passage.lowest + (passage.highest - passage.lowest) * chance.uniform(0.35, 0.85) + passage.register
            count = 1 if chance.random() > cluster else chance.choice((2, 3))
            for number in range(count):
                pitch = min(passage.highest, pitch_near(chance.choice(classes), middle - 4 * number))
                loud = shaped(velocity * (1.0 - 0.12 * number), passage, place, chance)
                notes.append(Note(place + number * 0.5, ring_beats, pitch, loud))
            beat += pace * chance.uniform(0.6, 1.5)
        return [note for note in notes if note.beat < passage.beats]

    return write


def ostinato(*cells: str, unit: float = 0.5, velocity: float = 0.45, ring_beats: float = 2.0) -> Figure:
    """A short cell over and over, that grows and loses notes as the section goes on."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        cell = chance.choice(cells)
        heard = {index for index, symbol in enumerate(cell) if symbol != "."}
        order = sorted(heard, key=lambda _: chance.random())
        notes: list[Note] = []
        bars = max(1, passage.section.bars)
        for step in range(round(passage.beats / unit)):
            beat = step * unit
            place = step % len(cell)
            grown = 0.55 + 0.45 * min(1.0, (beat / passage.meter.beats) / (0.5 * bars)) * passage.density + 0.2
            if place not in order[: max(2, round(grown * len(order)))]:
                continue
            voicing = _lifted(passage.voicing_at(beat), passage)
            loud = shaped(velocity, passage, beat, chance)
            notes.append(Note(beat, ring_beats, _member(voicing, int(cell[place])), loud))
        return notes

    return write


def _stroke(
    at: float, beats: float, passage: Passage, velocity: float, chance: random.Random, *, spread: bool, split: float
) -> list[Note]:
    # An eighth before a new chord belongs to it already.
    ahead = min(at + 0.5, passage.beats - 0.01)
    harmony = passage.harmony_at(ahead if passage.harmony_at(ahead).beat - at in (0.5, 0.25) else at)
    voicing = _lifted(passage.voicing_at(harmony.beat), passage)
    is_light = passage.meter.accent(at) < 0.4
    if spread and is_light and len(voicing) > 2 and chance.random() < 0.5:
        voicing = voicing[1:]
    if passage.instrument.sustain is Sustain.STRUCK:
        beats = max(beats, 0.4)
    loud = shaped(velocity, passage, at, chance)
    notes = [Note(at, beats, pitch, loud * (1.06 if pitch == voicing[-1] else 0.95)) for pitch in voicing]
    if split and beats >= 2.0 and chance.random() < split:
        notes[1:] = [Note(note.beat + 0.5, note.beats - 0.5, note.pitch, note.velocity * 0.85) for note in notes[1:]]
    return notes


_Strokes = tuple[float, tuple[tuple[float, float], ...]]
"""Length of the whole in beats, and the place and length of each stroke."""


def _cut(rhythm: _Strokes, beats: float) -> _Strokes:
    return beats, tuple((place, min(length, beats - place)) for place, length in rhythm[1] if place < beats)


def _read_comp(text: str) -> _Strokes:
    strokes: list[tuple[float, float]] = []
    beat = 0.0
    for word in text.split():
        beats = float(word.removeprefix("r")) / 2.0
        if not word.startswith("r"):
            strokes.append((beat, beats * 0.95))
        beat += beats
    return beat, tuple(strokes)


def _lifted(voicing: Voicing, passage: Passage) -> Voicing:
    """The voicing where the instrument sounds well."""
    shift = OCTAVE * round(passage.register / OCTAVE)
    moved = tuple(pitch + shift for pitch in voicing)
    while moved[0] < passage.lowest and moved[-1] + OCTAVE <= passage.highest + 3:
        moved = tuple(pitch + OCTAVE for pitch in moved)
    while moved[-1] > passage.highest + 3 and moved[0] - OCTAVE >= passage.lowest:
        moved = tuple(pitch - OCTAVE for pitch in moved)
    return moved


def _member(voicing: Voicing, index: int) -> int:
    octave, place = divmod(index, len(voicing))
    return voicing[place] + OCTAVE * octave
