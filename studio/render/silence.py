"""Reads stretches of silence from what FFmpeg's silencedetect reports. Pure."""

import re

_EDGE_SECONDS = 0.05
"""A stretch that begins this close to the start, or ends this close to the end, touches it."""


def read_silences(stderr: str, duration_seconds: float) -> tuple[tuple[float, float], ...]:
    """Start and end of each stretch in seconds; one that lasts to the end may have no reported end."""
    starts = [max(0.0, float(text)) for text in re.findall(r"silence_start: (-?[\d.e+-]+)", stderr)]
    ends = [float(text) for text in re.findall(r"silence_end: (-?[\d.e+-]+)", stderr)]
    return tuple(zip(starts, [*ends, duration_seconds][: len(starts)], strict=True))


def find_sound(silences: tuple[tuple[float, float], ...], duration_seconds: float) -> tuple[float, float]:
    """Where sound begins and ends, when silence at head and tail is left out.

    The whole length where there is no sound at all.
    """
    start, end = 0.0, duration_seconds
    for silence_start, silence_end in silences:
        if silence_start <= _EDGE_SECONDS:
            start = silence_end
        elif silence_end >= duration_seconds - _EDGE_SECONDS:
            end = silence_start
    return (start, end) if end - start > _EDGE_SECONDS else (0.0, duration_seconds)
