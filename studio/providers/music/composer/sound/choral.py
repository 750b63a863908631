"""Many players of one tone: pads, string sections, choirs, organs, drawn as a spectrum and turned into sound at once.

After Paul Nasca's PADsynth: each partial is not a line but a narrow band with random phases, as wide as the players
disagree. The spectrum is as long as the sound, so nothing in it comes round again, and it ends where it is told to,
so nothing folds back.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import fft

from studio.providers.music.composer.sound.modal import Floats
from studio.providers.music.composer.sound.samples import (
    HIGHEST_HERTZ,
    SAMPLE_RATE,
    Samples,
    count_samples,
    drift,
    fade_out,
    hertz_of,
    stretch,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote

Spectrum = npt.NDArray[np.complex64]
Profile = Callable[[Floats, Floats], Floats]
"""Strengths of partials, by their number and their frequency in hertz."""

_CONTROL = 480
_LOWEST_HERTZ = 30.0
_REACH_SIGMAS = 2.4
_FAINTEST = 3e-4
_SHARED = 0.2
"""What each side has of the other: a correlation of 0.4 between them."""
_PHASES = np.exp(2j * math.pi * np.random.default_rng(1965).random(1 << 19)).astype(np.complex64)
"""Where notes take their random phases from: each at a place of its own, which is faster than new ones."""


@dataclass(frozen=True, slots=True)
class Choral:
    """A section of players, or a synthesizer with as many oscillators."""

    profile: Profile
    attack_seconds: float
    release_seconds: float
    cents: float
    """How far the players spread around the pitch."""
    blur: float = 1.0
    """How the spread grows with the partials; below 1, high ones stay clearer."""
    most_partials: int = 40
    swell: float = 0.25
    """How much it breathes while it is held, 0 to 1."""
    swell_seconds: float = 5.0
    sheen: float = 0.0
    """Strength of a second, brighter layer that comes and goes by itself."""
    sheen_profile: Profile | None = None
    low_cut_hertz: float = 110.0
    grouping: Grouping = field(default=Grouping.CHORD, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        held = max(note.seconds for note in notes)
        seconds = held + self.release_seconds
        count = count_samples(seconds)
        length = fft.next_fast_len(count, real=True)
        sound = self._layer(notes, self.profile, length, count, chance)
        if self.sheen_profile is not None and self.sheen:
            bright = self._layer(notes, self.sheen_profile, length, count, chance)
            motion = 0.5 + 0.5 * drift(count, self.swell_seconds * 0.8, chance)
            sound += bright * (motion * motion) * np.float32(self.sheen)
        # Two sides that share nothing would cancel half of themselves on one loudspeaker.
        sound += np.float32(_SHARED) * sound[::-1].copy()
        sound *= self._envelope(held, count) * np.float32(1.0 / math.sqrt(1.0 + _SHARED**2))
        if self.swell:
            for channel in range(2):
                sound[channel] *= np.float32(1.0) + np.float32(self.swell) * drift(count, self.swell_seconds, chance)
        fade_out(sound, min(0.05, seconds / 4))
        return sound

    def _layer(
        self, notes: tuple[PlayedNote, ...], profile: Profile, length: int, count: int, chance: np.random.Generator
    ) -> Samples:
        spectra = np.zeros((2, length // 2 + 1), np.complex64)
        for note in notes:
            self._draw(spectra, note, profile, length, chance)
        sound = np.empty((2, count), np.float32)
        for channel in range(2):
            sound[channel] = fft.irfft(spectra[channel], length)[:count]
        return sound

    def _draw(
        self, spectra: Spectrum, note: PlayedNote, profile: Profile, length: int, chance: np.random.Generator
    ) -> None:
        tone = hertz_of(note.pitch)
        number = np.arange(1, 1 + max(1, min(self.most_partials, int(HIGHEST_HERTZ / tone))), dtype=np.float64)
        hertz = number * tone
        gains = np.maximum(profile(number, hertz), 0.0) / (1.0 + (self.low_cut_hertz / hertz) ** 4)
        gains *= (note.velocity / 0.6) ** 1.3 / math.sqrt(float(np.sum(gains**2)) + 1e-12)
        bin_hertz = SAMPLE_RATE / length
        middles = hertz / bin_hertz
        sigmas = np.maximum(tone * (2.0 ** (self.cents / 1200.0) - 1.0) * number**self.blur / bin_hertz, 0.45)
        reaches = np.ceil(_REACH_SIGMAS * sigmas).astype(int)
        firsts = np.maximum(np.floor(middles).astype(int) - reaches, math.ceil(_LOWEST_HERTZ / bin_hertz))
        lasts = np.minimum(np.floor(middles).astype(int) + reaches + 2, spectra.shape[1])
        is_heard = (gains >= _FAINTEST) & (lasts > firsts)
        firsts, lasts, middles, sigmas, gains = (each[is_heard] for each in (firsts, lasts, middles, sigmas, gains))
        # All bands of the note in one go, one behind the other.
        widths = lasts - firsts
        begins = np.cumsum(widths) - widths
        place_in_all = np.arange(int(widths.sum()), dtype=np.float64)
        distance = (place_in_all - np.repeat(begins - firsts + middles, widths)).astype(np.float32)
        distance *= np.repeat((1.0 / sigmas).astype(np.float32), widths)
        # A tone of amplitude 1 has length / 2 in its bin; the band shares that power.
        strengths = gains * (length / 2.0) / np.sqrt(math.sqrt(math.pi) * sigmas)
        shape = np.exp(np.float32(-0.5) * distance * distance)
        shape *= np.repeat(strengths.astype(np.float32), widths)
        slices = list(zip(begins.tolist(), firsts.tolist(), widths.tolist(), strict=True))
        for channel in spectra:
            bands = shape * _draw_phases(len(shape), chance)
            for begin, first, width in slices:
                channel[first : first + width] += bands[begin : begin + width]

    def _envelope(self, held_seconds: float, count: int) -> Samples:
        time = np.arange(-(-count // _CONTROL) + 1) * (_CONTROL / SAMPLE_RATE)
        rise = np.sin(np.clip(time / self.attack_seconds, 0.0, 1.0) * (math.pi / 2)) ** 2
        fall = np.cos(np.clip((time - held_seconds) / self.release_seconds, 0.0, 1.0) * (math.pi / 2)) ** 2
        return stretch(rise * fall, _CONTROL, count)


def _draw_phases(count: int, chance: np.random.Generator) -> Spectrum:
    start = int(chance.integers(0, max(1, len(_PHASES) - count)))
    return _PHASES[start : start + count] if count <= len(_PHASES) else np.resize(_PHASES, count)


def slope(corner_hertz: float, tilt: float = 1.0, steepness: float = 2.0) -> Profile:
    """A sawtooth of that tilt behind a lowpass."""

    def strengths(number: Floats, hertz: Floats) -> Floats:
        return np.asarray(number**-tilt / np.sqrt(1.0 + (hertz / corner_hertz) ** (2 * steepness)))

    return strengths


def formants(
    *peaks: tuple[float, float, float], tilt: float = 1.0, floor: float = 0.05, ceiling_hertz: float = 3600.0
) -> Profile:
    """Peaks of (hertz, width in hertz, gain) over a faint slope: a vowel, a reed, a wooden body."""

    def strengths(number: Floats, hertz: Floats) -> Floats:
        shape = np.full(len(hertz), floor)
        for centre, width, gain in peaks:
            shape = shape + gain * np.exp(-0.5 * ((hertz - centre) / width) ** 2)
        return np.asarray(shape * number**-tilt / (1.0 + (hertz / ceiling_hertz) ** 4))

    return strengths


def drawbars(*gains: float) -> Profile:
    """Partials as they are given, one after another."""

    def strengths(number: Floats, hertz: Floats) -> Floats:
        table = np.zeros(max(len(number), len(gains)))
        table[: len(gains)] = gains
        return table[: len(number)] / (1.0 + (hertz / 6000.0) ** 2)

    return strengths
