"""What this interpreter says of itself."""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
import sysconfig
from typing import Any, Dict

from gilviz.runner.cores import usable_cores
from gilviz.runner.protocol import Gil


def has_gil() -> bool:
    """Whether one lock lets one thread at a time run Python code here, now."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    return True if enabled is None else bool(enabled())


def gil_state() -> Gil:
    """Whether there is a GIL now, and why.

    A free-threaded build starts without one. It is asked for one by ``-X gil=1``, or by ``PYTHON_GIL=1`` unless ``-X`` says
    otherwise; and it takes one of itself where a module is imported that does not declare that it can do without.
    """
    if not has_gil():
        return Gil.DISABLED
    if not is_free_threaded():
        return Gil.BUILT_IN
    asked = getattr(sys, "_xoptions", {}).get("gil")
    if asked == "1":
        return Gil.OPTION
    if asked is None and not sys.flags.ignore_environment and os.environ.get("PYTHON_GIL") == "1":
        return Gil.ENVIRONMENT
    return Gil.IMPORT


def is_free_threaded() -> bool:
    """Whether this build can do without a GIL."""
    # Older ones can't, and need not spend the milliseconds that their build's variables take.
    return hasattr(sys, "_is_gil_enabled") and sysconfig.get_config_var("Py_GIL_DISABLED") in (1, "1")


def describe() -> Dict[str, Any]:
    """The ``runtime`` of the metadata message; ``protocol.Message`` names its fields."""
    return {
        "path": sys.executable,
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "build": " ".join(platform.python_build()),
        "gil": has_gil(),
        "gil_state": gil_state().value,
        "cores": usable_cores(),
        "start_methods": multiprocessing.get_all_start_methods(),
        "switch_interval": sys.getswitchinterval(),
    }
