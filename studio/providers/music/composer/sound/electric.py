"""Electric pianos and glassy bells, by frequency modulation (Chowning, "The Synthesis of Complex Audio Spectra by
Means of Frequency Modulation", 1973).

The modulation index stays so low, and falls so fast, that no side band reaches half the sample rate.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from studio.providers.music.composer.sound.samples import (
    SAMPLE_RATE,
    Curve,
    Samples,
    count_samples,
    fade_in,
    fade_out,
    hertz_of,
    phase_of,
    sine_of,
    stretch,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote

_CONTROL = 128
_HIGHEST_TINE_HERTZ = 5500.0


@dataclass(frozen=True, slots=True)
class FmPiano:
    """A tine beside a tone bar: one pair makes the body, another the strike."""

    decay_seconds: float
    """At middle C, to -60 dB."""
    index: float
    """Modulation of the body at a usual velocity, in radians."""
    index_seconds: float
    """Time constant in which it mellows."""
    ratio: float = 1.0
    tine_ratio: float = 14.0
    tine_gain: float = 0.06
    tine_seconds: float = 0.09
    attack_seconds: float = 0.003
    release_seconds: float = 0.12
    chorus_cents: float = 2.5
    tremolo_hertz: float = 0.0
    tremolo_depth: float = 0.0
    grouping: Grouping = field(default=Grouping.NOTE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        note = notes[0]
        longest = self.decay_seconds * 2.0 ** (-(note.pitch - 60.0) / 22.0)
        seconds = min(note.seconds + 5 * self.release_seconds, longest * 0.8)
        count = count_samples(seconds)
        points = np.arange(-(-count // _CONTROL) + 1) * (_CONTROL / SAMPLE_RATE)
        held = np.exp(-np.maximum(points - note.seconds, 0.0) / self.release_seconds)
        # Two slopes: the strike is over soon, the bar sings on.
        body = (0.55 * np.exp(-points * (6.9 / (0.35 * longest))) + 0.45 * np.exp(-points * (6.9 / longest))) * held
        keyed = float(np.clip(1.3 - (note.pitch - 48.0) / 60.0, 0.45, 1.3))
        depth = self.index * keyed * (0.25 + 1.25 * note.velocity)
        index = stretch(depth * (0.35 + 0.65 * np.exp(-points / self.index_seconds)) / (2 * math.pi), _CONTROL, count)
        envelope = stretch(body, _CONTROL, count)
        tine = self._tine(note, count, points, chance)
        sound = np.empty((2, count), np.float32)
        for channel, cents in enumerate((-self.chorus_cents, self.chorus_cents)):
            tone = hertz_of(note.pitch + cents / 200.0)
            # Both start together: at a ratio of 1, any other phase would leave a constant behind.
            modulator = sine_of(phase_of(tone * self.ratio, count))
            sound[channel] = sine_of(phase_of(tone, count) + index * modulator) * envelope + tine
        if self.tremolo_depth:
            self._tremolo(sound, chance)
        fade_in(sound, self.attack_seconds * (1.4 - note.velocity))
        fade_out(sound, min(0.04, seconds / 4))
        sound *= np.float32((note.velocity / 0.6) ** 1.4)
        return sound

    def _tine(self, note: PlayedNote, count: int, points: Curve, chance: np.random.Generator) -> Curve:
        tone = hertz_of(note.pitch) * self.tine_ratio
        if tone > _HIGHEST_TINE_HERTZ:
            tone = hertz_of(note.pitch) * max(1.0, math.floor(_HIGHEST_TINE_HERTZ / hertz_of(note.pitch)))
        strike = self.tine_gain * (note.velocity / 0.6) ** 1.2 * np.exp(-points / self.tine_seconds)
        return sine_of(phase_of(tone, count, float(chance.random()))) * stretch(strike, _CONTROL, count)

    def _tremolo(self, sound: Samples, chance: np.random.Generator) -> None:
        """From side to side, as the cabinet of the suitcase models does."""
        points = np.arange(-(-sound.shape[1] // _CONTROL) + 1) * (_CONTROL / SAMPLE_RATE)
        swing = np.sin(2 * math.pi * self.tremolo_hertz * points + chance.uniform(0.0, 2 * math.pi))
        for channel, sign in enumerate((1.0, -1.0)):
            sound[channel] *= stretch(1.0 - self.tremolo_depth * (0.5 + 0.5 * sign * swing), _CONTROL, sound.shape[1])
