"""What an interpreter is asked, and how its answer is read.

The question is a program for ``-c``, in what Python 2.7, Jython and IronPython have in common with Python 3: an interpreter that
is too old must be able to say so. It takes care to be quick, for each costs a start: modules are looked for, not imported, where
importing them takes long, and the answer is a literal, for importing json takes as long as all the rest.

The answer stands in one line behind a mark that nobody else can know, whatever a wrapper may have printed before.
"""

from __future__ import annotations

import ast
from typing import Any

from gilviz.launch.runtimes.description import RuntimeDescription
from gilviz.runner import catalog
from gilviz.runner.cores import usable_cores

SPAWNING_POOL = "ProcessPoolExecutor by spawn"
"""Stands among the modules that are missing where that class can start its processes by fork only."""
QUESTION = r"""
import os, sys

def text(value):
    return value.decode(sys.getfilesystemencoding() or "utf-8", "replace") if isinstance(value, bytes) else value

def implementation():
    known = {"cpython": "CPython", "pypy": "PyPy", "ironpython": "IronPython"}
    name = known.get(getattr(getattr(sys, "implementation", None), "name", None))
    if name is None and sys.platform == "cli":  # IronPython 2.7: its platform module can't read the version of 2.7.5, and raises
        name = "IronPython"
    if name is None:
        import platform
        name = platform.python_implementation()
    return name

def cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    if sys.platform.startswith("java"):
        import java.lang
        return int(java.lang.Runtime.getRuntime().availableProcessors())
    if sys.platform == "cli":
        import System
        return int(System.Environment.ProcessorCount)
    if hasattr(os, "cpu_count"):
        return os.cpu_count() or 1
    return int(os.sysconf("SC_NPROCESSORS_ONLN")) if hasattr(os, "sysconf") else 1

def has(module):
    if sys.version_info < (3, 4) and module == "_thread":
        module = "thread"
    try:
        if sys.version_info < (3, 4) or module.startswith("_"):
            __import__(module)
            return True
        import importlib.util
        return importlib.util.find_spec(module) is not None
    except Exception:
        return False

def start_methods():
    if sys.version_info < (3, 4) or not has("_multiprocessing"):
        return []
    import multiprocessing
    return multiprocessing.get_all_start_methods()

def flaws():
    # PyPy 3.9's own library calls a method of this class that it has under another name only; by fork nobody calls it.
    if implementation() != "PyPy" or not has("_multiprocessing"):
        return []
    from concurrent.futures.process import ProcessPoolExecutor
    return [] if hasattr(ProcessPoolExecutor, "_adjust_process_count") else ["ProcessPoolExecutor by spawn"]

def free_threaded():
    if not hasattr(sys, "_is_gil_enabled"):
        return False
    import sysconfig
    return sysconfig.get_config_var("Py_GIL_DISABLED") in (1, "1")

def answer():
    name = implementation()
    enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "implementation": name,
        "version": [int(part) for part in tuple(sys.version_info)[:3]],
        "build": text(" ".join(sys.version.split()[1:])),
        "gil": bool(enabled()) if enabled else name not in ("Jython", "IronPython"),
        "free_threaded": free_threaded(),
        "cores": cores(),
        "start_methods": start_methods(),
        "missing": [module for module in sys.argv[2:] if not has(module)] + flaws(),
        "prefix": text(getattr(sys, "base_prefix", sys.prefix)),
        "executable": text(sys.executable or ""),
    }

sys.stdout.write("\n" + sys.argv[1] + getattr(__builtins__, "ascii", repr)(answer()) + "\n")
sys.stdout.flush()
"""


def needed_modules() -> list[str]:
    """Every module that some executor needs."""
    return sorted({executor.needs for executor in catalog.EXECUTORS if executor.needs})


def question_arguments(mark: str) -> list[str]:
    """What follows the interpreter's path: neither its site nor the user's is wanted, nor do jobs get them."""
    return ["-S", "-s", "-c", QUESTION, mark, *needed_modules()]


def read_answer(path: str, said: bytes, mark: str) -> RuntimeDescription | None:
    """The description in what an interpreter printed; None where there is none."""
    _, found, rest = said.partition(mark.encode())
    line, ended, _ = rest.partition(b"\n")
    if not (found and ended):
        return None
    try:
        facts: dict[str, Any] = ast.literal_eval(line.decode("ascii").strip())
        return RuntimeDescription(
            path=path,
            implementation=str(facts["implementation"]),
            version=".".join(map(str, facts["version"])),
            gil=bool(facts["gil"]),
            cores=min(int(facts["cores"]), usable_cores()),
            start_methods=tuple(facts["start_methods"]),
            missing=tuple(facts["missing"]),
            free_threaded=bool(facts["free_threaded"]),
            build=str(facts["build"]),
            prefix=str(facts["prefix"]),
            executable=str(facts["executable"]),
        )
    except (ValueError, SyntaxError, TypeError, KeyError):
        return None  # a program that repeats its arguments
