"""What is said of worker processes that ended before their work was done."""

from __future__ import annotations

from multiprocessing.process import BaseProcess

import pytest

from gilviz.runner.watch import Watch, WorkerEnded

KILLED, TERMINATED, CRASHED = -9, -15, -11


class Ended(BaseProcess):
    """A process that is over."""

    def __init__(self, pid: int, code: int | None) -> None:
        self._ended = (pid, code)

    @property
    def pid(self) -> int:
        return self._ended[0]

    @property
    def exitcode(self) -> int | None:
        return self._ended[1]


def told(*codes: int | None, unfinished: bool = True) -> WorkerEnded | None:
    watch = Watch(lambda: unfinished, print)
    watch._processes.extend(Ended(11 + place, code) for place, code in enumerate(codes))
    return watch.early_end()


@pytest.mark.parametrize(
    ("codes", "who", "pids"),
    [
        ((None, KILLED), "Worker P2 (process 12) was killed by SIGKILL before its work was done: look for what ended it", [12]),
        ((KILLED, KILLED), "Workers P1 (process 11) and P2 (process 12) were killed by SIGKILL before their work", [11, 12]),
        (
            (KILLED,) * 5,
            "Workers P1 (process 11), P2 (process 12), P3 (process 13), P4 (process 14) and 1 other were",
            range(11, 16),
        ),
        (
            (3, None, 3),
            "Workers P1 (process 11) and P3 (process 13) ended by themselves with exit status 3 before their",
            [11, 13],
        ),
        ((7,), "Worker P1 (process 11) ended by itself with exit status 7 before its work was done: its code must", [11]),
        ((TERMINATED, KILLED, TERMINATED), "Worker P2 (process 12) was killed by SIGKILL", [12]),
        ((TERMINATED, KILLED, 5), "Worker P3 (process 13) ended by itself with exit status 5", [13]),
    ],
)
def test_those_that_caused_it_are_named_and_not_those_whom_executors_end_in_turn(
    codes: tuple[int | None, ...], who: str, pids: list[int]
) -> None:
    death = told(*codes)
    assert death is not None
    assert str(death).startswith(who)
    assert list(death.pids) == list(pids)


@pytest.mark.parametrize(
    ("codes", "doubtful"),
    [
        ((TERMINATED,) * 4, True),
        ((KILLED, KILLED), True),
        ((KILLED,), False),
        ((KILLED, KILLED, None), False),
        ((KILLED, KILLED, TERMINATED), False),
        ((CRASHED, CRASHED), False),
        ((3, 3), False),
    ],
)
def test_where_all_ended_as_executors_end_the_others_it_is_said_that_one_may_have_caused_it(
    codes: tuple[int | None, ...], doubtful: bool
) -> None:
    sentence = "It may have been one of them only: executors end the others then, by the same signal."
    assert str(told(*codes)).endswith(sentence) == doubtful


def test_who_ends_when_the_work_is_done_leaves_in_good_order() -> None:
    assert told(0, KILLED, unfinished=False) is None
    assert told(None, None) is None
