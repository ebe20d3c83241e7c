"""Every time the calling thread left its core and came back, told by the kernel: no sampling, no privilege, no measurable cost.

``perf_event_open`` with the software "dummy" event counts nothing, but with ``context_switch`` set it writes a record into a
memory-mapped ring whenever the thread is switched out or in, with CLOCK_MONOTONIC's time and whether it was preempted. An
ordinary user may have that of their own threads where ``perf_event_paranoid`` is 2 or less; hardened systems and containers
refuse, and then the recording goes on without it.

The ring is read like any memory: looking into it is no system call, and no hand-off.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import struct
import sys
from typing import List, Mapping, Tuple

from gilviz.runner.recording.native_library import c_library

IN = 0
OUT = 1
PREEMPTED = 2
"""What a switch was: back on a core; off it, to wait for something; off it, though there was more to do."""

Switch = Tuple[int, int]
"""(time in ns, one of ``IN``, ``OUT``, ``PREEMPTED``)."""

_SYSCALLS: Mapping[str, int] = {"x86_64": 298, "aarch64": 241}
_ATTRIBUTES = struct.Struct("<IIQQQQQIIQQQQIiQ")
_ATTRIBUTES_SIZE = 112
_SOFTWARE, _DUMMY = 1, 9
_SAMPLE_TIME = 1 << 2
_EXCLUDE_KERNEL, _EXCLUDE_HYPERVISOR = 1 << 5, 1 << 6
_SAMPLE_ID_ALL, _USE_CLOCKID, _CONTEXT_SWITCH = 1 << 18, 1 << 25, 1 << 26
_CLOCK_MONOTONIC = 1
_CLOSE_ON_EXEC = 1 << 3

_HEAD, _TAIL = 1024 // 8, 1032 // 8
_RING_WORDS = 2 * mmap.PAGESIZE // 8
"""512 records: a worker looks at every gap, and a gap is a few switches. More would eat into what users may lock in memory."""

# A record's first word: 32 bits of kind, 16 of flags, 16 of size in bytes. A switch's second word is its time.
_KIND_MASK = (1 << 32) - 1
_RECORD_LOST, _RECORD_SWITCH = 2, 14
_LEFT, _WAS_PREEMPTED = 1 << 32 + 13, 1 << 32 + 14
_SIZE_SHIFT = 48


class Switches:
    """The calling thread's context switches, from now on; only that thread may use it.

    Attributes:
        lost: How many records the kernel could not keep for us.

    Raises:
        OSError: the system has no such thing, or refuses it; the text says which.
    """

    def __init__(self) -> None:
        self.lost = 0
        number = _SYSCALLS.get(platform.machine()) if sys.platform == "linux" else None
        if number is None:
            raise OSError(errno.ENOSYS, "This system has no perf_event_open that we know")
        flags = _EXCLUDE_KERNEL | _EXCLUDE_HYPERVISOR | _SAMPLE_ID_ALL | _USE_CLOCKID | _CONTEXT_SWITCH
        attributes = ctypes.create_string_buffer(_ATTRIBUTES_SIZE)
        _ATTRIBUTES.pack_into(
            attributes,
            0,
            _SOFTWARE,
            _ATTRIBUTES_SIZE,
            _DUMMY,
            0,
            _SAMPLE_TIME,
            0,
            flags,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            _CLOCK_MONOTONIC,
            0,
        )
        descriptor = c_library().syscall(number, attributes, 0, -1, -1, _CLOSE_ON_EXEC)
        if descriptor < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"perf_event_open was refused ({os.strerror(number)})")
        self._descriptor = descriptor
        try:
            self._map = mmap.mmap(descriptor, mmap.PAGESIZE + _RING_WORDS * 8)
        except OSError:
            os.close(descriptor)
            raise
        words = memoryview(self._map).cast("B").cast("Q")
        self._head_page, self._ring = words[: mmap.PAGESIZE // 8], words[mmap.PAGESIZE // 8 :]

    def take(self) -> List[Switch]:
        """Every switch since the last call, in order."""
        head, tail = self._head_page[_HEAD], self._head_page[_TAIL]
        start, end = tail // 8 % _RING_WORDS, head // 8 % _RING_WORDS
        # A thread that waits in short steps has hundreds of records: they are fetched in one piece, or two around the ring's end.
        if tail == head:
            words = []
        elif start < end:
            words = self._ring[start:end].tolist()
        else:
            words = self._ring[start:].tolist() + self._ring[:end].tolist()
        self._head_page[_TAIL] = head
        found = []
        position = 0
        while position < len(words):
            header = words[position]
            kind = header & _KIND_MASK
            if kind == _RECORD_SWITCH:
                left = header & _LEFT
                found.append((words[position + 1], IN if not left else PREEMPTED if header & _WAS_PREEMPTED else OUT))
            elif kind == _RECORD_LOST:
                self.lost += 1
            position += max(1, header >> _SIZE_SHIFT >> 3)
        return found

    def close(self) -> None:
        """Ends it; it may be called twice."""
        if self._descriptor >= 0:
            self._head_page.release()
            self._ring.release()
            self._map.close()
            os.close(self._descriptor)
            self._descriptor = -1
