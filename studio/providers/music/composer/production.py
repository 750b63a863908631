"""From a plan to a file: the score is written, played, mixed block by block, brought to its level and recorded.

Memory does not grow with the length: the mix goes through a spool on the disk, because its level is known at its end.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.providers.music.composer.ambiences import AMBIENCES
from studio.providers.music.composer.instruments import INSTRUMENTS
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.loudness import LoudnessMeter
from studio.providers.music.composer.mixing.mastering import MARGIN, Fader, fade_ends, master
from studio.providers.music.composer.mixing.mixer import BLOCK, Bed, Mixer
from studio.providers.music.composer.mixing.strip import Channel, Echo, Gesture, Strip
from studio.providers.music.composer.performance import map_tempo, perform
from studio.providers.music.composer.plan import TrackPlan
from studio.providers.music.composer.recording import FlacFile, Spool
from studio.providers.music.composer.score import Part, Score
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.sound.samples import Samples, count_samples, gain_of
from studio.providers.music.composer.styles.base import Layer
from studio.providers.music.composer.writing.arranging import arrange

_ECHO_FEEDBACK = 0.42
_LONGEST_ECHO_SECONDS = 2.0
_BEDS, _DITHER, _PARTS = 0, 1, 2
"""Places of the sources of chance."""


def produce(plan: TrackPlan, path: Path) -> None:
    """Write the track as FLAC, the same bytes for the same plan. Raises OSError where the disk is full."""
    meter = LoudnessMeter()
    with Spool(path.parent) as spool:
        for block in mix(plan, arrange(plan)):
            meter.hear(block)
            spool.write(block)
        _record(spool, Fader(meter), plan, path)


def mix(plan: TrackPlan, score: Score) -> Iterator[Samples]:
    """The score as it is played, with the plan's beds, block by block, before the master."""
    chance = random.Random(f"{plan.seed} performance")  # noqa: S311 - music, not secrecy
    feel = plan.style.feel
    tempo = map_tempo(score, feel, plan.lead_in_seconds, plan.lead_in_seconds + plan.music_seconds, chance)
    played = [(part, perform(part, INSTRUMENTS[part.instrument].voice, feel, tempo, chance)) for part in score.parts]
    kicks = [
        gesture.first_sample
        for part, gestures in played
        if part.role is Role.DRUMS
        for gesture in gestures
        if round(gesture.notes[0].pitch) == Drum.KICK
    ]
    layers = {cast.place: cast.layer for cast in plan.cast}
    mixer = Mixer(
        [_strip(part, layers[part.layer], gestures, kicks, score.bpm, plan.seed) for part, gestures in played],
        [
            Bed(AMBIENCES[name].ambience, AMBIENCES[name].gain_for(plan.style.usual_lufs + decibels))
            for name, decibels in plan.beds
        ],
        plan.room,
        plan.style.tape,
        count_samples(plan.seconds),
        _noise(plan.seed, _BEDS),
    )
    return mixer.blocks()


def _strip(part: Part, layer: Layer, gestures: list[Gesture], kicks: list[int], bpm: float, seed: int) -> Strip:
    instrument = INSTRUMENTS[part.instrument]
    echo = None
    if layer.echo_gain:
        seconds = layer.echo_beats * 60.0 / bpm
        while seconds > _LONGEST_ECHO_SECONDS:
            seconds /= 2.0
        echo = Echo(seconds, _ECHO_FEEDBACK, layer.echo_gain)
    channel = Channel(instrument.gain * gain_of(layer.decibels), layer.pan, layer.send, echo, layer.ducked)
    return Strip(instrument.voice, channel, gestures, kicks, _noise(seed, _PARTS + part.layer))


def _noise(seed: int, place: int) -> np.random.Generator:
    """Each part has its own, so that a change in one leaves the others as they are."""
    return np.random.default_rng((seed & 0xFFFF_FFFF_FFFF_FFFF, place))


def _record(spool: Spool, fader: Fader, plan: TrackPlan, path: Path) -> None:
    opening, closing = count_samples(plan.lead_in_seconds), count_samples(plan.ending_seconds)
    with FlacFile(path, _noise(plan.seed, _DITHER)) as file:
        for start in range(0, spool.length, BLOCK):
            count = min(BLOCK, spool.length - start)
            first, length = start - MARGIN, count + 2 * MARGIN
            sound = master(spool.read(first, length), fader.gains(first, length))
            fade_ends(sound, start, spool.length, opening, closing)
            file.write(sound)
