from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.imports.json_stream import BadJson, JsonStream
from tests.trace.lanes import steady


def stream(text: str | bytes, **limits: int) -> JsonStream:
    return JsonStream(io.BytesIO(text if isinstance(text, bytes) else text.encode()), **limits)


class Drop(io.BytesIO):
    """A file that hands out its bytes one by one."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(1, size or 0))


def walk(source: JsonStream) -> object:
    return list(source.items()) if source.peek() == "[" else {key: source.value() for key in source.members()}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@steady
@given(ANY)
def test_a_value_is_what_it_was_however_the_file_is_cut(value: Any) -> None:
    assert JsonStream(Drop(json.dumps(value).encode())).value() == value


@steady
@given(st.dictionaries(st.text(), st.lists(ANY, max_size=3), max_size=3))
def test_members_and_items_are_walked_through_and_what_is_skipped_is_passed(value: dict[str, list[Any]]) -> None:
    walked = JsonStream(Drop(json.dumps(value, indent=1).encode()))
    assert {key: list(walked.items()) for key in walked.members()} == value
    assert walked.peek() == ""
    skipped = stream(json.dumps([value, 7]))
    for place in skipped.places():
        if place == 0:
            skipped.skip()
        else:
            assert skipped.value() == 7


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it ends too early"),
        ("[1, 2", "it ends too early"),
        ('{"a": ', "it ends too early"),
        ("[1 2]", "it has '2' where ',' should be"),
        ("{1: 2}", "a key is no text"),
        ('{"a" 2}', "it has '2' where ':' should be"),
        ("[nul]", "it is no JSON (expecting value)"),
        ("[" * 200_000, "it is nested too deeply"),
        ('["' + "9" * 50 + '", ' + "9" * 5000 + "]", "a number in it is too long"),
        (b"[\xff]", "it is no text in UTF-8"),
        (b"\xff\xfe[\x00]\x00", "it is no text in UTF-8"),
    ],
)
def test_what_is_no_json_is_told_in_words(text: str | bytes, why: str) -> None:
    with pytest.raises(BadJson) as caught:
        walk(stream(text))
    assert str(caught.value) == why


def test_a_long_value_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadJson, match=r"broken, or longer than 1,000 characters"):
        stream('"' + "x" * 3_000_000, value=1000).value()


def test_a_long_file_is_refused() -> None:
    with pytest.raises(BadJson, match=r"longer than 10,000 bytes"):
        list(stream("[" + "1, " * 5000 + "1]", most=10_000).items())
