"""What the kernel counts of the calling thread: how long it ran, and how long it waited for a core though it could have run.

``/proc/thread-self/schedstat`` holds three numbers: ns on a core (brought up to date only now and then), ns runnable but not
running, and time slices. It is read by the C library's own ``pread``: ``os.pread`` would let go of the GIL, and so make a
hand-off where there was none. The time on a core comes from the thread's own clock, which is exact at any moment.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import Tuple

from gilviz.runner.recording.native_library import c_library, ctypes

_LENGTH = 96


class Counters:
    """The calling thread's counters; only that thread may use it.

    Raises:
        OSError: the system keeps no such numbers.
    """

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, "This system does not tell how long a thread waited for a core")
        self._pread = c_library().pread
        self._pread.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong]
        self._pread.restype = ctypes.c_ssize_t
        self._buffer = ctypes.create_string_buffer(_LENGTH)
        self._descriptor = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._last = self._read()
        except OSError:
            self.close()
            raise

    def during(self, start: int, end: int) -> Tuple[int, int]:
        """Of the time from ``start`` to ``end``, in ns: (on a core, waiting for one); a counter that went backwards counts as 0.

        What was counted since the last call is more than that: before ``start`` and after ``end`` the thread was on its core, for
        that is what silences are between.
        """
        before, self._last = self._last, self._read()
        ran, waited = self._last[0] - before[0], self._last[1] - before[1]
        outside = max(0, start - before[2]) + max(0, self._last[2] - end)
        return min(max(0, ran - outside), end - start), max(0, waited)

    def close(self) -> None:
        """Ends it; it may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _read(self) -> Tuple[int, int, int]:
        length = self._pread(self._descriptor, self._buffer, _LENGTH, 0)
        fields = self._buffer.raw[: max(0, length)].split()
        # Where the kernel keeps no count all three are 0; but whoever reads this has had a time slice.
        if len(fields) < 3 or fields[2] == b"0":
            raise OSError(errno.EIO, "The thread's counters can't be read")
        return time.thread_time_ns(), int(fields[1]), time.perf_counter_ns()
