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
