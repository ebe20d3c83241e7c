from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from gilviz.cli.interrupts import SAME_WISH_S, Interrupts


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_signals_are_remembered_and_the_first_one_counts() -> None:
    with Interrupts() as interrupts:
        assert interrupts.received is None
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert interrupts.received is signal.SIGTERM


def test_a_signal_while_results_are_handed_over_ends_the_program() -> None:
    with Interrupts() as interrupts:
        interrupts.end_at_once()
        with pytest.raises(SystemExit) as ended:
            signal.raise_signal(signal.SIGINT)
    assert ended.value.code == 130


def test_whoever_presses_twice_still_gets_what_was_recorded_but_need_not_wait_for_ever() -> None:
    clock = Clock()
    with Interrupts(clock) as interrupts:
        signal.raise_signal(signal.SIGINT)
        interrupts.end_at_once()
        clock.seconds += SAME_WISH_S * 0.9
        signal.raise_signal(signal.SIGINT)
        clock.seconds += SAME_WISH_S
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGINT)


def test_while_the_program_loads_an_interrupt_just_ends_it() -> None:
    code = "import signal, gilviz.__main__; signal.raise_signal(signal.SIGINT)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
