"""Which kinds of evidence this system and this interpreter admit, by trying each."""

from __future__ import annotations

import os
from typing import Callable, Dict, Optional

from gilviz.runner.probe.locate import gil_address
from gilviz.runner.recording.counters import Counters
from gilviz.runner.recording.switches import Switches


def examine() -> Dict[str, Optional[str]]:
    """For each kind of evidence, best known first: None where there is it, else why there is not."""
    return {
        "ticks": None,
        "counters": _why_not(lambda: Counters().close()),
        "switches": _why_not(lambda: Switches().close()),
        "probe": _why_not(_find_gil),
    }


def _find_gil() -> None:
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        gil_address(memory)
    finally:
        os.close(memory)


def _why_not(attempt: Callable[[], None]) -> Optional[str]:
    try:
        attempt()
    except OSError as error:
        return error.strerror or str(error)
    return None
