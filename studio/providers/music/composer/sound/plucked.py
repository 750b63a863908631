"""Plucked strings, by the algorithm of Karplus and Strong ("Digital Synthesis of Plucked-String and Drum Timbres",
Computer Music Journal, 1983) with the extensions of Jaffe and Smith (1983): exact tuning, the place of the pluck, and a
body that colours what excites the string.
"""

import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import fft

from studio.providers.music.composer.sound.filters import bandpass
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

_BODY_LENGTH = 5120
"""Samples of the pluck with the ringing of the body, some 0.1 s; longer than the longest period."""
_BODY_HERTZ = fft.rfftfreq(_BODY_LENGTH, 1 / SAMPLE_RATE).astype(np.float32)
_ROUNDING = 72
_STEP_SAMPLES = 1000
_MOST_PERIODS = 3
"""NumPy is fast for kernels of up to eleven taps; three periods have ten."""


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
        seconds = min(note.seconds + 5 * self.release_seconds, 0.95 * self._heard_seconds(tone, longest))
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

    def _heard_seconds(self, tone: float, decay_seconds: float) -> float:
        """Until the lowest partial is 60 dB down: a high string is damped sooner than its decay says."""
        damped = 1.0 - 0.5 * self.damping * (1.0 - math.cos(2 * math.pi * tone / SAMPLE_RATE))
        return 3.0 / (3.0 / decay_seconds - tone * math.log10(damped))

    def _excite(self, tone: float, velocity: float, chance: np.random.Generator) -> Samples:
        """A burst of one period, as the finger and the body leave it."""
        period = max(8, round(SAMPLE_RATE / tone))
        burst = (chance.random(period, np.float32) - np.float32(0.5)) * np.float32(2.0)
        behind = max(1, round(period * self.position))
        burst -= np.float32(0.9) * np.roll(burst, behind)
        corner = min(self.brightness_hertz * (0.4 + velocity) * (tone / 261.6) ** 0.3, 14_000.0)
        # The filter has no phase: it rounds off the beginning backwards as well, and needs room for that.
        late = np.pad(burst - burst.mean(), (_ROUNDING, 0))
        spectrum = fft.rfft(late, _BODY_LENGTH) / (1.0 + (_BODY_HERTZ / np.float32(corner)) ** 4)
        # A burst is noise: without this, one note in ten would be twice as loud as its neighbours.
        power = 2.0 * float(np.sum(spectrum.real**2 + spectrum.imag**2)) / _BODY_LENGTH
        spectrum *= _response(self.body) / np.float32(math.sqrt(power * tone / SAMPLE_RATE) + 1e-9)
        coloured = np.asarray(fft.irfft(spectrum, _BODY_LENGTH), np.float32)
        if not self.body:
            coloured = coloured[: _ROUNDING + 2 * period]
        fade_out(coloured, 0.03 if self.body else 0.5 * period / SAMPLE_RATE)
        return coloured

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
        # Once the pluck is over, several periods go in one step: the same taps, applied as often.
        periods = max(1, min(_MOST_PERIODS, _STEP_SAMPLES // whole))
        several = taps
        for _ in range(periods - 1):
            several = np.convolve(several, taps)
        free = lead + len(excitation) + periods * (whole + 2)
        begin = lead
        while begin < lead + count:
            times, kernel = (periods, several) if begin >= free else (1, taps)
            end = min(begin + times * (whole - 1), lead + count)
            window = string[begin - times * (whole + 2) : end - times * (whole - 1)]
            string[begin:end] += np.correlate(window, kernel)
            begin = end
        return string[lead:]


@cache
def _response(body: tuple[tuple[float, float, float], ...]) -> npt.NDArray[np.complex64]:
    """What the body adds to the string, at each frequency."""
    turn = np.exp(-2j * np.pi * _BODY_HERTZ.astype(np.float64) / SAMPLE_RATE)
    response = np.ones(len(_BODY_HERTZ), np.complex128)
    for hertz, quality, gain in body:
        b0, b1, b2, _, a1, a2 = bandpass(hertz, quality)
        response += gain * (b0 + b1 * turn + b2 * turn**2) / (1 + a1 * turn + a2 * turn**2)
    return response.astype(np.complex64)
