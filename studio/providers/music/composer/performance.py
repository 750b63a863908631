"""From paper to hands: when each note is really played, how hard, and what is played in one go."""

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.strip import Gesture
from studio.providers.music.composer.score import Note, Part, Score
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.sound.samples import SAMPLE_RATE
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote, Voice
from studio.providers.music.composer.styles.base import Feel

_STEPS_A_BEAT = 4
_BREATH_SECONDS = 0.09
"""A gap in a line from which a new breath is taken."""
_LONGEST_BREATH_SECONDS = 9.0
"""After so long one is taken in any case, as by those who blow or bow."""
_LATE = frozenset({Drum.SNARE, Drum.RIM, Drum.CLAP})


@dataclass(frozen=True)
class TempoMap:
    """Seconds at each quarter of a beat, from the lead-in on."""

    seconds: np.ndarray[tuple[int], np.dtype[np.float64]]

    def at(self, beat: float) -> float:
        place = beat * _STEPS_A_BEAT
        index = min(max(0, int(place)), len(self.seconds) - 2)
        share = place - index
        return float(self.seconds[index] + share * (self.seconds[index + 1] - self.seconds[index]))


def map_tempo(score: Score, feel: Feel, lead_in_seconds: float, last_seconds: float, chance: random.Random) -> TempoMap:
    """The pace wanders, breathes with the phrases, and slows at the end; bars end at `last_seconds` exactly."""
    count = math.ceil(score.beats * _STEPS_A_BEAT) + 1
    beats = np.arange(count) / _STEPS_A_BEAT
    pace = np.ones(count)
    for period in (11.0, 29.0):
        pace += (0.002 + 0.006 * feel.rubato) * np.sin(
            2 * math.pi * beats / (period * score.meter.beats) + chance.uniform(0, 6.28)
        )
    if feel.rubato:
        phrase = 4.0 * score.meter.beats if score.bpm > 70 else 2.0 * score.meter.beats
        place = (beats % phrase) / phrase
        pace += feel.rubato * (0.05 * np.sin(math.pi * place) - 0.10 * np.clip((place - 0.8) / 0.2, 0.0, 1.0))
    left = score.beats - beats
    slowing = min(2.0 * score.meter.beats, score.beats / 3.0)
    pace *= 1.0 - (0.08 + 0.14 * min(1.0, feel.rubato)) * np.clip(1.0 - left / slowing, 0.0, 1.0)
    seconds = np.concatenate([[0.0], np.cumsum(1.0 / pace[:-1])])
    span = max(0.05, last_seconds - lead_in_seconds)
    return TempoMap(lead_in_seconds + seconds * (span / seconds[-1]))


def perform(part: Part, voice: Voice, feel: Feel, tempo: TempoMap, chance: random.Random) -> list[Gesture]:
    """The part's gestures: notes struck together share one moment, a little rolled; everything else has its own."""
    rolled = 0.0 if voice.grouping is Grouping.CHORD or part.role is Role.DRUMS else feel.strum_seconds
    spread = feel.jitter_seconds * (0.6 if part.role in (Role.DRUMS, Role.BASS) else 1.0)
    played: list[_Timed] = []
    for together in _rolls(part.notes):
        moment = chance.gauss(0.0, spread)
        for place, note in enumerate(together):
            late = place * rolled * chance.uniform(0.6, 1.4) + chance.gauss(0.0, spread / 4.0)
            played.append(_play(note, part.role, feel, tempo, moment + (late if len(together) > 1 else 0.0)))
    played.sort(key=lambda entry: (entry[0], entry[1].pitch))
    groups = {Grouping.NOTE: _notes, Grouping.CHORD: _chords, Grouping.LINE: _lines}[voice.grouping](played)
    return [_gesture(group) for group in groups]


_Timed = tuple[float, PlayedNote]
"""When, and what."""


def _play(note: Note, role: Role, feel: Feel, tempo: TempoMap, off_seconds: float) -> _Timed:
    start = tempo.at(_swung(note.beat, feel))
    end = tempo.at(_swung(note.end, feel))
    is_late = role is Role.CHORDS or (role is Role.DRUMS and note.pitch in _LATE)
    onset = start + off_seconds + (feel.late_seconds if is_late else 0.0)
    return max(0.0, onset), PlayedNote(float(note.pitch), note.velocity, 0.0, max(0.04, end - start))


def _rolls(notes: Sequence[Note]) -> list[list[Note]]:
    """Notes that are struck together, from the lowest up."""
    ordered = sorted(notes, key=lambda note: (note.beat, note.pitch))
    return [list(group) for _, group in itertools.groupby(ordered, key=lambda note: note.beat)]


def _swung(beat: float, feel: Feel) -> float:
    """Off-beats move towards the next beat."""
    if feel.swing == 0.5:
        return beat
    pair = 2.0 * feel.swing_beats
    whole, place = divmod(beat, pair)
    share = place / pair
    moved = share * 2.0 * feel.swing if share < 0.5 else feel.swing + (share - 0.5) * 2.0 * (1.0 - feel.swing)
    return (whole + moved) * pair


def _notes(played: Sequence[_Timed]) -> list[list[_Timed]]:
    return [[entry] for entry in played]


def _chords(played: Sequence[_Timed]) -> list[list[_Timed]]:
    """Notes whose onsets lie within a few hundredths of a second."""
    groups: list[list[_Timed]] = []
    for entry in played:
        if groups and entry[0] - groups[-1][0][0] < 0.06:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _lines(played: Sequence[_Timed]) -> list[list[_Timed]]:
    """Notes up to the next breath; where two overlap, the first gives way."""
    groups: list[list[_Timed]] = []
    for onset, note in played:
        if groups:
            last_onset, last = groups[-1][-1]
            if onset - last_onset < 0.03:
                continue
            gap = onset - (last_onset + last.seconds)
            if gap < _BREATH_SECONDS and onset - groups[-1][0][0] < _LONGEST_BREATH_SECONDS:
                groups[-1][-1] = (last_onset, PlayedNote(last.pitch, last.velocity, 0.0, onset - last_onset))
                groups[-1].append((onset, note))
                continue
        groups.append([(onset, note)])
    return groups


def _gesture(group: Sequence[_Timed]) -> Gesture:
    first = min(onset for onset, _ in group)
    return Gesture(
        round(first * SAMPLE_RATE),
        tuple(PlayedNote(note.pitch, note.velocity, onset - first, note.seconds) for onset, note in group),
    )
