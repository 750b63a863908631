"""Hears tracks as an album's listener would compare them: tones, colours, fingerprints, and whatever comes again."""

import itertools
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.render.ffmpeg import find_ffmpeg

Sound = npt.NDArray[np.float32]
"""Two channels x samples, full scale 1."""
Values = npt.NDArray[np.float64]

_FRAME = 4096
_A4_HERTZ, _A4_CLASS = 440.0, 9
_LOWEST_HERTZ, _HIGHEST_HERTZ = 60.0, 4000.0
_ONSET_FRAME, _ONSET_HOP = 2048, 480
_ONSET_FLOOR = 1e-3
"""Of a band's share of the mean: what is fainter does not count as a beginning."""
_SLOWEST_BPM, _USUAL_BPM, _FASTEST_BPM = 45.0, 90.0, 190.0
_BEATS_HEARD_AHEAD = 8


def hear(path: Path) -> tuple[Sound, int]:
    """The whole of a FLAC file of 16 bits, and its rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        frames = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(stream)]
        return np.concatenate(frames).T.astype(np.float32) / np.float32(2**15), stream.rate


def chroma_of(sound: Sound, rate: int) -> Values:
    """How strong each of the twelve pitch classes is, from C, as shares of the whole."""
    power = _spectra(sound).mean(axis=0)
    hertz = np.fft.rfftfreq(_FRAME, 1 / rate)
    heard = (hertz > _LOWEST_HERTZ) & (hertz < _HIGHEST_HERTZ)
    classes = (np.round(12 * np.log2(hertz[heard] / _A4_HERTZ)).astype(int) + _A4_CLASS) % 12
    chroma = np.bincount(classes, np.sqrt(power[heard]), 12)
    return np.asarray(chroma / chroma.sum())


def colour_of(sound: Sound, rate: int) -> Values:
    """The timbre: level in decibels of each third of an octave from 50 Hz on, around their mean."""
    power = _spectra(sound).mean(axis=0)
    hertz = np.fft.rfftfreq(_FRAME, 1 / rate)
    edges = 50.0 * 2.0 ** (np.arange(26) / 3.0)
    bands = [power[(hertz >= low) & (hertz < high)] for low, high in itertools.pairwise(edges)]
    levels = 10.0 * np.log10(np.array([band.mean() if len(band) else np.nan for band in bands]) + 1e-12)
    levels = levels[~np.isnan(levels)]
    return np.asarray(levels - levels.mean())


def tempo_of(sound: Sound, rate: int) -> float:
    """Beats a minute, by the strength of onsets and how far it agrees with itself one to eight beats later.

    It may be half or twice what was written; of those, the one nearer to 90 is preferred, as listeners tap (the weight
    is that of Ellis, "Beat Tracking by Dynamic Programming", 2007: a bell over octaves).
    """
    strength = _onset_strength(sound, rate)
    strength -= strength.mean()
    count = len(strength)
    agreement = np.fft.irfft(np.abs(np.fft.rfft(strength, 2 * count)) ** 2)[:count] / (count - np.arange(count) + 1.0)
    tempi = np.geomspace(_SLOWEST_BPM, _FASTEST_BPM, 1200)
    hops_a_beat = 60.0 * rate / _ONSET_HOP / tempi
    beats = np.arange(1, _BEATS_HEARD_AHEAD + 1)
    score = np.interp(hops_a_beat[:, None] * beats, np.arange(count), agreement).mean(axis=1)
    return float(tempi[np.argmax(score * np.exp(-0.5 * np.log2(tempi / _USUAL_BPM) ** 2))])


def _onset_strength(sound: Sound, rate: int) -> Values:
    """How much louder, in all bands together, each hundredth of a second is than the one before; by the usual rise."""
    windows = np.lib.stride_tricks.sliding_window_view(sound.mean(axis=0), _ONSET_FRAME)[::_ONSET_HOP]
    power = np.abs(np.fft.rfft(windows * np.hanning(_ONSET_FRAME).astype(np.float32), axis=1)) ** 2
    hertz = np.fft.rfftfreq(_ONSET_FRAME, 1 / rate)
    edges = np.geomspace(40.0, 10_000.0, 33)
    bands = np.stack([power[:, (hertz >= low) & (hertz < max(high, low + rate / _ONSET_FRAME))].sum(axis=1)
                      for low, high in itertools.pairwise(edges)], axis=1)  # fmt: skip
    rises = np.maximum(np.diff(np.log(bands + _ONSET_FLOOR * bands.mean()), axis=0), 0.0).sum(axis=1)
    second = rate // _ONSET_HOP
    return np.asarray(np.maximum(rises - np.convolve(rises, np.full(second, 1.0 / second), "same"), 0.0))


def fingerprint_of(path: Path) -> npt.NDArray[np.uint32]:
    """By Chromaprint, as music libraries use it: 32 bits for about each eighth of a second."""
    command = [str(find_ffmpeg(None)), "-v", "error", "-i", str(path), "-f", "chromaprint", "-fp_format", "raw", "-"]
    made = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(made.stdout, np.uint32)


def share_of_equal_bits(first: npt.NDArray[Any], second: npt.NDArray[Any], least_frames: int = 80) -> float:
    """Between two fingerprints at the offset where they agree best; a half is what chance gives."""
    best = 0.0
    for offset in range(least_frames - len(second), len(first) - least_frames + 1):
        ours, theirs = first[max(0, offset) :], second[max(0, -offset) :]
        count = min(len(ours), len(theirs))
        best = max(best, 1.0 - float(np.bitwise_count(ours[:count] ^ theirs[:count]).mean()) / 32.0)
    return best


def likeness_within(sound: Sound, rate: int, seconds: float = 8.0) -> float:
    """The highest correlation between two stretches of so many seconds that do not overlap.

    What is compared is how each band of the spectrum moves about its own mean, twelve times a second. 1 is a loop.
    """
    spectra = _spectra(sound)
    hertz = np.fft.rfftfreq(_FRAME, 1 / rate)
    edges = np.geomspace(60.0, 8000.0, 41)
    bands = np.stack([spectra[:, (hertz >= low) & (hertz < max(high, low + rate / _FRAME))].sum(axis=1)
                      for low, high in itertools.pairwise(edges)])  # fmt: skip
    levels = np.log(bands + 1e-9)
    levels -= levels.mean(axis=1, keepdims=True)
    frames = round(seconds * rate / _FRAME)
    windows = np.lib.stride_tricks.sliding_window_view(levels, frames, axis=1)[:, ::3].transpose(1, 0, 2)
    flat = windows.reshape(len(windows), -1)
    flat = (flat - flat.mean(axis=1, keepdims=True)) / (flat.std(axis=1, keepdims=True) + 1e-9)
    likeness = flat @ flat.T / flat.shape[1]
    apart = -(-frames // 3)
    return float(max((np.diag(likeness, shift).max() for shift in range(apart, len(likeness))), default=0.0))


def comes_twice(sound: Sound, samples: int) -> bool:
    """Whether some stretch of so many samples occurs twice, sample for sample, digital silence apart.

    By a hash that rolls over the samples (Karp and Rabin, 1987): a stretch that comes again holds a block of half its
    length, counted from the start, that is found again somewhere.
    """
    whole = np.rint(sound * np.float32(2**15)).astype(np.int64)
    values = (whole[0] * 8_388_617 + whole[1]).astype(np.uint64)
    base = np.uint64(0x9E3779B97F4A7C15)
    inverse = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
    block = samples // 2
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.concatenate([[np.uint64(1)], np.full(len(values), base)]), dtype=np.uint64)
        inverses = np.cumprod(np.concatenate([[np.uint64(1)], np.full(len(values), inverse)]), dtype=np.uint64)
        sums = np.concatenate([[np.uint64(0)], np.cumsum(values * powers[:-1], dtype=np.uint64)])
        hashes = (sums[block:] - sums[:-block]) * inverses[: len(sums) - block]
    sounds = np.flatnonzero(hashes[::block] != 0) * block
    places = np.isin(hashes, hashes[sounds])
    return bool(places.sum() > len(sounds))


def longest_quiet_seconds(sound: Sound, rate: int, below_dbfs: float = -60.0) -> float:
    """Of stretches in which no tenth of a second is louder."""
    hop = rate // 10
    count = sound.shape[1] // hop
    power = np.square(sound[:, : count * hop]).mean(axis=0).reshape(count, hop).mean(axis=1)
    longest = now = 0
    for is_quiet in power < 10 ** (below_dbfs / 10):
        now = now + 1 if is_quiet else 0
        longest = max(longest, now)
    return longest / 10


def _spectra(sound: Sound) -> Values:
    """Power of the sum of both sides, frames x frequencies."""
    mono = sound.mean(axis=0)
    count = len(mono) // _FRAME
    frames = mono[: count * _FRAME].reshape(count, _FRAME) * np.hanning(_FRAME).astype(np.float32)
    return np.asarray(np.abs(np.fft.rfft(frames, axis=1)) ** 2, np.float64)
