"""Reads a thread's Python stack from outside, while the thread goes on, and says so where what was read can't be trusted."""

from __future__ import annotations

import struct
from typing import List, NamedTuple, Optional, Tuple

from gilviz.runner.probe.codes import Code, Codes
from gilviz.runner.probe.layout import POINTER_MASK, Layout, Read

MOST_FRAMES = 128
"""Frames between the innermost one and the user's own function, beyond which nobody looks for it."""
_WORD = struct.Struct("<Q")


class Place(NamedTuple):
    """A line of a function."""

    code: Code
    line: int


class Sighting(NamedTuple):
    """Where a thread was.

    Args:
        inner: The innermost line.
        own: The innermost line of the user's code; None where there is none on the stack.
    """

    inner: Place
    own: Optional[Place]


class StackReader:
    """Reads stacks.

    Args:
        read: Reads the observed memory.
        layout: Where things are in it.
        codes: Knows its code objects.
    """

    def __init__(self, read: Read, layout: Layout, codes: Codes) -> None:
        self._read = read
        self._layout = layout
        self._codes = codes
        self._frame_span = max(layout.code, layout.previous, layout.instruction) + 8
        self._state_span = max(layout.current, layout.native_id) + 8

    def look(self, state: int, native_id: int) -> Optional[Sighting]:
        """Where the thread of that state is; None where that could not be read in one piece.

        A frame that is on top of its stack changes while it is read, but it is read by one call, and its instruction must be one
        of its code's. One further down stands still while what it called runs: read again, it must be the same.

        Args:
            state: The address of the thread's state.
            native_id: The system's number for the thread whose state that must be.
        """
        inner: Optional[Place] = None
        address = self._innermost(state, native_id)
        for _ in range(MOST_FRAMES):
            if not address:
                break
            raw = self._read(address, self._frame_span)
            place, previous = self._place(raw)
            if place is None and previous < 0:
                return None
            if place is not None:
                if place.code.own:
                    still = inner is None or self._read(address, self._frame_span) == raw
                    return Sighting(inner or place, place) if still else None
                inner = inner or place
            address = previous
        return Sighting(inner, None) if inner is not None and not address else None

    def stack(self, state: int, native_id: int) -> List[Place]:
        """All of a stack that stands still, the innermost line first."""
        found: List[Place] = []
        address = self._innermost(state, native_id)
        while address > 0 and len(found) < MOST_FRAMES:
            place, address = self._place(self._read(address, self._frame_span))
            if place is not None:
                found.append(place)
        return found

    def _innermost(self, state: int, native_id: int) -> int:
        """The innermost frame's address; 0 where the thread has none, or is gone."""
        layout = self._layout
        raw = self._read(state, self._state_span)
        if len(raw) < self._state_span or (layout.native_id >= 0 and _word(raw, layout.native_id) != native_id):
            return 0
        found = _word(raw, layout.current)
        if layout.via >= 0 and found:
            found = _word(self._read(found + layout.via, 8), 0)
        return found & POINTER_MASK

    def _place(self, raw: bytes) -> Tuple[Optional[Place], int]:
        """What a frame says, and its caller's address; that is -1 where it is no frame, or not one by now.

        Frames without code stand where C code called Python code: they are passed over.
        """
        layout = self._layout
        if len(raw) < self._frame_span:
            return None, -1
        address = _word(raw, layout.code) & POINTER_MASK
        previous = _word(raw, layout.previous) & POINTER_MASK
        code = self._codes.at(address) if address else None
        if code is None:
            return None, previous
        if layout.begin < 0:
            (instruction,) = struct.unpack_from("<i", raw, layout.instruction)
            offset = 2 * instruction
        else:
            offset = _word(raw, layout.instruction) - address - layout.begin
        # Before its first instruction a frame stands one in front of it.
        if not -2 <= offset < code.size:
            return None, -1
        return Place(code, code.line(offset)), previous


def _word(raw: bytes, place: int) -> int:
    return int(_WORD.unpack_from(raw, place)[0]) if len(raw) >= place + 8 else 0
