"""The job of the PyPI project ``gilviz``, by its own functions, as ``gilviz export --workers 2`` calls them; and its truth.

``python -m tests.benchmarks.comparison.pypi_job LIMIT REPORT [SAMPLES]``. It runs its own prime counter and no other code;
without SAMPLES nobody looks. Its package is named as ours, so it is called by the package that this one wraps: ``src``.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from tests.benchmarks.comparison.truth import HandOffs

THREADS = 2


def main() -> None:
    """Runs the threads and writes what is true of them."""
    limit, report, *samples = sys.argv[1:]
    sessions, runners, exporting = (importlib.import_module(f"src.{name}") for name in ("sessions", "runners", "exporting"))
    truth = HandOffs()
    before = truth.read()
    if samples:
        run = sessions.run_sampled_threaded_workload(task_arg=int(limit), workers=THREADS)
        hand_offs, wall_s = truth.read() - before, run.elapsed_seconds
        exporting.export_samples(run.samples, samples[0], "json")
    else:
        wall_s = runners.run_threaded(int(limit), THREADS)
        hand_offs = truth.read() - before
    facts = {"wall_s": wall_s, "hand_offs": hand_offs, "workers": []}
    Path(report).write_text(json.dumps(facts), encoding="ascii")


if __name__ == "__main__":
    main()
