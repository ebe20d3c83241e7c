"""Which of the form's runs can't be carried out, and why: what their Pythons are, held against what they are to do. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gilviz.experiment.plan import Variant
from gilviz.gui.form.form_state import FormState
from gilviz.launch.runtimes import Found, PlugIns, RuntimeDescription, executor_problem, gil_problem, workload_problem
from gilviz.runner.catalog import WorkloadInfo

REMEDY = "Change that run, or take it off the list."
OTHERS = "(others)"
"""What stands for the plug-ins of a Python into which nobody could look; none can be called so."""


@dataclass(frozen=True)
class Limits:
    """What is known of the Pythons of the listed runs; of those that nobody has asked yet, nothing is held against them.

    Args:
        runtimes: What each is, by its path; None is the one that runs gilviz.
        unusable: Why no job can run on it, by its path.
    """

    runtimes: Mapping[str | None, RuntimeDescription] = field(default_factory=dict)
    unusable: Mapping[str | None, str] = field(default_factory=dict)

    def run_problem(self, variant: Variant, workload: str) -> str:
        """Why that run can't be carried out, in a sentence; empty where it can, or nobody knows."""
        if variant.python in self.unusable:
            return f"{self.unusable[variant.python]} {REMEDY}"
        runtime = self.runtimes.get(variant.python)
        if runtime is None:
            return ""
        return (
            executor_problem(variant.executor, variant.start_method, runtime)
            or gil_problem(variant.python_gil, runtime)
            or workload_problem(workload, runtime)
            or ""
        )

    def workload_problem(self, workload: str, form: FormState) -> str:
        """Why one of the runs that are ticked can't do that work, in a sentence; empty where all can."""
        asked = dict.fromkeys(line.variant.python for line in form.variants if line.compared)
        known = (self.runtimes[python] for python in asked if python in self.runtimes)
        return next((reason for runtime in known if (reason := workload_problem(workload, runtime))), "")

    def workloads(self, variants: Iterable[Variant]) -> tuple[WorkloadInfo, ...]:
        """What packages add to the Pythons of these runs and to the one that runs gilviz; of two of one name the first."""
        told: dict[str, WorkloadInfo] = {}
        for plug_ins in self._plug_ins(variants):
            for info in plug_ins.workloads:
                told.setdefault(info.name, info)
        return tuple(told.values())

    def broken_workloads(self, variants: Iterable[Variant]) -> Mapping[str, str]:
        """Why others of theirs can't be used, in a sentence each, by their names."""
        told: dict[str, str] = {}
        for plug_ins in self._plug_ins(variants):
            for each in plug_ins.broken:
                if not each.is_executor:
                    told.setdefault(each.name, each.reason)
            if plug_ins.problem:
                told.setdefault(OTHERS, plug_ins.problem)
        return told

    def _plug_ins(self, variants: Iterable[Variant]) -> Sequence[PlugIns]:
        pythons = dict.fromkeys([*(variant.python for variant in variants), None])
        known = (self.runtimes[python].plug_ins for python in pythons if python in self.runtimes)
        return [plug_ins for plug_ins in known if plug_ins is not None]

    def problem(self, form: FormState) -> str:
        """Why the first of the ticked runs that can't be carried out can't; empty where all can."""
        ticked = (line.variant for line in form.variants if line.compared)
        return next((reason for variant in ticked if (reason := self.run_problem(variant, form.workload))), "")


def limits_of(found: Sequence[Found], own: RuntimeDescription) -> Limits:
    """What is known by now.

    Args:
        found: Interpreters, each with every path that leads to it.
        own: The one that runs gilviz.
    """
    runtimes: dict[str | None, RuntimeDescription] = {None: own}
    unusable: dict[str | None, str] = {}
    for one in found:
        for path in (one.path, *one.also):
            if one.problem:
                unusable[path] = one.problem
            elif one.runtime is not None:
                runtimes[path] = one.runtime
                if one.own:
                    runtimes[None] = one.runtime
    return Limits(runtimes, unusable)
