"""A film of a replay: which moments its frames show, and for how long. Nothing is between two frames that was not recorded."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gilviz.render.replay import SPEEDS

MOST_FRAMES: Final = 1500
"""More would fill the memory, and nobody would wait for them."""
COMFORTABLE_S: Final = 12.0
"""Seconds that somebody likes to watch."""
REST_S: Final = 2.0
"""Seconds for which the last frame stands, so that it can be read before everything begins anew."""
FFMPEG: Final = "ffmpeg"
PILLOW: Final = "PIL"
FRAME_RATES: Final = (10, 20, 25, 50)
"""Frames a second: what GIF can do as well, which counts in hundredths."""


@dataclass(frozen=True)
class Film:
    """What is shown.

    Args:
        start: The first moment, in ns from the runs' zero.
        end: The last one.
        speed: How many seconds of the runs pass in a second.
        fps: Frames a second.
    """

    start: int
    end: int
    speed: float = 1.0
    fps: int = 20

    @property
    def moments(self) -> Sequence[int]:
        """What each frame shows, in ns from the runs' zero; the last is the end."""
        step = 1e9 * self.speed / self.fps
        count = max(round((self.end - self.start) / step), 1)
        return [*(self.start + round(number * step) for number in range(count)), self.end]

    @property
    def frame_ms(self) -> int:
        """How long a frame stands, in ms; the last one stands for ``REST_S`` more."""
        return round(1000 / self.fps)

    @property
    def seconds(self) -> float:
        """How long it is, without its rest."""
        return (len(self.moments) - 1) / self.fps

    @property
    def speed_text(self) -> str:
        """``1/100 of real time``, ``real time``, ``5 times real time``."""
        return speed_words(self.speed)

    @property
    def problem(self) -> str:
        """Why it can't be made, in a sentence that says what to do; empty where it can."""
        if self.end <= self.start:
            return "There is nothing to replay in that range: let it end after it begins, within the runs."
        if self.speed <= 0 or not 1 <= self.fps <= 60:
            return "A film needs a speed above zero and from 1 to 60 frames a second."
        frames = (self.end - self.start) / 1e9 / self.speed * self.fps
        if frames > MOST_FRAMES:
            return (
                f"That would be {frames:,.0f} frames, and {MOST_FRAMES:,} are the most: choose a shorter range, a higher speed "
                "or fewer frames a second."
            )
        return ""


def speed_words(speed: float) -> str:
    """``1/100 of real time``, ``real time``, ``5 times real time``."""
    if speed == 1:
        return "real time"
    return f"1/{round(1 / speed)} of real time" if speed < 1 else f"{speed:g} times real time"


def comfortable_speed(length: int) -> float:
    """The speed at which so many ns are watched in about ``COMFORTABLE_S``."""
    wanted = length / 1e9 / COMFORTABLE_S
    return next((speed for speed in SPEEDS if speed >= wanted), max(wanted, SPEEDS[-1]))


def tool_problem(kind: str) -> str:
    """Why no film of a kind (``.gif``, …) can be made here, in a sentence with the remedy; empty where it can."""
    if kind == ".mp4" and shutil.which(FFMPEG) is None:
        return "MP4 needs ffmpeg, which was not found: install it (sudo apt install ffmpeg), or save as GIF or WebP."
    if kind in (".gif", ".webp") and importlib.util.find_spec(PILLOW) is None:
        return "GIF and WebP need Pillow: pip install 'gilviz-desktop[animation]', or save as MP4 where ffmpeg is installed."
    return ""
