"""The code objects that were met in stacks: read once each from the observed memory, and told once each.

Of the user's own functions the source is told too, as it stood in its file while the run went on: who looks at the recording
later, or elsewhere, may have another file there, or none.
"""

from __future__ import annotations

import bisect
import json
import os
import struct
from typing import Dict, List, NamedTuple, Optional, Sequence, TextIO, Tuple

from gilviz.runner.probe.layout import Layout, Read, encoded
from gilviz.runner.probe.line_table import decode

LONGEST_TEXT, LONGEST_TABLE = 4096, 1 << 20
MOST_LINES, LONGEST_LINE = 400, 200
"""What is told of a function's source, in lines and in characters of each."""
LARGEST_FILE = 4 << 20
_PACKAGES = ("site-packages", "dist-packages")
_WORD = struct.Struct("<Q")


class Own(NamedTuple):
    """Which code is the user's.

    Args:
        folders: What is below them is;
        others: but not what is below these, and nothing that was installed.
        files: These are in any case.
    """

    folders: Sequence[str]
    others: Sequence[str]
    files: Sequence[str]

    def has(self, file: str) -> bool:
        """Whether the code of that file is."""
        if file in self.files:
            return True
        folder = next((folder for folder in self.folders if file.startswith(folder + os.sep)), None)
        if folder is None or any(file.startswith(other + os.sep) for other in self.others):
            return False
        return not any(part in _PACKAGES for part in file[len(folder) :].split(os.sep))


class Code(NamedTuple):
    """A code object."""

    number: int
    """Its place among those that were told, from 0."""
    own: bool
    size: int
    """Bytes of its instructions."""
    ends: List[int]
    lines: List[int]
    """The line of the instructions up to each end. Some have none, which the compiler put there: they count to those before."""
    seal: bytes
    """What it was read from: another code object at the same address has another one."""

    def line(self, place: int) -> int:
        """The line of the instruction at that place (bytes from the first)."""
        at = bisect.bisect_right(self.ends, max(place, 0))
        return self.lines[min(at, len(self.lines) - 1)]


class Codes:
    """Knows code objects by their addresses.

    Args:
        read: Reads the observed memory.
        layout: Where things are in it.
        own: Which code is the user's.
        told: Where each is told, a line of JSON; None where nobody wants to know.
    """

    def __init__(self, read: Read, layout: Layout, own: Own, told: Optional[TextIO] = None) -> None:
        self._read = read
        self._layout = layout
        self._own = own
        self._told = told
        self._known: Dict[int, Code] = {}
        self._numbers: Dict[str, int] = {}
        self._names: List[Tuple[str, str]] = []
        self._files: Dict[str, List[str]] = {}
        self._span = max(layout.kind, layout.file, layout.name, layout.table, layout.first) + 8

    def at(self, address: int) -> Optional[Code]:
        """The code object there; None where there is none."""
        layout = self._layout
        raw = self._read(address, self._span)
        if len(raw) < self._span or _WORD.unpack_from(raw, layout.kind)[0] != layout.code_type:
            return None
        fields = (layout.file, layout.name, layout.table, layout.first)
        seal = b"".join([raw[field : field + 8] for field in fields[:3]]) + raw[layout.first : layout.first + 4]
        known = self._known.get(address)
        if known is None or known.seal != seal:
            file, name, table = (_WORD.unpack_from(raw, field)[0] for field in fields[:3])
            known = self._new(self.text(file), self.text(name), self._bytes(table), int.from_bytes(seal[-4:], "little"), seal)
            if known is not None:
                self._known[address] = known
        return known

    def named(self, number: int) -> Tuple[str, str]:
        """The file and the name of a code object."""
        return self._names[number]

    def text(self, address: int) -> Optional[str]:
        """The text at that address; None where there is none that can be a name."""
        layout = self._layout
        size = int.from_bytes(self._read(address + layout.text_size, 8), "little")
        if not 0 < size <= LONGEST_TEXT:
            return None
        # A text ends with a zero, has none within, and is kept as narrow as it can be: so but one of these is it.
        for data, width, encoding in (
            (layout.ascii_data, 1, "ascii"),
            (layout.text_data, 1, "latin-1"),
            (layout.text_data, 2, "utf-16-le"),
            (layout.text_data, 4, "utf-32-le"),
        ):
            raw = self._read(address + data, (size + 1) * width)
            try:
                found = raw[:-width].decode(encoding)
            except UnicodeDecodeError:
                continue
            narrow = encoded(found) == raw[:-width] and (encoding == "latin-1") is not found.isascii()
            if len(raw) == (size + 1) * width and not any(raw[-width:]) and "\0" not in found and (width > 1 or narrow):
                return found
        return None

    def _bytes(self, address: int) -> Optional[bytes]:
        size = int.from_bytes(self._read(address + self._layout.bytes_size, 8), "little")
        found = self._read(address + self._layout.bytes_data, size) if 0 < size <= LONGEST_TABLE else b""
        return found if len(found) == size else None

    def _new(self, file: Optional[str], name: Optional[str], table: Optional[bytes], first: int, seal: bytes) -> Optional[Code]:
        if file is None or name is None or table is None:
            return None
        stretches = decode(table, first, located=self._layout.begin >= 0)
        own = self._own.has(file)
        if not any(stretch.line for stretch in stretches):
            return None  # The interpreter's own, with which C code calls Python code.
        lines: List[int] = []
        for stretch in stretches:
            lines.append(stretch.line or (lines[-1] if lines else first))
        last = max(lines)
        text = json.dumps(
            {"file": file, "function": name, "first": first, "own": own, "source": self._source(file, first, last, own)}
        )
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._names)
            self._names.append((file, name))
            if self._told is not None:
                self._told.write(text + "\n")
                self._told.flush()
        return Code(number, own, stretches[-1].end, [stretch.end for stretch in stretches], lines, seal)

    def _source(self, file: str, first: int, last: int, own: bool) -> List[str]:
        """The lines of a function of the user's own; none where they can't be read."""
        if not own:
            return []
        if file not in self._files:
            self._files[file] = _lines_of(file)
        lines = self._files[file][max(first - 1, 0) : last]
        return [line[:LONGEST_LINE] for line in lines[:MOST_LINES]]


def _lines_of(file: str) -> List[str]:
    try:
        if os.path.getsize(file) > LARGEST_FILE:
            return []
        with open(file, encoding="utf-8-sig", errors="replace") as opened:
            return opened.read().split("\n")  # as Python counts: form feeds and the like end no line
    except (OSError, ValueError):
        return []
