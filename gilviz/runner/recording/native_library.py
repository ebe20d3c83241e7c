"""The C library, called without letting go of the GIL: a recording that did would be a hand-off of its own.

PyPy has no such call. There the GIL is let go of around each, but whoever waits for it looks only once in 0.1 ms whether it is
free: calls of a microsecond, at gaps alone, hardly ever lose it.
"""

from __future__ import annotations

import errno
import sys
from typing import Any

try:
    import ctypes
except ImportError:  # An interpreter that was built without libffi: it runs jobs like any other, and knows less of them.
    ctypes = None  # type: ignore[assignment]

__all__ = ["KEEPS_GIL", "c_library", "ctypes"]

KEEPS_GIL = sys.implementation.name != "pypy"
"""Whether a call of the C library can keep it."""


def thread_state() -> int:
    """The address of the calling thread's state, by which CPython's GIL names its holder; 0 where that can't be known."""
    get = getattr(getattr(ctypes, "pythonapi", None), "PyThreadState_Get", None)
    if get is None:
        return 0
    get.restype = ctypes.c_void_p
    return int(get() or 0)


def c_library() -> Any:
    """The process's own C library; ``ctypes`` may be used once it is there.

    Raises:
        OSError: this interpreter can't call it so.
    """
    load = getattr(ctypes, "PyDLL" if KEEPS_GIL else "CDLL", None)
    if load is None:
        raise OSError(errno.ENOSYS, "This interpreter has no ctypes.PyDLL")
    return load(None, use_errno=True)
