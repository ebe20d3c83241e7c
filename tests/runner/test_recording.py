"""Every worker has one lane, whoever it is and however it came to be."""

from __future__ import annotations

import pickle
import threading
from pathlib import Path

from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.recording import Recording
from gilviz.trace.run_trace import RunTrace


def test_each_thread_has_a_lane_of_its_own_until_it_ends(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), WorkerKind.THREAD, gil=True, workers=3)
    lanes = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: lanes.append((recording.lane(), recording.lane())))
        thread.start()
        thread.join()
    assert all(first is second for first, second in lanes)
    assert len({id(first) for first, _ in lanes}) == 3
    with RunTrace(tmp_path) as trace:
        trace.finish(10**18)
        assert [lane.identity.name for lane in trace.lanes] == ["T1", "T2", "T3"]
        assert all(lane.closed for lane in trace.lanes)


def test_threads_begin_the_files_that_were_made_for_them(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), WorkerKind.THREAD, gil=True, workers=3)
    recording.prepare()
    made = {path.name for path in tmp_path.iterdir()}
    assert len(made) == 3
    for _ in range(2):
        thread = threading.Thread(target=recording.lane)
        thread.start()
        thread.join()
    recording.end()
    assert {path.name for path in tmp_path.iterdir()} == made
    with RunTrace(tmp_path) as trace:
        trace.finish(10**18)
        assert [lane.identity.name for lane in trace.lanes] == ["T1", "T2"]
        assert trace.problems == ()


def test_a_recording_travels_without_its_numbering(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), WorkerKind.PROCESS, gil=False, workers=3)
    copy = pickle.loads(pickle.dumps(recording))  # noqa: S301 - its own bytes
    assert (copy.directory, copy.kind, copy.gil, copy.workers) == (str(tmp_path), WorkerKind.PROCESS, False, 3)
