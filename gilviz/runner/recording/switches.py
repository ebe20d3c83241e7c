"""Every time the calling thread left its core and came back, told by the kernel: no sampling, no privilege, no measurable cost.

``perf_event_open`` with the software "dummy" event counts nothing, but with ``context_switch`` set it writes a record into a
memory-mapped ring whenever the thread is switched out or in, with CLOCK_MONOTONIC's time and whether it was preempted. An
ordinary user may have that of their own threads where ``perf_event_paranoid`` is 2 or less; hardened systems and containers
refuse, and then the recording goes on without it.

The ring is read like any memory: looking into it is no system call, and no hand-off. The kernel writes a record while it
switches this very thread, which therefore finds its records whole and in order, without a memory barrier.

A forked child has no such ring: the kernel leaves that mapping out of the child's memory, and something else may lie there.
So nothing here unmaps by itself when it is forgotten, as an ``mmap.mmap`` would, and a child must ``disown`` it before it looks.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import platform
import struct
import sys
from typing import Any, Callable, Iterator, Mapping, Optional

from gilviz.runner.recording.native_library import c_library, close, ctypes

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
RECORD_BYTES = 16
"""A switch is one record, a note on loss two; the kernel writes nothing else here."""
SMALLEST_RING, LARGEST_RING, ALL_RINGS = 2, 32, 128
"""Pages. The smallest holds 511 records: a worker that ticks copies them many times a second, and a gap is a few switches. Code
that says nothing of itself, and hands the GIL on with every buffer, needs the largest. All of them together must leave something
of the 129 pages for each core (``perf_event_mlock_kb``) that a user may lock in memory for this."""


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


def open_event() -> int:
    """Has the kernel tell the calling thread's switches; gives a descriptor, of which to make ``Switches``.

    Raises:
        OSError: the system has no such thing, or refuses it; the text says which.
    """
    # A 32-bit Python may sit on a 64-bit kernel, where its calls have other numbers.
    number = _SYSCALLS.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 1 << 32 else None
    if number is None:
        raise OSError(errno.ENOSYS, "This system has no perf_event_open that we know")
    descriptor: int = c_library().syscall(number, _attributes(), 0, -1, -1, _CLOSE_ON_EXEC)
    if descriptor < 0:
        raise _refusal("perf_event_open")
    return descriptor


def ring_pages(workers: int) -> int:
    """How large each ring may be where so many workers have one: a power of two."""
    pages = LARGEST_RING
    while pages > SMALLEST_RING and pages * workers > ALL_RINGS:
        pages //= 2
    return pages


class Switches:
    """The calling thread's context switches, from now on; only that thread may use it.

    Args:
        event: What another interpreter opened in this thread, for one that can't call the C library (and can't fork).
        pages: How large the ring is to be; it is smaller where the system allows no more.

    Raises:
        OSError: the system has no such thing, or refuses it; the text says which.
    """

    def __init__(self, event: Optional[int] = None, pages: int = SMALLEST_RING) -> None:
        self._address = 0
        descriptor = open_event() if event is None else event
        try:
            words = self._largest(descriptor, pages, self._mapped if event is None else _mapped_by_python)
        finally:
            close(descriptor)  # The mapping keeps the event alive.
        self._page, self._ring = words[: mmap.PAGESIZE // 8], words[mmap.PAGESIZE // 8 :]
        self._bytes = self._ring.nbytes

    @property
    def waiting(self) -> int:
        """How many records the kernel has written since the last ``copy``."""
        unread: int = (self._page[_HEAD] - self._page[_TAIL]) // RECORD_BYTES
        return unread

    def copy(self, words: memoryview, position: int, records: int) -> bool:
        """Copies the next so many records, and gives the kernel their room back.

        Args:
            words: Where to, as signed 64-bit words.
            position: Of the first word; there is room for all of them.
            records: No more than are ``waiting``.

        Returns:
            Whether these are certainly all. The kernel notes a loss only before the next record that finds room: where there was
            none, some may be lost already.
        """
        page, ring = self._page, self._ring
        tail = page[_TAIL]
        complete: bool = page[_HEAD] - tail < self._bytes - RECORD_BYTES
        size = self._bytes // 8
        start, length = tail // 8 % size, records * 2
        first = min(length, size - start)
        words[position : position + first] = ring[start : start + first]
        if first < length:
            words[position + first : position + length] = ring[: length - first]
        page[_TAIL] = tail + records * RECORD_BYTES
        return complete

    def forget(self) -> None:
        """Gives the kernel its room back without a copy."""
        self._page[_TAIL] = self._page[_HEAD]

    def disown(self) -> None:
        """In a forked child: there is nothing here, and never will be."""
        self._page = self._ring = memoryview(bytes(mmap.PAGESIZE)).cast("q")
        self._address = 0

    def close(self) -> None:
        """Ends it; it may be called twice."""
        if self._address:
            self._library.munmap(self._address, mmap.PAGESIZE + self._bytes)
            self._address = 0

    @staticmethod
    def _largest(descriptor: int, pages: int, mapped: Callable[[int, int], memoryview]) -> memoryview:
        """The event's page and its ring, as large as the system allows, up to so many pages."""
        while True:
            try:
                return mapped(descriptor, (1 + pages) * mmap.PAGESIZE)
            except OSError:
                if pages <= SMALLEST_RING:
                    raise
            pages //= 2

    def _mapped(self, descriptor: int, size: int) -> memoryview:
        """By the C library: what Python maps it unmaps by itself, and in a forked child something else may lie there."""
        self._library = library = c_library()
        library.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        library.mmap.argtypes = [*library.munmap.argtypes, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        library.mmap.restype = ctypes.c_void_p
        address: int = library.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, descriptor, 0)
        if address == ctypes.c_void_p(-1).value:
            raise _refusal("mapping its ring")
        self._address = address
        return memoryview((ctypes.c_int64 * (size // 8)).from_address(address)).cast("B").cast("q")


def _mapped_by_python(descriptor: int, size: int) -> memoryview:
    return memoryview(mmap.mmap(descriptor, size)).cast("B").cast("q")


def _attributes() -> Any:
    """``struct perf_event_attr``, as far as it is not zero."""
    flags = _EXCLUDE_KERNEL | _EXCLUDE_HYPERVISOR | _SAMPLE_ID_ALL | _USE_CLOCKID | _CONTEXT_SWITCH
    attributes = ctypes.create_string_buffer(_ATTRIBUTES_SIZE)
    _ATTRIBUTES.pack_into(attributes, 0, _SOFTWARE, _ATTRIBUTES_SIZE, _DUMMY, _SAMPLE_TIME, flags, _CLOCK_MONOTONIC)
    return attributes


def _refusal(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what} was refused ({os.strerror(number)})")
