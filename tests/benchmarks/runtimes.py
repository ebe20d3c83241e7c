"""How long it takes to find interpreters, and whether the window stands still meanwhile.

Ten of them are this machine's own, and where it has fewer, virtual environments of the one that runs gilviz, each of which is
started like any other. Jython is left out of the ten, for starting Java takes longer than all the others; it is among all.
"""

from __future__ import annotations

import os
import tempfile
import time
import venv
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from gilviz.experiment.plan import Variant
from gilviz.gui.form.run_dialog import RunDialog
from gilviz.gui.runtimes.interpreters import RuntimeInquiry
from gilviz.gui.start.application import make_application
from gilviz.launch.runtimes import AddedRuntimes, Asker, Finder, Found, NamedRuntimes, Place, executor_problem, in_order, unique
from gilviz.launch.runtimes.cache import Cache
from gilviz.launch.runtimes.places import find_places
from gilviz.launch.runtimes.surroundings import Surroundings
from tests.benchmarks.figures import Benchmark, Figure

HOW_MANY = 10
COLD, CACHED = 5, 20
"""How often each is measured."""
MOST_COLD_S = 2.0
MOST_CACHED_MS = 50.0
MOST_STALL_MS = 100.0
"""What the window may stand still at most, anywhere (``gui.watchdog``)."""
BEAT_MS = 2


def measure() -> list[Figure]:
    """Finds ten, all, and all with the dialog open."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        everything = find(None, places())
        ten = ten_places(everything, directory)
        figures = both(f"{HOW_MANY} interpreters", ten, directory, MOST_COLD_S, MOST_CACHED_MS)
        names = ", ".join(found.runtime.name for found in everything if found.runtime)
        figures += both(f"everything here, {len(everything)} interpreters", None, directory, note=names)
        stalls = tuple(longest_stall_ms(directory / f"stall{number}") for number in range(COLD))
    return [*figures, Figure("the window's longest stall while all are asked", stalls, "ms", most=MOST_STALL_MS)]


def both(
    what: str,
    chosen: list[Place] | None,
    directory: Path,
    cold_s: float | None = None,
    cached_ms: float | None = None,
    note: str = "",
) -> list[Figure]:
    """Finds these, or everything, without knowing any of them and then knowing all."""
    file = directory / f"{what[:2].strip()}.json"
    cold = []
    for _ in range(COLD):
        file.unlink(missing_ok=True)
        cold.append(timed(file, chosen))
    cached = [timed(file, chosen) * 1000 for _ in range(CACHED)]
    return [
        Figure(f"{what}: none known", tuple(cold), "s", most=cold_s, note=note),
        Figure(f"{what}: all known", tuple(cached), "ms", most=cached_ms),
    ]


def timed(file: Path, chosen: list[Place] | None) -> float:
    """Seconds to read the cache, look into every folder, and know all of them."""
    began = time.perf_counter()
    everywhere = places()
    find(file, everywhere if chosen is None else chosen)
    return time.perf_counter() - began


def find(file: Path | None, where: Iterable[Place]) -> list[Found]:
    """What is found there, the one that runs gilviz included."""
    finder = Finder(lambda: where, Asker(), Cache(file))
    return in_order(unique(finder.find()))


def places() -> list[Place]:
    """Where interpreters may lie on this machine."""
    return find_places(Surroundings.this())


def ten_places(everything: list[Found], directory: Path) -> list[Place]:
    """Nine that answer and are not Jython: the tenth is the one that runs gilviz, which is always found."""
    real = [found.path for found in everything if found.runtime and not found.own and found.runtime.implementation != "Jython"]
    for number in range(len(real), HOW_MANY - 1):
        home = directory / f"env{number}"
        venv.create(home, symlinks=os.name == "posix")
        real.append(str(home / ("bin/python" if os.name == "posix" else "Scripts/python.exe")))
    return [Place(path, "benchmark") for path in real[: HOW_MANY - 1]]


class Heart(QObject):
    """Beats in the window's thread, and knows its longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        self._timer.start(BEAT_MS)

    @Slot()
    def beat(self) -> None:
        """Note how long the last one is ago."""
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def longest_stall_ms(directory: Path) -> float:
    """The longest time between two events in a window that asks every interpreter of this machine, with its list open."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    finder = Finder(places, Asker(), Cache(directory / "cache.json"))
    inquiry = RuntimeInquiry(finder, NamedRuntimes(AddedRuntimes(directory / "added.json")))
    dialog = RunDialog(inquiry, executor_problem, "primes", Variant("threading"), "Add a run")
    dialog.show()
    application.processEvents()  # the first painting loads fonts: that is not what is asked here
    heart = Heart()
    while inquiry.searching:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    inquiry.close()
    dialog.close()
    return heart.longest * 1000


RUNTIMES = Benchmark("runtimes", "How long until interpreters are found, and does the window notice?", measure)
