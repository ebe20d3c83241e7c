"""What the kernel counts of the calling thread: how long it computed, and how long it waited for a core though it could have run.

The time on a core comes from the thread's own clock, which is exact at any moment and there on every system. The other number is
Linux's: ``/proc/thread-self/schedstat`` holds three, ns on a core (brought up to date only now and then), ns runnable but not
running, and time slices. It is read by the C library's own ``pread``: ``os.pread`` would let go of the GIL, and so make a
hand-off where there was none. In PyPy either would, and ``os.pread`` is the quicker one.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import Callable, Tuple

from gilviz.runner.recording.native_library import KEEPS_GIL, c_library, close, ctypes, open_for_reading

_LENGTH = 96
UNTOLD = -1
"""ns of waiting where the system does not tell them."""


class Counters:
    """The calling thread's counters; only that thread may use it.

    Args:
        alone: Whether nobody else wants this thread's GIL: then it does no harm to let go of it.

    Raises:
        OSError: the system keeps no such numbers.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._descriptor = -1
        if not hasattr(time, "thread_time_ns"):
            raise OSError(errno.ENOSYS, "This system does not tell how long a thread computed")
        if sys.platform != "linux":
            return
        keep = KEEPS_GIL and not (alone and ctypes is None)
        self._pread = _pread_of_the_c_library() if keep else os.pread
        self._descriptor = open_for_reading("/proc/thread-self/schedstat")
        try:
            self.read()
        except OSError:
            self.close()
            raise

    def read(self) -> Tuple[int, int]:
        """(computed, waited for a core) so far, in ns; the second is ``UNTOLD`` where that is so.

        Raises:
            OSError: the kernel keeps no count.
        """
        computed = time.thread_time_ns()
        if self._descriptor < 0:
            return computed, UNTOLD
        fields = self._pread(self._descriptor, _LENGTH, 0).split()
        # Where the kernel keeps no count all three are 0; but whoever reads this has had a time slice.
        if len(fields) < 3 or fields[2] == b"0":
            raise OSError(errno.EIO, "The thread's counters can't be read")
        return computed, int(fields[1])

    def close(self) -> None:
        """Ends it; it may be called twice. From then on only the thread's own clock is read."""
        if self._descriptor >= 0:
            close(self._descriptor)
            self._descriptor = -1


def _pread_of_the_c_library() -> Callable[[int, int, int], bytes]:
    """``os.pread`` that keeps the GIL; gives nothing where it fails."""
    pread = c_library().pread
    pread.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong]
    pread.restype = ctypes.c_ssize_t
    buffer = ctypes.create_string_buffer(_LENGTH)

    def read(descriptor: int, length: int, position: int) -> bytes:
        got = pread(descriptor, buffer, length, position)
        return buffer.raw[: max(0, got)]

    return read
