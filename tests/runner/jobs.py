"""Runs real jobs for tests: the runner in an interpreter of its own, and everything it said and recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gilviz.launch.process import runner_command
from gilviz.launch.stage import environment, stage_runner
from gilviz.runner.protocol import State
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace
from tests.patience import AGES_S


@dataclass(frozen=True)
class Played:
    """A job that is over."""

    messages: list[dict[str, Any]]
    trace: RunTrace
    log: str
    status: int

    def said(self, kind: str) -> dict[str, Any]:
        """The one message of that kind."""
        found = [message for message in self.messages if message["kind"] == kind]
        assert len(found) == 1, (kind, self.messages, self.log)
        return found[0]


def kept_waiting(lane: Lane) -> int:
    """For how long a worker that waits for something outside was kept from going on, in ns.

    On a busy machine a part of it is another wait: what it waits for may have come before the worker had its core, or its GIL.
    """
    totals = lane.totals()
    assert totals[State.IO_WAIT] > 0
    return int(totals[State.IO_WAIT] + totals[State.CPU_WAIT] + totals[State.GIL_WAIT])


def play(directory: Path, job: JobSpec, python: str = sys.executable) -> Played:
    """Runs that job to its end."""
    order = {"job": asdict(job), "directory": str(directory / "run")}
    return play_order(directory, order, python, own_packages=job.wants_packages)


def play_order(directory: Path, order: Mapping[str, Any], python: str = sys.executable, *, own_packages: bool = False) -> Played:
    """Runs what the order says."""
    run = directory / "run"
    run.mkdir(parents=True, exist_ok=True)
    stage = stage_runner(directory / "stage")
    python_gil = order.get("job", {}).get("python_gil")
    # A test's own directory is too deep for what jobs put into theirs: a fork server's socket, whose path must be short.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary,
        subprocess.Popen(
            runner_command(python, own_packages=own_packages),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(stage, Path(temporary), python_gil, os.environ if own_packages else None),
            cwd=run,  # where a checkout is, its own runner would be found first
            start_new_session=True,
            text=True,
        ) as process,
    ):
        # Standard input stays open until the end: its end would mean that we are gone.
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        try:
            messages = [json.loads(line) for line in process.stdout]
            log = process.stderr.read()
            status = process.wait(AGES_S)
        except BaseException:
            process.kill()
            raise
    trace = RunTrace(run)
    started = [message["t"] for message in messages if message["kind"] == "started"]
    trace.begin(started[0] if started else 0)
    trace.finish(messages[-1].get("t", 0))
    return Played(messages, trace, log, status)
