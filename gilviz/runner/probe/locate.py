"""Finds the words of this interpreter's GIL in its own memory, and proves that they are the GIL's.

CPython keeps ``interval`` (µs), ``last_holder`` (a thread state's address), ``locked`` and ``switch_number`` in this order since
3.9, but where they are differs between versions and builds, and no table of offsets can be trusted. So they are found by what
they must say: whoever runs this holds the GIL, so its own thread state's address stands right behind the switch interval, and
the switch interval can be set. Three odd intervals are set one after another; a place that showed all three, each with our own
address behind it, is the GIL's: chance would need three hits of 16 bytes.

Where the other words are is proved by a hand-off: another thread runs for a moment, and it and we after it look. Each must find
itself the holder, ``locked`` 1, and one switch more than the one before. One look would not do: a young interpreter has counted
one switch, which looks just like ``locked``; nor would any growing number: behind the GIL's words there is a count of waits.
"""

from __future__ import annotations

import _thread
import ctypes
import errno
import struct
import sys
from typing import Iterator, List, NamedTuple, Optional, Tuple

from gilviz.runner.recording.native_library import c_library, thread_state

SENTINELS = (0.012_345, 0.054_321, 0.033_977)
"""Switch intervals in seconds that nobody would choose, set while the job has no other thread that computes."""
LARGEST_MAPPING = 64 << 20
"""Bytes: an interpreter's own data is far smaller, and a heap that has grown beyond it holds no runtime state."""
HOLDER, LOCKED, SWITCHES = 8, 16, 24
"""Where the words are, from the place of the interval."""
TRIES = 5
"""Hand-offs that may tell a wrong number: on a busy machine a thread that looks may be made to let go of the GIL half-way."""
_CHUNK = 1 << 20
_PAIR = struct.Struct("<QQ")


class Words(NamedTuple):
    """A GIL's words, and whose they should be."""

    me: int
    holder: int
    locked: int
    switches: int


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
    if not _tell_a_hand_off(read, places[0]):
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


def _tell_a_hand_off(read: _Reader, place: int) -> bool:
    """Whether the words there tell that the GIL goes to another thread and comes back."""
    return any(_holds(_hand_over(read, place)) for _ in range(TRIES))


def _hand_over(read: _Reader, place: int) -> List[Words]:
    """What the words there say to us, to another thread, and to us again."""
    looks: List[Words] = []
    seen = _thread.allocate_lock()
    seen.acquire()

    def look() -> None:
        words = [read(place + HOLDER, 8), read(place + LOCKED, 4), read(place + SWITCHES, 8)]
        holder, locked, switches = (int.from_bytes(word, "little") for word in words)
        looks.append(Words(thread_state(), holder, locked, switches))

    def look_and_go() -> None:
        look()
        seen.release()

    look()
    try:
        _thread.start_new_thread(look_and_go, ())
    except RuntimeError as error:
        raise OSError(errno.EAGAIN, "The system has no thread left to prove the GIL's words by") from error
    seen.acquire()
    look()
    return looks


def _holds(looks: List[Words]) -> bool:
    """Whether each who looked was the holder, of a lock, and one switch was counted from one to the next."""
    first = looks[0].switches
    return looks == [Words(words.me, words.me, 1, first + number) for number, words in enumerate(looks)]


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
