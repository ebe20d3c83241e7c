"""Long work in turns: what is done where, and what becomes of it when it fails or nobody wants it any more."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from gilviz.gui.pictures.turns import Step, Steps, Turns, carry_out


def work(said: list[object], fails: bool = False) -> Steps[str]:
    try:
        yield 0.25
        said.append(threading.get_ident() == threading.main_thread().ident)
        yield None
        said.append((yield lambda: threading.get_ident() == threading.main_thread().ident))
        try:
            yield failing
        except ValueError as error:
            said.append(str(error))
        if fails:
            yield failing
        return "done"
    finally:
        said.append("put away")


def failing() -> Step:
    raise ValueError("in the thread")


def wrapped(said: list[object], *, fails: bool = False) -> Steps[None]:
    said.append((yield from work(said, fails)))


def test_all_of_it_at_once() -> None:
    said: list[object] = []
    assert carry_out(work(said)) == "done"
    assert said == [True, True, "in the thread", "put away"]
    with pytest.raises(ValueError, match="in the thread"):
        carry_out(work(said, fails=True))


def test_in_turns_functions_are_called_in_a_thread(qtbot: QtBot) -> None:
    said: list[object] = []
    turns = Turns(wrapped(said))
    done: list[float] = []
    turns.progressed.connect(done.append)
    with qtbot.waitSignal(turns.ended):
        turns.start()
        assert said == []
    assert said == [True, False, "in the thread", "put away", "done"]
    assert done == [0.25]
    assert turns.error is None
    assert not turns.cancelled


def test_what_goes_wrong_is_kept(qtbot: QtBot) -> None:
    said: list[object] = []
    turns = Turns(wrapped(said, fails=True))
    with qtbot.waitSignal(turns.ended):
        turns.start()
    assert str(turns.error) == "in the thread"
    assert said[-1] == "put away"


def test_what_is_cancelled_is_put_away_once(qtbot: QtBot) -> None:
    said: list[object] = []
    turns = Turns(wrapped(said))
    ends: list[None] = []
    turns.ended.connect(lambda: ends.append(None))
    turns.progressed.connect(turns.cancel)
    with qtbot.waitSignal(turns.ended):
        turns.start()
    turns.cancel()
    turns.wait()
    qtbot.wait(1)
    assert said == ["put away"]
    assert len(ends) == 1
    assert turns.cancelled


def test_a_thread_is_waited_for_at_the_end(qtbot: QtBot) -> None:
    gate = threading.Event()
    said: list[object] = []

    def steps() -> Steps[None]:
        try:
            yield gate.wait
            said.append("went on")
        finally:
            said.append("put away")

    turns = Turns(steps())
    turns.start()
    qtbot.waitUntil(lambda: turns._thread is not None)
    turns.cancel()
    assert said == []
    gate.set()
    turns.wait()
    assert said == ["put away"]
