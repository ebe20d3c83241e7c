"""Every time the calling thread left its core and came back, told by the kernel: no sampling, no privilege, no measurable cost.

``perf_event_open`` with the software "dummy" event counts nothing, but with ``context_switch`` set it writes a record into a
memory-mapped ring whenever the thread is switched out or in, with CLOCK_MONOTONIC's time and whether it was preempted. An
ordinary user may have that of their own threads where ``perf_event_paranoid`` is 2 or less; hardened systems and containers
refuse, and then the recording goes on without it.

The ring is read like any memory: looking into it is no system call, and no hand-off. The kernel writes a record while it
switches this very thread, which therefore finds its records whole and in order, without a memory barrier.

A forked child has no such ring: the kernel leaves that mapping out of the child's memory, and something else may lie there.
So nothing here unmaps by itself when it is forgotten, as an ``mmap.mmap`` would, and a child never looks.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import platform
import struct
import sys
from typing import Any, Iterator, List, Mapping, Optional, Tuple

from gilviz.runner.recording.native_library import c_library, ctypes

IN = 0
OUT = 1
PREEMPTED = 2
"""What a switch was: back on a core; off it, to wait for something; off it, though there was more to do."""

Switch = Tuple[int, int]
"""(time in ns, one of ``IN``, ``OUT``, ``PREEMPTED``)."""

_SYSCALLS: Mapping[str, int] = {"x86_64": 298, "aarch64": 241}
# Type, size, configuration; the sampling period is left out; kind of sample; the reading's format is left out; flags; clock.
_ATTRIBUTES = struct.Struct("<IIQ8xQ8xQ44xi")
_ATTRIBUTES_SIZE = 112
_SOFTWARE, _DUMMY = 1, 9
_SAMPLE_TIME = 1 << 2
_EXCLUDE_KERNEL, _EXCLUDE_HYPERVISOR = 1 << 5, 1 << 6
_SAMPLE_ID_ALL, _USE_CLOCKID, _CONTEXT_SWITCH = 1 << 18, 1 << 25, 1 << 26
_CLOCK_MONOTONIC = 1
_CLOSE_ON_EXEC = 1 << 3

_HEAD, _TAIL = 1024 // 8, 1032 // 8
_RING_BYTES = 2 * mmap.PAGESIZE
_RING_WORDS = _RING_BYTES // 8
"""511 records: a worker looks at every gap, and a gap is a few switches. More would eat into what users may lock in memory."""

# A record's first word: 32 bits of kind, 16 of flags, 16 of size in bytes. A switch's second word is its time; the third word
# of a note on loss is how many records were lost before it.
_KIND_MASK = (1 << 32) - 1
_RECORD_LOST, _RECORD_SWITCH = 2, 14
_LEFT, _WAS_PREEMPTED = 1 << 32 + 13, 1 << 32 + 14
_SIZE_SHIFT = 48
_CAME_BACK = _RECORD_SWITCH | 16 << _SIZE_SHIFT
_LEFT_BY_ITSELF = _CAME_BACK | _LEFT
_SWITCH_BYTES = 16


@contextlib.contextmanager
def made_ready() -> Iterator[None]:
    """Has the kernel tell switches while the body runs, of whomever.

    The first who asks in a system waits some ms until every core knows. A run asks before it begins, so that no worker waits.
    """
    try:
        first = Switches()
    except OSError:
        yield
        return
    try:
        yield
    finally:
        first.close()


class Switches:
    """The calling thread's context switches, from now on; only that thread may use it.

    Attributes:
        lost: How many records the kernel could not keep for us.

    Raises:
        OSError: the system has no such thing, or refuses it; the text says which.
    """

    def __init__(self) -> None:
        self.lost = 0
        # A 32-bit Python may sit on a 64-bit kernel, where its calls have other numbers.
        number = _SYSCALLS.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 1 << 32 else None
        if number is None:
            raise OSError(errno.ENOSYS, "This system has no perf_event_open that we know")
        self._library = c_library()
        self._owner = os.getpid()
        descriptor = self._library.syscall(number, _attributes(), 0, -1, -1, _CLOSE_ON_EXEC)
        if descriptor < 0:
            raise _refusal("perf_event_open")
        try:
            self._address = self._map(descriptor)
        finally:
            os.close(descriptor)  # The mapping keeps the event alive.
        self._head_page = (ctypes.c_uint64 * (mmap.PAGESIZE // 8)).from_address(self._address)
        self._ring = (ctypes.c_uint64 * _RING_WORDS).from_address(self._address + mmap.PAGESIZE)

    def take_one_wait(self, start: int, end: int, longest_look: int) -> Optional[Tuple[int, int]]:
        """When the thread left its core by itself and when it was back for good, in ns, if that is all there is to tell.

        Nearly every gap of threads that take turns is such a one, and what is asked then is asked with the GIL held, by code that
        the processor has to fetch anew: so it is short. None, with nothing taken, where there is more to tell, or nothing.

        Args:
            start: The beginning of the gap; nothing may have happened before.
            end: Its end; nothing may have happened since.
            longest_look: A stay on the core shorter than this, in ns, was a look whether the wait is over.
        """
        if os.getpid() != self._owner:
            return None
        page, ring = self._head_page, self._ring
        head, tail = page[_HEAD], page[_TAIL]
        first = tail // 8 % _RING_WORDS
        last = first + (head - tail) // 8
        if last <= first or last > _RING_WORDS:
            return None
        for position in range(first, last, 4):
            if ring[position] != _LEFT_BY_ITSELF or position + 2 >= last or ring[position + 2] != _CAME_BACK:
                return None
            if position > first and ring[position + 1] - ring[position - 1] >= longest_look:
                return None
        left, back = ring[first + 1], ring[last - 1]
        if left < start or back > end:
            return None
        page[_TAIL] = head
        return left, back

    def take(self) -> Tuple[List[Switch], bool]:
        """Every switch since the last call, in order; and whether these are certainly all."""
        if os.getpid() != self._owner:
            return [], False
        head, tail = self._head_page[_HEAD], self._head_page[_TAIL]
        if head == tail:
            return [], True
        start, end = tail // 8 % _RING_WORDS, head // 8 % _RING_WORDS
        # A thread that waits in short steps has hundreds of records: they are fetched in one piece, or two around the ring's end.
        words = self._ring[start:end] if start < end else self._ring[start:] + self._ring[:end]
        self._head_page[_TAIL] = head
        found = []
        # The kernel notes a loss only before the next record that finds room: where there is none now, some may be lost already.
        complete = head - tail < _RING_BYTES - _SWITCH_BYTES
        position = 0
        while position < len(words):
            header = words[position]
            kind = header & _KIND_MASK
            if kind == _RECORD_SWITCH:
                left = header & _LEFT
                found.append((words[position + 1], IN if not left else PREEMPTED if header & _WAS_PREEMPTED else OUT))
            elif kind == _RECORD_LOST:
                self.lost += words[position + 2]
                complete = False
            position += max(1, header >> _SIZE_SHIFT >> 3)
        return found, complete

    def close(self) -> None:
        """Ends it; it may be called twice."""
        if self._address and os.getpid() == self._owner:
            self._library.munmap(self._address, mmap.PAGESIZE + _RING_BYTES)
            self._address = 0

    def _map(self, descriptor: int) -> int:
        library = self._library
        library.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        library.mmap.argtypes = [*library.munmap.argtypes, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        library.mmap.restype = ctypes.c_void_p
        protection = mmap.PROT_READ | mmap.PROT_WRITE
        address: int = library.mmap(None, mmap.PAGESIZE + _RING_BYTES, protection, mmap.MAP_SHARED, descriptor, 0)
        if address == ctypes.c_void_p(-1).value:
            raise _refusal("mapping its ring")
        return address


def _attributes() -> Any:
    """``struct perf_event_attr``, as far as it is not zero."""
    flags = _EXCLUDE_KERNEL | _EXCLUDE_HYPERVISOR | _SAMPLE_ID_ALL | _USE_CLOCKID | _CONTEXT_SWITCH
    attributes = ctypes.create_string_buffer(_ATTRIBUTES_SIZE)
    _ATTRIBUTES.pack_into(attributes, 0, _SOFTWARE, _ATTRIBUTES_SIZE, _DUMMY, _SAMPLE_TIME, flags, _CLOCK_MONOTONIC)
    return attributes


def _refusal(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what} was refused ({os.strerror(number)})")
