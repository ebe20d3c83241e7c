"""An ``InterpreterPoolExecutor`` for Python 3.12 and 3.13, which have isolated interpreters, but no pool of them.

It is made as 3.14's is: a pool of threads, each of which makes an interpreter and has it execute what the pool's users submit.
Interpreters share no objects. A call and its result travel as pickled bytes: the call as a variable of the script that the
interpreter runs, the result through a file.
"""

from __future__ import annotations

import functools
import os
import pickle
import sys
import tempfile
import threading
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, Optional

from gilviz.runner.interpreters import interpreters_module

interpreters = interpreters_module()

_CALL = """
from gilviz.runner.executors.own_interpreter_pool import answer
answer(call, file)
"""
# There OpenSSL's modules bring down the whole process when an interpreter that has imported them ends; all can do without.
_PREPARE = "import sys; sys.modules['_hashlib'] = sys.modules['_ssl'] = None" if sys.version_info < (3, 13) else "pass"


class RemoteError(Exception):
    """The traceback of an exception that was raised in another interpreter."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


class Interpreter:
    """An isolated interpreter with a GIL of its own, for the thread that makes it.

    Raises:
        RuntimeError: no interpreter can be made.
    """

    def __init__(self) -> None:
        # Without a buffer: the other interpreter writes past it, and what it keeps of an earlier result would be read again.
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - as long as the interpreter
        self._interpreter = interpreters.create()
        interpreters.run_string(self._interpreter, _PREPARE)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Calls the function there, waits for the result, and returns or raises it here."""
        call = pickle.dumps((function, arguments))
        problem = interpreters.run_string(self._interpreter, _CALL, {"call": call, "file": self._file.fileno()})
        if problem is not None:
            raise RuntimeError(f"The interpreter could not execute a call: {problem}")
        self._file.seek(0)
        result, error, trace = pickle.loads(self._file.read())
        if error is not None:
            raise error from RemoteError(trace)
        return result

    def __del__(self) -> None:
        if hasattr(self, "_interpreter"):
            interpreters.destroy(self._interpreter)


def answer(call: bytes, file: int) -> None:
    """In the other interpreter: executes a call, and writes (result, exception, traceback) into the file."""
    result, error, trace = None, None, ""
    try:
        function, arguments = pickle.loads(call)
        result = function(*arguments)
        pickled = pickle.dumps((result, error, trace))
    except BaseException as raised:
        trace = traceback.format_exc()
        try:
            pickled = pickle.dumps((None, raised, trace))
            pickle.loads(pickled)
        except Exception:
            pickled = pickle.dumps((None, RuntimeError(repr(raised)), trace))
    os.lseek(file, 0, os.SEEK_SET)
    os.ftruncate(file, 0)
    while pickled:
        pickled = pickled[os.write(file, pickled) :]


class InterpreterPoolExecutor(ThreadPoolExecutor):
    """A pool of threads that each have an interpreter of their own."""

    def __init__(self, max_workers: int, initializer: Optional[Callable[[], None]] = None) -> None:
        super().__init__(max_workers)
        self._begin = initializer
        self._of_thread = threading.local()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Has ``function(*arguments)`` called in one of the interpreters."""
        return super().submit(self._call, function, *arguments, **named)

    def _call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        interpreter = getattr(self._of_thread, "interpreter", None)
        if interpreter is None:
            interpreter = self._of_thread.interpreter = Interpreter()
            if self._begin:
                interpreter.call(self._begin)
        return interpreter.call(functools.partial(function, **named), *arguments)
