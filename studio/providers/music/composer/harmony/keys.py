"""Pitch classes, modes and keys."""

import enum
from dataclasses import dataclass

OCTAVE = 12
_NAMES = ("C", "D-flat", "D", "E-flat", "E", "F", "F-sharp", "G", "A-flat", "A", "B-flat", "B")


class Mode(enum.Enum):
    """The steps of a scale in semitones above its tonic."""

    IONIAN = (0, 2, 4, 5, 7, 9, 11)
    DORIAN = (0, 2, 3, 5, 7, 9, 10)
    LYDIAN = (0, 2, 4, 6, 7, 9, 11)
    MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
    AEOLIAN = (0, 2, 3, 5, 7, 8, 10)

    @property
    def is_minor(self) -> bool:
        third: int = self.value[2]
        return third == 3

    @property
    def label(self) -> str:
        return {"IONIAN": "major", "AEOLIAN": "minor"}.get(self.name, self.name.lower())


@dataclass(frozen=True, slots=True)
class Key:
    tonic: int
    """A pitch class: 0 is C."""
    mode: Mode

    @property
    def name(self) -> str:
        return f"{_NAMES[self.tonic]} {self.mode.label}"

    @property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes from the tonic up."""
        return tuple((self.tonic + step) % OCTAVE for step in self.mode.value)

    def moved(self, semitones: int) -> "Key":
        return Key((self.tonic + semitones) % OCTAVE, self.mode)


def pitch_near(pitch_class: int, target: float) -> int:
    """The pitch of that class which lies nearest to `target`; the lower one of two."""
    base = round(target) - OCTAVE // 2
    return min(
        (base + (pitch_class - base) % OCTAVE + octave for octave in (-OCTAVE, 0, OCTAVE)),
        key=lambda pitch: (abs(pitch - target), pitch),
    )
