"""How long a recording of ten million transitions takes from its file to the figures and the first picture."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from gilviz.experiment.recorded import run_of
from gilviz.gui.running import panels
from gilviz.gui.start.application import make_application
from gilviz.gui.timeline.view import TimelineView
from gilviz.recording import RecordedRun, Recording, read, this_machine, write
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.finished_lane import FinishedLane
from gilviz.trace.lane import LaneIdentity
from gilviz.trace.metrics import measure as add_up
from gilviz.trace.record import Outcome, RunRecord, RuntimeInfo
from gilviz.trace.run_trace import RunTrace
from tests.benchmarks.figures import Benchmark, Figure

LANES, EACH = 4, 2_500_000
OPENINGS = 5
MOST_S = 2.0
ORIGIN = 1_000_000_000_000
RUNTIME = RuntimeInfo("python3", "CPython", "3.13.0", "", True, 4, ("fork",), 0.005, "built in")


def measure() -> list[Figure]:
    """Writes one, and opens it a few times as the window does: read, judged, added up, said in a sentence, drawn."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    with tempfile.TemporaryDirectory(prefix="gilviz-bench-") as folder:
        path = Path(folder) / "large.gilviz"
        began = time.perf_counter()
        write(path, large())
        saved = time.perf_counter() - began
        size = path.stat().st_size
        times = [opening(path) for _ in range(OPENINGS)]
    return [
        Figure("10,000,000 transitions: file to figures and picture", tuple(map(sum, times)), "s", most=MOST_S),
        Figure("of that, reading the file", tuple(read_s for read_s, _, _ in times), "s"),
        Figure("of that, judging and adding up", tuple(figures_s for _, figures_s, _ in times), "s"),
        Figure("of that, the first picture", tuple(picture_s for _, _, picture_s in times), "s"),
        Figure("saving it", (saved,), "s"),
        Figure("its size", (size / (LANES * EACH),), "bytes a transition"),
    ]


def opening(path: Path) -> tuple[float, float, float]:
    """Seconds for reading, for what is worked out, and for the first picture."""
    began = time.perf_counter()
    recording = read(path)
    was_read = time.perf_counter()
    runs = [run_of(run) for run in recording.runs]
    metrics = [add_up(run.trace) for run in runs if run.trace is not None]
    for key, run in enumerate(runs):
        panels.outcome(key, run, metrics[key])
    was_judged = time.perf_counter()
    view = TimelineView(LIGHT)
    view.resize(1600, 900)
    view.set_panels([panels.panel(key, runs, metrics[key], None, "", badge="recorded") for key in range(len(runs))])
    view.grab()
    drawn = time.perf_counter()
    view.deleteLater()
    return was_read - began, was_judged - was_read, drawn - was_judged


def large() -> Recording:
    """Four threads with 2.5 million transitions each, at irregular times."""
    chance = np.random.default_rng(1)
    lanes = []
    for number in range(1, LANES + 1):
        times = ORIGIN + np.cumsum(chance.integers(500, 20_000, EACH))
        states = np.tile(np.array([State.RUNNING, State.GIL_WAIT], np.uint8), EACH // 2)
        evidence = (chance.random(EACH) < 0.1).astype(np.uint8) * np.uint8(2)
        tasks = np.repeat(np.arange(100, dtype=np.int32), EACH // 100)
        who = LaneIdentity(number, pid=1000, native_id=1000 + number, kind=WorkerKind.THREAD, interpreter=0, gil=True)
        lanes.append(FinishedLane(who, times, states, evidence, tasks, int(times[-1]) + 1000))
    trace = RunTrace.of(lanes, ORIGIN, max(lane.known_until for lane in lanes))
    seconds = (max(lane.known_until for lane in lanes) - ORIGIN) / 1e9
    spec = JobSpec("primes", 1000, "threading", workers=LANES, tasks=100)
    run = RunRecord(spec, RUNTIME, Outcome.FINISHED, None, "", seconds, seconds, trace)
    return Recording((RecordedRun(run),), this_machine(), datetime.now().astimezone(), title="large")


RECORDING_OPEN = Benchmark("recording-open", "How long does a recording of 10,000,000 transitions take to open?", measure)
