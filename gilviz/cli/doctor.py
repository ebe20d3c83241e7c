"""``gilviz doctor``: what this machine and each interpreter admit, and a short test of how true the pictures are here."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from typing import Any

from gilviz.cli.output import note
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.inquiry import Inquiry
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.workspace import Workspace
from gilviz.export.summary import run_summary
from gilviz.launch.machine import look_at_machine
from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable, default_runtime, describe_runtime
from gilviz.runner.protocol import Message

POLL_S = 0.05


def examine(pythons: Sequence[str], workspace: Workspace) -> dict[str, Any]:
    """Everything that ``gilviz doctor --json`` prints.

    Args:
        pythons: The interpreters to look at; none: the one that runs gilviz.
        workspace: Where to work.
    """
    machine = look_at_machine()
    return {
        "machine": machine.__dict__ | {"temporary_directory": tempfile.gettempdir()},
        "advice": list(machine.advice()),
        "interpreters": [_interpreter(python, workspace) for python in pythons] or [_interpreter(None, workspace)],
    }


def as_text(found: dict[str, Any]) -> str:
    """The same for people."""
    machine = found["machine"]
    quota = "" if machine["quota"] is None else f", limited to {machine['quota']:g} cores' time"
    load = "unknown" if machine["load"] is None else f"{machine['load']:.1f}"
    lines = [
        f"{machine['system']}: {machine['usable']} of {machine['cores']} cores usable{quota}; load {load}",
        f"clock {machine['clock']}, steps of {machine['clock_ns']} ns; runs are recorded below {machine['temporary_directory']}",
        *(f"! {sentence}" for sentence in found["advice"]),
    ]
    for interpreter in found["interpreters"]:
        lines += ["", *_interpreter_lines(interpreter)]
    return "\n".join(lines) + "\n"


def _interpreter(python: str | None, workspace: Workspace) -> dict[str, Any]:
    try:
        runtime = default_runtime() if python is None else describe_runtime(python)
    except RuntimeUnusable as error:
        return {"path": python, "error": str(error)}
    inquiry = Inquiry({"examine": True}, Message.EXAMINED, "It ended without an answer.", runtime.path, workspace)
    inquiry.start()
    while not inquiry.finished:
        inquiry.poll()
        time.sleep(POLL_S)
    if inquiry.answer is None:
        return _facts(runtime) | {"error": inquiry.error}
    note(f"Testing {runtime.implementation} {runtime.version} for about 2 s…")
    return _facts(runtime) | {
        "error": None,
        "evidence": dict(inquiry.answer["layers"]),
        "self_test": _self_test(runtime, workspace),
    }


def _facts(runtime: RuntimeDescription) -> dict[str, Any]:
    return {
        "path": runtime.path,
        "implementation": runtime.implementation,
        "version": runtime.version,
        "gil": runtime.gil,
        "gil_text": runtime.gil_text,
        "cores": runtime.cores,
        "start_methods": list(runtime.start_methods),
        "missing_modules": list(runtime.missing),
    }


def _self_test(runtime: RuntimeDescription, workspace: Workspace) -> dict[str, Any]:
    """Two threads count down, as any run would; what came of it, and how far its picture can be trusted."""
    spec = ExperimentSpec("countdown", None, tasks=4, workers=2, variants=(Variant("threading", python=runtime.path),))
    conductor = Conductor(spec, workspace, live=False)
    conductor.start()
    while not conductor.finished:
        conductor.poll()
        time.sleep(POLL_S)
    if not conductor.runs or not conductor.runs[-1].phase.ended:
        return {"outcome": "failed", "error": conductor.error}
    summary = run_summary(conductor.runs[-1].record())
    return {name: summary[name] for name in ("outcome", "error", "speedup", "parallelism", "gil_switches", "recording")}


def _interpreter_lines(found: dict[str, Any]) -> list[str]:
    if "version" not in found:
        return [found["error"]]
    lines = [f"{found['implementation']} {found['version']} · {found['gil_text']}   {found['path']}"]
    if found["error"]:
        return [*lines, f"  {found['error']}"]
    for layer, why in found["evidence"].items():
        lines.append(f"  {layer:<10} {'yes' if why is None else f'no: {why}'}")
    test = found["self_test"]
    if test["outcome"] != "finished":
        return [*lines, f"  self-test  failed: {test['error']}"]
    recording = test["recording"]
    agreement = recording["agreement_pct"]
    agreed = "" if agreement is None else f"; workers and GIL agree for {agreement:.1f} % of the time"
    lines.append(
        f"  self-test  {recording['grade']}: {test['parallelism']:.2f} of 2 threads at once{agreed}; "
        f"recording cost {recording['overhead_pct']:.1f} %"
    )
    if recording["reason"]:
        lines.append(f"             {recording['reason']}")
    return lines
