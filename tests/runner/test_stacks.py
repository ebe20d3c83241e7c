"""Stacks are read from outside: of a thread that stands still just as they are, of one that goes on never half of another."""

from __future__ import annotations

import functools
import io
import json
import linecache
import os
import platform
import struct
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gilviz
from gilviz.runner.probe.attend_stacks import own_code, proven_layout, stacks_watched
from gilviz.runner.probe.codes import Codes, Own, _lines_of
from gilviz.runner.probe.layout import Layout, Read
from gilviz.runner.probe.parked import parked
from gilviz.runner.probe.stack_reader import StackReader
from gilviz.runner.probe.stacks import Order, reader_of
from gilviz.runner.recording.native_library import thread_state
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.trace.lines import Lines, lines_of
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.stacks import read_stacks
from tests.interpreters import interpreter_or_skip
from tests.patience import AGES_S, wait_until
from tests.runner.jobs import play

ENOUGH_ROUNDS, MOST_RUNS = 20, 20
NOBODY = Own((), (), ())
WORK = """
def hot(steps):
    total = 0
    for _ in range(steps):
        total += sum(range(2000))
    for _ in range(steps):
        total += sum(range(40))
    return total

async def awaited(steps):
    return hot(steps)
"""
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


def test_installed_libraries_and_the_runner_are_not_the_users_code(tmp_path: Path) -> None:
    module = types.ModuleType("mine")
    module.__file__ = str(tmp_path / "mine.py")
    own = own_code(module, functools.reduce, str(tmp_path))
    assert own.has(str(tmp_path / "mine.py"))
    assert own.has(str(tmp_path / "package" / "deep.py"))
    assert not own.has(str(tmp_path / ".venv" / "lib" / "site-packages" / "numpy" / "core.py"))
    assert not own.has(json.__file__)
    assert not own.has(gilviz.runner.__file__)
    assert not own.has("<string>")


def test_a_function_of_an_installed_package_is_its_users_own() -> None:
    own = own_code(json.decoder, json.decoder.JSONDecoder.decode, os.getcwd())  # noqa: PTH109 - as a text
    assert own.has(str(json.decoder.__file__))
    assert own.has(str(json.encoder.__file__))
    assert not own.has(str(threading.__file__))


def seen(tmp_path: Path, executor: str, python: str = sys.executable) -> Lines:
    """What was seen in one run, or in several: a busy machine leaves the onlooker few looks."""
    traces: list[RunTrace] = []
    told = Lines(())
    while len(traces) < MOST_RUNS and not told.refused and told.rounds < ENOUGH_ROUNDS:
        folder = tmp_path / str(len(traces))
        folder.mkdir()
        (folder / "mine.py").write_text(WORK, encoding="utf-8")
        name = "awaited" if executor == "asyncio" else "hot"
        job = JobSpec("function", 1, executor, 2, 4, code=UserCode(f"mine.py:{name}", "[8_000] * 4", str(folder)))
        found = play(folder, job, python)
        assert found.status == 0, (found.messages, found.log)
        traces.append(found.trace)
        told = lines_of(traces)
    return told


def held_in(lines: Lines, number: int) -> int:
    """In how many rounds the GIL was held in that line."""
    return sum(line.held.count for line in lines.lines if line.place.line == number)


@linux
@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the numbers of system calls are these machines'")
@pytest.mark.parametrize("name", [None, "python3.14"])
def test_the_line_that_takes_most_of_the_time_holds_the_gil_most_and_is_waited_in(name: str | None, tmp_path: Path) -> None:
    lines = seen(tmp_path, "thread-pool", interpreter_or_skip(name) if name else sys.executable)
    assert not lines.refused
    assert lines.rounds >= ENOUGH_ROUNDS
    slow, fast = held_in(lines, 5), held_in(lines, 7)
    assert slow > fast
    place = lines.lines[0].place
    assert (place.function, place.text) == ("hot", "total += sum(range(2000))")
    assert all(line.held.count <= lines.rounds for line in lines.lines)
    assert sum(line.waited.count for line in lines.lines) > 0


@linux
@pytest.mark.parametrize("executor", ["sequential", "asyncio"])
def test_a_plain_loop_holds_the_gil_and_never_waits_for_it_and_so_do_coroutines(tmp_path: Path, executor: str) -> None:
    lines = seen(tmp_path, executor)
    assert held_in(lines, 5) > held_in(lines, 7)
    assert sum(line.waited.count for line in lines.lines) == 0


@linux
def test_a_python_without_a_gil_says_that_no_line_holds_it(tmp_path: Path) -> None:
    lines = seen(tmp_path, "thread-pool", interpreter_or_skip("python3.13t"))
    assert lines.rounds == 0
    assert "runs without a GIL" in lines.refused


@linux
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("python3.9", "Stacks are read from outside in CPython 3.10 and newer only"),
        *((f"python3.{minor}", "") for minor in (10, 12, 13, 14, 15)),
    ],
)
def test_where_stacks_are_is_proved_in_every_version_or_refused_with_a_reason(name: str, said: str) -> None:
    ask = (
        "import os, sys\nfrom gilviz.runner.probe.attend_stacks import proven_layout, reader_of\n"
        "try: proven_layout(reader_of(os.open('/proc/self/mem', os.O_RDONLY)))\nexcept OSError as error: print(error.strerror)"
    )
    root = str(Path(gilviz.__file__).parent.parent)
    python = interpreter_or_skip(name)
    done = subprocess.run([python, "-S", "-c", ask], env={"PYTHONPATH": root}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said


def test_a_form_feed_in_a_source_is_no_end_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_bytes(b"a = 1\n\x0c\r\ndef work():\x0b\n    pass\n")
    assert _lines_of(str(file))[2] == "def work():\x0b"
