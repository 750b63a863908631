"""Bass lines."""

import random

from studio.providers.music.composer.harmony.keys import OCTAVE, pitch_near
from studio.providers.music.composer.score import Harmony, Note
from studio.providers.music.composer.writing.passage import Figure, Passage, shaped


def roots(velocity: float = 0.55, *, share: float = 0.96) -> Figure:
    """The chord's lowest tone for as long as it lasts; now and then the fifth on the way to the next."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        before = _home(passage)
        for index, harmony in enumerate(passage.harmonies):
            pitch = _near(harmony.chord.bass, before, passage)
            loud = shaped(velocity, passage, harmony.beat, chance)
            beats = harmony.beats
            if beats >= 4.0 and passage.density > 0.4 and chance.random() < 0.35 * passage.density:
                fifth = _near((harmony.chord.root + 7) % OCTAVE, pitch, passage)
                notes.append(Note(harmony.beat, beats * 0.75 * share, pitch, loud))
                notes.append(Note(harmony.beat + beats * 0.75, beats * 0.25 * share, fifth, loud * 0.8))
            else:
                notes.append(Note(harmony.beat, beats * share, pitch, loud))
            before = pitch
            del index
        return notes

    return write


def pedal(velocity: float = 0.5) -> Figure:
    """The tonic stays, whatever goes on above; it moves only where the chord asks for it."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        for harmony in passage.harmonies:
            tonic_fits = passage.key.tonic in harmony.chord.classes
            pitch = _near(passage.key.tonic if tonic_fits else harmony.chord.bass, _home(passage), passage)
            if notes and notes[-1].pitch == pitch and harmony.end - notes[-1].beat <= 16.0:
                last = notes.pop()
                notes.append(Note(last.beat, harmony.end - last.beat, pitch, last.velocity))
            else:
                notes.append(Note(harmony.beat, harmony.beats, pitch, shaped(velocity, passage, harmony.beat, chance)))
        return notes

    return write


def riff(*rhythms: str, velocity: float = 0.6) -> Figure:
    """A rhythm of a bar: lengths in eighths, as in `3 r1 2:8 2:>`.

    `r` is a rest; after a colon, `5` is the fifth, `8` the octave, `>` a step towards the next chord.
    """
    read = tuple(tuple(_read_stroke(word) for word in text.split()) for text in rhythms)

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        usual = chance.randrange(len(read))
        before = _home(passage)
        for bar, start in passage.bars():
            strokes = read[usual if bar % 4 != 3 or chance.random() < 0.5 else chance.randrange(len(read))]
            beat = start
            for is_rest, beats, member in strokes:
                left = start + passage.meter.beats - beat
                if not is_rest and left > 0.01:
                    pitch = _choose(member, beat, before, passage)
                    loud = shaped(velocity * (1.0 if member == "1" else 0.86), passage, beat, chance)
                    notes.append(Note(beat, min(beats, left) * 0.92, pitch, loud))
                    before = pitch if member == "1" else before
                beat += beats
        return notes

    return write


def walk(velocity: float = 0.58) -> Figure:
    """A tone on every beat: the root where a chord enters, scale and chord tones, and a half step into the next."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        before = _home(passage)
        direction = chance.choice((-1, 1))
        for index, harmony in enumerate(passage.harmonies):
            target = passage.after(index)
            count = max(1, round(harmony.beats))
            for step in range(count):
                beat = harmony.beat + step
                if step == 0:
                    pitch = _near(harmony.chord.bass, before, passage)
                elif step == count - 1 and target is not None:
                    goal = _near(target.chord.bass, before, passage)
                    pitch = goal + (-1 if before < goal or (before == goal and chance.random() < 0.5) else 1)
                else:
                    pitch, direction = _stroll(before, direction, beat, passage, chance)
                loud = shaped(velocity * (1.0 if step % 2 else 0.94), passage, beat, chance)
                notes.append(Note(beat, 0.93, pitch, loud))
                if chance.random() < 0.06 * passage.density:
                    notes.append(Note(beat + 0.5, 0.4, pitch, loud * 0.55))
                before = pitch
        return notes

    return write


def two_feel(velocity: float = 0.56) -> Figure:
    """Root and fifth on the heavy beats, with a pick-up now and then: a bass that leaves room."""

    def write(passage: Passage, chance: random.Random) -> list[Note]:
        notes: list[Note] = []
        before = _home(passage)
        half = passage.meter.beats / 2.0 if passage.meter.beats % 2 == 0 else float(passage.meter.beats)
        count = round(passage.beats / half)
        for step in range(count):
            beat = step * half
            harmony = passage.harmony_at(beat)
            is_new = abs(harmony.beat - beat) < 0.01
            tone = harmony.chord.bass if is_new or step % 2 == 0 else (harmony.chord.root + 7) % OCTAVE
            pitch = _near(tone, before, passage)
            loud = shaped(velocity, passage, beat, chance)
            notes.append(Note(beat, half * 0.9, pitch, loud))
            following = _following(passage, beat + half)
            if following is not None and chance.random() < 0.22 * (0.4 + passage.density):
                goal = _near(following.chord.bass, pitch, passage)
                notes[-1] = Note(beat, half * 0.7, pitch, loud)
                notes.append(Note(beat + half - 0.5, 0.45, goal + chance.choice((-1, 1, 2, -2)), loud * 0.75))
            before = pitch
        return notes

    return write


def _read_stroke(word: str) -> tuple[bool, float, str]:
    length, _, member = word.partition(":")
    return length.startswith("r"), float(length.removeprefix("r")) / 2.0, member or "1"


def _choose(member: str, beat: float, before: int, passage: Passage) -> int:
    harmony = passage.harmony_at(beat)
    root = _near(harmony.chord.bass, before, passage)
    if member == "5":
        return _near((harmony.chord.root + 7) % OCTAVE, root, passage)
    if member == "8":
        return root + OCTAVE if root + OCTAVE <= passage.highest + 2 else root
    if member == ">":
        following = _following(passage, harmony.end)
        if following is None:
            return root
        goal = _near(following.chord.bass, root, passage)
        return goal + (-2 if goal > root else 1 if goal < root else -5)
    return root


def _following(passage: Passage, beat: float) -> Harmony | None:
    return passage.next_harmony if beat >= passage.beats - 0.01 else passage.harmony_at(beat)


def _stroll(before: int, direction: int, beat: float, passage: Passage, chance: random.Random) -> tuple[int, int]:
    """The next scale tone on the way, or a chord tone by a small leap; turn round at the ends of the range."""
    if before >= passage.highest - 2:
        direction = -1
    elif before <= passage.lowest + 2:
        direction = 1
    elif chance.random() < 0.15:
        direction = -direction
    classes = passage.harmony_at(beat).chord.classes if chance.random() < 0.45 else passage.scale_at(beat)
    pitch = before + direction
    while pitch % OCTAVE not in classes:
        pitch += direction
    return pitch, direction


def _home(passage: Passage) -> int:
    return passage.lowest + (passage.highest - passage.lowest) // 3


def _near(pitch_class: int, before: int, passage: Passage) -> int:
    pitch = pitch_near(pitch_class, 0.7 * before + 0.3 * _home(passage))
    while pitch < passage.lowest:
        pitch += OCTAVE
    while pitch > passage.highest:
        pitch -= OCTAVE
    return pitch
