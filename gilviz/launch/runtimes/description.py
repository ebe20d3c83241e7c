"""What is known of an interpreter, as plain data; and the same of the one that runs gilviz, without starting it."""

from __future__ import annotations

import multiprocessing
import platform
import sys
import sysconfig
from dataclasses import dataclass

from gilviz.launch.runtimes.plugged import PlugIns
from gilviz.runner.cores import usable_cores


class RuntimeUnusable(Exception):
    """An interpreter that jobs can't run on; the text is a sentence that says why, and what to do."""


@dataclass(frozen=True)
class RuntimeDescription:
    """One Python interpreter.

    Args:
        path: How to start it; never with symbolic links resolved, for a virtual environment is one.
        implementation: ``CPython``, ``PyPy``, …
        version: ``3.13.0``.
        gil: Whether it has a GIL.
        cores: How many cores it may use.
        start_methods: How it can start processes, its default first; empty where it has no multiprocessing.
        missing: Modules of the standard library that executors need and it lacks.
        free_threaded: Whether it is built to do without a GIL; it may have one all the same.
        build: Its own text on how it was built: ``(main, Oct 7 2024, 05:02:14) [GCC 12.2.0]``.
        prefix: Where it is installed, as it says itself; a virtual environment's is its base's.
        executable: Its program as it says itself; empty where it does not know.
        plug_ins: What packages that are installed there add; None while nobody has looked (``with_plug_ins``).
    """

    path: str
    implementation: str
    version: str
    gil: bool
    cores: int
    start_methods: tuple[str, ...]
    missing: tuple[str, ...] = ()
    free_threaded: bool = False
    build: str = ""
    prefix: str = ""
    executable: str = ""
    plug_ins: PlugIns | None = None

    @property
    def name(self) -> str:
        """What people call it: ``CPython 3.13.0``."""
        return f"{self.implementation} {self.version}"

    @property
    def language(self) -> tuple[int, int]:
        """The Python that it speaks: ``(3, 13)``."""
        major, minor, *_ = (int(part) for part in self.version.split("."))
        return major, minor

    @property
    def gil_text(self) -> str:
        """Whether it has a GIL, in words: ``GIL``, ``no GIL``, ``GIL disabled``."""
        if not self.gil:
            return "GIL disabled" if self.free_threaded else "no GIL"
        return "GIL enabled in a free-threaded build" if self.free_threaded else "GIL"


def default_runtime() -> RuntimeDescription:
    """The interpreter that runs gilviz itself, without starting it."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    return RuntimeDescription(
        path=sys.executable,
        implementation=platform.python_implementation(),
        version=platform.python_version(),
        gil=enabled is None or bool(enabled()),
        free_threaded=enabled is not None and sysconfig.get_config_var("Py_GIL_DISABLED") in (1, "1"),
        cores=usable_cores(),
        start_methods=tuple(multiprocessing.get_all_start_methods()),
        build=" ".join(sys.version.split()[1:]),
        prefix=sys.base_prefix,
        executable=sys.executable,
    )
