"""What an interpreter can do: asked of the interpreter itself, once, before a job is planned on it."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from gilviz.runner import catalog

OLDEST = (3, 9)
"""The oldest Python whose syntax the runner keeps to."""
_TIMEOUT = 10.0
_MARK = "gilviz-runtime:"

# Python 2 must understand it too, to be told that it is too old.
_QUESTION = f"""
import json, os, platform, sys
answer = {{"version": list(sys.version_info[:3]), "implementation": platform.python_implementation(), "path": sys.executable}}
if sys.version_info >= (3, 9):
    import importlib
    enabled = getattr(sys, "_is_gil_enabled", None)
    answer["gil"] = enabled is None or bool(enabled())
    import sysconfig
    answer["free_threaded"] = enabled is not None and sysconfig.get_config_var("Py_GIL_DISABLED") in (1, "1")
    affinity = getattr(os, "sched_getaffinity", None)
    answer["cores"] = len(affinity(0)) if affinity else os.cpu_count() or 1
    missing = []
    for name in sys.argv[1:]:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    answer["missing"] = missing
    answer["start_methods"] = []
    if "_multiprocessing" not in missing:
        import multiprocessing
        answer["start_methods"] = multiprocessing.get_all_start_methods()
print("{_MARK}" + json.dumps(answer))
"""


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
    """

    path: str
    implementation: str
    version: str
    gil: bool
    cores: int
    start_methods: tuple[str, ...]
    missing: tuple[str, ...] = ()
    free_threaded: bool = False

    @property
    def gil_text(self) -> str:
        """Whether it has a GIL, in words: ``GIL``, ``GIL disabled``."""
        if not self.gil:
            return "GIL disabled"
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
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        start_methods=tuple(multiprocessing.get_all_start_methods()),
    )


def find_python(python: str | None) -> str:
    """The absolute path of that interpreter or command; None is the one that runs gilviz.

    Raises:
        RuntimeUnusable: there is no such program.
    """
    if python is None:
        return sys.executable
    if not python.strip():
        raise RuntimeUnusable("No interpreter is named: give its path, or a command like python3.13.")
    wanted = Path(python).expanduser()
    # A bare name is looked up in PATH, as a shell would; ``str(Path("./python"))`` would have lost its "./".
    found = shutil.which(python if wanted.name == python else os.path.abspath(wanted))  # noqa: PTH100
    if found is None:
        if wanted.is_dir():
            raise RuntimeUnusable(f"{python} is a folder: give the path of the python program inside it.")
        if wanted.exists() and wanted.name != python:
            raise RuntimeUnusable(f"{python} is not a program that you may start: give the path of a Python interpreter.")
        raise RuntimeUnusable(f"There is no program {python}: give the path of an interpreter, or a command like python3.13.")
    # Made absolute, but not resolved: a virtual environment's python is a link, and following it leaves the environment.
    return os.path.abspath(found)  # noqa: PTH100


def describe_runtime(python: str | None) -> RuntimeDescription:
    """Starts an interpreter once (10 s at most) and asks what it can do.

    Raises:
        RuntimeUnusable: it is missing, not Python, or too old.
    """
    path = find_python(python)
    needed = sorted({executor.needs for executor in catalog.EXECUTORS if executor.needs})
    oldest = ".".join(map(str, OLDEST))
    try:
        answer = subprocess.run(
            [path, "-S", "-s", "-c", _QUESTION, *needed],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        raise RuntimeUnusable(f"{path} gave no answer within {_TIMEOUT:g} s: it may not be a Python interpreter.") from None
    except OSError as error:
        raise RuntimeUnusable(f"{path} can't be started ({error.strerror}): give the path of a Python interpreter.") from None
    line = next((line for line in answer.stdout.splitlines() if line.startswith(_MARK)), None)
    if line is None:
        said = next(iter(answer.stderr.strip().splitlines()), "").strip()[:200]
        because = f" (it said: {said})" if said else ""
        raise RuntimeUnusable(f"{path} is not a Python interpreter{because}: give the path of one, {oldest} or newer.")
    facts = json.loads(line.removeprefix(_MARK))
    version = ".".join(map(str, facts["version"]))
    if tuple(facts["version"][:2]) < OLDEST:
        raise RuntimeUnusable(f"{path} is {facts['implementation']} {version}: gilviz needs {oldest} or newer there.")
    return RuntimeDescription(
        path=path,
        implementation=facts["implementation"],
        version=version,
        gil=facts["gil"],
        cores=facts["cores"],
        start_methods=tuple(facts["start_methods"]),
        missing=tuple(facts["missing"]),
        free_threaded=facts["free_threaded"],
    )


def gil_problem(python_gil: int | None, runtime: RuntimeDescription) -> str | None:
    """Why that interpreter can't be told so whether to use its GIL, in a sentence; None when it can.

    Args:
        python_gil: 0 or 1; None tells it nothing.
        runtime: The interpreter.
    """
    if python_gil is None or runtime.free_threaded:
        return None
    name = f"{runtime.implementation} {runtime.version}"
    has = "always has its GIL" if runtime.gil else "has no GIL"
    return f"{name} {has}: choose a free-threaded build of CPython 3.13 or newer (python3.13t), or leave the GIL to Python."


def executor_problem(executor: str, start_method: str | None, runtime: RuntimeDescription) -> str | None:
    """Why that executor can't run on that interpreter, in a sentence; None when it can.

    Raises:
        KeyError: there is no such executor.
    """
    info = catalog.executor(executor)
    name = f"{runtime.implementation} {runtime.version}"
    if info.needs in runtime.missing:
        return f"{name} has no {info.needs}, which {executor} needs: choose another executor or interpreter."
    if info.has_start_method and start_method is not None and start_method not in runtime.start_methods:
        offered = ", ".join(runtime.start_methods) or "none"
        return f"{name} can't start processes by {start_method} on this system: choose one of {offered}."
    return None
