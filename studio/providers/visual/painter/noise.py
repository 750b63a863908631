"""Irregularity: clouds, ridges and grain from random spectra, and the bending of one plane by another.

Planes have a size of their own, whatever the canvas, so a picture is the same at any size; `Canvas.fit` stretches
them. They are drawn from spectra, not from lattices, and so show neither cells nor directions. They wrap around at
their edges.
"""

import numpy as np
from numpy.random import Generator
from scipy import fft, ndimage, special

from studio.providers.visual.painter.colour import Plane

COARSE = (324, 576)
FINE = (648, 1152)
"""Rows and columns: a quarter and a half of the full canvas."""


def fractal(
    rng: Generator,
    *,
    size: tuple[int, int] = COARSE,
    slope: float = 1.8,
    largest: float = 1.0,
    smallest: float = 0.0,
    stretch: tuple[float, float] = (1.0, 1.0),
) -> Plane:
    """Noise whose amplitude falls with the frequency to the power of `slope`; mean 0, standard deviation 1.

    1 is rough and 2.5 smooth. `largest` and `smallest` are sizes of features in heights, `stretch` makes them longer
    across and down.
    """
    rows, columns = size
    across = fft.rfftfreq(columns, 1 / columns)[None, :] * (rows / columns) * stretch[0]
    down = fft.fftfreq(rows, 1 / rows)[:, None] * stretch[1]
    squared = across**2 + down**2
    lowest = (0.5 / largest) ** 2
    amplitude = (squared + lowest) ** (-slope / 2)
    amplitude *= squared > 0
    if smallest > 0:
        amplitude *= np.exp(-squared * smallest**2)
    spectrum = rng.standard_normal((2, rows, columns // 2 + 1), dtype=np.float32)
    plane = fft.irfft2((spectrum[0] + 1j * spectrum[1]) * amplitude.astype(np.float32), s=size)
    plane -= plane.mean()
    return np.asarray(plane / plane.std(), np.float32)


def even(plane: Plane) -> Plane:
    """Normal noise as shares from 0 to 1, each as frequent as any other: a threshold of 0.3 leaves 30 %."""
    return np.asarray(special.ndtr(plane), np.float32)


def bend(plane: Plane, across: Plane, down: Plane) -> Plane:
    """The plane seen through a lens that shifts each place by so many heights."""
    rows, columns = plane.shape
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return np.asarray(
        ndimage.map_coordinates(plane, [ys + down * rows, xs + across * rows], order=1, mode="grid-wrap"), np.float32
    )


def sample(noise: Plane, across: Plane, down: Plane) -> Plane:
    """The noise at places in heights; it goes on beyond its edges."""
    rows = noise.shape[0]
    return np.asarray(
        ndimage.map_coordinates(noise, [down * rows, across * rows], order=1, mode="grid-wrap"), np.float32
    )


def line(rng: Generator, count: int, *, slope: float = 1.2, largest: float = 1.0, smallest: float = 0.0) -> Plane:
    """One row of noise over 16/9 heights, shape (count,); mean 0, standard deviation 1. Its ends do not meet."""
    length = 4096
    frequency = fft.rfftfreq(length, 1 / length) * (9 / 32)
    amplitude = (frequency**2 + (0.5 / largest) ** 2) ** (-slope / 2) * (frequency > 0)
    if smallest > 0:
        amplitude *= np.exp(-((frequency * smallest) ** 2))
    spectrum = rng.standard_normal((2, length // 2 + 1))
    wave = fft.irfft((spectrum[0] + 1j * spectrum[1]) * amplitude)[: length // 2]
    wave = (wave - wave.mean()) / wave.std()
    return np.asarray(np.interp(np.linspace(0, length // 2 - 1, count), np.arange(length // 2), wave), np.float32)
