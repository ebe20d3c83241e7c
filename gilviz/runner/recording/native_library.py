"""The C library, called without letting go of the GIL: a recording that did would be a hand-off of its own.

PyPy has no such call. There the GIL is let go of around each, but whoever waits for it looks only once in 0.1 ms whether it is
free: calls of a microsecond, at gaps alone, hardly ever lose it.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from typing import Any

try:
    import ctypes
except ImportError:  # An interpreter that was built without libffi: it runs jobs like any other, and knows less of them.
    ctypes = None  # type: ignore[assignment]

__all__ = ["KEEPS_GIL", "c_library", "close", "ctypes", "open_for_reading", "thread_state"]

KEEPS_GIL = sys.implementation.name != "pypy"
"""Whether a call of the C library can keep it."""
_CALLS = KEEPS_GIL and hasattr(ctypes, "PyDLL") and sys.platform != "win32"
"""Whether there is such a library to call."""


def thread_state() -> int:
    """The address of the calling thread's state, by which CPython's GIL names its holder; 0 where that can't be known."""
    get = getattr(getattr(ctypes, "pythonapi", None), "PyThreadState_Get", None)
    if get is None:
        return 0
    get.restype = ctypes.c_void_p
    return int(get() or 0)


def open_for_reading(path: str) -> int:
    """``os.open``, with the GIL kept where that can be.

    Raises:
        OSError: it can't be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
    if not _CALLS:
        return os.open(path, flags)
    descriptor: int = c_library().open(os.fsencode(path), flags)
    if descriptor < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return descriptor


def close(descriptor: int) -> None:
    """``os.close``, with the GIL kept where that can be: a thread that ends while others compute would wait for it once more."""
    if not _CALLS:
        os.close(descriptor)
    else:
        c_library().close(descriptor)


@functools.lru_cache(maxsize=1)
def c_library() -> Any:
    """The process's own C library; ``ctypes`` may be used once it is there.

    Raises:
        OSError: this interpreter can't call it so.
    """
    load = getattr(ctypes, "PyDLL" if KEEPS_GIL else "CDLL", None)
    if load is None:
        raise OSError(errno.ENOSYS, "This interpreter has no ctypes.PyDLL")
    return load(None, use_errno=True)
