"""Executors and workloads of other people's packages are found where they are installed, and those that are broken say why."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from gilviz.launch.runtimes import PlugIns, RuntimeDescription, default_runtime, executor_problem, plug_in_problem, with_plug_ins
from gilviz.launch.runtimes.ask import Heard
from gilviz.launch.runtimes.plug_ins import MOST_PASSED_OVER, look
from gilviz.runner.protocol import LOOK_COMES, LOOK_FOUND, WorkerKind
from tests.plug_ins import install, install_example

RUN = "def run(func, items, crew):\n    return [func(item) for item in items]\n"
WORK = "SIZE_MEANS = 'rounds'\nDEFAULT_SIZE = 7\ndef work(item, lane):\n    return item\n"


@pytest.fixture(scope="module")
def looked_into(tmp_path_factory: pytest.TempPathFactory) -> RuntimeDescription:
    """This interpreter with the example, and with a package of everything that can be wrong."""
    site = tmp_path_factory.mktemp("site")
    install_example(site)
    broken = {
        "absent": ("import no_such_package", "absent"),
        "leaves": ("import sys\nsys.exit(4)", "leaves"),
        "ends": ("import os\nos._exit(3)", "ends"),
        "shapeless": ("", "shapeless"),
        "odd-kind": (RUN + "KIND = 'fibre'", "odd_kind"),
        "odd-paste": (RUN + "PASTE = 'print({items})'", "odd_paste"),
        "threading": (RUN, "own_name"),
        "loud": (RUN + "print('x' * 3_000_000)", "loud"),
        "nowhere": ("", "loud:Absent.run"),
    }
    sizes = {"sizeless": ("def work(item, lane):\n    return item", "sizeless"), "vast": (WORK + "LARGEST = 2", "vast")}
    offers = {
        "gilviz.executors": {name: at for name, (_, at) in broken.items()},
        "gilviz.workloads": {name: at for name, (_, at) in sizes.items()},
    }
    install(site, "trouble", offers, {at: source for source, at in (*broken.values(), *sizes.values()) if ":" not in at})
    install(site, "untroubled", {"gilviz.executors": {"process-chunks": "twice"}}, {"twice": RUN})
    install(site, "unreadable", {"gilviz.executors": {"unread": "twice"}}, {})
    (site / "unreadable-1.0.dist-info" / "entry_points.txt").write_bytes(b"[gilviz.executors]\n= \xff\xfe\nno value\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(site))
        return with_plug_ins(default_runtime())


def test_the_example_is_found_with_what_it_says_of_itself(looked_into: RuntimeDescription) -> None:
    plug_ins = looked_into.plug_ins or PlugIns()
    chunks, compress = plug_ins.executor("process-chunks"), plug_ins.workload("compress")
    assert chunks is not None
    assert (chunks.kind, chunks.title) == (WorkerKind.PROCESS, "ProcessPoolExecutor.map with a chunksize")
    assert chunks.teaches.startswith("Hands a process several tasks at a time")
    assert compress is not None
    assert (compress.size_means, compress.default_size, compress.releases_gil) == ("pages of 64 KiB compressed", 100, True)
    assert executor_problem("process-chunks", None, looked_into) is None
    assert executor_problem("loud", None, looked_into) is None, "what it prints as it is imported is nobody's business"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "absent",
            "can't be imported (ModuleNotFoundError: No module named 'no_such_package'): repair its package, or remove it.",
        ),
        ("leaves", "can't be imported (SystemExit: 4)"),
        ("ends", "ended the process (exit status 3) as it was imported"),
        ("shapeless", "has no run(func, items, crew) in shapeless: write it there."),
        ("odd-kind", "says KIND = 'fibre': it must be one of 'thread', 'process', 'coroutine'."),
        ("odd-paste", "has a PASTE that can't be filled in (KeyError: 'items')"),
        ("threading", "is called like one of gilviz's own executors"),
        ("nowhere", "can't be imported (AttributeError: "),
        ("process-chunks", "is called like one that "),
    ],
)
def test_a_broken_executor_is_listed_with_the_reason(looked_into: RuntimeDescription, name: str, reason: str) -> None:
    plug_ins = looked_into.plug_ins or PlugIns()
    told = plug_ins.reason(name, is_executor=True)
    assert reason in told
    assert told.startswith(f"The executor {name} of ")
    if plug_ins.executor(name) is None and name != "threading":
        assert executor_problem(name, None, looked_into) == told


def test_a_broken_workload_is_listed_with_the_reason(looked_into: RuntimeDescription) -> None:
    assert "needs DEFAULT_SIZE" in plug_in_problem("sizeless", looked_into, is_executor=False)
    assert "SMALLEST ≤ DEFAULT_SIZE ≤ LARGEST" in plug_in_problem("vast", looked_into, is_executor=False)


def test_a_name_that_nobody_brings_is_told_with_what_there_is(looked_into: RuntimeDescription) -> None:
    told = plug_in_problem("nosuch", looked_into, is_executor=True)
    assert told.startswith("No executor is called 'nosuch'; choose one of sequential, ")
    assert told.endswith(f"or install a package that brings it in {looked_into.path}.")


def test_joblib_is_missed_where_it_is_not_installed() -> None:
    without = dataclasses.replace(default_runtime(), path="/opt/python", plug_ins=PlugIns(missing=("joblib",)))
    assert "/opt/python -m pip install joblib" in (executor_problem("joblib", None, without) or "")
    assert executor_problem("joblib", None, dataclasses.replace(without, plug_ins=PlugIns())) is None


def hangs_at(*names: str) -> tuple[list[list[str]], object]:
    """An interpreter that does not return from loading these."""
    asked: list[list[str]] = []

    def hear(mark: str, passed_over: list[str]) -> Heard:
        asked.append(list(passed_over))
        for name in names:
            if name not in passed_over:
                entry = json.dumps(["gilviz.executors", f"the-{name}", name, "package"])
                return Heard(f"{mark}{LOOK_COMES}{entry}\n".encode(), -9, 10.0)
        answer = {"executors": [], "workloads": [], "broken": [], "missing": ["joblib"]}
        return Heard(f"{mark}{LOOK_FOUND}{json.dumps(answer)}\n".encode(), 0, None)

    return asked, hear


def test_what_hangs_is_passed_over_and_all_else_is_found() -> None:
    asked, hear = hangs_at("one", "two")
    found = look(hear, "python3")  # type: ignore[arg-type]
    assert asked == [[], ["one"], ["one", "two"]]
    assert found.missing == ("joblib",)
    assert "did not return within 10 s" in found.reason("the-one", is_executor=True)


def test_after_some_that_hang_nobody_tries_again() -> None:
    asked, hear = hangs_at(*"abcdefghij")
    found = look(hear, "python3")  # type: ignore[arg-type]
    assert len(asked) == MOST_PASSED_OVER + 1
    assert "could not be looked at" in found.problem


def test_an_interpreter_that_does_not_start_is_told(tmp_path: Path) -> None:
    gone = dataclasses.replace(default_runtime(), path=str(tmp_path / "python"))
    plug_ins = with_plug_ins(gone).plug_ins
    assert plug_ins is not None
    assert "could not be looked at: There is no program" in plug_ins.problem
