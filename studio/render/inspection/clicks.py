"""Finds clicks: moments in which a sound jumps, alone between quieter neighbours. Pure.

The second difference of the samples shows a jump as a spike. A drum has much of it as well, but goes on
for some milliseconds; so a spike counts by how far it stands above the median on *both* of its sides.
Crackle that belongs to the music looks the same as a bad splice: where it comes tells them apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from studio.render.inspection.samples import Samples
from studio.render.timeline import SAMPLE_RATE

STRENGTH = 15.0
"""A spike so many times above its neighbours is heard as a click. Drums and voices stay below 6, splices
in the middle of a wave lie at 30 and more."""

_BLOCK_SAMPLES = SAMPLE_RATE // 1000
_BESIDE_BLOCKS = 5
_GAP_BLOCKS = 1
_FLOOR = 1e-5
"""Second differences of the last bit of 16; in digital silence all is a spike."""
_ONE_CLICK_SECONDS = 0.010


@dataclass(frozen=True, slots=True)
class Click:
    seconds: float
    """From the start of the samples, to the millisecond."""
    strength: float
    """How far it stands above what lies on both sides."""


def find_clicks(samples: Samples) -> tuple[Click, ...]:
    """All clicks in the order of their time."""
    differences = np.abs(np.diff(samples, 2, axis=1)).max(axis=0)
    count = len(differences) // _BLOCK_SAMPLES
    margin = _BESIDE_BLOCKS + _GAP_BLOCKS
    if count <= 2 * margin:
        return ()
    blocks = differences[: count * _BLOCK_SAMPLES].reshape(count, _BLOCK_SAMPLES)
    usual = np.median(sliding_window_view(np.median(blocks, axis=1), _BESIDE_BLOCKS), axis=1)
    inner = np.arange(margin, count - margin)
    beside = np.maximum(usual[inner - margin], usual[inner + _GAP_BLOCKS + 1])
    strengths = np.zeros(count)
    strengths[inner] = blocks[inner].max(axis=1) / np.maximum(beside, _FLOOR)
    found: list[Click] = []
    for place in np.flatnonzero(strengths >= STRENGTH).tolist():
        click = Click(place * _BLOCK_SAMPLES / SAMPLE_RATE, round(float(strengths[place]), 1))
        if found and click.seconds - found[-1].seconds < _ONE_CLICK_SECONDS:
            # The coding of a jump rings on both sides: the strongest part stands for it.
            found[-1] = max(found[-1], click, key=lambda each: each.strength)
        else:
            found.append(click)
    return tuple(found)
