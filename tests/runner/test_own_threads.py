"""Threads that the user's function starts itself: lanes of their own, with their names, and nothing else is different."""

from __future__ import annotations

import _thread
import sys
import threading
from pathlib import Path

import pytest

from gilviz.runner import catalog
from gilviz.runner.protocol import NAME_BYTES, Layer, State, pack_name, unpack_name
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.runner.user.here import Here, here
from gilviz.runner.user.threads import OwnThread, adopting, name_of
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import measure
from tests.runner import user_code
from tests.runner.jobs import Played, play


class Member:
    """A thread as it was taken in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ticks = 0
        self.ended = False

    def tick(self) -> None:
        self.ticks += 1

    def end(self) -> None:
        self.ended = True


class Adopter:
    """Takes threads in, and remembers them."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.gone: list[Member] = []

    def begin(self, name: str) -> Member:
        self.members.append(Member(name))
        return self.members[-1]

    def look_after(self, gone: Member | None = None) -> None:
        if gone is not None:
            self.gone.append(gone)


class Lent:
    """A lane of a worker whose threads somebody takes in."""

    def __init__(self, own: Adopter | None) -> None:
        self.own = own

    def tick(self) -> None:
        pass


def run(directory: Path, function: str, executor: str = "sequential", tasks: int = 1, expected: int = 8) -> Played:
    code = UserCode(f"user_code.py:{function}", "range(9)", str(Path(user_code.__file__).parent), expected)
    played = play(directory, JobSpec(catalog.OWN_FUNCTION.name, 1, executor, workers=2, tasks=tasks, code=code))
    assert played.said("finished"), played.log
    return played


def own(played: Played) -> list[Lane]:
    return [lane for lane in played.trace.lanes if lane.identity.starter]


def test_who_starts_a_thread_outside_of_a_task_has_the_same_as_ever() -> None:
    started: list[object] = []
    start = adopting(lambda function, arguments: started.append((function, arguments)))
    start(print, ())
    assert started == [(print, ())]


def test_a_thread_that_a_task_starts_is_taken_in_and_so_are_those_that_it_starts() -> None:
    adopter = Adopter()
    done = _thread.allocate_lock()
    done.acquire()
    start = adopting(_thread.start_new_thread)

    def inner() -> None:
        here.tick()
        done.release()

    def outer() -> None:
        start(inner, ())

    before = here.enter(Lent(adopter))
    start(outer, ())
    here.leave(before)
    done.acquire()
    while len(adopter.gone) < 2:
        threading.Event().wait(0.001)
    assert {member.name: (member.ticks, member.ended) for member in adopter.members} == {"outer": (0, True), "inner": (1, True)}


def test_what_raises_in_such_a_thread_is_told_of_its_function_and_ends_it() -> None:
    adopter = Adopter()

    def fails() -> None:
        raise ValueError("no")

    thread = OwnThread(fails, adopter)
    before = here.enter(None)
    with pytest.raises(ValueError, match="no"):
        thread()
    assert (here.tick, here.adopts) == before
    assert repr(thread) == repr(fails)
    assert [member.ended for member in adopter.gone] == [True]


class Titled(threading.Thread):
    """A thread with a method in the place of its name."""

    def name(self) -> str:  # type: ignore[override]
        return "mine"


class Unnamed(threading.Thread):
    """A thread whose name nobody can read."""

    @property
    def name(self) -> str:  # type: ignore[override]
        raise KeyError("name")

    def __init__(self) -> None:
        super().__init__()

    def work(self) -> int:
        return 7


class Stumbles(Member):
    """A thread that can't be let go of."""

    def end(self) -> None:
        raise RuntimeError("no end")


class Stumbler(Adopter):
    """Takes threads in that it can't let go of."""

    def begin(self, name: str) -> Member:
        return Stumbles(name)


def test_a_thread_whose_name_is_a_method_of_its_class_is_called_like_that() -> None:
    thread = threading.Thread(target=print)
    thread.__class__ = Titled
    assert name_of(thread._bootstrap) == "Titled"  # type: ignore[attr-defined]


def test_a_thread_that_can_t_be_taken_in_does_what_it_was_started_for() -> None:
    adopter = Adopter()
    assert OwnThread(Unnamed().work, adopter)() == 7
    assert adopter.members == []


def test_what_a_thread_raised_is_told_though_letting_go_of_it_fails() -> None:
    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        OwnThread(fails, Stumbler())()


def test_no_other_thread_is_where_this_one_is() -> None:
    place = Here()
    place.enter(Lent(Adopter()))
    found: list[object] = []
    other = threading.Thread(target=lambda: found.append(place.adopts))
    other.start()
    other.join()
    assert found == [None]


def test_a_thread_is_called_as_it_is_called_or_like_its_function() -> None:
    thread = threading.Thread(target=print, name="reader")
    assert name_of(thread._bootstrap) == "reader"  # type: ignore[attr-defined]
    assert name_of(user_code.ticks) == "ticks"


@pytest.mark.parametrize("name", ["", "reader", "é" * 24])
def test_a_name_that_fits_into_a_header_is_kept(name: str) -> None:
    assert unpack_name(pack_name(name)) == name


def test_a_name_that_is_too_long_is_cut_between_characters_and_one_that_is_no_line_is_made_one() -> None:
    cut = unpack_name(pack_name("é" * 50))
    assert cut.endswith("é…")
    assert len(cut.encode()) <= NAME_BYTES
    assert unpack_name(pack_name("a\nb\0c")) == "abc"


@pytest.mark.parametrize("executor", ["sequential", "thread-pool", "process-pool"])
def test_threads_that_a_task_starts_have_lanes_with_their_names(tmp_path: Path, executor: str) -> None:
    played = run(tmp_path, "starts_threads", executor, tasks=2)
    lanes = own(played)
    assert sorted(lane.identity.name for lane in lanes) == ["adder 0", "adder 0", "adder 1", "adder 1"]
    workers = {lane.identity.number: lane.identity for lane in played.trace.lanes if not lane.identity.starter}
    assert {lane.identity.starter for lane in lanes} <= set(workers)
    for lane in lanes:
        who = lane.identity
        assert (who.pid, who.interpreter) == (workers[who.starter].pid, workers[who.starter].interpreter)
        assert who.native_id not in {worker.native_id for worker in workers.values()}
        assert (lane.closed, lane.task_span, lane.dropped) == (True, None, 0)
        assert lane.totals()[State.RUNNING] > 0
    names = [lane.identity.name for lane in played.trace.lanes]
    assert names[0] in ("M", "T1", "P1"), "a worker stands above the threads that it started"


def test_a_worker_that_waits_for_its_own_threads_is_no_worker_that_executes_nothing(tmp_path: Path) -> None:
    played = run(tmp_path, "starts_threads")
    measured = measure(played.trace)
    assert measured.own is not None
    assert (measured.own.threads, measured.own.unlaned) == (2, 0)
    assert measured.own.at_once is not None
    assert measured.parallelism is not None
    assert 0 < measured.own.at_once <= measured.parallelism
    assert [lane.tasks_done for lane in played.trace.lanes] == [1, 0, 0]


def test_a_checkpoint_in_such_a_thread_ticks_its_lane(tmp_path: Path) -> None:
    worker, thread = run(tmp_path, "ticks_from_a_thread").trace.lanes
    assert (worker.ticks, thread.ticks) == (0, user_code.TICKS)


def test_a_thread_that_outlives_the_run_has_a_lane_until_its_end(tmp_path: Path) -> None:
    played = run(tmp_path, "has_a_pool_for_ever", tasks=3)
    lanes = own(played)
    assert [lane.identity.name for lane in lanes] == ["kept_0", "kept_1"]
    assert all(lane.closed for lane in lanes)
    started, ended = played.said("started")["t"], played.said("finished")["t"]
    assert all(started < (lane.start or 0) < ended <= lane.known_until for lane in lanes)
    if all(Layer.SWITCHES in lane.identity.layers for lane in lanes):
        assert all(lane.totals()[State.LOCK_WAIT] + lane.totals()[State.GIL_WAIT] > 0 for lane in lanes)


def test_a_job_ends_though_a_thread_of_the_user_s_never_does(tmp_path: Path) -> None:
    played = run(tmp_path, "leaves_a_thread")
    assert played.status == 0
    assert [(lane.identity.name, lane.closed) for lane in own(played)] == [("for ever", True)]


def test_beyond_so_many_threads_are_counted_with_how_long_they_computed(tmp_path: Path) -> None:
    played = run(tmp_path, "starts_many", expected=0)
    assert len(own(played)) == 64
    measured = measure(played.trace)
    assert measured.own is not None
    assert (measured.own.threads, measured.own.unlaned) == (70, 6)
    worker = played.trace.lanes[0]
    assert worker.more_ns > 0


def test_threads_that_its_module_starts_while_no_task_is_under_way_are_nobody_s(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import threading\nthread = threading.Thread(target=print)\nthread.start()\ndef same(item): return item\n",
        encoding="utf-8",
    )
    code = UserCode("mine.py:same", "range(2)", str(tmp_path))
    played = play(tmp_path, JobSpec(catalog.OWN_FUNCTION.name, 1, "sequential", workers=1, tasks=2, code=code))
    assert played.said("finished"), played.log
    assert own(played) == []


@pytest.mark.skipif(not hasattr(__import__("os"), "fork") or sys.platform == "darwin", reason="no fork")
def test_the_threads_of_a_forked_child_are_nobody_s(tmp_path: Path) -> None:
    assert own(run(tmp_path, "forks_and_starts")) == []
