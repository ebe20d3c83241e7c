"""What every test gets: a closed-off session, a check that it cleaned up, and no skips that nobody expected.

Run as they are, the tests draw offscreen. ``-m realwindow`` runs those that need a display.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Mapping

import pytest
from hypothesis import settings

from tests import leaks
from tests.interpreters import interpreter
from tests.skips import skip_is_expected

__all__ = ["interpreter"]  # a fixture for all

_ENCLOSURE = pytest.StashKey[leaks.Enclosure]()


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
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the program does: its threads would count as leftovers, and take cores
    os.environ["QT_LOGGING_RULES"] = "qt.qpa.*.warning=false"  # what the machine's display lacks is no fault of ours
    # The same examples everywhere, however slow the machine is today: a failure must be there again at the next run.
    settings.register_profile("gilviz", derandomize=True, deadline=None)
    settings.load_profile("gilviz")
    config.stash[_ENCLOSURE] = leaks.Enclosure.make()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _ENCLOSURE in config.stash:
        config.stash[_ENCLOSURE].remove()


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
