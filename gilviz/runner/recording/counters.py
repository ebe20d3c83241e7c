"""What the kernel counts of the calling thread: how long it computed, and how long it waited for a core though it could have run.

The time on a core comes from the thread's own clock, which is exact at any moment and there on every system. The other number is
Linux's: ``/proc/thread-self/schedstat`` holds three, ns on a core (brought up to date only now and then), ns runnable but not
running, and time slices. It is read by the C library's own ``pread``: ``os.pread`` would let go of the GIL, and so make a
hand-off where there was none. In PyPy either would, and ``os.pread`` is the quicker one.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
import threading
import time
from typing import Callable, Optional, Tuple

from gilviz.runner.recording.native_library import KEEPS_GIL, c_library, close, ctypes, open_for_reading

_LENGTH = 96
UNTOLD = -1
"""ns of waiting where the system does not tell them."""


class Counters:
    """The counters of the thread that makes it. Another one may read them, where ``of_any_thread``, as long as that one lives.

    Args:
        alone: Whether nobody else wants this thread's GIL: then it does no harm to let go of it.

    Attributes:
        of_any_thread: Whether what another thread reads is of the one that made it, too.

    Raises:
        OSError: the system keeps no such numbers.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._descriptor = -1
        if not hasattr(time, "thread_time_ns"):
            raise OSError(errno.ENOSYS, "This system does not tell how long a thread computed")
        clock = _own_clock()
        self.of_any_thread = clock is not None
        self._computed = clock or time.thread_time_ns
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
            OSError: the kernel keeps no count, or another thread reads that of one which has ended.
        """
        computed = self._computed()
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


def _own_clock() -> Optional[Callable[[], int]]:
    """The calling thread's clock, in ns, such that others can read it, too; None where the system has none."""
    name = getattr(time, "pthread_getcpuclockid", None)
    if name is None:
        return None
    return functools.partial(time.clock_gettime_ns, name(threading.get_ident()))


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
