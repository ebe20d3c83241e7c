"""The C library, called without letting go of the GIL: a recording that did would be a hand-off of its own."""

from __future__ import annotations

import errno
from typing import Any

try:
    import ctypes
except ImportError:  # An interpreter that was built without libffi: it runs jobs like any other, and knows less of them.
    ctypes = None  # type: ignore[assignment]

__all__ = ["c_library", "ctypes"]


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
    load = getattr(ctypes, "PyDLL", None)
    if load is None:
        raise OSError(errno.ENOSYS, "This interpreter has no ctypes.PyDLL")
    return load(None, use_errno=True)
