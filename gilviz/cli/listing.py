"""The commands that tell what there is: machine and interpreters, workloads and executors."""

from __future__ import annotations

import json
from collections.abc import Callable

from gilviz.cli import doctor, lists, options, runtimes
from gilviz.cli.interrupts import SIGNAL_BASE
from gilviz.cli.output import complain, emit
from gilviz.cli.session import make_page
from gilviz.cli.status import Status
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.runtimes import (
    AddedRuntimes,
    RuntimeDescription,
    RuntimeUnusable,
    added_path,
    cache_path,
    default_runtime,
    known_runtime,
    this_machine,
    with_plug_ins,
)


def examine(*, pythons: options.Pythons = None, as_json: options.AsJson = False) -> int:
    """Say what this machine and its interpreters admit, and test for 2 seconds how true the pictures are here.

    Exit status: 0, or 1 where an interpreter can't be tested.
    """
    try:
        with Workspace() as workspace:
            found = doctor.examine(pythons or (), workspace)
    except WorkspaceError as error:
        complain(str(error))
        return Status.FAILED
    emit(json.dumps(found, indent=2, allow_nan=False) + "\n" if as_json else doctor.as_text(found))
    return Status.FAILED if any(interpreter["error"] for interpreter in found["interpreters"]) else Status.OK


def list_runtimes(
    *, as_json: options.AsJson = False, refresh: options.Refresh = False, add: options.Add = None, remove: options.Remove = None
) -> int:
    """List the Pythons of this machine, and what each can do. They are asked once, and again when they have changed.

    Exit status: 0, or 2 for what can't be added or removed.
    """
    added = AddedRuntimes(added_path())
    try:
        found = runtimes.carry_out(this_machine(cache_path(), added.places), added, add or (), remove or (), refresh=refresh)
    except RuntimeUnusable as error:
        complain(str(error))
        return Status.UNUSABLE
    except runtimes.Interrupted as error:
        return SIGNAL_BASE + error.number
    shown = (
        json.dumps(runtimes.as_json(found), indent=2, allow_nan=False) + "\n" if as_json else runtimes.as_text(found, make_page())
    )
    emit(shown, styled=not as_json)
    return Status.OK


def list_workloads(*, python: options.Listed = None) -> int:
    """List what a task can be, and what running it teaches; packages that are installed in an interpreter may add some."""
    return _list(lists.workloads, python)


def list_executors(*, python: options.Listed = None) -> int:
    """List how tasks can be spread over workers, and which of them an interpreter can't offer; packages may add some."""
    return _list(lists.executors, python)


def _list(told: Callable[[RuntimeDescription], str], python: str | None) -> int:
    try:
        runtime = default_runtime() if python is None else known_runtime(python)
    except RuntimeUnusable as error:
        complain(str(error))
        return Status.UNUSABLE
    emit(told(with_plug_ins(runtime)))
    return Status.OK
