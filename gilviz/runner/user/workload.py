"""The user's function in the place of a workload's module: what ``runner.job`` asks of one."""

from __future__ import annotations

import contextlib
import importlib
import pickle
from typing import Any, Callable, Iterator, List, Optional

from gilviz.runner import catalog
from gilviz.runner.probe.attend_stacks import own_code
from gilviz.runner.probe.codes import Own
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.spec import UserCode
from gilviz.runner.user.call import Begin, Call
from gilviz.runner.user.code import Found, find
from gilviz.runner.user.items import make_items
from gilviz.runner.user.results import report
from gilviz.runner.workloads.refusal import Refusal


class UserWorkload:
    """The user's function and its items.

    Args:
        code: What the user chose.
        executor: What is to call it.

    Attributes:
        work: The task for executors that call it.
        awaited: The task for executors that await it; None where the function is no coroutine function.

    Raises:
        Refusal: it can't be called, or not by that executor.
    """

    def __init__(self, code: UserCode, executor: catalog.ExecutorInfo) -> None:
        self._code = code
        self._plain = executor.kind is WorkerKind.MAIN
        found = find(code.function, code.folder)
        apart = executor.has_processes or executor.kind is WorkerKind.INTERPRETER
        if apart and not executor.sends_code:
            why = unpicklable(found.function)
            if why is not None:
                raise Refusal(f"{found.name} can't be sent to other processes ({why}): {TOP_LEVEL}")
        if executor.awaits and not found.awaits:
            raise Refusal(f"{found.name} is no coroutine function: asyncio has nothing to await in it.")
        self._found = found
        self.work = call_of(found)
        self.awaited = coroutines().AwaitedCall(found.function) if found.awaits else None

    @contextlib.contextmanager
    def prepare(self, _size: int, tasks: int, _directory: Optional[str]) -> Iterator[List[Any]]:
        """The items that ``tasks`` tasks work on."""
        made = make_items(self._code.items, self._found.module, tasks).made
        if len(made) < tasks:
            raise Refusal(f"There are {len(made)} items now, and were {tasks}: let {self._code.items} give the same every time.")
        with own_loop(self._found):
            yield made

    def begin(self, begin: Callable[[], None]) -> Begin:
        """What each pooled worker calls first: ``begin``, where the user's module can be imported."""
        return Begin(begin, self._found.root)

    def own_code(self) -> Own:
        """Which code is the user's."""
        return own_code(self._found.module, self._found.function, self._found.root)

    def report(self, results: List[Any], expected: str) -> List[str]:
        """A word on each result."""
        return report(results, expected, plain=self._plain)


def coroutines() -> Any:
    """The module for coroutine functions."""
    return importlib.import_module(_COROUTINES)


def call_of(found: Found) -> Call:
    """The function as a task that is called."""
    call: Call = coroutines().CoroutineCall(found.function) if found.awaits else Call(found.function)
    return call


@contextlib.contextmanager
def own_loop(found: Found) -> Iterator[None]:
    """Ends the calling thread's event loop after the body, if the function may have needed one."""
    try:
        yield
    finally:
        if found.awaits:
            coroutines().close_own_loop()


_COROUTINES = "gilviz.runner.user.coroutine"
TOP_LEVEL = "define it by def at the top level of its module."


def unpicklable(thing: Any) -> Optional[str]:
    """Why something can't be sent to another process, in a few words; None where it can."""
    try:
        pickle.loads(pickle.dumps(thing))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
