"""Finds the size of a task once, in a job process of its own, by the interpreter that runs first."""

from __future__ import annotations

from gilviz.experiment.execution import start_job, start_problem
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.process import Ended, JobProcess
from gilviz.launch.runtimes import RuntimeUnusable
from gilviz.runner.protocol import Message


class Calibration:
    """Asks how large a task must be to take about a given time on this machine.

    Args:
        workload: A name in the catalog.
        seconds: What one task should take.
        python: The interpreter that measures.
        workspace: Where it may work.

    Attributes:
        finished: Whether there is an answer, one way or the other.
        size: The answer; None where there is none, and then ``error`` says why.
    """

    def __init__(self, workload: str, seconds: float, python: str | None, workspace: Workspace) -> None:
        self._order = {"calibrate": {"workload": workload, "seconds": seconds}}
        self._python = python
        self._workspace = workspace
        self._process: JobProcess | None = None
        self.finished = False
        self.size: int | None = None
        self.error: str | None = None

    def start(self) -> None:
        """Starts measuring."""
        try:
            self._directory = self._workspace.new_run()
            self._process = start_job(self._python, self._order, self._workspace, self._directory)
        except (RuntimeUnusable, WorkspaceError) as error:
            self._give_up(str(error))
        except OSError as error:
            self._give_up(start_problem(self._python, error))

    def poll(self) -> None:
        """Takes in what has happened since the last call; never waits."""
        if self._process is None or self.finished:
            return
        for event in self._process.events():
            if isinstance(event, Ended):
                if self.size is None:
                    self._give_up(self.error or "The calibration ended without an answer: choose a size instead of automatic.")
                self._workspace.discard_run(self._directory)
                self.finished = True
            elif event.message["kind"] == Message.CALIBRATED:
                self.size = event.message["size"]
            elif event.message["kind"] == Message.FAILED:
                self.error = event.message["error"]

    def stop(self) -> None:
        """Ends it."""
        if self._process is not None:
            self._process.stop()

    def _give_up(self, error: str) -> None:
        self.error = error
        self.finished = True
