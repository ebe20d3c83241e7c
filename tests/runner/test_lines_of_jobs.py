"""Lines of real jobs: which of them hold the GIL, and which are waited in, as it was seen from outside."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

import gilviz
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.trace.lines import Lines, lines_of
from gilviz.trace.run_trace import RunTrace
from tests.interpreters import interpreter_or_skip
from tests.runner.jobs import play

ENOUGH_ROUNDS, MOST_RUNS = 20, 20


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
