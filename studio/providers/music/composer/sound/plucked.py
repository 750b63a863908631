"""Plucked strings, by the algorithm of Karplus and Strong ("Digital Synthesis of Plucked-String and Drum Timbres",
Computer Music Journal, 1983) with the extensions of Jaffe and Smith (1983): exact tuning, the place of the pluck, and a
body that colours what excites the string.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from studio.providers.music.composer.sound.filters import bandpass, filtered, lowpass
from studio.providers.music.composer.sound.samples import (
    SAMPLE_RATE,
    Samples,
    count_samples,
    fade_in,
    fade_out,
    hertz_of,
    place,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote


@dataclass(frozen=True, slots=True)
class PluckedString:
    decay_seconds: float
    """At middle C, to -60 dB, if it is left to ring."""
    damping: float
    """0 to 1: how much faster the high partials die away."""
    brightness_hertz: float
    """Where the pluck begins to weaken: a thumb is dull, a plectrum bright."""
    position: float = 0.18
    """Where the string is plucked, as a share of its length."""
    release_seconds: float = 0.08
    body: tuple[tuple[float, float, float], ...] = ()
    """Resonances of the body: frequency in hertz, quality, gain."""
    width: float = 0.3
    grouping: Grouping = field(default=Grouping.NOTE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        note = notes[0]
        tone = hertz_of(note.pitch)
        longest = self.decay_seconds * 2.0 ** (-(note.pitch - 60.0) / 16.0)
        seconds = min(note.seconds + 5 * self.release_seconds, longest * 0.85)
        count = count_samples(seconds)
        string = self._vibrate(self._excite(tone, note.velocity, chance), tone, longest, count)
        start = count_samples(note.seconds)
        if start < count:
            time = np.arange(count - start, dtype=np.float32) / np.float32(SAMPLE_RATE * self.release_seconds)
            string[start:] *= np.exp(-time)
        fade_in(string, 0.0015)
        fade_out(string, min(0.04, seconds / 4))
        pan = float(chance.uniform(-0.5, 0.5)) * self.width
        return place(string * np.float32((note.velocity / 0.6) ** 1.5), pan)

    def _excite(self, tone: float, velocity: float, chance: np.random.Generator) -> Samples:
        """A burst of one period, as the finger and the body leave it."""
        period = max(8, round(SAMPLE_RATE / tone))
        burst = (chance.random(period, np.float32) - np.float32(0.5)) * np.float32(2.0)
        behind = max(1, round(period * self.position))
        burst -= np.float32(0.9) * np.roll(burst, behind)
        longest_ring = count_samples(0.09) if self.body else period
        excitation = np.zeros(period + longest_ring, np.float32)
        excitation[:period] = burst - burst.mean()
        corner = min(self.brightness_hertz * (0.4 + velocity) * (tone / 261.6) ** 0.3, 14_000.0)
        dull = filtered(excitation, lowpass(corner, 0.6), lowpass(corner * 1.6, 0.6))
        coloured = dull.copy()
        for hertz, quality, gain in self.body:
            coloured += np.float32(gain) * filtered(dull, bandpass(hertz, quality))
        fade_out(coloured, 0.03)
        # A burst is noise: without this, one note in ten would be twice as loud as its neighbours.
        return coloured / np.float32(math.sqrt(float(np.sum(dull**2)) * tone / SAMPLE_RATE) + 1e-9)

    def _vibrate(self, excitation: Samples, tone: float, decay_seconds: float, count: int) -> Samples:
        """Each period is the one before, a little softer and duller: three taps around the exact length."""
        loss = 10.0 ** (-3.0 / (decay_seconds * tone))
        side = 0.25 * self.damping
        exact = SAMPLE_RATE / tone
        whole = math.floor(exact)
        share = exact - whole
        # The taps at whole-1 .. whole+2: a lowpass of three, moved by a fraction of a sample with a line between two.
        smooth = np.array([side, 1.0 - 2.0 * side, side])
        taps = np.convolve(smooth, [1.0 - share, share]) * loss
        taps = (taps * (loss / taps.sum())).astype(np.float32)[::-1].copy()
        lead = whole + 2
        string = np.zeros(lead + count, np.float32)
        used = min(count, len(excitation))
        string[lead : lead + used] = excitation[:used]
        hop = whole - 1
        for begin in range(lead, lead + count, hop):
            end = min(begin + hop, lead + count)
            string[begin:end] += np.correlate(string[begin - whole - 2 : end - whole + 1], taps)
        return string[lead:]
