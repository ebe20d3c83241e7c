"""Finds the user's function: imports its module as the user would, and checks that it can be called with one item."""

from __future__ import annotations

import difflib
import importlib
import inspect
import multiprocessing.process
import os
import sys
import traceback
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Tuple

from gilviz.runner.user.call import enter_worker
from gilviz.runner.workloads.refusal import Refusal

MANY = 8
"""Names that are offered instead of one that is not there."""


class Found(NamedTuple):
    """The user's function, and where it stands."""

    function: Callable[[Any], Any]
    module: ModuleType
    name: str
    awaits: bool
    """Whether it is a coroutine function."""
    root: str
    """The folder that its module is imported from."""


def find(target: str, folder: str) -> Found:
    """The function that ``FILE.py:NAME`` or ``MODULE:NAME`` says, with the folder as the working directory from now on.

    Raises:
        Refusal: there is none, or it can't be called with one item.
    """
    where, _, name = target.rpartition(":")
    _enter(folder)
    root, module_name = _place(where, folder)
    module = _imported(where, root, module_name)
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise Refusal(f"{where} has no {name!r}: {_offer(module, name)}")
        found = getattr(found, part)
    if not callable(found):
        kind = type(found).__name__
        raise Refusal(f"{name} in {where} is no function but {_article(kind)} {kind}: {_offer(module, name)}")
    _check(found, name)
    return Found(found, module, name, _awaits(found), root)


def _enter(folder: str) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise Refusal(f"The folder {folder} can't be entered ({error.strerror}): start gilviz in another one.") from None
    # Processes that are spawned begin where this module first found itself.
    multiprocessing.process.ORIGINAL_DIR = folder  # type: ignore[attr-defined]


def _place(where: str, folder: str) -> Tuple[str, str]:
    """The folder to import from, and the module's name; a file inside a package is imported as a part of that."""
    path = os.path.join(folder, where)
    if not (where.endswith(".py") or os.path.isfile(path)):
        return folder, where
    if not os.path.isfile(path):
        raise Refusal(f"There is no file {where} in {folder}: check the path.")
    root, file = os.path.split(os.path.abspath(path))
    name = file.removesuffix(".py")
    if not file.endswith(".py") or "." in name:
        raise Refusal(f"Python can't import a file that is called {file}: rename it, to work.py for example.")
    parts = [] if name == "__init__" else [name]
    while os.path.isfile(os.path.join(root, "__init__.py")):
        root, package = os.path.split(root)
        parts.insert(0, package)
    loaded = sys.modules.get(parts[0])
    if loaded is not None or parts[0] in sys.builtin_module_names or parts[0] in getattr(sys, "stdlib_module_names", ()):
        raise Refusal(
            f"{where} is called like a module of Python itself, {parts[0]}: rename it, to my_{parts[0]}.py for example."
        )
    return root, ".".join(parts)


def _imported(where: str, root: str, name: str) -> ModuleType:
    enter_worker(root)
    sys.argv = [where]
    here = os.getpid()
    started: List[str] = []
    module: Optional[ModuleType] = None
    try:
        with _no_processes(started):
            module = importlib.import_module(name)
    except SystemExit as error:
        raise Refusal(
            f"{where} calls sys.exit({'' if error.code is None else repr(error.code)}) when it is imported: "
            f"put that below `if __name__ == '__main__':`."
        ) from error
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise Refusal(f"{sys.executable} finds no module {name} from {root}: check the name, or choose its Python.") from None
        raise Refusal(
            f"{where} can't be imported: {_said(error)}: install it for {sys.executable}, or choose a Python that has it."
        ) from error
    except BaseException as error:
        if not started:
            raise Refusal(f"{where} can't be imported: {_said(error)}{_line_in(where, error)}: see that it imports.") from error
    finally:
        if os.getpid() != here:
            os._exit(0)  # it forked as it was imported: the child is nobody's job
    if started or module is None:
        raise Refusal(
            f"{where} starts processes when it is imported, and so would each of them: "
            "put that below `if __name__ == '__main__':`."
        )
    return module


@contextmanager
def _no_processes(tried: List[str]) -> Iterator[None]:
    """While a module is imported no process starts: where workers import it again, each would start the same again."""
    original = multiprocessing.process.BaseProcess.start

    def refuse(process: multiprocessing.process.BaseProcess) -> None:
        tried.append(process.name)
        raise RuntimeError("a process is started while the module is imported")

    multiprocessing.process.BaseProcess.start = refuse  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        multiprocessing.process.BaseProcess.start = original  # type: ignore[method-assign]


def _check(found: Callable[..., Any], name: str) -> None:
    if inspect.isgeneratorfunction(found) or inspect.isasyncgenfunction(found):
        raise Refusal(f"{name} is a generator function, so that calling it computes nothing: return a list of what it yields.")
    try:
        signature = inspect.signature(found)
    except (ValueError, TypeError):
        return  # C functions need not say what they take
    try:
        signature.bind(None)
    except TypeError as error:
        raise Refusal(
            f"{name}{signature} can't be called with one item ({error}): write a function of one argument that calls it."
        ) from None


def _awaits(found: Any) -> bool:
    return inspect.iscoroutinefunction(found) or inspect.iscoroutinefunction(getattr(found, "__call__", None))  # noqa: B004


def _offer(module: ModuleType, name: str) -> str:
    """What to ask for instead."""
    own = [key for key, value in vars(module).items() if inspect.isroutine(value) and value.__module__ == module.__name__]
    near = difflib.get_close_matches(name, own, n=3) or [key for key in own if not key.startswith("_")][:MANY]
    return f"choose {_or(near)}." if near else "write one there, at the module's top level."


def _or(names: List[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _article(word: str) -> str:
    return "an" if word[:1] in "aeiou" else "a"


def _said(error: BaseException) -> str:
    return traceback.format_exception_only(type(error), error)[-1].strip().rstrip(".")


def _line_in(where: str, error: BaseException) -> str:
    """Where in the user's file that was, if it was there."""
    file = os.path.basename(where)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if os.path.basename(frame.filename) == file]
    return f" (line {lines[-1]})" if lines else ""
