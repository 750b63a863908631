"""The hand: how what a scene shows is put on its ground, as a photograph, in oil or in gouache.

It works on the finished light of a picture and knows nothing of its scene.
"""

import enum
import functools
import math

import numpy as np
from numpy.random import Generator
from PIL import Image
from scipy import ndimage

from studio.providers.visual.painter.canvas import Canvas, resize, smoothstep
from studio.providers.visual.painter.light import bloom, vignette
from studio.providers.visual.painter.noise import fractal


class Medium(enum.StrEnum):
    PHOTOGRAPH = "photograph"
    OIL = "oil"
    GOUACHE = "gouache"


def finish(canvas: Canvas, medium: Medium, rng: Generator) -> None:
    """Let lamps bloom, work it over by that hand, and darken the corners."""
    match medium:
        case Medium.PHOTOGRAPH:
            bloom(canvas, 0.22)
            vignette(canvas, 0.3)
        case Medium.OIL:
            bloom(canvas, 0.16)
            brush(canvas, rng, strength=0.85)
            vignette(canvas, 0.25)
        case Medium.GOUACHE:
            bloom(canvas, 0.12)
            brush(canvas, rng, strength=0.8, longest=0.045, variation=0.6)


_ANGLES = 24
_SPRITES = 3


@functools.lru_cache(maxsize=16)
def _sprites(length: int, width: int) -> list[list[Image.Image]]:
    """Masks of strokes by angle: ragged at both ends, streaked by bristles."""
    rng = np.random.default_rng(length * 1000 + width)
    angles: list[list[Image.Image]] = []
    masks = []
    for _ in range(_SPRITES):
        u = np.linspace(-1, 1, length)[None, :]
        v = np.linspace(-1, 1, width)[:, None]
        bristle = ndimage.gaussian_filter1d(rng.standard_normal(width), 0.8)[:, None]
        bristle /= bristle.std() + 1e-6
        ends = 0.82 + 0.10 * bristle
        along = np.clip((ends - np.abs(u + 0.08 * bristle)) * length / 14, 0, 1)
        sides = np.clip((1 - np.abs(v)) * width / 4, 0, 1)
        dry = ndimage.gaussian_filter(rng.standard_normal((width, length)), (0.7, 6))
        dry /= dry.std()
        alpha = along * sides * np.clip(0.86 + 0.16 * bristle + 0.10 * dry, 0, 1)
        masks.append(Image.fromarray((np.clip(alpha, 0, 1) * 255).astype(np.uint8)))
    for number in range(_ANGLES):
        degrees = 180 * number / _ANGLES
        angles.append([mask.rotate(-degrees, Image.Resampling.BICUBIC, expand=True) for mask in masks])
    return angles


def brush(
    canvas: Canvas, rng: Generator, strength: float = 0.85, longest: float = 0.06, variation: float = 1.0
) -> None:
    """Repaint in strokes that follow the forms: broad ones first, finer ones where there is detail."""
    height, width = canvas.height, canvas.width
    shown = np.clip(np.sqrt(np.clip(canvas.pixels, 0, 1)), 0, 1)
    luma = shown.mean(axis=0)
    small_w, small_h = width // 6, height // 6
    small = resize(luma, small_w, small_h)
    gx, gy = ndimage.sobel(small, axis=1), ndimage.sobel(small, axis=0)
    jxx, jyy, jxy = (ndimage.gaussian_filter(a, 2.5) for a in (gx * gx, gy * gy, gx * gy))
    angle = 0.5 * np.arctan2(2 * jxy, jxx - jyy) + math.pi / 2
    certain = np.sqrt((jxx - jyy) ** 2 + 4 * jxy**2)
    flow = resize(fractal(rng, slope=2.2, largest=0.9), small_w, small_h) * 0.5
    weight = np.clip(certain / (np.quantile(certain, 0.7) + 1e-9), 0, 1)
    cos2 = weight * np.cos(2 * angle) + (1 - weight) * np.cos(2 * flow) * 0.6
    sin2 = weight * np.sin(2 * angle) + (1 - weight) * np.sin(2 * flow) * 0.6
    field = 0.5 * np.arctan2(sin2, cos2)
    detail = ndimage.gaussian_filter(np.hypot(gx, gy), 1.5)
    painted = Image.fromarray((np.moveaxis(shown, 0, -1) * 255).astype(np.uint8))
    tones = [resize(plane, width // 4, height // 4) for plane in shown]
    for level, share in enumerate((1.0, 0.5, 0.24)):
        length = max(6, round(longest * share * height))
        broad = max(3, round(length * (0.30 + 0.05 * level)))
        sprites = _sprites(length, broad)
        spacing = math.sqrt(length * broad * (0.42, 0.55, 0.6)[level])
        columns, rows = int(width / spacing) + 1, int(height / spacing) + 1
        ys, xs = np.mgrid[0:rows, 0:columns]
        xs = ((xs + rng.random(xs.shape)) * spacing).ravel().clip(0, width - 1)
        ys = ((ys + rng.random(ys.shape)) * spacing).ravel().clip(0, height - 1)
        six, siy = (xs / width * small_w).astype(int), (ys / height * small_h).astype(int)
        if level:
            limit = (0.0, 0.02, 0.06)[level]
            keep = detail[siy, six] > limit * rng.uniform(0.5, 1.5, xs.size)
            xs, ys, six, siy = xs[keep], ys[keep], six[keep], siy[keep]
        blurred = [ndimage.gaussian_filter(plane, max(0.3, broad * 0.06)) for plane in tones]
        cx, cy = (xs / width * (width // 4)).astype(int), (ys / height * (height // 4)).astype(int)
        colours = np.stack([plane[cy, cx] for plane in blurred], axis=1)
        colours *= 1 + rng.normal(0, 0.028 * variation, (xs.size, 1))
        colours += rng.normal(0, 0.008 * variation, (xs.size, 3))
        values = (np.clip(colours, 0, 1) * 255).astype(int).tolist()
        turns = ((field[siy, six] + rng.normal(0, 0.22, xs.size)) / math.pi * _ANGLES).round().astype(int) % _ANGLES
        which = rng.integers(0, _SPRITES, xs.size)
        order = rng.permutation(xs.size)
        for i in order.tolist():
            mask = sprites[turns[i]][which[i]]
            painted.paste(tuple(values[i]), (int(xs[i]) - mask.width // 2, int(ys[i]) - mask.height // 2), mask)
    strokes = np.moveaxis(np.asarray(painted, np.float32) / 255, -1, 0)
    strokes = strokes * strokes
    protect = smoothstep(1.3, 0.8, canvas.luminance()) * np.float32(strength)
    canvas.pixels += (strokes - canvas.pixels) * protect
