"""One part's channel: plays its gestures when they are due, and sets level, place and echo."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.providers.music.composer.sound.filters import StreamFilter, bandpass
from studio.providers.music.composer.sound.percussion import Kit
from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples, count_samples
from studio.providers.music.composer.sound.voice import PlayedNote, Voice

_DUCK_SECONDS = 0.16
_DUCK_STEP = 240
_ROOM_SAMPLES = 4 * SAMPLE_RATE
_HUSH = np.float32(1e-9)
"""A constant far below hearing, which the echo's filter takes out again: in true silence its memory would die away to
numbers so small that processors are slow with them."""
_STROKES = 5
"""Different ones of each drum, strength and length."""
_SHADES = 14
"""Of strength, from nothing to full."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """What is played in one go, and when."""

    first_sample: int
    notes: tuple[PlayedNote, ...]


@dataclass(frozen=True, slots=True)
class Echo:
    """Repeats from side to side, each softer and duller."""

    seconds: float
    feedback: float
    gain: float


@dataclass(frozen=True, slots=True)
class Channel:
    """How a part sits in the mix."""

    gain: float
    pan: float = 0.0
    send: float = 0.2
    """Share that goes to the room."""
    echo: Echo | None = None
    ducked: float = 0.0
    """How far it makes way for each stroke of the kick, 0 to 1."""


class Strip:
    """Yields a part block by block. Notes that ring on are kept for the next block."""

    def __init__(
        self,
        voice: Voice,
        channel: Channel,
        gestures: Sequence[Gesture],
        kicks: Sequence[int],
        chance: np.random.Generator,
    ) -> None:
        self.channel = channel
        self._voice = voice
        self._gestures = sorted(gestures, key=lambda gesture: gesture.first_sample)
        self._kicks = np.array(kicks, np.int64)
        self._chance = chance
        self._next = 0
        self._strokes: dict[tuple[float, int, int], list[Samples]] = {}
        self._ahead = np.zeros((2, 0), np.float32)
        self._echo = None if channel.echo is None else _EchoStream(channel.echo)
        angle = (channel.pan + 1.0) * (math.pi / 4.0)
        self._sides = (np.array([[math.cos(angle)], [math.sin(angle)]]) * math.sqrt(2.0) * channel.gain).astype(
            np.float32
        )

    def run(self, start: int, count: int) -> Samples | None:
        """The samples from `start` on, or None where the part is silent."""
        while self._next < len(self._gestures) and self._gestures[self._next].first_sample < start + count:
            gesture = self._gestures[self._next]
            self._add(self._play(gesture.notes), gesture.first_sample - start, count)
            self._next += 1
        if self._ahead.shape[1] == 0 and self._echo is None:
            return None
        if self._ahead.shape[1] < count:
            self._ahead = np.pad(self._ahead, ((0, 0), (0, count - self._ahead.shape[1])))
        block = self._ahead[:, :count] * self._sides
        self._ahead = self._ahead[:, count:].copy()
        if self._echo is not None:
            block = self._echo.run(block)
        if self.channel.ducked and len(self._kicks):
            block *= self._duck(start, count)
        return block

    def _play(self, notes: tuple[PlayedNote, ...]) -> Samples:
        """A drummer's strokes are alike: once there are a few of a kind, one of those is heard again."""
        if not isinstance(self._voice, Kit):
            return self._voice.play(notes, self._chance)
        (note,) = notes
        strokes = self._strokes.setdefault((note.pitch, round(note.velocity * _SHADES), round(note.seconds * 10)), [])
        if len(strokes) < _STROKES:
            strokes.append(self._voice.play(notes, self._chance))
            return strokes[-1]
        return strokes[int(self._chance.integers(_STROKES))]

    def _add(self, sound: Samples, offset: int, count: int) -> None:
        if offset < 0:
            sound, offset = sound[:, -offset:], 0
        end = offset + sound.shape[1]
        if end > self._ahead.shape[1]:
            # Room for the block and what is yet to ring on, so that it does not grow note by note.
            longer = np.zeros((2, max(count, end) + _ROOM_SAMPLES), np.float32)
            longer[:, : self._ahead.shape[1]] = self._ahead
            self._ahead = longer
        self._ahead[:, offset:end] += sound

    def _duck(self, start: int, count: int) -> Samples:
        points = start + np.arange(-(-count // _DUCK_STEP) + 1) * _DUCK_STEP
        last = np.searchsorted(self._kicks, points, side="right") - 1
        since = np.where(last >= 0, points - self._kicks[np.maximum(last, 0)], SAMPLE_RATE * 10) / SAMPLE_RATE
        depth = self.channel.ducked * np.exp(-since / _DUCK_SECONDS) * np.minimum(since / 0.01, 1.0)
        gain = (1.0 - depth).astype(np.float32)
        ramp = np.arange(_DUCK_STEP, dtype=np.float32) / np.float32(_DUCK_STEP)
        return np.asarray(gain[:-1, None] + np.diff(gain)[:, None] * ramp).reshape(-1)[:count]


class _EchoStream:
    def __init__(self, echo: Echo) -> None:
        self._echo = echo
        self._tone = StreamFilter(bandpass(850.0, 0.36))
        self._line = np.zeros((2, count_samples(echo.seconds)), np.float32)

    def run(self, block: Samples) -> Samples:
        source = self._tone.run(block + _HUSH)
        delay = self._line.shape[1]
        out = block.copy()
        for begin in range(0, block.shape[1], delay):
            end = min(begin + delay, block.shape[1])
            heard = self._line[:, : end - begin]
            out[:, begin:end] += heard * np.float32(self._echo.gain)
            fed = source[:, begin:end] + heard[::-1] * np.float32(self._echo.feedback)
            self._line = np.concatenate([self._line[:, end - begin :], fed], axis=1)
        return out
