"""Colour: OKLab and OKLCH, the families of hues that an album is painted in, and the palette of one picture.

Colours are mixed by eye here, in OKLab, and laid on the canvas as linear light. It must not know of scenes or prompts.

OKLab is Björn Ottosson's (https://bottosson.github.io/posts/oklab/), with his matrices for sRGB.
"""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]
"""Height x width."""
Colour = NDArray[np.float32]
"""Red, green and blue as linear light, shape (3,); 1 is the white of the screen, lamps may exceed it."""

_LAB_TO_LMS = np.array(
    [[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728], [1.0, -0.0894841775, -1.2914855480]]
)
_LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_GAMUT_STEPS = 12
_GAMUT_SLACK = 1e-4


@dataclass(frozen=True, slots=True)
class Tint:
    """A colour as the eye orders it: lightness 0 to 1, chroma 0 to about 0.3, hue in degrees (OKLCH)."""

    lightness: float
    chroma: float
    hue: float

    @property
    def lab(self) -> tuple[float, float, float]:
        angle = math.radians(self.hue)
        return self.lightness, self.chroma * math.cos(angle), self.chroma * math.sin(angle)

    def linear(self) -> Colour:
        """As linear light; what the screen cannot show loses chroma, never lightness or hue."""
        return np.asarray(_shown_rgb(np.array([self.lab]))[0])

    def with_lightness(self, lightness: float) -> "Tint":
        return Tint(lightness, self.chroma, self.hue)

    def lighter(self, by: float) -> "Tint":
        return Tint(min(1.0, max(0.0, self.lightness + by)), self.chroma, self.hue)

    def muted(self, share: float) -> "Tint":
        """With that share of its chroma."""
        return Tint(self.lightness, self.chroma * share, self.hue)

    def mixed(self, other: "Tint", share: float) -> "Tint":
        """On the straight line in OKLab: 0 is this one, 1 the other."""
        return tint_of(tuple(a + (b - a) * share for a, b in zip(self.lab, other.lab, strict=True)))


def tint_of(lab: Sequence[float]) -> Tint:
    lightness, a, b = lab
    return Tint(float(lightness), math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _rgb_of(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """From (..., 3) to (..., 3)."""
    return np.asarray(((lab @ _LAB_TO_LMS.T) ** 3) @ _LMS_TO_RGB.T, np.float64)


def _shown_rgb(lab: NDArray[np.float64]) -> NDArray[np.float32]:
    """Linear light for (n, 3) of OKLab, each with as much of its chroma as the screen can show, found by bisection."""
    kept = np.ones(len(lab))
    low, high = np.zeros(len(lab)), np.ones(len(lab))
    for _ in range(_GAMUT_STEPS):
        rgb = _rgb_of(lab * np.stack([np.ones_like(kept), kept, kept], axis=1))
        is_shown = ((rgb >= -_GAMUT_SLACK) & (rgb <= 1 + _GAMUT_SLACK)).all(axis=1)
        low, high = np.where(is_shown, kept, low), np.where(is_shown, high, kept)
        kept = np.where(is_shown & (kept == 1), 1.0, (low + high) / 2)
    rgb = _rgb_of(lab * np.stack([np.ones_like(kept), kept, kept], axis=1))
    return np.clip(rgb, 0, None).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ramp:
    """Tints at places from 0 to 1, mixed in OKLab in between."""

    stops: tuple[tuple[float, Tint], ...]

    def tint(self, place: float) -> Tint:
        places = [stop for stop, _ in self.stops]
        labs = np.array([tint.lab for _, tint in self.stops])
        return tint_of([float(np.interp(place, places, labs[:, axis])) for axis in range(3)])

    def linear(self, places: Plane, steps: int = 512) -> NDArray[np.float32]:
        """(3, ...) linear light for an array of places of any shape."""
        at = np.linspace(0, 1, steps)
        stops = [stop for stop, _ in self.stops]
        labs = np.array([tint.lab for _, tint in self.stops])
        table = _shown_rgb(np.stack([np.interp(at, stops, labs[:, axis]) for axis in range(3)], axis=1)).T
        scaled = np.clip(places, 0, 1) * np.float32(steps - 1)
        index = np.minimum(scaled.astype(np.intp), steps - 2)
        share = scaled - index
        return np.stack([channel[index] + (channel[index + 1] - channel[index]) * share for channel in table])


@dataclass(frozen=True, slots=True)
class Family:
    """Four hues that go together, each with the most chroma that it bears: what an album's pictures share."""

    name: str
    shadow: tuple[float, float]
    """Hue in degrees and chroma."""
    middle: tuple[float, float]
    light: tuple[float, float]
    accent: tuple[float, float]

    def turned(self, degrees: float) -> "Family":
        """Shadows and middle tones turn wholly, lights a third of it: a flame that turned green would be no flame."""
        shadow, middle, light, accent = (
            ((hue + degrees * share) % 360, chroma)
            for (hue, chroma), share in ((self.shadow, 1), (self.middle, 1), (self.light, 1 / 3), (self.accent, 1 / 3))
        )
        return Family(self.name, shadow, middle, light, accent)


FAMILIES = (
    Family("indigo and amber", (274, 0.085), (332, 0.075), (66, 0.130), (40, 0.150)),
    Family("teal and peach", (218, 0.065), (20, 0.045), (58, 0.110), (190, 0.090)),
    Family("slate and rose", (262, 0.055), (318, 0.055), (18, 0.100), (350, 0.130)),
    Family("pine and gold", (172, 0.055), (140, 0.050), (76, 0.125), (62, 0.140)),
    Family("plum and copper", (318, 0.070), (8, 0.075), (54, 0.125), (30, 0.150)),
    Family("umber and candle", (28, 0.050), (42, 0.080), (68, 0.130), (48, 0.150)),
    Family("midnight and silver", (264, 0.075), (248, 0.060), (220, 0.045), (75, 0.110)),
    Family("violet and cyan", (288, 0.110), (330, 0.140), (205, 0.110), (350, 0.190)),
    Family("moss and cream", (140, 0.045), (118, 0.055), (82, 0.080), (55, 0.110)),
    Family("navy and magenta", (270, 0.100), (342, 0.140), (50, 0.140), (345, 0.190)),
    Family("ink and jade", (225, 0.060), (190, 0.065), (165, 0.080), (85, 0.110)),
    Family("graphite and honey", (258, 0.045), (40, 0.050), (72, 0.120), (52, 0.140)),
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The tints of one picture: all of one family, at the lightness of its hour."""

    deep: Tint
    """The darkest, nearest shapes."""
    shadow: Tint
    middle: Tint
    light: Tint
    """The brightest that is no lamp: the sky at the horizon, the lit side of things."""
    glow: Tint
    """What shines: sun, moon, flame, window."""
    accent: Tint
    """A small quantity of another colour."""

    def ramp(self) -> Ramp:
        """From the darkest to the brightest."""
        return Ramp(((0.0, self.deep), (0.3, self.shadow), (0.6, self.middle), (0.85, self.light), (1.0, self.glow)))

    def by_firelight(self) -> "Palette":
        """Lit by flames or lamps, which keep the colour of fire whatever the family."""
        return dataclasses.replace(
            self,
            glow=self.glow.mixed(Tint(self.glow.lightness, 0.10, 72), 0.7),
            accent=self.accent.mixed(Tint(self.accent.lightness, 0.14, 50), 0.65),
            middle=self.middle.mixed(Tint(self.middle.lightness, 0.07, 45), 0.35),
        )


def mix_palette(
    family: Family, lightness: tuple[float, float, float, float, float], *, chroma: float = 1.0, warmth: float = 0.0
) -> Palette:
    """The family at the given lightness of deep, shadow, middle, light and glow.

    `warmth` from -1 to 1 leans the middle tones towards the family's light or towards its shadow.
    """
    deep, shadow, middle, light, glow = lightness

    def tint(lightness: float, pair: tuple[float, float], share: float = 1.0) -> Tint:
        hue, most = pair
        return Tint(lightness, most * share * chroma, hue)

    between = tint(middle, family.middle)
    lean = tint(middle, family.light if warmth > 0 else family.shadow)
    return Palette(
        deep=tint(deep, family.shadow, 0.55),
        shadow=tint(shadow, family.shadow),
        middle=between.mixed(lean, 0.6 * abs(warmth)),
        light=tint(light, family.light, 0.8).mixed(tint(light, family.middle), 0.35 * max(0.0, -warmth)),
        glow=tint(glow, family.light, 0.75),
        accent=tint((middle + glow) / 2, family.accent),
    )
