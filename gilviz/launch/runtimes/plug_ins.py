"""Which plug-ins an interpreter has: executors and workloads of packages that are installed there (``gilviz.runner.look``).

Looking loads them, and that is other people's code: so it is done in a process of its own, which must answer in time. One that
ends the process, or hangs, is passed over the next time; all others are found nevertheless.
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gilviz.launch.runtimes.ask import Asker, Heard
from gilviz.launch.runtimes.description import RuntimeDescription, RuntimeUnusable
from gilviz.launch.runtimes.plugged import Broken, PlugIns
from gilviz.launch.stage import environment, stage_runner
from gilviz.runner.catalog import EXECUTOR_GROUP, WorkloadInfo
from gilviz.runner.protocol import LOOK_COMES, LOOK_FOUND
from gilviz.runner.spec import executor_of

MOST_PASSED_OVER = 5
"""Plug-ins that hang or end their process: after so many it is not tried again."""
OLDEST = (3, 9)


def with_plug_ins(runtime: RuntimeDescription, asker: Asker | None = None) -> RuntimeDescription:
    """The same interpreter with what is installed there; takes as long as starting it, and importing its plug-ins.

    Args:
        runtime: The interpreter.
        asker: Starts it.
    """
    if runtime.plug_ins is not None:
        return runtime
    if runtime.language < OLDEST:
        return dataclasses.replace(runtime, plug_ins=PlugIns())
    asker = asker or Asker()
    with tempfile.TemporaryDirectory(prefix="gilviz-look-") as folder:
        place = Path(folder)
        (place / "tmp").mkdir()
        try:
            surroundings = environment(stage_runner(place / "stage"), place / "tmp", users=os.environ)

            def hear(mark: str, passed_over: list[str]) -> Heard:
                command = [runtime.path, "-m", "gilviz.runner.look", mark, *passed_over]
                return asker.hear(command, mark + LOOK_FOUND, surroundings, folder)

            found = look(hear, runtime.path)
        except (OSError, RuntimeUnusable) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            found = PlugIns(problem=f"What is installed in {runtime.path} could not be looked at: {why}")
    return dataclasses.replace(runtime, plug_ins=found)


def look(hear: Callable[[str, list[str]], Heard], path: str) -> PlugIns:
    """What an interpreter answers.

    Args:
        hear: Starts it, with the mark that it shall speak behind and the targets that it shall not load.
        path: How people start it.
    """
    passed_over: list[Broken] = []
    targets: list[str] = []
    while True:
        mark = f"gilviz-look-{secrets.token_hex(8)}:"
        heard = hear(mark, targets)
        last = None
        for line in heard.said.decode(errors="replace").splitlines():
            said = line.partition(mark)[2] if line.startswith(mark) else ""
            if said.startswith(LOOK_COMES):
                last = json.loads(said.removeprefix(LOOK_COMES))
            elif said.startswith(LOOK_FOUND):
                found = _read(json.loads(said.removeprefix(LOOK_FOUND)), path)
                return dataclasses.replace(found, broken=(*found.broken, *passed_over))
        if last is None or len(passed_over) >= MOST_PASSED_OVER:
            ended = f"it gave no answer within {heard.waited:g} s" if heard.waited else f"it ended with status {heard.status}"
            problem = f"What is installed in {path} could not be looked at, for {ended}: see that it starts by itself."
            return PlugIns(broken=tuple(passed_over), problem=problem)
        group, name, target, package = last
        how = f"did not return within {heard.waited:g} s" if heard.waited else f"ended the process (exit status {heard.status})"
        passed_over.append(_broken(group, name, package, f"{how} as it was imported: repair its package, or remove it", path))
        targets.append(target)


def _read(told: dict[str, Any], path: str) -> PlugIns:
    return PlugIns(
        executors=tuple(executor_of(**each) for each in told["executors"]),
        workloads=tuple(WorkloadInfo(**each) for each in told["workloads"]),
        broken=tuple(_broken(group, name, package, why, path) for group, name, package, why in told["broken"]),
        missing=tuple(told["missing"]),
    )


def _broken(group: str, name: str, package: str, why: str, path: str) -> Broken:
    is_executor = group == EXECUTOR_GROUP
    kind = "executor" if is_executor else "workload"
    return Broken(name, is_executor, f"The {kind} {name} of {package}, installed in {path}, {why}.")
