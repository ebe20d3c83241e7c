"""What every test gets: a closed-off session, a check that it cleaned up, and no skips that nobody expected.

Run as they are, the tests draw offscreen. ``-m realwindow`` runs those that need a display.

The whole suite (``pytest`` and nothing else) is spread over the cores; what is picked by name runs in one process, unless ``-n``
asks for more. tests/turns.py says who may run beside whom.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from gilviz.runner.cores import usable_cores
from tests import leaks
from tests.interpreters import interpreter
from tests.patience import AGES_MS
from tests.skips import skip_is_expected
from tests.turns import CAN_TAKE_TURNS, OneAtATime, SharedTurns, Turns

__all__ = ["interpreter"]  # a fixture for all

_ENCLOSURE = pytest.StashKey[leaks.Enclosure]()
_TURNS = pytest.StashKey[Turns]()
_MEETING = pytest.StashKey[Path]()
_SPREAD = ("not realwindow", "job_python")
"""The marks that pyproject.toml picks by itself, and those of other Pythons: there is enough for several processes."""


class _Node(Protocol):
    """One of pytest-xdist's processes, as the one that started it sees it."""

    config: pytest.Config
    workerinput: dict[str, object]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--job-python",
        action="append",
        default=[],
        metavar="PATH",
        help="an interpreter in which jobs are tried; may be given more than once (default: the one that runs the tests)",
    )
    parser.addoption(
        "--patience",
        type=float,
        default=leaks.PATIENCE_S,
        metavar="SECONDS",
        help="how long what a test leaves behind may take to vanish (default: %(default)s)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if "realwindow" not in config.option.markexpr.replace("not realwindow", ""):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored, and so would all commands
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the program does: its threads would count as leftovers, and take cores
    os.environ["QT_LOGGING_RULES"] = "qt.qpa.*.warning=false"  # what the machine's display lacks is no fault of ours
    # The same examples everywhere, however slow the machine is today: a failure must be there again at the next run.
    settings.register_profile("gilviz", derandomize=True, deadline=None)
    settings.load_profile("gilviz")
    given: Mapping[str, str] | None = getattr(config, "workerinput", None)
    if given is None and config.getoption("tx", default=None):
        config.stash[_MEETING] = Path(tempfile.mkdtemp(prefix="gilviz-turns-"))  # others run the tests
        return
    config.stash[_TURNS] = OneAtATime() if given is None else SharedTurns(Path(given["turns"]))
    config.stash[_ENCLOSURE] = leaks.Enclosure.make()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process a core for everything, up to four; none but this one for what was picked."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS and config.option.markexpr in _SPREAD
    picked = config.option.keyword or config.getoption("lf", default=False)
    return min(usable_cores(), 4) if everything and not picked and CAN_TAKE_TURNS else 0


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: _Node) -> None:
    """Tells each process that runs tests where they take turns."""
    node.workerinput["turns"] = str(node.config.stash[_MEETING])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    with item.config.stash[_TURNS].take(alone=item.get_closest_marker("alone") is not None):
        return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _ENCLOSURE in config.stash:
        config.stash[_ENCLOSURE].remove()
    if _MEETING in config.stash:
        shutil.rmtree(config.stash[_MEETING], ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "job_python" in metafunc.fixturenames:
        pythons = metafunc.config.getoption("--job-python") or [sys.executable]
        metafunc.parametrize("job_python", pythons, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "job_python" in getattr(item, "fixturenames", ()):
            item.add_marker("job_python")


def pytest_collection_finish() -> None:
    _set_aside_what_stays()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    yield
    if nextitem is None or nextitem.path != item.path:
        _set_aside_what_stays()


def _set_aside_what_stays() -> None:
    """What is there before a file's first test (modules, reports, caches) need not be searched for leftovers after each one."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, but as patient as others where a test says nothing else: on a busy machine its 5 s are over soon."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"):
        setattr(qtbot, name, functools.partial(getattr(qtbot, name), timeout=AGES_MS))
    return qtbot


@pytest.fixture(autouse=True)
def _cleans_up(request: pytest.FixtureRequest) -> Generator[None]:
    """Fails a test that leaves something behind; ``@pytest.mark.leaves_behind("threads")`` excuses it."""
    enclosure = request.config.stash[_ENCLOSURE]
    processes = leaks.Processes()
    watches: Mapping[str, leaks.Watch] = {
        "processes": processes,
        "threads": leaks.Threads(),
        "windows": leaks.Windows(),
        "timers": leaks.Timers(),
        "files": leaks.Files("temporary file", [enclosure.temp]),
        "shared memory": leaks.SharedMemory(),
        "settings": leaks.Files("the user's settings", [enclosure.config]),
    }
    yield
    marker = request.node.get_closest_marker("leaves_behind")
    excused = marker.args if marker else ()
    asked = [watch for kind, watch in watches.items() if kind not in excused]
    found = leaks.after_a_while(asked, request.config.getoption("--patience"))
    processes.kill()
    if found:
        pytest.fail("the test left behind:\n  " + "\n  ".join(found), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge_skip(report, item.name)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge_skip(report, collector.nodeid)
    return report


def _judge_skip(report: pytest.TestReport | pytest.CollectReport, name: str) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not skip_is_expected(reason):
        report.outcome = "failed"
        report.longrepr = f"{name} was skipped, which nobody expects here: {reason} (see tests/skips.py)"
