"""Tests that run at once take turns: one that wants to be alone is, however many others come."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.turns import CAN_TAKE_TURNS, SharedTurns

if sys.platform != "win32":
    import fcntl

pytestmark = pytest.mark.skipif(not CAN_TAKE_TURNS, reason="needs POSIX")
PATIENCE_S = 60


@pytest.fixture
def turns(tmp_path: Path) -> SharedTurns:
    return SharedTurns(tmp_path)


class Guest:
    """Takes its turn in a thread, as another process would, and stays until it is told to leave."""

    def __init__(self, turns: SharedTurns, *, alone: bool) -> None:
        self.inside, self._leave = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._visit, args=(turns, alone))
        self._thread.start()

    def _visit(self, turns: SharedTurns, alone: bool) -> None:
        with turns.take(alone=alone):
            self.inside.set()
            assert self._leave.wait(PATIENCE_S)
            self.inside.clear()

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(PATIENCE_S)


def wait_for_somebody_in_the_gate(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with (folder / "gate").open("a") as gate:
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        time.sleep(0.005)
    pytest.fail("nobody came")


@pytest.fixture
def guests() -> Iterator[list[Guest]]:
    there: list[Guest] = []
    yield there
    for guest in there:
        guest.leave()


def test_those_who_do_not_mind_are_together(turns: SharedTurns, guests: list[Guest]) -> None:
    for _ in range(3):
        guests.append(Guest(turns, alone=False))
        assert guests[-1].inside.wait(PATIENCE_S)
    assert all(guest.inside.is_set() for guest in guests)


def test_who_wants_to_be_alone_waits_for_the_others_and_they_for_it(
    turns: SharedTurns, guests: list[Guest], tmp_path: Path
) -> None:
    first = Guest(turns, alone=False)
    assert first.inside.wait(PATIENCE_S)
    loner = Guest(turns, alone=True)
    guests += [first, loner]
    wait_for_somebody_in_the_gate(tmp_path)
    assert not loner.inside.wait(0.05)
    late = Guest(turns, alone=False)
    guests.append(late)
    assert not late.inside.wait(0.05), "whoever comes later must not keep it waiting for ever"
    first.leave()
    assert loner.inside.wait(PATIENCE_S)
    assert not late.inside.wait(0.05)
    loner.leave()
    assert late.inside.wait(PATIENCE_S)
