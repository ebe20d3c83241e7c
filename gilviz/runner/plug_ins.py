"""Executors and workloads of other people's packages: what each must have, and how one is loaded by name.

A package offers one by an entry point, in the group ``gilviz.executors`` or ``gilviz.workloads``, that names a module (or any
object with the same attributes). Its name is what people type. As gilviz's own do, such a module has one function that matters:

- an executor: ``run(func, items, crew)`` calls ``func`` once for every item, by ``crew.workers`` workers that each call
  ``crew.begin()`` before their first task, and returns the results in the items' order. ``KIND`` says what its workers are:
  ``"thread"`` (as when it says nothing), ``"process"`` (of ``multiprocessing``, or of what is built upon it), or ``"coroutine"``
  (``func`` is then awaited). ``SENDS_CODE`` says that its processes also take functions that ``pickle`` can't send. ``PASTE`` may
  be the code that ``gilviz advise`` shows, with ``{imports}``, ``{function}`` and ``{workers}`` in it.
- a workload: ``work(item, lane)`` is one task, and calls ``lane.tick()`` every 40 µs of work or so (``workloads/__init__.py``
  says what more it may have). ``SIZE_MEANS`` says what its size counts, ``DEFAULT_SIZE`` is one; ``SMALLEST``, ``LARGEST``,
  ``RELEASES_GIL`` and ``SIZE_IS_MS`` may say more.

``TITLE`` names it for people, and the first line of its docstring says what it teaches. It runs in the job's process and nowhere
else, so it must be installed in the interpreter that runs the job; ``runner.look`` finds it there.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any, Dict, List, Mapping

from gilviz.runner.catalog import EXECUTORS, OWN_FUNCTION, WORKLOADS, ExecutorInfo, WorkloadInfo
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.workloads.refusal import Refusal

KINDS: Mapping[str, WorkerKind] = {
    "thread": WorkerKind.THREAD,
    "process": WorkerKind.PROCESS,
    "coroutine": WorkerKind.COROUTINE,
}
LONGEST_NAME, LONGEST_TEXT = 40, 300
"""Characters of a name, and of what is said about it."""
MOST_SIZE = 1 << 53


class Flaw(Exception):
    """A plug-in that can't be used; the text says why, and what its author has to do, as the rest of a sentence."""


def load(target: str) -> Any:
    """What an entry point names.

    Raises:
        Exception: whatever importing it raises.
    """
    module, _, name = target.partition(":")
    found: Any = importlib.import_module(module)
    return functools.reduce(getattr, filter(None, name.split(".")), found)


def load_for_job(what: str, name: str, target: str) -> Any:
    """The same, in the job that needs it.

    Raises:
        Refusal: it can't be loaded.
    """
    try:
        return load(target)
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}".rstrip(": .")
        raise Refusal(f"The {what} {name} can't be loaded from {target} ({why}): repair or remove its package.") from error


def executor_info(name: str, target: str, found: Any) -> ExecutorInfo:
    """What an executor says of itself.

    Raises:
        Flaw: it can't be one.
    """
    _check_name(name, [info.name for info in EXECUTORS], "executors")
    _check_function(found, target, "run", "run(func, items, crew)")
    kind = getattr(found, "KIND", "thread")
    if kind not in KINDS:
        raise Flaw(f"says KIND = {kind!r:.40}: it must be one of {', '.join(map(repr, KINDS))}")
    paste = getattr(found, "PASTE", "")
    try:
        str(paste).format(imports="", function="", workers=2)
    except (LookupError, ValueError) as error:
        raise Flaw(f"has a PASTE that can't be filled in ({type(error).__name__}: {error}): double all other braces") from None
    return ExecutorInfo(
        name=name,
        title=_text(found, "TITLE") or name,
        teaches=_lesson(found),
        kind=KINDS[kind],
        module="",
        own_start=True,
        awaits=KINDS[kind] is WorkerKind.COROUTINE,
        sends_code=bool(getattr(found, "SENDS_CODE", False)),
        target=target,
        paste=str(paste),
    )


def workload_info(name: str, target: str, found: Any) -> WorkloadInfo:
    """What a workload says of itself.

    Raises:
        Flaw: it can't be one.
    """
    _check_name(name, [info.name for info in (*WORKLOADS, OWN_FUNCTION)], "workloads")
    _check_function(found, target, "work", "work(item, lane)")
    sizes: Dict[str, int] = {}
    for key, usual in (("SMALLEST", 1), ("LARGEST", MOST_SIZE), ("DEFAULT_SIZE", None)):
        size = getattr(found, key, usual)
        if not isinstance(size, int) or not 1 <= size <= MOST_SIZE:
            raise Flaw(f"needs {key}, a whole number from 1 on, and has {size!r:.40}")
        sizes[key] = size
    if not sizes["SMALLEST"] <= sizes["DEFAULT_SIZE"] <= sizes["LARGEST"]:
        raise Flaw("must have SMALLEST ≤ DEFAULT_SIZE ≤ LARGEST")
    means = _text(found, "SIZE_MEANS")
    if not means:
        raise Flaw("needs SIZE_MEANS, what its size counts: 'kilobytes compressed'")
    return WorkloadInfo(
        name=name,
        title=_text(found, "TITLE") or name,
        teaches=_lesson(found),
        size_means=means,
        default_size=sizes["DEFAULT_SIZE"],
        smallest=sizes["SMALLEST"],
        largest=sizes["LARGEST"],
        size_is_ms=bool(getattr(found, "SIZE_IS_MS", False)),
        releases_gil=bool(getattr(found, "RELEASES_GIL", False)),
        target=target,
    )


def _check_name(name: str, taken: List[str], kind: str) -> None:
    if name in (*taken, "imported"):
        raise Flaw(f"is called like one of gilviz's own {kind}: its package must give it another name")
    if not name or len(name) > LONGEST_NAME or not all(sign.isalnum() or sign in "-_+." for sign in name):
        raise Flaw(f"must have a name of letters, digits, -, _, + and . ({LONGEST_NAME} at most)")


def _check_function(found: Any, target: str, name: str, signature: str) -> None:
    if not callable(getattr(found, name, None)):
        raise Flaw(f"has no {signature} in {target}: write it there")


def _text(found: Any, name: str) -> str:
    return str(getattr(found, name, ""))[:LONGEST_TEXT]


def _lesson(found: Any) -> str:
    return next(iter((getattr(found, "__doc__", None) or "").strip().splitlines()), "")[:LONGEST_TEXT]
