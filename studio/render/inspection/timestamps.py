"""Reads lengths, distances and faults from the times of packets. Pure."""

import numpy as np

from studio.render.arguments import PACKET_SAMPLES
from studio.render.inspection.packets import AudioPackets, Times, VideoPackets
from studio.render.inspection.words import clock
from studio.render.timeline import SAMPLE_RATE

_LARGEST_GAP_SECONDS = 0.5
"""Where the rate may vary: longer without a picture, it is a gap."""
_ROUNDING_TICKS = 2
"""Containers that count in milliseconds round each time."""


def video_span(packets: VideoPackets) -> tuple[float, float]:
    """When the first picture appears and the last one goes, in seconds."""
    if not len(packets.times):
        return 0.0, 0.0
    shown = np.sort(packets.times)
    last = int(shown[-1]) + _last_duration(packets, shown)
    return float(int(shown[0]) * packets.time_base), float(last * packets.time_base)


def audio_span(packets: AudioPackets) -> tuple[float, float]:
    """When the sound begins and ends, in seconds. What lies before zero is an encoder's priming and is not heard."""
    if not packets.count:
        return 0.0, 0.0
    begins, ends = max(0, int(packets.run_times[0])), int(packets.run_ends[-1])
    return float(begins * packets.time_base), float(ends * packets.time_base)


def longest_group(packets: VideoPackets) -> tuple[float, float]:
    """The largest distance of two key frames, or of the last one and the end, and where; in seconds."""
    if not len(packets.group_starts):
        return 0.0, 0.0
    shown = np.sort(packets.times)
    keys = np.append(packets.times[packets.group_starts], int(shown[-1]) + _last_duration(packets, shown))
    distances = np.diff(keys)
    place = int(distances.argmax())
    return float(int(distances[place]) * packets.time_base), float(int(keys[place]) * packets.time_base)


def planned_video_fault(packets: VideoPackets, fps: int, frames: int) -> str:
    """What keeps the pictures from being shown one by one on the frames 0 to before `frames`; empty if nothing does."""
    disorder = packets.fault or _decoding_fault(packets)
    if disorder:
        return disorder
    # In units of a frame and of the time base together: integers without a rounding.
    places = packets.times * (packets.time_base.numerator * fps)
    between = places % packets.time_base.denominator != 0
    if between.any():
        return f"a picture at {float(packets.times[between][0] * packets.time_base):.4f} s, between two frames"
    shown = np.sort(places // packets.time_base.denominator)
    twice = shown[:-1][np.diff(shown) == 0]
    if len(twice):
        return f"frame {twice[0]} is there twice, at {clock(twice[0] / fps)}"
    planned = shown[(shown >= 0) & (shown < frames)]
    is_missing = np.ones(frames, np.bool_)
    is_missing[planned] = False
    missing = np.flatnonzero(is_missing)
    if len(missing):
        return f"{len(missing)} of {frames} frames missing, the first at {clock(missing[0] / fps)}"
    beyond = len(shown) - len(planned)
    return f"{beyond} frames too many" if beyond else ""


def any_video_fault(packets: VideoPackets) -> str:
    """Gaps, and pictures upon others. The rate may vary, as it does in what a phone films.

    Times of decoding are left out: not all containers have them.
    """
    if packets.fault or not len(packets.times):
        return packets.fault or "no picture"
    shown = np.sort(packets.times)
    distances = np.diff(shown)
    if (distances == 0).any():
        return f"two pictures at {clock(float(shown[:-1][distances == 0][0] * packets.time_base))}"
    gaps = np.flatnonzero(distances * float(packets.time_base) > _LARGEST_GAP_SECONDS)
    if len(gaps):
        start = float(int(shown[gaps[0]]) * packets.time_base)
        return f"no picture for {float(int(distances[gaps[0]]) * packets.time_base):.2f} s at {clock(start)}"
    return ""


def planned_audio_fault(packets: AudioPackets) -> str:
    """What keeps the AAC packets from following each other sample by sample, from zero on."""
    if packets.fault or not packets.count:
        return packets.fault or "no sound"
    whole = PACKET_SAMPLES / (packets.time_base * SAMPLE_RATE)
    if whole.denominator != 1:
        return "its times do not count samples"
    late = packets.run_times - packets.run_starts * whole.numerator
    # A run of other durations goes wrong with its second packet, be the first in time or not.
    goes_wrong = (packets.run_lengths > 1) & (packets.run_durations != whole.numerator)
    for run in np.flatnonzero((late != 0) | goes_wrong).tolist():
        begun, amount = int(packets.run_times[run]), int(late[run])
        if amount:
            return _gap(packets, begun, amount)
        duration = int(packets.run_durations[run])
        return _gap(packets, begun + duration, duration - whole.numerator)
    return ""


def any_audio_fault(packets: AudioPackets) -> str:
    """Gaps in the sound and sounds upon others. It may begin at any time."""
    if packets.fault or not packets.count:
        return packets.fault or "no sound"
    late = packets.run_times[1:] - packets.run_ends[:-1]
    gaps = np.flatnonzero(np.abs(late) > _ROUNDING_TICKS)
    return _gap(packets, int(packets.run_times[gaps[0] + 1]), int(late[gaps[0]])) if len(gaps) else ""


def _gap(packets: AudioPackets, time: int, late: int) -> str:
    """A packet that comes at `time`, and so much late, in units of the time base."""
    seconds = float(late * packets.time_base)
    amount = f"{abs(seconds) * 1000:.1f} ms {'missing' if seconds > 0 else 'too many'}"
    return f"{amount} at {clock(float(time * packets.time_base))}"


def _decoding_fault(packets: VideoPackets) -> str:
    if not len(packets.times):
        return "no picture"
    back = np.flatnonzero(np.diff(packets.decode_times) <= 0)
    if len(back):
        seconds = float(int(packets.decode_times[back[0]]) * packets.time_base)
        return f"the times of decoding do not rise at {clock(seconds)}"
    late = np.flatnonzero(packets.decode_times > packets.times)
    if len(late):
        seconds = float(int(packets.times[late[0]]) * packets.time_base)
        return f"a picture is decoded after it is shown, at {clock(seconds)}"
    return ""


def _last_duration(packets: VideoPackets, shown: Times) -> int:
    """Old containers leave it out: then it is that of the others."""
    stated = int(packets.durations[int(packets.times.argmax())])
    if stated or len(shown) < 2:
        return stated
    return int(np.median(np.diff(shown)))
