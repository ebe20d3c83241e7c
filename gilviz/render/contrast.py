"""How well two colours can be told apart: WCAG contrast, and perceptual distance as a colour-blind viewer sees it.

Contrast is WCAG 2's ratio of relative luminances. Colour blindness is simulated by Machado, Oliveira and Fernandes (2009) at full
severity, in linear light. Distance is Euclidean in OKLab (Ottosson, 2020), times 100: about 2 is just noticeable, and 8 is told
apart in small areas without looking for it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[int, int, int]
Floats = NDArray[np.float64]


class Vision(StrEnum):
    """How somebody sees colours."""

    NORMAL = "normal"
    PROTANOPIA = "protanopia"
    DEUTERANOPIA = "deuteranopia"
    TRITANOPIA = "tritanopia"


_SIMULATION: Final[dict[Vision, tuple[tuple[float, float, float], ...]]] = {
    Vision.NORMAL: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    Vision.PROTANOPIA: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Vision.DEUTERANOPIA: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    Vision.TRITANOPIA: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_LMS: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def linear(colour: Rgb) -> Floats:
    """The colour in linear light, float64[3] of 0..1, from 8-bit sRGB."""
    encoded = np.asarray(colour, dtype=np.float64) / 255
    result: Floats = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return result


def luminance(colour: Rgb) -> float:
    """WCAG's relative luminance, 0 for black to 1 for white."""
    return float(linear(colour) @ np.array((0.2126, 0.7152, 0.0722)))


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG's contrast ratio, 1 to 21, whichever of the two is the lighter."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def projected(one: Rgb, other: Rgb, stray: float) -> float:
    """The contrast of two colours on a wall that other light falls on, too.

    Args:
        one: A colour.
        other: Another one.
        stray: How bright the wall is where the projector shows black, as a share of what it is where it shows white.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + stray) / (darker + stray)


def seen(colour: Rgb, vision: Vision) -> Floats:
    """The colour in linear light, float64[3] of 0..1, as somebody with that vision sees it."""
    result: Floats = np.clip(np.asarray(_SIMULATION[vision]) @ linear(colour), 0.0, 1.0)
    return result


def oklab(light: Floats) -> Floats:
    """OKLab coordinates, float64[3], of a colour in linear light."""
    result: Floats = np.asarray(_TO_OKLAB) @ np.cbrt(np.asarray(_TO_LMS) @ light)
    return result


def distance(one: Rgb, other: Rgb, vision: Vision = Vision.NORMAL) -> float:
    """How different two colours look to somebody with that vision, in hundredths of OKLab's unit."""
    return 100 * float(np.linalg.norm(oklab(seen(one, vision)) - oklab(seen(other, vision))))


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Between two colours in sRGB: ``share`` 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
