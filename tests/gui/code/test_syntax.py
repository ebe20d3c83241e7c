from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.gui.code.syntax import Ink, coloured_lines, starting_line
from gilviz.launch.source import executor_source, workload_source
from gilviz.runner import catalog


def inks(text: str) -> list[list[tuple[str, Ink]]]:
    lines = text.split("\n")
    return [[(lines[row][s.start : s.start + s.length], s.ink) for s in spans] for row, spans in enumerate(coloured_lines(text))]


def test_each_piece_of_a_line_has_its_colour() -> None:
    assert inks("def f(x): return len('a', 12)  # why")[0] == [
        ("def", Ink.KEYWORD), ("f", Ink.DEFINITION), ("return", Ink.KEYWORD), ("len", Ink.BUILTIN), ("'a'", Ink.STRING),
        ("12", Ink.NUMBER), ("# why", Ink.COMMENT),
    ]  # fmt: skip


def test_a_string_over_several_lines_is_coloured_in_all_of_them() -> None:
    found = inks('x = """one\ntwo\nthree""" + 1')
    assert [row[0] for row in found] == [('"""one', Ink.STRING), ("two", Ink.STRING), ('three"""', Ink.STRING)]


def test_an_attribute_that_is_called_like_a_builtin_is_none() -> None:
    assert inks("x.map(print)")[0] == [("print", Ink.BUILTIN)]


def test_a_decorator_stands_out() -> None:
    assert inks("@cache\ndef f(): ...")[0] == [("@", Ink.DEFINITION), ("cache", Ink.DEFINITION)]


@given(st.text(max_size=60))
def test_any_text_can_be_coloured_without_leaving_its_lines(text: str) -> None:
    text = text.replace("\r", "").replace("\f", "")
    assert len(coloured_lines(text)) == text.count("\n") + 1


@pytest.mark.parametrize("executor", [info.name for info in catalog.EXECUTORS])
def test_every_executors_source_has_a_line_that_starts_its_workers(executor: str) -> None:
    _, text = executor_source(executor)
    line = starting_line(executor, text)
    assert line is not None
    expected = {
        "sequential": "func(item)", "thread": "start_new_thread(", "threading": ".start()", "dummy-pool": "Pool(",
        "thread-pool": "ThreadPoolExecutor(", "pool": "Pool(", "process-pool": "ProcessPoolExecutor(",
        "process-threads": "ThreadPoolExecutor(", "interpreter-pool": "InterpreterPoolExecutor(", "asyncio": "gather(",
        "asyncio-blocking": "gather(", "joblib": "Parallel(",
    }[executor]  # fmt: skip
    assert expected in text.split("\n")[line - 1]


@pytest.mark.parametrize("workload", [info.name for info in catalog.WORKLOADS])
def test_every_workloads_source_can_be_coloured(workload: str) -> None:
    _, text = workload_source(workload)
    assert any(spans for spans in coloured_lines(text))


def test_source_that_is_not_python_has_no_starting_line() -> None:
    assert starting_line("threading", "def (") is None
    assert starting_line("unknown", "x = 1") is None
