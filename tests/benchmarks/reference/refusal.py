"""Has the kernel refuse ``perf_event_open`` to what is started, as hardened systems and containers do."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import threading
from collections.abc import Callable

from tests.benchmarks.figures import Skipped

_NUMBERS = {"x86_64": 298, "aarch64": 241}
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_INSTRUCTION = struct.Struct("<HBBI")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def without_switches(act: Callable[[], None]) -> None:
    """Calls ``act`` in a thread that may not ask for context switches, and whose children may not either.

    Raises:
        Skipped: this system can't forbid it.
    """
    problems: list[str] = []

    def forbidden() -> None:
        if problem := _forbid():
            problems.append(problem)
        else:
            act()

    # What a thread was forbidden is for ever: so it is one that ends.
    thread = threading.Thread(target=forbidden, name="without switches")
    thread.start()
    thread.join()
    if problems:
        raise Skipped(problems[0])


def _forbid() -> str | None:
    """Forbids it to the calling thread; why not, if it can't be."""
    number = _NUMBERS.get(platform.machine())
    if number is None:
        return f"Nobody has said yet which number perf_event_open has on {platform.machine()}: add it to refusal.py."
    code = b"".join(
        _INSTRUCTION.pack(*instruction)
        for instruction in (
            (_LOAD_WORD, 0, 0, 0),
            (_JUMP_IF_EQUAL, 0, 1, number),
            (_RETURN, 0, 0, _REFUSE | errno.EACCES),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    program = _Program(len(code) // _INSTRUCTION.size, code)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or library.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        return "The kernel lets nobody forbid a system call (seccomp): take one that does."
    return None
