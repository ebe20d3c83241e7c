"""What this interpreter says of itself."""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
from typing import Any, Dict


def has_gil() -> bool:
    """Whether one lock lets one thread at a time run Python code here, now."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    return True if enabled is None else bool(enabled())


def usable_cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def describe() -> Dict[str, Any]:
    """The ``runtime`` of the metadata message; ``protocol.Message`` names its fields."""
    return {
        "path": sys.executable,
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "build": " ".join(platform.python_build()),
        "gil": has_gil(),
        "cores": usable_cores(),
        "start_methods": multiprocessing.get_all_start_methods(),
        "switch_interval": sys.getswitchinterval(),
    }
