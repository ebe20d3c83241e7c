"""Finds the size of a task once, by the interpreter that runs first."""

from __future__ import annotations

import dataclasses

from gilviz.experiment.inquiry import Inquiry
from gilviz.experiment.workspace import Workspace
from gilviz.runner.catalog import WorkloadInfo
from gilviz.runner.protocol import Message


class Calibration(Inquiry):
    """Asks how large a task must be to take about a given time on this machine.

    Args:
        workload: A name in the catalog, or a plug-in's.
        seconds: What one task should take.
        python: The interpreter that measures.
        workspace: Where it may work.
        plug_in: The workload, where it is another package's.
    """

    def __init__(
        self, workload: str, seconds: float, python: str | None, workspace: Workspace, plug_in: WorkloadInfo | None = None
    ) -> None:
        told = dataclasses.asdict(plug_in) if plug_in is not None else None
        order = {"calibrate": {"workload": workload, "seconds": seconds, "plug_in": told}}
        silence = "The calibration ended without an answer: choose a size instead of automatic."
        super().__init__(order, Message.CALIBRATED, silence, python, workspace, users_code=plug_in is not None)

    @property
    def size(self) -> int | None:
        """The answer; None where there is none, and then ``error`` says why."""
        return self.answer["size"] if self.answer else None
