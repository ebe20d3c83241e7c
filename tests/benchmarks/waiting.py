"""How long threads were ready and had no core, as Linux counts it: it tells a disturbed job from a slow machine."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable
from pathlib import Path


def waited_ns(pids: Iterable[int], proc: Path = Path("/proc")) -> float:
    """What all threads of those processes have waited for a core since each began, in ns; nan where the system doesn't tell."""
    if not (proc / "self" / "schedstat").exists():
        return math.nan
    total = 0.0
    for pid in pids:
        for path in (proc / str(pid) / "task").glob("*/schedstat"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                total += int(path.read_text(encoding="ascii").split()[1])
    return total
