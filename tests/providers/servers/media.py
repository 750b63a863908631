"""Real sound, pictures and clips, made on the spot and different for each seed."""

import functools
import io
import math
from fractions import Fraction
from typing import Literal

import av
import numpy as np
from PIL import Image

SoundForm = Literal["wav", "mp3", "aac"]
SAMPLE_RATE = 44_100

_FORMS: dict[SoundForm, tuple[str, str, int]] = {
    "wav": ("wav", "pcm_s16le", 4096),
    "mp3": ("mp3", "libmp3lame", 1152),
    "aac": ("adts", "aac", 1024),
}


@functools.lru_cache(maxsize=64)
def make_sound(seconds: float, seed: int, form: SoundForm = "wav") -> bytes:
    """Stereo chords that swell, each seed in its own way, loud from end to end."""
    container_format, codec, frame_samples = _FORMS[form]
    chance = np.random.default_rng(seed)
    count = round(seconds * SAMPLE_RATE)
    time = np.arange(count, dtype=np.float32) / SAMPLE_RATE
    root = 110.0 * 2 ** (chance.integers(0, 24) / 12)
    tone = sum(np.sin(2 * math.pi * root * ratio * time) for ratio in (1.0, 1.25, 1.5)) / 3
    swell = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, 16), chance.uniform(0.4, 1.0, 16))
    samples = np.rint(tone * swell * 14_000).astype(np.int16)
    sound = np.stack([samples, np.roll(samples, 40)])
    file = io.BytesIO()
    with av.open(file, "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=SAMPLE_RATE, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.options = {"compression_level": "9"}  # of LAME: fast
        resampler = av.AudioResampler(format=stream.format.name, layout="stereo", rate=SAMPLE_RATE)
        fifo = av.AudioFifo()
        for start in range(0, count, SAMPLE_RATE):
            block = np.ascontiguousarray(sound[:, start : start + SAMPLE_RATE].T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), start
            for part in resampler.resample(frame):
                fifo.write(part)
        while piece := fifo.read(frame_samples, partial=True):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


@functools.lru_cache(maxsize=64)
def make_picture(width: int, height: int, seed: int, form: Literal["JPEG", "PNG"] = "JPEG") -> bytes:
    """A soft field of colour with some shapes in it."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (9, 16, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    if form == "JPEG":
        picture.save(file, "JPEG", quality=90)
    else:
        picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


@functools.lru_cache(maxsize=16)
def make_clip(width: int, height: int, seconds: int, seed: int, rate: int = 8) -> bytes:
    """A square that goes round once, so that the last frame leads to the first."""
    ground = np.asarray(Image.open(io.BytesIO(make_picture(width, height, seed))))
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = 4_000_000
        for number in range(seconds * rate):
            frame = ground.copy()
            turn = 2 * math.pi * number / (seconds * rate)
            left = int(width * (0.5 + 0.3 * math.cos(turn)))
            top = int(height * (0.5 + 0.3 * math.sin(turn)))
            frame[top : top + 40, left : left + 40] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    return file.getvalue()
