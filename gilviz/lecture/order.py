"""Which run belongs to which of a scene's ways: they are carried out in another order than the lecture lists them in."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Run


def in_lecture_order(spec: ExperimentSpec, runs: Sequence[Run]) -> list[Run]:
    """The run of each variant, in the variants' order; empty while the runs are not planned.

    Args:
        spec: What was asked for.
        runs: Those of its conductor.
    """
    left = [run for run in runs if run.listed]
    found = []
    for variant in spec.variants:
        run = next((run for run in left if run.spec == spec.job(variant, run.spec.size)), None)
        if run is None:
            return []
        left.remove(run)
        found.append(run)
    return found
