"""The beds by name, with the words that ask for them."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio.providers.music.composer.mixing.loudness import LoudnessMeter
from studio.providers.music.composer.sound.ambience import (
    Ambience,
    Calls,
    Drops,
    Hiss,
    Rumble,
    gusts,
    surf,
    talk,
    wander,
)
from studio.providers.music.composer.sound.filters import bandpass, filtered, highpass, lowpass, shelf
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

_HEARD_SECONDS = 20


@dataclass(frozen=True)
class NamedAmbience:
    words: tuple[str, ...]
    """What a prompt may call it, in the singular."""
    ambience: Ambience

    def gain_for(self, lufs: float) -> float:
        """What brings it to that loudness."""
        return gain_of(lufs - self._usual_lufs)

    @cached_property
    def _usual_lufs(self) -> float:
        """Found by hearing it."""
        stream = self.ambience.begin(_HEARD_SECONDS, np.random.default_rng(1))
        meter = LoudnessMeter()
        meter.hear(stream.run(_HEARD_SECONDS * SAMPLE_RATE))
        return meter.integrated_lufs()


def _thunder(chance: np.random.Generator) -> Samples:
    """Far away: a rumble that rolls in a few surges."""
    count = count_samples(float(chance.uniform(5.0, 9.0)))
    noise = chance.random(count // 16 + 1, np.float32) - np.float32(0.5)
    rumble = filtered(np.repeat(noise, 16)[:count], lowpass(110.0), lowpass(160.0), highpass(28.0))
    time = np.arange(count) / SAMPLE_RATE
    shape = np.zeros(count)
    for start in np.cumsum(chance.uniform(0.2, 1.6, 4)):
        since = np.maximum(time - start, 0.0)
        shape += chance.uniform(0.3, 1.0) * np.exp(-since / 1.1) * (1.0 - np.exp(-since / 0.25)) * (time > start)
    sound = place((rumble * shape).astype(np.float32) * np.float32(6.0), float(chance.uniform(-0.4, 0.4)))
    fade_out(sound, 1.5)
    return sound


def _bird(chance: np.random.Generator) -> Samples:
    """A few chirps of one bird, some way off."""
    count = int(chance.integers(2, 6))
    base = float(chance.uniform(2100.0, 3900.0))
    gap = float(chance.uniform(0.1, 0.24))
    length = float(chance.uniform(0.05, 0.14))
    bend = float(chance.uniform(-0.25, 0.3))
    sound = np.zeros(count_samples(count * gap + length + 0.1), np.float32)
    for number in range(count):
        time = np.arange(count_samples(length)) / SAMPLE_RATE
        share = time / length
        hertz = base * (1.0 + bend * np.sin(math.pi * share) * chance.uniform(0.7, 1.3))
        cycles = np.cumsum(hertz) / SAMPLE_RATE
        chirp = sine_of((cycles % 1.0).astype(np.float32)) * np.sin(math.pi * share).astype(np.float32) ** 2
        begin = count_samples(number * gap * float(chance.uniform(0.9, 1.1)))
        sound[begin : begin + len(chirp)] += chirp[: len(sound) - begin] * np.float32(chance.uniform(0.5, 1.0))
    return place(sound, float(chance.uniform(-0.8, 0.8)))


def _cup(chance: np.random.Generator) -> Samples:
    """China touched lightly, somewhere in the room."""
    tone = float(chance.uniform(1500.0, 2900.0))
    ratios = np.array([1.0, 1.52, 2.31, 3.4])
    gains = np.array([1.0, 0.5, 0.35, 0.2]) * chance.uniform(0.6, 1.2, 4)
    pan = float(chance.uniform(0.3, 1.3))
    sound = ring(tone * ratios, np.stack([gains * math.cos(pan), gains * math.sin(pan)]), np.full(4, 0.35), 0.3)
    fade_in(sound, 0.002)
    fade_out(sound, 0.05)
    return sound


def _page(chance: np.random.Generator) -> Samples:
    """Paper that is turned."""
    count = count_samples(float(chance.uniform(0.35, 0.6)))
    share = np.arange(count) / count
    noise = filtered(chance.random(count, np.float32) - np.float32(0.5), bandpass(3200.0, 0.6), highpass(900.0))
    shape = np.sin(math.pi * share) ** 2 * (0.5 + 0.5 * np.abs(np.sin(share * chance.uniform(9.0, 15.0))))
    return place((noise * shape).astype(np.float32), float(chance.uniform(-0.6, 0.6)))


def _cricket(chance: np.random.Generator) -> Samples:
    """One cricket's song of a few seconds."""
    count = count_samples(float(chance.uniform(2.5, 5.0)))
    time = np.arange(count) / SAMPLE_RATE
    tone = float(chance.uniform(3900.0, 4600.0))
    pulses = np.clip(np.sin(2 * math.pi * chance.uniform(26.0, 34.0) * time), 0.0, 1.0) ** 2
    chirps = np.clip(np.sin(2 * math.pi * chance.uniform(1.6, 2.4) * time) * 3.0, 0.0, 1.0)
    sound = sine_of(((tone * time) % 1.0).astype(np.float32)) * (pulses * chirps).astype(np.float32)
    fade_in(sound, 0.4)
    fade_out(sound, 0.6)
    return place(sound, float(chance.uniform(-0.9, 0.9)))


def _creak(chance: np.random.Generator) -> Samples:
    """Old wood."""
    tone = float(chance.uniform(160.0, 420.0))
    count = count_samples(0.25)
    knocks = np.zeros(count, np.float32)
    knocks[np.cumsum(chance.integers(60, 420, 20)) % count] = 1.0
    sound = filtered(knocks, bandpass(tone, 6.0), bandpass(tone * 1.7, 3.0))
    fade_in(sound, 0.03)
    fade_out(sound, 0.12)
    return place(sound * np.float32(4.0), float(chance.uniform(-0.7, 0.7)))


_ROOM = Rumble(0.5, 60.0, 420.0, wander(0.35, 6.0), width=0.7)
_AIR = Hiss(0.05, (lowpass(5000.0), highpass(300.0)), wander(0.4, 7.0))
_RAIN = (
    Hiss(0.30, (bandpass(2300.0, 0.32), highpass(350.0)), wander(0.35, 9.0), width=0.9),
    Rumble(0.28, 130.0, 700.0, wander(0.3, 13.0), width=0.8),
    Drops(9.0, 26.0, (bandpass(2600.0, 3.0), lowpass(6500.0)), weight=2.2),
    Drops(16.0, 7.0, (bandpass(1150.0, 5.0),), pan=0.3, weight=2.4),
    Drops(18.0, 3.0, (bandpass(620.0, 6.0),), pan=-0.4, weight=2.0),
)

AMBIENCES: dict[str, NamedAmbience] = {
    "rain": NamedAmbience(("rain", "drizzle", "downpour", "shower", "raindrop"), Ambience(_RAIN)),
    "storm": NamedAmbience(
        ("thunderstorm", "thunder", "storm"), Ambience((*_RAIN, Calls(1.0, 38.0, _thunder, first_seconds=22.0)))
    ),
    "wind": NamedAmbience(
        ("wind", "breeze", "eaves", "gust"),
        Ambience(
            (
                Rumble(1.0, 190.0, 350.0, gusts(4.5), width=0.7),
                Rumble(0.8, 400.0, 570.0, gusts(3.1), width=0.9),
                Rumble(0.35, 760.0, 1070.0, gusts(2.3), width=1.0),
            )
        ),
    ),
    "waves": NamedAmbience(
        ("wave", "ocean", "sea", "shore", "surf", "shingle", "beach"),
        Ambience(
            (
                Rumble(1.2, 60.0, 420.0, surf(9.5), width=0.7),
                Hiss(0.22, (bandpass(1400.0, 0.4),), surf(9.5, 0.7), width=0.9),
                Hiss(0.10, (highpass(2500.0), lowpass(7000.0)), surf(9.5, 1.5), width=1.0),
            )
        ),
    ),
    "stream": NamedAmbience(
        ("stream", "brook", "river", "water over stone", "water", "creek", "waterfall", "fountain"),
        Ambience(
            (
                Hiss(0.16, (bandpass(900.0, 0.5), highpass(250.0)), wander(0.3, 3.0), width=0.9),
                Drops(13.0, 34.0, (bandpass(780.0, 9.0),), pan=-0.2, weight=1.3),
                Drops(13.0, 26.0, (bandpass(1240.0, 10.0),), pan=0.3, weight=1.4),
                Drops(11.0, 14.0, (bandpass(480.0, 8.0),), weight=1.3),
            )
        ),
    ),
    "fire": NamedAmbience(
        ("crackling hearth", "hearth", "fireplace", "campfire", "fire", "ember"),
        Ambience(
            (
                Rumble(0.5, 50.0, 240.0, wander(0.5, 1.6), width=0.5),
                Hiss(0.04, (bandpass(2200.0, 0.5),), wander(0.6, 1.1), width=0.8),
                Drops(6.0, 7.0, (bandpass(1500.0, 0.8), lowpass(2800.0)), weight=2.3, motion=wander(0.9, 2.4)),
                Drops(10.0, 1.6, (bandpass(800.0, 1.4), lowpass(2600.0)), weight=2.2),
            )
        ),
    ),
    "vinyl": NamedAmbience(
        ("vinyl crackle", "vinyl", "record player", "crackle", "turntable", "gramophone", "dusty", "static"),
        Ambience(
            (
                Hiss(0.035, (bandpass(2600.0, 0.3),), wander(0.3, 1.8), width=0.5),
                Rumble(0.05, 35.0, 90.0, wander(0.4, 1.8), width=0.1),
                Drops(2.4, 9.0, (bandpass(2000.0, 0.7), lowpass(4200.0)), weight=3.0),
                Drops(5.0, 0.9, (bandpass(1000.0, 0.8), lowpass(3000.0)), weight=2.0),
            )
        ),
    ),
    "tape": NamedAmbience(
        ("tape hiss", "tape", "cassette", "tape warmth", "tape saturation"),
        Ambience(
            (
                Hiss(
                    0.07,
                    (shelf(2500.0, 4.0, is_high=True), lowpass(8000.0), highpass(400.0)),
                    wander(0.15, 5.0),
                    width=0.9,
                ),
            )
        ),
    ),
    "room": NamedAmbience(
        (
            "room tone",
            "room noise",
            "room sound",
            "stone hall",
            "woody room",
            "quiet room",
            "air of a stone hall",
            "dry room",
        ),
        Ambience((_ROOM, _AIR)),
    ),
    "birds": NamedAmbience(
        ("birdsong", "bird", "dawn chorus", "small wings", "garden air", "open window"),
        Ambience(
            (
                Rumble(0.22, 250.0, 1000.0, wander(0.4, 7.0)),
                Hiss(0.04, (bandpass(2600.0, 0.5),), gusts(5.0)),
                Calls(0.075, 4.5, _bird, first_seconds=3.0),
                Calls(0.035, 6.5, _bird, first_seconds=6.0),
            )
        ),
    ),
    "night": NamedAmbience(
        ("night insect", "insect", "cricket", "cicada", "summer night"),
        Ambience(
            (
                Rumble(0.25, 70.0, 500.0, wander(0.3, 8.0)),
                Calls(0.020, 2.6, _cricket, first_seconds=1.0),
                Calls(0.012, 3.4, _cricket, first_seconds=2.0),
            )
        ),
    ),
    "leaves": NamedAmbience(
        ("leaves", "grass", "forest", "bamboo", "field recording", "outdoor air", "meadow", "summer air"),
        Ambience(
            (
                Hiss(0.20, (bandpass(3200.0, 0.5), highpass(800.0)), gusts(3.4), width=1.0),
                Rumble(0.45, 270.0, 650.0, gusts(4.6), width=0.8),
                Calls(0.03, 9.0, _bird, first_seconds=5.0),
            )
        ),
    ),
    "cafe": NamedAmbience(
        (
            "cups and quiet talk",
            "cup",
            "murmur",
            "small club",
            "clink",
            "quiet talk",
            "cafe",
            "chairs",
            "restaurant",
            "bar noise",
        ),
        Ambience(
            (
                _ROOM,
                Rumble(0.55, 350.0, 530.0, talk(0.19), width=0.0),
                Rumble(0.45, 520.0, 810.0, talk(0.24), width=0.5),
                Rumble(0.35, 780.0, 1150.0, talk(0.16), width=1.0),
                Calls(0.05, 11.0, _cup, first_seconds=6.0),
            )
        ),
    ),
    "street": NamedAmbience(
        ("distant traffic", "traffic", "street", "city", "train", "windscreen"),
        Ambience((Rumble(1.0, 40.0, 190.0, wander(0.5, 6.0)), Rumble(0.30, 240.0, 960.0, gusts(6.0)))),
    ),
    "pages": NamedAmbience(
        ("page turn", "page", "library", "book"), Ambience((_ROOM, Calls(0.22, 17.0, _page, first_seconds=9.0)))
    ),
    "wood": NamedAmbience(
        ("creaking wood", "wooden floor", "pedal noise", "wooden room", "polished wood", "floorboard"),
        Ambience((_ROOM, Calls(0.12, 15.0, _creak, first_seconds=7.0))),
    ),
}
