"""Struck strings (pianos, dulcimers, harpsichords, harps) and struck bodies (mallets, bells, bowls)."""

import math
from dataclasses import dataclass, field

import numpy as np

from studio.providers.music.composer.sound.filters import bandpass, filtered
from studio.providers.music.composer.sound.modal import Floats, ring
from studio.providers.music.composer.sound.samples import (
    HIGHEST_HERTZ,
    SAMPLE_RATE,
    Samples,
    count_samples,
    fade_in,
    fade_out,
    hertz_of,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote

_RELEASES = 4.6
"""A release is over after so many of its time constants (-40 dB below what was left)."""


@dataclass(frozen=True, slots=True)
class Thump:
    """The noise of what strikes: felt, wood, a plectrum."""

    gain: float
    hertz: float
    seconds: float


@dataclass(frozen=True, slots=True)
class StruckString:
    """A string under a hammer, a plectrum or a finger, with a damper."""

    decay_seconds: float
    """Of the lowest partial at middle C, to -60 dB."""
    brightness_hertz: float
    """Where the partials of a usual note begin to weaken."""
    attack_seconds: float
    release_seconds: float
    """Time constant once the key is let go."""
    position: float = 0.12
    """Where the string is struck, as a share of its length."""
    stiffness: float = 0.0003
    """Inharmonicity at middle C."""
    tilt: float = 1.0
    """How fast the partials weaken with their number."""
    loss_hertz: float = 1600.0
    """A partial there dies away twice as fast as the lowest."""
    unison_hertz: float = 0.35
    """By how much two strings of one note differ."""
    thump: Thump | None = None
    width: float = 0.35
    most_partials: int = 28
    grouping: Grouping = field(default=Grouping.NOTE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        note = notes[0]
        tone = hertz_of(note.pitch)
        number = np.arange(1, 1 + max(1, min(self.most_partials, int(HIGHEST_HERTZ / tone))), dtype=np.float64)
        stiffness = self.stiffness * 2.0 ** ((note.pitch - 60.0) / 9.0)
        hertz = tone * number * np.sqrt(1.0 + stiffness * number**2)
        gains = self._strengths(hertz, number, tone, note.velocity) * chance.uniform(0.85, 1.15, len(number))
        longest = self.decay_seconds * 2.0 ** (-(note.pitch - 60.0) / 17.0)
        decays = longest / (1.0 + hertz / self.loss_hertz)
        seconds = min(note.seconds + _RELEASES * self.release_seconds, longest * 0.75)
        beating = hertz * (1.0 + chance.normal(0.0, self.unison_hertz, len(number)) / tone)
        sound = ring(
            np.concatenate([hertz, beating]),
            np.concatenate(
                [0.72 * self._spread(gains, note.pitch, chance), 0.28 * self._spread(gains, note.pitch, chance)], 1
            ),
            np.concatenate([decays * 0.55, decays * 1.35]),
            seconds,
            np.concatenate([np.zeros(len(number)), chance.uniform(-0.6, 0.6, len(number))]),
        )
        _release(sound, note.seconds, self.release_seconds)
        fade_in(sound, self.attack_seconds * (1.5 - note.velocity))
        if self.thump is not None:
            _add_thump(sound, self.thump, note.velocity, chance)
        fade_out(sound, min(0.05, seconds / 4))
        sound *= np.float32(_force(note.velocity))
        return sound

    def _strengths(self, hertz: Floats, number: Floats, tone: float, velocity: float) -> Floats:
        corner = self.brightness_hertz * (0.35 + 1.1 * velocity) * (tone / 261.6) ** 0.45
        comb = 0.12 + np.abs(np.sin(math.pi * number * self.position))
        strengths = comb * number**-self.tilt / (1.0 + (hertz / corner) ** 2)
        return np.asarray(strengths / math.sqrt(float(np.sum(strengths**2))))

    def _spread(self, gains: Floats, pitch: float, chance: np.random.Generator) -> Floats:
        """Each partial at its own place: low notes a little to the left, as the player hears them."""
        centre = np.clip((pitch - 60.0) / 48.0, -0.5, 0.5) * self.width
        pans = centre + chance.uniform(-self.width, self.width, len(gains))
        angles = (np.clip(pans, -1.0, 1.0) + 1.0) * (math.pi / 4.0)
        return np.stack([gains * np.cos(angles), gains * np.sin(angles)])


@dataclass(frozen=True, slots=True)
class StruckBody:
    """A bar, a bell, a bowl or a tongue, known by its partials."""

    ratios: tuple[float, ...]
    gains: tuple[float, ...]
    decay_seconds: tuple[float, ...]
    """Of each partial at middle C."""
    attack_seconds: float
    release_seconds: float = 30.0
    """Most are left to ring."""
    beat_hertz: float = 0.0
    """How fast pairs of partials beat, in bowls and bells that are not quite round."""
    hardness: float = 1.0
    """How much the high partials follow the velocity."""
    thump: Thump | None = None
    width: float = 0.4
    tremolo_hertz: float = 0.0
    tremolo_depth: float = 0.0
    grouping: Grouping = field(default=Grouping.NOTE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        note = notes[0]
        ratios, gains, decays = (np.array(values) for values in (self.ratios, self.gains, self.decay_seconds))
        hertz = hertz_of(note.pitch) * ratios * (1.0 + chance.normal(0.0, 0.0004, len(ratios)))
        gains = gains * np.where(ratios > 1.0, (note.velocity / 0.6) ** self.hardness, 1.0)
        # A high partial of a high note is short and faint, whatever the body.
        gains = gains / (1.0 + (hertz / 5200.0) ** 2)
        gains = gains / math.sqrt(float(np.sum(gains**2))) * chance.uniform(0.85, 1.1, len(gains))
        decays = decays * 2.0 ** (-(note.pitch - 60.0) / 20.0)
        pans = chance.uniform(-self.width, self.width, len(ratios))
        angles = (pans + 1.0) * (math.pi / 4.0)
        spread = np.stack([gains * np.cos(angles), gains * np.sin(angles)])
        seconds = min(note.seconds + _RELEASES * self.release_seconds, float(decays.max()) * 0.75)
        if self.beat_hertz:
            beats = self.beat_hertz * chance.uniform(0.6, 1.4, len(ratios))
            hertz = np.concatenate([hertz - beats / 2, hertz + beats / 2])
            spread = np.concatenate([spread * 0.6, spread[::-1] * 0.4], axis=1)
            decays = np.concatenate([decays, decays * 0.9])
        sound = ring(hertz, spread, decays, seconds)
        _release(sound, note.seconds, self.release_seconds)
        if self.tremolo_depth:
            time = np.arange(sound.shape[1], dtype=np.float32) / np.float32(SAMPLE_RATE)
            turn = np.float32(2 * math.pi * self.tremolo_hertz) * time + np.float32(chance.uniform(0, 6.28))
            sound *= np.float32(1.0) - np.float32(self.tremolo_depth) * (
                np.float32(0.5) + np.float32(0.5) * np.sin(turn)
            )
        fade_in(sound, self.attack_seconds * (1.5 - note.velocity))
        if self.thump is not None:
            _add_thump(sound, self.thump, note.velocity, chance)
        fade_out(sound, min(0.08, seconds / 4))
        sound *= np.float32(_force(note.velocity))
        return sound


def _force(velocity: float) -> float:
    """Loudness follows the hand: twice the velocity is some 10 dB."""
    return float((velocity / 0.6) ** 1.6)


def _release(sound: Samples, held_seconds: float, release_seconds: float) -> None:
    start = count_samples(held_seconds)
    if start < sound.shape[1]:
        time = np.arange(sound.shape[1] - start, dtype=np.float32) / np.float32(SAMPLE_RATE * release_seconds)
        sound[:, start:] *= np.exp(-time)


def _add_thump(sound: Samples, thump: Thump, velocity: float, chance: np.random.Generator) -> None:
    count = min(count_samples(thump.seconds * 5), sound.shape[1])
    time = np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)
    noise = chance.random((2, count), np.float32) - np.float32(0.5)
    noise += chance.random(count, np.float32) - np.float32(0.5)
    burst = filtered(noise, bandpass(thump.hertz, 0.8)) * np.exp(-time / np.float32(thump.seconds))
    fade_in(burst, 0.002)
    sound[:, :count] += burst * np.float32(thump.gain * (0.4 + velocity))
