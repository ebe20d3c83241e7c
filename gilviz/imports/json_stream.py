"""JSON from a file of any size, a value at a time, so that memory stays bounded however large or malicious the file is.

Whoever reads walks down objects and arrays, and asks for the values they want: only such a value is ever in memory, and it is
refused when it is longer than ``VALUE``. Each is parsed by Python's own parser, which bounds its nesting. The whole file is
bounded by ``FILE``, which holds for what a compressed file unpacks to as well.

Rejected: parsing the file as a whole, which takes twenty times its size in memory; and ijson, which must go over the file once
for every part that is wanted, and bounds neither a value nor the file.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

CHUNK: Final = 1 << 20
VALUE: Final = 1 << 25
"""Characters of a single value: 32 million. The worst of that size takes 700 MB for a moment."""
FILE: Final = 1 << 31
"""Bytes of a file, unpacked: 2 GB."""
SPACE: Final = " \t\r\n"
MAY_GO_ON: Final = ("", *".eE+-0123456789")
"""What follows where a number was cut: nothing yet, or a part that is not whole."""


class BadJson(Exception):
    """It is not JSON, or more of it than is taken; the text is part of a sentence that says what is wrong."""


class TooLong(BadJson):
    """More bytes than are taken."""


class JsonStream:
    """A file of JSON, read from its beginning to its end.

    Args:
        file: Its bytes, in UTF-8.
        value: The longest value that is taken, in characters.
        most: The most bytes that are read.
    """

    def __init__(self, file: BinaryIO, value: int = VALUE, most: int = FILE) -> None:
        self._file = file
        self._longest = value
        self._most = self._left = most
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._parse = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no space; empty at the end.

        Raises:
            BadJson: it can't be read.
        """
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._fill(CHUNK):
                return ""

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next. After each one its value has to be read or skipped.

        Raises:
            BadJson: it is no object, or broken.
        """
        self._take("{")
        if self._has("}"):
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise BadJson("a key is no text")
            self._take(":")
            yield key
            if self._has("}"):
                return
            self._take(",")

    def items(self) -> Iterator[Any]:
        """The values in the array that comes next, one after another.

        Raises:
            BadJson: it is no array, or broken.
        """
        for _ in self.places():
            yield self.value()

    def places(self) -> Iterator[int]:
        """The numbers of the values in the array that comes next. After each one the value has to be read or skipped.

        Raises:
            BadJson: it is no array, or broken.
        """
        self._take("[")
        if self._has("]"):
            return
        number = 0
        while True:
            yield number
            number += 1
            if self._has("]"):
                return
            self._take(",")

    def value(self) -> Any:
        """The value that comes next, whole.

        Raises:
            BadJson: it is broken, too long or nested too deeply.
        """
        self.peek()
        wanted = CHUNK
        while True:
            try:
                value, end = self._parse(self._text, self._at)
                if self._ended or self._text[end : end + 1] not in MAY_GO_ON:
                    self._at = end
                    return value
                broken: Exception | None = None
            except RecursionError:
                raise BadJson("it is nested too deeply") from None
            except ValueError as error:
                broken = error
            if len(self._text) - self._at > self._longest:
                raise BadJson(f"a value in it is broken, or longer than {self._longest:,} characters")
            if not self._fill(wanted) and broken is not None:
                raise BadJson(_reason(broken))
            wanted *= 2

    def skip(self) -> None:
        """Pass over the value that comes next; an object or an array may be of any length.

        Raises:
            BadJson: it is broken.
        """
        first = self.peek()
        if first == "[":
            for _ in self.items():
                pass
        elif first == "{":
            for _ in self.members():
                self.value()
        else:
            self.value()

    def _take(self, wanted: str) -> None:
        found = self.peek()
        if found != wanted:
            raise BadJson(f"it has {found!r} where {wanted!r} should be" if found else "it ends too early")
        self._at += 1

    def _has(self, wanted: str) -> bool:
        found = self.peek() == wanted
        self._at += found
        return found

    def _fill(self, size: int) -> bool:
        """Read on; whether there was anything."""
        if self._ended:
            return False
        try:
            data = self._file.read(min(size, self._left + 1))
            if len(data) > self._left:
                raise TooLong(f"it is longer than {self._most:,} bytes, which is more than gilviz takes in")
            self._left -= len(data)
            self._ended = not data
            more = self._decode(data, final=self._ended)
        except UnicodeDecodeError:
            raise BadJson("it is no text in UTF-8") from None
        except EOFError:
            raise BadJson("it ends too early") from None
        self._text = self._text[self._at :] + more
        self._at = 0
        return not self._ended or bool(more)


def _reason(error: Exception) -> str:
    """What Python's parser says of the rest of a file, without its positions: they count from the middle of the file."""
    if not isinstance(error, json.JSONDecodeError):
        return "a number in it is too long"
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated"):
        return "it ends too early"
    return f"it is no JSON ({error.msg[0].lower()}{error.msg[1:]})"
