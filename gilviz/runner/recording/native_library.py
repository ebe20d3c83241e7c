"""The C library, called without letting go of the GIL: a recording that did would be a hand-off of its own."""

from __future__ import annotations

import ctypes
import errno
from typing import Any


def c_library() -> Any:
    """The process's own C library.

    Raises:
        OSError: this interpreter can't call it so.
    """
    load = getattr(ctypes, "PyDLL", None)
    if load is None:
        raise OSError(errno.ENOSYS, "This interpreter has no ctypes.PyDLL")
    return load(None, use_errno=True)
