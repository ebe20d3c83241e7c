"""What a start of the window may be given. Free of Qt, so that the command line can name it without importing a toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it needs numpy, which nothing may wait for that only opens the window
    from gilviz.recording import Recording


@dataclass(frozen=True)
class WindowOptions:
    """How the window is started.

    Args:
        debug: Log every step, and print the GUI thread's stack whenever it blocks for more than 100 ms.
        temp_settings: Start as if for the first time, and remember nothing.
        theme: What to wear, a theme's name or ``system``; None for what was worn last.
        recordings: What to show at first, each with its file; the first start's own comparison is not run then.
    """

    debug: bool = False
    temp_settings: bool = False
    theme: str | None = None
    recordings: tuple[tuple[Path, Recording], ...] = ()


@dataclass(frozen=True)
class PictureOptions:
    """What a picture or a film of recordings looks like.

    Args:
        theme: The name of a theme.
        scale: Pixels per logical pixel, of PNG.
        width: Of a film's frames, in pixels.
        start: The first moment in sight, in seconds from the runs' zero; None for all from the start.
        end: The last one; None for all to the end.
        speed: Of a film: how many seconds of the runs pass in a second; None for what is comfortable to watch.
        fps: Of a film: frames a second.
    """

    theme: str = "light"
    scale: float = 2.0
    width: int = 1280
    start: float | None = None
    end: float | None = None
    speed: float | None = None
    fps: int = 20
