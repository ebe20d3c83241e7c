"""Whether a live run shows what its scene claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gilviz.lecture.measures import MEASURES, share_of
from gilviz.lecture.model import Claim, Scene
from gilviz.runner.protocol import State
from gilviz.trace.record import Outcome, RunRecord

CROWDED: Final = 0.25
"""Share of the workers' time spent waiting for a core from which on the picture looks another than the scene says."""


def broken_claims(scene: Scene, records: Sequence[RunRecord], cores: int) -> list[str]:
    """What a scene claims and these runs don't show, a sentence each; claims that need more cores are left out.

    Args:
        scene: The scene.
        records: A run for each way of its experiment, in that order.
        cores: How many cores the machine offers.
    """
    return [said for claim in scene.claims if claim.cores <= cores and (said := broken(scene, claim, records[claim.run]))]


def crowded(scene: Scene, records: Sequence[RunRecord], cores: int) -> str:
    """Whether other programs had the cores that a scene is about: then its picture does not show what it says; else empty."""
    for claim in scene.claims:
        if 1 < claim.cores <= cores and scene.experiment is not None:
            waited = share_of(records[claim.run], State.CPU_WAIT) or 0.0
            if waited >= CROWDED:
                label = scene.experiment.ways[claim.run].label
                busy = f"{100 * waited:.0f} % of the time went by waiting for one"
                return f"{label}: other programs had the cores, so {busy}."
    return ""


def broken(scene: Scene, claim: Claim, record: RunRecord) -> str:
    """What is wrong with one claim; empty where it holds."""
    label = scene.experiment.ways[claim.run].label if scene.experiment is not None else record.spec.executor
    if record.outcome is not Outcome.FINISHED:
        return f"{label} did not finish: {record.error or record.outcome.value}"
    measure = MEASURES[claim.measure]
    value = measure.of(record)
    if value is None:
        return f"{label}: nothing was recorded of its {measure.title}."
    low = claim.at_least is not None and value < claim.at_least
    high = claim.at_most is not None and value > claim.at_most
    if not low and not high:
        return ""
    limit = f"at least {measure.text(claim.at_least)}" if low else f"at most {measure.text(claim.at_most)}"
    return f"{label}: {measure.text(value)} ({measure.title}), where the scene claims {limit}."
