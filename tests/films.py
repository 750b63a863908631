"""What a finished film plays and shows at a moment, as a listener and a viewer would find it."""

import math
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt


def pitch_at(film: Path, second: float) -> float:
    """The loudest frequency of the half second from `second` on, in hertz."""
    with av.open(str(film)) as container:
        container.seek(round((second - 0.2) * av.time_base))
        resampler = av.AudioResampler("fltp", "mono", 48_000)
        pieces: list[npt.NDArray[np.float32]] = []
        for frame in container.decode(audio=0):
            if (frame.time or 0.0) >= second:
                pieces += [resampled.to_ndarray()[0] for resampled in resampler.resample(frame)]
            if sum(map(len, pieces)) >= 24_000:
                break
    samples = np.concatenate(pieces)[:24_000]
    return float(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples))))) * 48_000 / len(samples))


def colour_at(film: Path, second: float) -> tuple[int, ...]:
    """The mean colour of the picture that is shown at `second`."""
    with av.open(str(film)) as container:
        container.seek(round(second * av.time_base))
        for frame in container.decode(video=0):
            if (frame.time or 0.0) >= second:
                return tuple(round(value) for value in frame.to_ndarray(format="rgb24").mean(axis=(0, 1)))
    raise AssertionError(f"nothing is shown at {second} s")


def is_like(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return math.dist(colour, wanted) < 30
