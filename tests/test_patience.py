"""What took too long is told from what others kept waiting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import patience
from tests.patience import AGES_S, wait_until, within


class Clock:
    """Time that passes when told to, and what the kernel says of it."""

    def __init__(self, told: Path) -> None:
        self.now = 1000.0
        self._told = told

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def work(self, seconds: float, cpu_s: float, io_s: float) -> None:
        """That long; then so long in all somebody waited for a core, and for a disk."""
        self.now += seconds
        for what, waited in (("cpu", cpu_s), ("io", io_s)):
            lines = (f"{who} avg10=0.00 avg60=0.00 avg300=0.00 total={round(waited * 1e6)}\n" for who in ("some", "full"))
            (self._told / what).write_text("".join(lines), encoding="ascii")


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(tmp_path)
    monkeypatch.setattr(patience, "time", made)
    monkeypatch.setattr(patience, "_PRESSURE", tmp_path)
    return made


def test_what_was_quick_is_quick_whatever_others_did(clock: Clock) -> None:
    with within(2):
        clock.sleep(1.9)


def test_time_in_which_somebody_waited_for_a_core_or_a_disk_does_not_count(clock: Clock) -> None:
    clock.work(0, 100, 50)
    with within(2):
        clock.work(5, 102, 51.5)


def test_what_took_too_long_though_nobody_was_in_its_way_fails(clock: Clock) -> None:
    clock.work(0, 100, 50)
    with pytest.raises(AssertionError, match=r"5\.0 s, and somebody waited for a core or a disk for 2\.9 s"), within(2):
        clock.work(5, 102, 50.9)


def test_where_the_system_does_not_tell_only_ages_are_too_long(clock: Clock) -> None:
    with within(2):
        clock.sleep(AGES_S - 1)
    with pytest.raises(AssertionError, match="does not tell why"), within(2):
        clock.sleep(AGES_S)


def test_what_never_comes_about_is_not_waited_for_for_ever(clock: Clock) -> None:
    wait_until(lambda: clock.now > 1010)
    with pytest.raises(AssertionError, match="never came about"):
        wait_until(lambda: False, pause_s=1)
