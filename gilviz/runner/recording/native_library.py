"""The C library, called without letting go of the GIL: a recording that did would be a hand-off of its own."""

from __future__ import annotations

import errno
from typing import Any

try:
    import ctypes
except ImportError:  # An interpreter that was built without libffi: it runs jobs like any other, and knows less of them.
    ctypes = None  # type: ignore[assignment]

__all__ = ["c_library", "ctypes"]


def c_library() -> Any:
    """The process's own C library; ``ctypes`` may be used once it is there.

    Raises:
        OSError: this interpreter can't call it so.
    """
    load = getattr(ctypes, "PyDLL", None)
    if load is None:
        raise OSError(errno.ENOSYS, "This interpreter has no ctypes.PyDLL")
    return load(None, use_errno=True)
