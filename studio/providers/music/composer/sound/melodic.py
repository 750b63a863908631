"""One player of one line: bowed strings, winds, brass, reeds and soft leads, whose notes grow out of one another.

A line is a single tone from breath to breath. Its pitch glides, its vibrato comes late, and its colour follows how
strongly it is played: two single-cycle tables, soft and strong, are read at the same phase and mixed.
"""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import fft, signal

from studio.providers.music.composer.sound.choral import Profile
from studio.providers.music.composer.sound.filters import bandpass, filtered, highpass, peak
from studio.providers.music.composer.sound.modal import Floats
from studio.providers.music.composer.sound.samples import (
    HIGHEST_HERTZ,
    SAMPLE_RATE,
    Curve,
    Samples,
    count_samples,
    drift,
    fade_in,
    fade_out,
    hertz_of,
    place,
    stretch,
)
from studio.providers.music.composer.sound.voice import Grouping, PlayedNote

_CONTROL = 64
_CONTROL_RATE = SAMPLE_RATE / _CONTROL
_TABLE = 2048
_TAIL_RELEASES = 4.0


@dataclass(frozen=True, slots=True)
class Melodic:
    soft: Profile
    strong: Profile
    attack_seconds: float
    release_seconds: float
    glide_seconds: float = 0.05
    vibrato_hertz: float = 5.2
    vibrato_cents: float = 14.0
    vibrato_delay_seconds: float = 0.35
    scoop_cents: float = 0.0
    """How far below its pitch a line begins."""
    parting: float = 0.3
    """How much the tone dips between two notes of one line: a new bow stroke, a tongue."""
    swell: float = 0.35
    """How much a long note grows after its beginning and ebbs before its end."""
    decay_seconds: float = 0.0
    """For a synthesizer's lead that sinks while it is held; 0 does not."""
    breath: float = 0.0
    """Noise beside the tone."""
    breath_hertz: float = 2500.0
    bite: float = 0.0
    """Noise at the beginning of each note."""
    body: tuple[tuple[float, float, float], ...] = ()
    """Peaks of (hertz, quality, decibels) that stand still while the pitch moves."""
    chorus_cents: float = 0.0
    """A second voice beside the first."""
    low_cut_hertz: float = 0.0
    grouping: Grouping = field(default=Grouping.LINE, init=False)

    def play(self, notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> Samples:
        end = max(note.onset_seconds + note.seconds for note in notes)
        seconds = end + self.release_seconds * _TAIL_RELEASES
        count = count_samples(seconds)
        points = -(-count // _CONTROL) + 1
        pitch = self._bend(notes, points, chance)
        force = self._shape(notes, points, chance)
        top = max(note.pitch for note in notes)
        tables = [_cycle(profile, hertz_of(top)) for profile in (self.soft, self.strong)]
        loudness = stretch(force, _CONTROL, count)
        colour = stretch(np.clip(force * 1.15, 0.0, 1.0) ** 1.5, _CONTROL, count)
        if self.chorus_cents:
            sides = [
                _read(tables, pitch + sign * self.chorus_cents / 100.0, colour, float(chance.random()), count)
                for sign in (-0.5, 0.5)
            ]
            sound = np.stack(
                [
                    sides[0] * np.float32(0.8) + sides[1] * np.float32(0.2),
                    sides[1] * np.float32(0.8) + sides[0] * np.float32(0.2),
                ]
            )
        else:
            sound = place(_read(tables, pitch, colour, float(chance.random()), count), 0.0)
        if self.body:
            sound = filtered(sound, *(peak(*resonance) for resonance in self.body))
        if self.breath or self.bite:
            sound += self._noise(notes, count, points, chance)
        sound *= loudness
        if self.low_cut_hertz:
            sound = filtered(sound, highpass(self.low_cut_hertz))
        fade_in(sound, 0.004)
        fade_out(sound, min(0.03, seconds / 4))
        return sound

    def _bend(self, notes: tuple[PlayedNote, ...], points: int, chance: np.random.Generator) -> Floats:
        """The pitch at each control point, in MIDI numbers."""
        pitch = np.empty(points)
        vibrato = np.zeros(points)
        for index, note in enumerate(notes):
            first = 0 if index == 0 else _point(note.onset_seconds)
            last = points if index + 1 == len(notes) else _point(notes[index + 1].onset_seconds)
            pitch[first:last] = note.pitch + chance.normal(0.0, 0.02)
            time = np.arange(max(0, last - first)) / _CONTROL_RATE
            ripe = np.clip((time - self.vibrato_delay_seconds * chance.uniform(0.7, 1.3)) / 0.5, 0.0, 1.0)
            vibrato[first:last] = ripe * (0.8 + 0.4 * note.velocity)
        glide = 1.0 - math.exp(-1.0 / (_CONTROL_RATE * self.glide_seconds / 3.0))
        start = pitch[0] - self.scoop_cents / 100.0
        pitch, _ = signal.lfilter([glide], [1.0, glide - 1.0], pitch, zi=[start * (1.0 - glide)])
        rate = self.vibrato_hertz * (1.0 + 0.08 * _wander(points, 0.7, chance))
        turn = 2 * math.pi * (np.cumsum(rate) / _CONTROL_RATE + chance.random())
        depth = self.vibrato_cents / 100.0 * (1.0 + 0.25 * _wander(points, 0.9, chance))
        return np.asarray(pitch + vibrato * depth * np.sin(turn) + 0.025 * _wander(points, 0.25, chance))

    def _shape(self, notes: tuple[PlayedNote, ...], points: int, chance: np.random.Generator) -> Floats:
        """How strongly it is played at each control point, 0 to about 1."""
        force = np.zeros(points)
        for index, note in enumerate(notes):
            first, last = _point(note.onset_seconds), _point(note.onset_seconds + note.seconds)
            if index + 1 < len(notes):
                last = min(last, _point(notes[index + 1].onset_seconds))
            length = max(1, last - first)
            place_in_note = np.arange(length) / length
            time = np.arange(length) / _CONTROL_RATE
            # Long notes have an arch of their own; short ones pass by.
            arch = self.swell * min(1.0, note.seconds / 1.5)
            shape = 1.0 - arch + arch * np.sin(math.pi * (0.15 + 0.8 * place_in_note)) ** 1.5
            if self.decay_seconds:
                shape = shape * np.exp(-time / self.decay_seconds)
            if index:
                shape = shape * (1.0 - self.parting * np.exp(-time / 0.045))
            force[first:last] = (shape * note.velocity)[: last - first]
        rise, fall = (
            1.0 - math.exp(-1.0 / (_CONTROL_RATE * seconds / 2.5))
            for seconds in (self.attack_seconds, self.release_seconds)
        )
        force = np.asarray(signal.lfilter([rise], [1.0, rise - 1.0], force))
        # What follows the last note dies away at the pace of the release.
        end = _point(max(note.onset_seconds + note.seconds for note in notes))
        tail = force[min(end, points - 1)] * np.exp(-np.arange(points - end) * fall)
        force[end:] = tail[: points - end]
        return np.asarray(force * (1.0 + 0.05 * _wander(points, 0.12, chance)))

    def _noise(self, notes: tuple[PlayedNote, ...], count: int, points: int, chance: np.random.Generator) -> Samples:
        strength = np.full(points, self.breath)
        for note in notes:
            first = _point(note.onset_seconds)
            burst = self.bite * np.exp(-np.arange(points - first) / (_CONTROL_RATE * 0.035))
            strength[first:] += burst
        noise = (chance.random(count, np.float32) - np.float32(0.5)) * stretch(strength, _CONTROL, count)
        coloured = filtered(noise, bandpass(self.breath_hertz, 0.7), highpass(300.0))
        return place(coloured * np.float32(2.0), 0.0)


def _point(seconds: float) -> int:
    return round(seconds * _CONTROL_RATE)


def _wander(points: int, period_seconds: float, chance: np.random.Generator) -> Floats:
    """`drift` at the pace of control points."""
    return drift(points, period_seconds * _CONTROL_RATE / SAMPLE_RATE * 1.0, chance).astype(np.float64)


def _cycle(profile: Profile, hertz: float) -> npt.NDArray[np.float32]:
    """One turn of the wave, of mean power one half, and its first sample again."""
    number = np.arange(1, 1 + max(1, min(_TABLE // 4, int(HIGHEST_HERTZ / hertz))), dtype=np.float64)
    gains = np.maximum(profile(number, number * hertz), 0.0)
    gains = gains / (math.sqrt(float(np.sum(gains**2))) + 1e-12)
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    # Phases by Schroeder (1970) keep the crest low without any chance.
    spectrum[1 : len(number) + 1] = gains * np.exp(-1j * math.pi * number * (number - 1) / len(number))
    cycle = fft.irfft(spectrum, _TABLE) * (_TABLE / 2)
    return np.append(cycle, cycle[0]).astype(np.float32)


def _read(
    tables: list[npt.NDArray[np.float32]], pitch: Floats, colour: Curve, start_cycles: float, count: int
) -> Samples:
    """The tables at the phase that the pitch runs through, mixed by colour: 0 is the first, 1 the second."""
    cycles = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0) / SAMPLE_RATE
    mean = (cycles[:-1] + cycles[1:]) / 2.0
    begin = (np.concatenate([[0.0], np.cumsum(mean * _CONTROL)[:-1]]) + start_cycles) % 1.0
    step = np.arange(_CONTROL, dtype=np.float32)
    slope = (np.diff(cycles) / (2.0 * _CONTROL)).astype(np.float32)
    phase = begin.astype(np.float32)[:, None] + cycles[:-1].astype(np.float32)[:, None] * step
    phase += slope[:, None] * (step * step)
    phase = phase.reshape(-1)[:count]
    phase -= np.floor(phase)
    phase *= np.float32(_TABLE)
    index = np.minimum(phase.astype(np.int32), _TABLE - 1)
    share = phase - index.astype(np.float32)
    soft, strong = (table.take(index) + share * np.diff(table).take(index) for table in tables)
    return np.asarray(soft + colour * (strong - soft), np.float32)
