"""Finds the words of this interpreter's GIL in its own memory, and proves that they are the GIL's.

CPython keeps ``interval`` (µs), ``last_holder`` (a thread state's address), ``locked`` and ``switch_number`` in this order since
3.9, but where they are differs between versions and builds, and no table of offsets can be trusted. So they are found by what
they must say: whoever runs this holds the GIL, so its own thread state's address stands right behind the switch interval, and
the switch interval can be set. Three odd intervals are set one after another; a place that showed all three, each with our own
address behind it, is the GIL's: chance would need three hits of 16 bytes. Then ``locked`` must be 1, for we hold it.
"""

from __future__ import annotations

import ctypes
import errno
import struct
import sys
from typing import Iterator, List, Optional, Tuple

from gilviz.runner.recording.native_library import c_library, thread_state

SENTINELS = (0.012_345, 0.054_321, 0.033_977)
"""Switch intervals in seconds that nobody would choose, set while the job has no other thread that computes."""
LARGEST_MAPPING = 64 << 20
"""Bytes: an interpreter's own data is far smaller, and a heap that has grown beyond it holds no runtime state."""
HOLDER, LOCKED, SWITCHES = 8, 16, 24
"""Where the words are, from the place of the interval."""
_CHUNK = 1 << 20
_PAIR = struct.Struct("<QQ")


def gil_address(memory: int) -> int:
    """The address of the running interpreter's GIL.

    Args:
        memory: A descriptor of this process's memory: ``/proc/self/mem``, open for reading.

    Raises:
        OSError: it can't be found, or what was found is not to be trusted; the text says which.
    """
    if sys.platform != "linux" or sys.implementation.name != "cpython":
        raise OSError(errno.ENOSYS, "The GIL's words are known for CPython on Linux only")
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        raise OSError(errno.ENOSYS, "This interpreter runs without a GIL")
    before = sys.getswitchinterval()
    own = thread_state()
    read = _Reader(memory)
    # What is looked for is in memory too, where it is looked for from. Kept alive, it can't be taken for what is found later.
    wanted = []
    places: Optional[List[int]] = None
    try:
        for sentinel in SENTINELS:
            sys.setswitchinterval(sentinel)
            wanted.append(_PAIR.pack(round(sys.getswitchinterval() * 1e6), own))
            if places is None:
                places = _places(read, wanted[-1], list(_mappings()))
            else:
                places = [place for place in places if read(place, _PAIR.size) == wanted[-1]]
    finally:
        sys.setswitchinterval(before)
    if places is None or len(places) != 1:
        raise OSError(errno.ENOENT, f"The GIL's words were found at {len(places or [])} places in this interpreter, not at one")
    if struct.unpack("<i", read(places[0] + LOCKED, 4)) != (1,):
        raise OSError(errno.EINVAL, "The GIL's words are in another order in this interpreter")
    return places[0]


class _Reader:
    """Reads this process's memory without letting go of the GIL: its holder must be us while we look."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._buffer = ctypes.create_string_buffer(_CHUNK + 8)
        self._pread = c_library().pread
        self._pread.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint64]
        self._pread.restype = ctypes.c_ssize_t

    def __call__(self, address: int, size: int) -> bytes:
        got = self._pread(self._memory, self._buffer, size, address)
        return self._buffer.raw[: max(0, got)]


def _places(read: _Reader, wanted: bytes, mappings: List[Tuple[int, int]]) -> List[int]:
    """Every place in memory that holds those bytes."""
    found = set()
    for start, end in mappings:
        for position in range(start, end, _CHUNK):
            # Chunks overlap by a word, so that a pair across their edge is seen.
            data = read(position, min(_CHUNK + 8, end - position))
            at = data.find(wanted)
            while at >= 0:
                if (position + at) % 8 == 0:
                    found.add(position + at)
                at = data.find(wanted, at + 1)
    return sorted(found)


def _mappings() -> Iterator[Tuple[int, int]]:
    """The writable private parts of memory where an interpreter keeps its own state."""
    with open("/proc/self/maps", encoding="ascii", errors="replace") as lines:
        for line in lines:
            place, rights, *_ = line.split(maxsplit=5)
            start, end = (int(edge, 16) for edge in place.split("-"))
            if rights.startswith("rw-p") and end - start <= LARGEST_MAPPING and "[stack]" not in line and "[v" not in line:
                yield start, end
