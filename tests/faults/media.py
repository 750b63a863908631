"""Short real media, a different one for each place of an album, that a listener or a viewer can tell apart."""

import functools
import io
import tempfile
from pathlib import Path

import av
import numpy as np
from PIL import Image

from tests.e2e.plugin.slowhum import SAMPLE_RATE, pitch_of, write_tone

COLOURS = ((200, 40, 40), (40, 170, 40), (50, 50, 200), (190, 180, 40))
"""Of the visuals, by place."""


@functools.lru_cache(maxsize=64)
def track_bytes(number: int, seconds: float) -> bytes:
    """A FLAC of the pitch of its place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tone.flac"
        write_tone(path, seconds, pitch_of(number))
        return path.read_bytes()


@functools.lru_cache(maxsize=8)
def silence_bytes(seconds: float) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "silence.flac"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
            for start in range(0, round(seconds * SAMPLE_RATE), 4096):
                frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.int16), "s16", "mono")
                frame.sample_rate = SAMPLE_RATE
                frame.pts = start
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path.read_bytes()


@functools.lru_cache(maxsize=16)
def picture_bytes(number: int) -> bytes:
    """A PNG of the colour of its place, in blocks of slightly different lightness."""
    shades = np.random.default_rng(number).integers(-12, 12, (27, 48, 1))
    pixels = np.clip(np.array(COLOURS[number % len(COLOURS)]) + shades, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((960, 540), Image.Resampling.NEAREST).save(file, "PNG", compress_level=1)
    return file.getvalue()
