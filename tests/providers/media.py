"""Small media files made on the spot, so that none is committed."""

import math
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

SAMPLE_RATE = 44_100


def write_tone(path: Path, seconds: float, *, hertz: float = 220.0, title: str | None = None) -> Path:
    """A tone; the ending chooses the container: wav, flac, mp3, m4a, mka."""
    codec = {".wav": "pcm_s16le", ".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac", ".mka": "flac"}[
        path.suffix.lower()
    ]
    count = round(seconds * SAMPLE_RATE)
    samples = (np.sin(np.arange(count) * (2 * math.pi * hertz / SAMPLE_RATE)) * 9000).astype(np.int16)
    with av.open(str(path), "w") as container:
        if title is not None:
            container.metadata["title"] = title
        stream = container.add_stream(codec, rate=SAMPLE_RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=SAMPLE_RATE)
        fifo = av.AudioFifo()
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            fifo.write(part)
        while piece := fifo.read(1152 if codec == "libmp3lame" else 1024, partial=True):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def write_picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> Path:
    picture = Image.effect_noise(size, 60).convert("RGB")
    Image.blend(picture, Image.new("RGB", size, colour), 0.6).save(path)
    return path


def write_clip(path: Path, colour: tuple[int, int, int], frames: int = 6) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        still = np.full((90, 160, 3), colour, dtype=np.uint8)
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(still, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def read_wav(path: Path) -> tuple[wave._wave_params, bytes]:
    with wave.open(str(path), "rb") as track:
        return track.getparams(), track.readframes(track.getnframes())
