"""Stacks are read from outside: of a thread that stands still just as they are, of one that goes on never half of another."""

from __future__ import annotations

import io
import json
import linecache
import os
import struct
import sys
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gilviz.runner.probe.attend_stacks import proven_layout, stacks_watched
from gilviz.runner.probe.codes import Codes, Own, _lines_of
from gilviz.runner.probe.layout import Layout, Read
from gilviz.runner.probe.parked import parked
from gilviz.runner.probe.stack_reader import StackReader
from gilviz.runner.probe.stacks import Order, reader_of
from gilviz.runner.recording.native_library import thread_state
from gilviz.trace.stacks import read_stacks
from tests.patience import AGES_S, wait_until

NOBODY = Own((), (), ())


linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read on Linux only")


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    yield reader_of(memory)
    os.close(memory)


@pytest.fixture(scope="module")
def layout(read: Read) -> Layout:
    return proven_layout(read)


def waiting_in(function: Callable[[threading.Event, threading.Event], None], body: Callable[[int, int, int], None]) -> None:
    """Calls the body with a thread's state, ident and number, while it stands still in that function, in ``stay.wait()``."""
    ready, stay = threading.Event(), threading.Event()
    told: list[int] = []

    def run() -> None:
        told.append(thread_state())
        function(ready, stay)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(AGES_S)
        wait_until(lambda: stands_still(sys._current_frames()[thread.ident or 0]))
        body(told[0], thread.ident or 0, thread.native_id or 0)
    finally:
        stay.set()
        thread.join()


def stands_still(frame: types.FrameType) -> bool:
    """Whether a thread is where ``Event.wait`` waits: before that it goes on as soon as we let go of the GIL."""
    return frame.f_code is threading.Condition.wait.__code__ and "waiter.acquire()" in linecache.getline(
        frame.f_code.co_filename, frame.f_lineno
    )


@linux
def test_a_whole_stack_is_the_one_that_the_interpreter_has(read: Read, layout: Layout) -> None:
    told = io.StringIO()
    codes = Codes(read, layout, NOBODY, told)
    reader = StackReader(read, layout, codes)

    def through_c(ready: threading.Event, stay: threading.Event) -> None:
        def größe_函数(_: object) -> int:  # noqa: N802, PLC2401 - names of users are like that, too
            ready.set()
            stay.wait()
            return 0

        sorted([2, 1], key=größe_函数)

    def check(state: int, ident: int, native_id: int) -> None:
        frames = list(walk(sys._current_frames()[ident]))
        found = reader.stack(state, native_id)
        assert [(*codes.named(place.code.number), place.line) for place in found[-5:]] == [
            (frame.f_code.co_filename, frame.f_code.co_qualname, frame.f_lineno) for frame in frames[-5:]
        ]
        assert any("größe_函数" in codes.named(place.code.number)[1] for place in found)

    waiting_in(through_c, check)


def walk(frame: types.FrameType | None) -> Iterator[types.FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


@linux
def test_the_innermost_line_of_the_users_own_code_is_told_with_what_it_called(read: Read, layout: Layout) -> None:
    told = io.StringIO()
    reader = StackReader(read, layout, Codes(read, layout, Own((str(Path(__file__).parent),), (), ()), told))

    def mine(ready: threading.Event, stay: threading.Event) -> None:
        ready.set()
        stay.wait()

    def check(state: int, _: int, native_id: int) -> None:
        wait = reader.look(state, native_id)
        assert wait is not None
        assert wait.own is not None
        lines = [json.loads(line) for line in told.getvalue().splitlines()]
        own, inner = lines[wait.own.code.number], lines[wait.inner.code.number]
        assert own["function"].endswith("mine")
        assert own["source"][wait.own.line - own["first"]].strip() == "stay.wait()"
        assert (inner["file"], inner["source"]) == (threading.__file__, [])

    waiting_in(mine, check)


@linux
def test_a_thread_that_is_another_by_now_is_not_looked_at(read: Read, layout: Layout) -> None:
    reader = StackReader(read, layout, Codes(read, layout, NOBODY))
    with parked(deeper=False) as thread:
        assert reader.look(thread.state, thread.native_id) is not None
        assert reader.look(thread.state, thread.native_id + 1) is None
    assert reader.look(1 << 20, 7) is None


@linux
@pytest.mark.parametrize("wrong", ["code", "instruction", "previous"])
def test_a_frame_that_fell_apart_while_it_was_read_is_thrown_away(wrong: str, read: Read, layout: Layout) -> None:
    frame_span = max(layout.code, layout.previous, layout.instruction) + 8

    def torn(address: int, size: int) -> bytes:
        raw = read(address, size)
        if size == frame_span and len(raw) == size:
            words = bytearray(raw)
            struct.pack_into("<Q", words, getattr(layout, wrong), 8 if wrong != "previous" else 1 << 40)
            return bytes(words)
        return raw

    reader = StackReader(torn, layout, Codes(torn, layout, NOBODY))
    with parked(deeper=False) as thread:
        assert reader.look(thread.state, thread.native_id) is None


@linux
def test_a_caller_that_went_on_meanwhile_is_thrown_away(read: Read, layout: Layout) -> None:
    looks: list[bytes] = []
    frame_span = max(layout.code, layout.previous, layout.instruction) + 8

    def going_on(address: int, size: int) -> bytes:
        raw = read(address, size)
        if size == frame_span:
            looks.append(raw)
            return raw if looks.count(raw) == 1 else bytes([raw[0] ^ 1]) + raw[1:]
        return raw

    own = Own((str(Path(__file__).parent),), (), ())

    def mine(ready: threading.Event, stay: threading.Event) -> None:
        ready.set()
        stay.wait()

    def check(state: int, _: int, native_id: int) -> None:
        assert StackReader(read, layout, Codes(read, layout, own)).look(state, native_id) is not None
        assert StackReader(going_on, layout, Codes(going_on, layout, own)).look(state, native_id) is None

    waiting_in(mine, check)


@linux
def test_without_a_gil_the_reason_is_written_down(tmp_path: Path) -> None:
    told: list[str] = []
    with stacks_watched(str(tmp_path), 0, NOBODY, told.append):
        pass
    found = read_stacks(tmp_path)
    assert found is not None
    assert told == [found.refused]
    assert "GIL" in found.refused


def test_an_order_travels_as_text() -> None:
    order = Order("/run", 7, 0x7FFF_0000_0008, Layout(*range(18)), Own(("/home/me",), ("/usr/lib",), ("/home/you/x.py",)))
    again = Order.of(order.text())
    assert again.layout == order.layout
    assert (again.directory, again.memory, again.gil) == (order.directory, order.memory, order.gil)
    assert [list(part) for part in again.own] == [list(part) for part in order.own]


def test_a_form_feed_in_a_source_is_no_end_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_bytes(b"a = 1\n\x0c\r\ndef work():\x0b\n    pass\n")
    assert _lines_of(str(file))[2] == "def work():\x0b"
