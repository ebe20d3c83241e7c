"""Has looked at, while a job runs, in which lines its workers hold the GIL and wait for it, where that can be seen."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
from types import ModuleType
from typing import Any, Callable, Iterator, List, Tuple

from gilviz.runner import runtime
from gilviz.runner.probe.attend import READY_WITHIN, wait_for_word
from gilviz.runner.probe.codes import Codes, Own
from gilviz.runner.probe.layout import Layout, Read, find_layout
from gilviz.runner.probe.parked import parked
from gilviz.runner.probe.stack_reader import StackReader
from gilviz.runner.probe.stacks import Order, make_file, reader_of
from gilviz.runner.protocol import CODES_FILE_NAME, STACKS_FILE_NAME, StacksHeader
from gilviz.runner.recording.native_library import c_library

_SET_PTRACER = 0x59616D61
_NO_GIL = "This interpreter runs without a GIL: no line holds it, and none waits for it"
_NO_PROBE = "The GIL's words could not be read, so nobody knows which line holds it"


@contextlib.contextmanager
def stacks_watched(directory: str, gil: int, own: Own, refuse: Callable[[str], None]) -> Iterator[None]:
    """Has the workers' stacks looked at while the body runs; where that can't be, it is told why, and the body runs.

    Args:
        directory: The run's.
        gil: The address of this process's GIL; 0 where that is not known.
        own: Which code is the user's.
        refuse: Is told why not, in a sentence without its full stop.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_onlooker(directory, gil, own))
        except OSError as error:
            why = error.strerror or str(error)
            with open(os.path.join(directory, CODES_FILE_NAME), "w", encoding="utf-8") as told:
                told.write(json.dumps({"refused": why}) + "\n")
            refuse(why)
        yield


@contextlib.contextmanager
def _onlooker(directory: str, gil: int, own: Own) -> Iterator[None]:
    if not gil:
        raise OSError(errno.ENOSYS, _NO_PROBE if runtime.has_gil() else _NO_GIL)
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        order = Order(directory, memory, gil, proven_layout(reader_of(memory)), own)
        make_file(directory)
        command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.probe.stacks", order.text()]
        onlooker = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[memory], cwd=directory)
    finally:
        os.close(memory)
    with onlooker:
        try:
            # Where Yama restricts who may look into whom, a process may name one that is allowed to, and all that it started.
            with contextlib.suppress(OSError):
                c_library().prctl(_SET_PTRACER, os.getpid(), 0, 0, 0)
            if not wait_for_word(onlooker, os.path.join(directory, STACKS_FILE_NAME), StacksHeader.MAGIC):
                raise OSError(errno.ETIMEDOUT, f"Who looks at the lines did not begin within {READY_WITHIN:g} s")
            yield
        finally:
            onlooker.kill()


def proven_layout(read: Read) -> Layout:
    """Where this interpreter keeps what a stack is read from; by it a whole stack has been read, just as it was.

    Raises:
        OSError: it can't be found, or what was read is something else; the text says which.
    """
    layout = find_layout(read)
    told: List[Tuple[str, str, int]] = []
    codes = Codes(read, layout, Own((), (), ()))
    reader = StackReader(read, layout, codes)
    with parked(deeper=True) as thread:
        for place in reader.stack(thread.state, thread.native_id):
            file, name = codes.named(place.code.number)
            told.append((file, name, place.line))
        true = [(frame.f_code.co_filename, _name(frame.f_code), frame.f_lineno) for frame in thread.frames()]
    if not true or told != true:
        raise OSError(errno.EINVAL, "A stack that was read from this interpreter's memory is not the one that it has")
    return layout


def _name(code: Any) -> str:
    return str(getattr(code, "co_qualname", code.co_name))


def own_code(module: ModuleType, function: Any, root: str) -> Own:
    """Which code is the user's: what lies where their function's module was imported from, but no installed library.

    Args:
        module: The function's module.
        function: The function; its own file counts wherever it is.
        root: The folder that the module is imported from.
    """
    others = (os.path.dirname(os.__file__), _runner_folder(), sys.prefix)
    code = getattr(function, "__code__", None)
    files = [code.co_filename] if code is not None else []
    file = getattr(module, "__file__", None) or ""
    if Own((root,), others, ()).has(file):
        return Own((root,), [other for other in others if not root.startswith(other)], files)
    package = sys.modules.get(module.__name__.partition(".")[0], module)
    folders = [os.path.abspath(folder) for folder in getattr(package, "__path__", [])]
    return Own(folders, (_runner_folder(),), [*files, file])


def _runner_folder() -> str:
    return os.path.dirname(os.path.dirname(os.path.abspath(runtime.__file__)))
