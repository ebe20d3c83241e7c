"""Where an interpreter keeps what a stack is read from: offsets, found by what must stand there.

CPython 3.13 and later publish such offsets, older ones don't, and the table itself differs between versions. So they are found
the same way everywhere, from 3.10 on: a thread of ours is parked (``parked``), its frames are known by ordinary means, and each
offset is the one at which their addresses, codes and instructions stand, in every frame. Then that thread's whole stack is read
as an outsider would read it, and must be word for word what the interpreter says of it. If not, no stack is read at all.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import types
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from gilviz.runner.probe.parked import Parked, parked

Read = Callable[[int, int], bytes]
"""Bytes at an address; fewer, or none, where they can't be read."""

POINTER_MASK = ~7
"""Of the references in frames, 3.14 keeps marks in the lowest bits."""
_STATE_BYTES, _FRAME_BYTES, _CODE_BYTES, _OBJECT_BYTES = 2048, 128, 512, 96
_DEEP_ENOUGH = 3
_OLDEST = (3, 10)
_TEXTS = ("gilviz looks at a text", "gilviz schaut \xfcber \xe4", "gilviz \u8bfb\u4e00\u884c", "gilviz \U0001f40d reads")
"""One of each kind that is stored in another way."""


class Layout(NamedTuple):
    """Offsets in bytes."""

    current: int
    """In a thread's state, of the innermost frame's address;"""
    via: int
    """or of the address of where, this many bytes on, that address stands; -1 where it is there directly."""
    native_id: int
    """In a thread's state, of the system's number for it; -1 where it is not kept (3.10)."""
    code: int
    """In a frame; so are the next two."""
    previous: int
    instruction: int
    """Of an address in the code; where ``begin`` is -1, of a number of instructions."""
    begin: int
    """In a code object, of its first instruction."""
    kind: int
    """In any object, of its type's address."""
    code_type: int
    """That address, of code objects."""
    file: int
    """In a code object; so are the next three."""
    name: int
    table: int
    first: int
    bytes_size: int
    """In a bytes object; so is the next."""
    bytes_data: int
    text_size: int
    """In a text, of how many characters it has."""
    ascii_data: int
    text_data: int
    """In a text of others than ASCII."""


def find_layout(read: Read) -> Layout:
    """Where this interpreter keeps what a stack is read from.

    Raises:
        OSError: it can't be found; the text says what of it.
    """
    if sys.version_info < _OLDEST:
        raise OSError(errno.ENOSYS, "Stacks are read from outside in CPython 3.10 and newer only")
    with parked(deeper=False) as thread:
        frames = thread.frames()[:_DEEP_ENOUGH]
        inside = _Frames(read, frames)
        state = read(thread.state, _STATE_BYTES)
        ways = _ways(read, state, inside.addresses[0])
        native = list(_places(state, thread.native_id)) if sys.version_info >= (3, 11) else []
    with parked(deeper=True) as thread:
        deeper = _Frames(read, thread.frames()[:1])
        state = read(thread.state, _STATE_BYTES)
        ways = [way for way in ways if way in _ways(read, state, deeper.addresses[0])]
        native = [place for place in native if place in _places(state, thread.native_id)]
    if not ways or (sys.version_info >= (3, 11) and not native):
        raise _unknown("a thread's innermost frame")
    objects = _Objects(read)
    return Layout(
        ways[0][0],
        ways[0][1],
        native[0] if native else -1,
        inside.code,
        inside.previous,
        inside.instruction,
        inside.begin,
        objects.kind,
        id(types.CodeType),
        *objects.names,
        objects.first,
        *objects.bytes,
        *objects.text,
    )


class _Frames:
    """Where a frame's code, its caller and its instruction stand, in several frames of a thread that is parked."""

    def __init__(self, read: Read, frames: Sequence[types.FrameType]) -> None:
        self._frames = frames
        self._codes = [id(frame.f_code) for frame in frames]
        self.addresses, self.code = self._find(read)
        self._raw = [read(address, _FRAME_BYTES) for address in self.addresses]
        if len(frames) > 1:
            callers = list(zip(self._raw, self.addresses[1:]))
            self.previous = _the_one(_common(callers, POINTER_MASK), "a frame's caller")
            self.instruction, self.begin = self._find_instruction()

    def _find(self, read: Read) -> Tuple[List[int], int]:
        """The frames' addresses, and where in them their codes are: since 3.11 a frame object only points to its frame."""
        for pointer in range(16, 64, 8):
            addresses = [_word(read(id(frame) + pointer, 8), 0) for frame in self._frames]
            places = _common(((read(address, _FRAME_BYTES), code) for address, code in zip(addresses, self._codes)), POINTER_MASK)
            if places:
                return addresses, places[0]
        addresses = [id(frame) for frame in self._frames]
        return addresses, _the_one(
            _common((read(address, _FRAME_BYTES), code) for address, code in zip(addresses, self._codes)), "a frame's code"
        )

    def _find_instruction(self) -> Tuple[int, int]:
        # The innermost frame may still be on its way to where it waits; its callers are not.
        several = list(zip(self._raw, self._codes, self._frames))[1:]
        for place in range(0, _FRAME_BYTES - 8, 4):
            begins = {_word(raw, place) - code - frame.f_lasti for raw, code, frame in several}
            if len(begins) == 1 and 0 < min(begins) < _CODE_BYTES:
                return place, min(begins)
        for place in range(16, _FRAME_BYTES - 8, 4):
            if all(2 * int.from_bytes(raw[place : place + 4], "little") == frame.f_lasti for raw, _, frame in several):
                return place, -1
        raise _unknown("a frame's instruction")


class _Objects:
    """Where code objects, bytes and texts keep what they say."""

    def __init__(self, read: Read) -> None:
        codes = [find_layout.__code__, contextlib.ExitStack.enter_context.__code__, os.path.join.__code__, Parked.frames.__code__]
        raw = [read(id(code), _CODE_BYTES) for code in codes]
        self.kind = _the_one(_common((each, id(types.CodeType)) for each in raw), "an object's type")
        named = "co_qualname" if hasattr(codes[0], "co_qualname") else "co_name"

        def place_of(field: str) -> int:
            return _the_one(_common((each, id(getattr(code, field))) for each, code in zip(raw, codes)), f"a code's {field}")

        self.names = (place_of("co_filename"), place_of(named), place_of("co_linetable"))
        lines = [
            place
            for place in range(16, _CODE_BYTES - 4, 4)
            if all(int.from_bytes(each[place : place + 4], "little") == code.co_firstlineno for each, code in zip(raw, codes))
        ]
        self.first = _the_one(lines, "a code's first line")
        tables = [code.co_linetable for code in codes]
        sizes = _common((read(id(table), 64), len(table)) for table in tables)
        data = {read(id(table), _OBJECT_BYTES + len(table)).find(table) for table in tables}
        self.bytes = (_the_one(sizes, "the size of bytes"), _the_one([place for place in data if place > 0], "the data of bytes"))
        self.text = self._texts(read)

    def _texts(self, read: Read) -> Tuple[int, int, int]:
        found: Dict[str, Any] = {text: read(id(text), _OBJECT_BYTES + 4 * len(text)) for text in _TEXTS}
        size = _the_one(_common((found[text], len(text)) for text in _TEXTS), "a text's length")
        data = [found[text].find(encoded(text)) for text in _TEXTS]
        others = _the_one(sorted(set(data[1:])), "a text's characters")
        if min(data[0], others) <= 0:
            raise _unknown("a text's characters")
        return size, data[0], others


def encoded(text: str) -> bytes:
    """A text's characters as CPython keeps them: as many bytes for each as the largest needs."""
    most = max(map(ord, text), default=0)
    return text.encode("latin-1" if most < 0x100 else "utf-16-le" if most < 0x10000 else "utf-32-le")


def _ways(read: Read, state: bytes, frame: int) -> List[Tuple[int, int]]:
    """How one comes from a thread's state to that frame, directly or by one step (3.11 and 3.12)."""
    found = [(place, -1) for place in _places(state, frame)]
    for place in range(0, len(state) - 7, 8):
        step = _word(state, place)
        if 4096 < step < 1 << 47 and not step & 7:
            there = read(step, 16)
            found += [(place, on) for on in range(0, len(there) - 7, 8) if _word(there, on) == frame]
    return found


def _places(raw: bytes, wanted: int, mask: int = -1) -> List[int]:
    return [place for place in range(0, len(raw) - 7, 8) if _word(raw, place) & mask == wanted]


def _common(pairs: Iterable[Tuple[bytes, int]], mask: int = -1) -> List[int]:
    """The places at which each of the bytes has its own word."""
    found: Optional[List[int]] = None
    for raw, wanted in pairs:
        places = _places(raw, wanted, mask)
        found = places if found is None else [place for place in found if place in places]
    return found or []


def _word(raw: bytes, place: int) -> int:
    return int.from_bytes(raw[place : place + 8], "little") if len(raw) >= place + 8 else 0


def _the_one(places: Sequence[int], what: str) -> int:
    if not places:
        raise _unknown(what)
    return places[0]


def _unknown(what: str) -> OSError:
    return OSError(errno.ENOENT, f"Where this interpreter keeps {what} was not found")
