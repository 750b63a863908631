"""Drums and small percussion: skins as modal bodies, wires and brushes as shaped noise. Nothing is sampled."""

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from studio.providers.music.composer.sound.filters import Section, bandpass, filtered, highpass, lowpass, peak
from studio.providers.music.composer.sound.modal import ring
from studio.providers.music.composer.sound.samples import (
    SAMPLE_RATE,
    Samples,
    count_samples,
    fade_in,
    fade_out,
    gain_of,
    place,
    sine_of,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote


class Drum(enum.IntEnum):
    """What stands in a note's pitch where a kit plays it."""

    KICK = 36
    RIM = 37
    SNARE = 38
    CLAP = 39
    TAP = 40
    """A brush on the snare."""
    SWEEP = 41
    """A brush drawn over the snare for as long as the note lasts."""
    HAT = 42
    OPEN_HAT = 46
    FOOT_HAT = 44
    TOM = 45
    RIDE = 51
    SHAKER = 70
    CONGA_LOW = 64
    CONGA_HIGH = 63
    FRAME = 60
    """The deep stroke of a frame drum."""
    FRAME_EDGE = 61
    CHIME = 84


Hit = Callable[[PlayedNote, np.random.Generator], Samples]

_STAND_INS: dict[Drum, tuple[Drum, ...]] = {
    Drum.KICK: (Drum.FRAME, Drum.CONGA_LOW),
    Drum.RIM: (Drum.SNARE, Drum.FRAME_EDGE),
    Drum.SNARE: (Drum.TAP, Drum.RIM),
    Drum.CLAP: (Drum.SNARE, Drum.RIM),
    Drum.TAP: (Drum.SNARE, Drum.RIM),
    Drum.SWEEP: (Drum.SHAKER,),
    Drum.HAT: (Drum.SHAKER,),
    Drum.OPEN_HAT: (Drum.HAT, Drum.SHAKER),
    Drum.FOOT_HAT: (Drum.HAT, Drum.SHAKER),
    Drum.TOM: (Drum.CONGA_LOW, Drum.FRAME),
    Drum.RIDE: (Drum.HAT, Drum.SHAKER),
    Drum.SHAKER: (Drum.HAT,),
    Drum.CONGA_LOW: (Drum.RIM, Drum.FRAME_EDGE),
    Drum.CONGA_HIGH: (Drum.TAP, Drum.RIM, Drum.FRAME_EDGE),
    Drum.FRAME: (Drum.KICK,),
    Drum.FRAME_EDGE: (Drum.RIM, Drum.TAP),
}

_CIRCLE = (1.0, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.5, 3.6)
"""Modes of an ideal round membrane (Rossing, "The Science of Percussion Instruments", 2000)."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Drums by name, with gain in decibels, place, and one colour for all.

    What a kit has not is played on its next of kin.
    """

    hits: Mapping[Drum, tuple[Hit, float, float]]
    tone: tuple[Section, ...] = ()
    level: float = 1.0
    grouping: Grouping = field(default=Grouping.NOTE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        note = notes[0]
        drum = Drum(round(note.pitch))
        found = next((each for each in (drum, *_STAND_INS.get(drum, ())) if each in self.hits), None)
        if found is None:
            return np.zeros((2, 1), np.float32)
        hit, decibels, pan = self.hits[found]
        sound = hit(note, chance)
        if self.tone:
            sound = filtered(sound, *self.tone)
        if sound.ndim == 1:
            sound = place(sound, pan + float(chance.normal(0.0, 0.015)))
        fade_out(sound, min(0.02, sound.shape[1] / SAMPLE_RATE / 3))
        sound *= np.float32(self.level * gain_of(decibels) * (note.velocity / 0.6) ** 1.5)
        return sound


def kick(*, hertz: float = 50.0, drop: float = 2.2, seconds: float = 0.16, click: float = 0.1) -> Hit:
    """A skin whose pitch falls to `hertz` from `drop` times as much."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        time = _time(seconds * 4.5)
        sweep = hertz * (1.0 + (drop - 1.0) * np.exp(-time / 0.028)) * chance.uniform(0.985, 1.015)
        cycles = np.cumsum(sweep) / SAMPLE_RATE
        body = sine_of((cycles % 1.0).astype(np.float32)) * np.exp(-time / seconds).astype(np.float32)
        beater = filtered(_noise(len(time), chance), bandpass(1400.0, 0.6)) * np.exp(-time / 0.006).astype(np.float32)
        sound: Samples = body + beater * np.float32(click * (0.3 + note.velocity))
        fade_in(sound, 0.003)
        return sound

    return hit


def snare(*, hertz: float = 185.0, wires: float = 0.5, seconds: float = 0.11, bright_hertz: float = 4200.0) -> Hit:
    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        skin = _membrane(hertz, 0.12, 0.5, note.velocity, chance, modes=4)[0]
        time = _time(seconds * 5)
        rattle = filtered(_noise(len(time), chance), bandpass(bright_hertz, 0.45), highpass(700.0))
        rattle *= (np.exp(-time / seconds) * (1.0 - np.exp(-time / 0.0015))).astype(np.float32)
        sound = _sum(skin, rattle * np.float32(wires * (0.5 + note.velocity)))
        fade_in(sound, 0.0012)
        return sound

    return hit


def noise_hit(
    *, hertz: float, quality: float, attack_seconds: float, seconds: float, low_cut_hertz: float = 400.0
) -> Hit:
    """Hats, shakers, brushes: a band of noise under an envelope."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        length = seconds * chance.uniform(0.85, 1.2)
        time = _time(attack_seconds + length * 6)
        bright = hertz * (0.85 + 0.25 * note.velocity)
        sound = filtered(_noise(len(time), chance), bandpass(bright, quality), highpass(low_cut_hertz))
        rise = 1.0 - np.exp(-time / (attack_seconds / 2.5))
        sound *= (rise * np.exp(-np.maximum(time - attack_seconds, 0.0) / length)).astype(np.float32)
        fade_in(sound, 0.001)
        return sound

    return hit


def sweep() -> Hit:
    """Wire on skin: it swells in the middle of its way."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        count = count_samples(max(0.12, note.seconds))
        share = np.arange(count) / count
        shape = np.sin(math.pi * share**0.8) ** 1.4
        noise = filtered(_noise(count, chance), bandpass(2400.0 * chance.uniform(0.85, 1.15), 0.5), lowpass(7000.0))
        return noise * shape.astype(np.float32)

    return hit


def metal(*, low_hertz: float, high_hertz: float, seconds: float, ping_hertz: float, stick: float = 0.2) -> Hit:
    """A cymbal: a crowd of partials, a ping that tells the stroke, and the stick."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        # Each strike wakes the same plate in another way, so the crowd stays and its strengths change.
        hertz = np.geomspace(low_hertz, high_hertz, 56) * _PLATE
        gains = chance.uniform(0.2, 1.0, 56) * (hertz / low_hertz) ** -0.35 / 7.0
        decays = seconds * (low_hertz / hertz) ** 0.4 * 3.0
        hertz, gains, decays = (
            np.append(hertz, (ping_hertz, ping_hertz * 1.483)),
            np.append(gains, (0.18, 0.1)) * (0.6 + 0.6 * note.velocity),
            np.append(decays, (seconds * 1.6, seconds)),
        )
        pans = chance.uniform(-0.35, 0.35, len(hertz)) + 0.785
        spread = np.stack([gains * np.cos(pans), gains * np.sin(pans)])
        sound = ring(hertz, spread, decays, seconds * 2.2, chance.uniform(0.0, 2 * math.pi, len(hertz)))
        time = _time(0.05)
        tip = filtered(_noise(len(time), chance), bandpass(4500.0, 0.7)) * np.exp(-time / 0.008).astype(np.float32)
        used = min(len(tip), sound.shape[1])
        sound[:, :used] += tip[:used] * np.float32(stick)
        fade_in(sound, 0.0015)
        fade_out(sound, seconds * 0.6)
        return sound

    return hit


def membrane(*, hertz: float, seconds: float, slap: float, slap_hertz: float = 1800.0) -> Hit:
    """Toms, congas, frame drums: a round skin and the hand or mallet on it."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        skin = _membrane(hertz, seconds, 0.7, note.velocity, chance, modes=9)[0]
        time = _time(0.12)
        hand = filtered(_noise(len(time), chance), bandpass(slap_hertz, 0.7)) * np.exp(-time / 0.012).astype(np.float32)
        sound = _sum(skin, hand * np.float32(slap * (0.3 + note.velocity)))
        fade_in(sound, 0.002)
        return sound

    return hit


def wood(*, hertz: tuple[float, ...], seconds: float) -> Hit:
    """Rim clicks and cross-sticks: a few short modes."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        del note
        tones = np.array(hertz) * chance.uniform(0.99, 1.01)
        gains = np.linspace(1.0, 0.5, len(hertz)) * chance.uniform(0.8, 1.2, len(hertz)) / len(hertz)
        decays = np.full(len(hertz), seconds) * np.linspace(1.0, 0.5, len(hertz))
        sound = ring(tones, np.stack([gains, gains]), decays, seconds * 1.2)[0]
        sound = filtered(sound, peak(hertz[0], 1.0, 2.0))
        fade_in(sound, 0.0014)
        return sound

    return hit


def chime() -> Hit:
    """A few small tubes, touched one after another."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        sound = np.zeros((2, count_samples(3.5)), np.float32)
        for step in range(int(chance.integers(5, 9))):
            tone = 2100.0 * 2 ** (step * chance.uniform(0.05, 0.12))
            tube = ring(np.array([tone, tone * 2.74]), np.array([[0.5, 0.1], [0.4, 0.12]]), np.array([2.4, 0.8]), 2.2)
            fade_in(tube, 0.003)
            fade_out(tube, 0.4)
            begin = count_samples(step * 0.09 * float(chance.uniform(0.6, 1.5)))
            sound[:, begin : begin + tube.shape[1]] += tube[:, : sound.shape[1] - begin] * np.float32(0.3)
        del note
        return sound

    return hit


def clap() -> Hit:
    """A few hands, not quite together."""

    def hit(note: PlayedNote, chance: np.random.Generator) -> Samples:
        time = _time(0.35)
        shape = np.exp(-np.maximum(time - 0.028, 0.0) / 0.07) * (time > 0.028)
        for start in (0.0, 0.011, 0.021):
            begin = start * chance.uniform(0.8, 1.2)
            shape = shape + np.exp(-np.maximum(time - begin, 0.0) / 0.004) * (time >= begin)
        sound = filtered(_noise(len(time), chance), bandpass(1300.0, 0.9), lowpass(5200.0))
        sound *= shape.astype(np.float32) * np.float32(0.6 + 0.4 * note.velocity)
        fade_in(sound, 0.001)
        return sound

    return hit


def _membrane(
    hertz: float, seconds: float, spread: float, velocity: float, chance: np.random.Generator, modes: int
) -> Samples:
    ratios = np.array(_CIRCLE[:modes])
    tones = hertz * ratios * chance.uniform(0.985, 1.015)
    gains = ratios ** (-2.6 + 1.2 * velocity * spread) * chance.uniform(0.7, 1.2, modes)
    decays = 6.9 * seconds / ratios**0.8
    return ring(tones, np.stack([gains, gains]), decays, seconds * 5)


def _noise(count: int, chance: np.random.Generator) -> Samples:
    return (chance.random(count, np.float32) - np.float32(0.5)) * np.float32(2.0)


def _time(seconds: float) -> Samples:
    return np.arange(count_samples(seconds), dtype=np.float32) / np.float32(SAMPLE_RATE)


def _sum(first: Samples, second: Samples) -> Samples:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    total = longer.copy()
    total[: len(shorter)] += shorter
    return total


_PLATE = np.random.default_rng(1818).uniform(0.96, 1.04, 56)
"""One plate for all: a cymbal is the same at each stroke."""
