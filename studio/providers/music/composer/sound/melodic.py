"""One player of one line: bowed strings, winds, brass, reeds and soft leads, whose notes grow out of one another.

A line is a single tone from breath to breath. Its pitch glides, its vibrato comes late and takes loudness and colour
with it, some notes are slurred and some begun anew, and its colour follows how strongly it is played: for each note two
single-cycle tables, soft and strong, are read at the same phase and mixed.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

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
_SCHROEDER = 40.0
_TAIL_RELEASES = 4.0
_JOIN = 768
"""Samples in which the colour of one note goes over into that of the next."""
_SLURRED = 0.3
"""What is left of the beginning of a note that is only slurred to."""
_LEAP = 5


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
    pulse: float = 0.08
    """How much the loudness goes with the vibrato: much for flutes, little for strings."""
    scoop_cents: float = 0.0
    """How far below its pitch a line begins; notes within it that are begun anew, a third of that."""
    parting: float = 0.3
    """How much the tone dips between two notes of one line: a new bow stroke, a tongue."""
    swell: float = 0.35
    """How much a long note grows after its beginning and ebbs before its end."""
    decay_seconds: float = 0.0
    """For a synthesizer's lead that sinks while it is held; 0 does not."""
    breath: float = 0.0
    """Noise beside the tone, of air or of the bow."""
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
        is_begun = _articulate(notes, chance)
        pitch, vibrato = self._bend(notes, is_begun, points, chance)
        force = self._shape(notes, is_begun, points, chance)
        force *= 1.0 + self.pulse * min(1.0, self.vibrato_cents / 8.0) * vibrato
        loudness = stretch(force, _CONTROL, count)
        colour = stretch(self._colour(force), _CONTROL, count)
        joins = [0, *(min(round(note.onset_seconds * SAMPLE_RATE), count) for note in notes[1:]), count]
        tables = [(_cycle(self.soft, note.pitch), _cycle(self.strong, note.pitch)) for note in notes]
        if self.chorus_cents:
            sides = [
                _read(tables, joins, _turn(pitch + sign * self.chorus_cents / 100.0, chance, count), colour)
                for sign in (-0.5, 0.5)
            ]
            sound = np.stack(
                [
                    sides[0] * np.float32(0.8) + sides[1] * np.float32(0.2),
                    sides[1] * np.float32(0.8) + sides[0] * np.float32(0.2),
                ]
            )
            sound *= loudness
        else:
            phase = _turn(pitch, chance, count)
            sound = _read(tables, joins, phase, colour)
            sound *= loudness
            if self.breath or self.bite:
                sound += self._noise(notes, is_begun, force, phase, chance)
        sections = [peak(*resonance) for resonance in self.body]
        if self.low_cut_hertz:
            sections.append(highpass(self.low_cut_hertz))
        if sections:
            sound = filtered(sound, *sections)
        fade_in(sound, 0.004)
        fade_out(sound, min(0.03, seconds / 4))
        return sound if sound.ndim == 2 else place(sound, 0.0)

    def _bend(
        self, notes: tuple[PlayedNote, ...], is_begun: Sequence[bool], points: int, chance: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """At each control point the pitch, in MIDI numbers, and where the vibrato is, -1 to 1."""
        pitch = np.empty(points)
        ripe = np.zeros(points)
        rate = np.empty(points)
        for index, note in enumerate(notes):
            first = 0 if index == 0 else _point(note.onset_seconds)
            last = points if index + 1 == len(notes) else _point(notes[index + 1].onset_seconds)
            time = np.arange(max(0, last - first)) / _CONTROL_RATE
            pitch[first:last] = note.pitch + chance.normal(0.0, 0.02)
            if index and is_begun[index]:
                scoop = self.scoop_cents / 300.0 * chance.uniform(0.3, 1.2)
                pitch[first:last] -= scoop * np.exp(-time / 0.05)
            # It comes late and grows, later in soft notes, each time a little otherwise; short notes have none.
            delay = self.vibrato_delay_seconds * chance.uniform(0.6, 1.4) * (1.3 - 0.5 * note.velocity)
            growth = np.clip((time - delay) / chance.uniform(0.35, 0.9), 0.0, 1.0)
            growth *= 1.0 - 0.5 * np.clip((time - 0.8 * note.seconds) / (0.2 * note.seconds), 0.0, 1.0)
            ripe[first:last] = growth * chance.uniform(0.7, 1.15) * (0.8 + 0.4 * note.velocity)
            rate[first:last] = self.vibrato_hertz * chance.uniform(0.94, 1.06) * (0.9 + 0.1 * growth)
        glide = 1.0 - math.exp(-1.0 / (_CONTROL_RATE * self.glide_seconds / 3.0))
        start = pitch[0] - self.scoop_cents / 100.0 * chance.uniform(0.6, 1.2)
        pitch, _ = signal.lfilter([glide], [1.0, glide - 1.0], pitch, zi=[start * (1.0 - glide)])
        rate *= 1.0 + 0.07 * _wander(points, 0.7, chance)
        turn = 2 * math.pi * (np.cumsum(rate) / _CONTROL_RATE + chance.random())
        vibrato = ripe * np.sin(turn) * (1.0 + 0.25 * _wander(points, 0.9, chance))
        unsteady = 0.025 * _wander(points, 0.25, chance) + 0.012 * _wander(points, 0.045, chance)
        return np.asarray(pitch + self.vibrato_cents / 100.0 * vibrato + unsteady), vibrato

    def _shape(
        self, notes: tuple[PlayedNote, ...], is_begun: Sequence[bool], points: int, chance: np.random.Generator
    ) -> Floats:
        """How strongly it is played at each control point, 0 to about 1."""
        force = np.zeros(points)
        for index, note in enumerate(notes):
            first, last = _point(note.onset_seconds), _point(note.onset_seconds + note.seconds)
            if index + 1 < len(notes):
                last = min(last, _point(notes[index + 1].onset_seconds))
            length = max(1, last - first)
            place_in_note = np.arange(length) / length
            time = np.arange(length) / _CONTROL_RATE
            # Long notes have an arch of their own, with its height here or there; short ones pass by.
            arch = self.swell * min(1.0, note.seconds / 1.5) * chance.uniform(0.7, 1.2)
            leaning = place_in_note ** chance.uniform(0.75, 1.35)
            shape = 1.0 - arch + arch * np.sin(math.pi * (0.15 + 0.8 * leaning)) ** 1.5
            if self.decay_seconds:
                shape = shape * np.exp(-time / self.decay_seconds)
            if is_begun[index]:
                shape = shape * (1.0 + 0.2 * note.velocity * np.exp(-time / 0.09))
            if index:
                parting = self.parting * (1.0 if is_begun[index] else _SLURRED)
                shape = shape * (1.0 - parting * np.exp(-time / 0.045))
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
        unsteady = 0.05 * _wander(points, 0.12, chance) + 0.025 * _wander(points, 0.03, chance)
        return np.asarray(force * (1.0 + unsteady))

    def _colour(self, force: Floats) -> Floats:
        """0 is soft, 1 strong; the high partials speak a little after the low ones."""
        late = 1.0 - math.exp(-1.0 / (_CONTROL_RATE * 0.3 * self.attack_seconds))
        colour = np.clip(force * 1.15, 0.0, 1.0) ** 1.5
        return np.asarray(signal.lfilter([late], [1.0, late - 1.0], colour))

    def _noise(
        self,
        notes: tuple[PlayedNote, ...],
        is_begun: Sequence[bool],
        force: Floats,
        phase: Curve,
        chance: np.random.Generator,
    ) -> Samples:
        """Air and bow: less of it where it is soft, but not as much less as of the tone; a burst where a note begins.

        It comes and goes with each turn of the wave, as it does where a reed, a lip or a bow lets it through.
        """
        points = len(force)
        strength = self.breath * 0.8 * np.maximum(force, 0.0) ** 0.6 * (1.0 + 0.3 * _wander(points, 0.07, chance))
        for note, begun in zip(notes, is_begun, strict=True):
            first = _point(note.onset_seconds)
            time = np.arange(points - first) / _CONTROL_RATE
            burst = self.bite * note.velocity * chance.uniform(0.7, 1.3) * (1.0 if begun else _SLURRED)
            strength[first:] += burst * np.exp(-time / 0.03) * (1.0 - np.exp(-time / 0.004))
        noise = chance.random(len(phase), np.float32) - np.float32(0.5)
        noise *= stretch(strength, _CONTROL, len(phase))
        noise *= _GRAIN.take((phase * np.float32(_TABLE)).astype(np.int32))
        return filtered(noise, bandpass(self.breath_hertz, 0.7), highpass(300.0)) * np.float32(2.0)


def _articulate(notes: tuple[PlayedNote, ...], chance: np.random.Generator) -> list[bool]:
    """Which notes are begun anew, by tongue or bow: the first, repeated ones, most leaps, and some others."""
    begun = [True]
    for before, note in itertools.pairwise(notes):
        step = abs(note.pitch - before.pitch)
        begun.append(step < 0.5 or bool(chance.random() < (0.75 if step >= _LEAP else 0.4)))
    return begun


def _point(seconds: float) -> int:
    return round(seconds * _CONTROL_RATE)


def _wander(points: int, period_seconds: float, chance: np.random.Generator) -> Floats:
    """`drift` at the pace of control points."""
    return drift(points, period_seconds * _CONTROL_RATE / SAMPLE_RATE * 1.0, chance).astype(np.float64)


_GRAIN = (0.6 + 0.8 * np.sin(math.pi * np.arange(_TABLE + 1) / _TABLE) ** 4).astype(np.float32)
"""How much noise passes at each place of a turn."""


@lru_cache(maxsize=1024)
def _cycle(profile: Profile, pitch: float) -> npt.NDArray[np.float32]:
    """One turn of the wave, of mean power one half, and its first sample again."""
    hertz = hertz_of(pitch)
    number = np.arange(1, 1 + max(1, min(_TABLE // 4, int(HIGHEST_HERTZ / hertz))), dtype=np.float64)
    gains = np.maximum(profile(number, number * hertz), 0.0)
    gains = gains / (math.sqrt(float(np.sum(gains**2))) + 1e-12)
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    # Phases after Schroeder (1970) keep the crest low; the same for all notes, so that two of them can be mixed.
    spectrum[1 : len(number) + 1] = gains * np.exp(-1j * math.pi * number * (number - 1) / _SCHROEDER)
    cycle = fft.irfft(spectrum, _TABLE) * (_TABLE / 2)
    return np.append(cycle, cycle[0]).astype(np.float32)


def _turn(pitch: Floats, chance: np.random.Generator, count: int) -> Curve:
    """The phase at each sample in cycles, 0 to 1, of a tone whose pitch runs through the control points."""
    cycles = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0) / SAMPLE_RATE
    mean = (cycles[:-1] + cycles[1:]) / 2.0
    begin = (np.concatenate([[0.0], np.cumsum(mean * _CONTROL)[:-1]]) + chance.random()) % 1.0
    step = np.arange(_CONTROL, dtype=np.float32)
    slope = (np.diff(cycles) / (2.0 * _CONTROL)).astype(np.float32)
    phase = begin.astype(np.float32)[:, None] + cycles[:-1].astype(np.float32)[:, None] * step
    phase += slope[:, None] * (step * step)
    phase = phase.reshape(-1)[:count]
    phase -= np.floor(phase)
    return phase


def _read(tables: Sequence[tuple[Samples, Samples]], joins: Sequence[int], phase: Curve, colour: Curve) -> Samples:
    """Each note's pair of tables at the phase, mixed by colour: 0 is the first, 1 the second.

    Note by note from one join to the next, and a little further, while the next one comes in.
    """
    sound = np.zeros(len(phase), np.float32)
    for pair, begin, end in zip(tables, joins, joins[1:], strict=False):
        stop = min(end + _JOIN, len(phase))
        where = phase[begin:stop] * np.float32(_TABLE)
        index = np.minimum(where.astype(np.int32), _TABLE - 1)
        where -= index
        soft, strong = (table.take(index) + where * np.diff(table).take(index) for table in pair)
        strong -= soft
        strong *= colour[begin:stop]
        soft += strong
        ramp = np.arange(_JOIN, dtype=np.float32) / np.float32(_JOIN)
        if begin:
            soft[:_JOIN] *= ramp[: len(soft)]
        if stop > end:
            soft[end - begin :] *= (np.float32(1.0) - ramp)[: stop - end]
        sound[begin:stop] += soft
    return sound
