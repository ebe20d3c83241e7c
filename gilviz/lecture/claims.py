"""Whether a live run shows what its scene claims, and whether other programs let it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gilviz.lecture.measures import MEASURES, share_of
from gilviz.lecture.model import Claim, Scene
from gilviz.runner.protocol import State
from gilviz.trace.doubt import baseline_doubt
from gilviz.trace.record import Outcome, RunRecord

CROWDED: Final = 0.25
"""Share of the workers' time spent waiting for a core from which on the picture looks another than the scene says."""
SPARE: Final = 0.1
"""Workers by which as many as there are cores may be exceeded on average: who hands over is ready beside who takes."""


def broken_claims(scene: Scene, records: Sequence[RunRecord], cores: int) -> list[str]:
    """What a scene claims and these runs don't show, a sentence each; claims that need more cores are left out.

    Args:
        scene: The scene.
        records: A run for each way of its experiment, in that order.
        cores: How many cores the machine offers.
    """
    return [said for claim in scene.claims if claim.cores <= cores and (said := broken(scene, claim, records[claim.run]))]


def disturbed(scene: Scene, records: Sequence[RunRecord], cores: int) -> str:
    """What other programs did to a scene's picture: then it does not show what the scene says; empty where they let it be."""
    return _loop_disturbed(scene, records) or crowded(scene, records, cores)


def _loop_disturbed(scene: Scene, records: Sequence[RunRecord]) -> str:
    """Whether the plain loop took longer than its work does: whatever is held against it would seem faster than it is."""
    for label, record in _labelled(scene, records):
        doubt = baseline_doubt(record)
        if doubt and record.spec.executor == "sequential":
            return f"{capital(label)} was disturbed, for {doubt}: no speed-up is shown."
        if doubt:
            return f"The plain loop before {label} was disturbed, for {doubt}: no speed-up is shown."
    return ""


def crowded(scene: Scene, records: Sequence[RunRecord], cores: int) -> str:
    """Whether other programs had cores that a scene's workers waited for, though there would have been enough; else empty."""
    for label, record in _labelled(scene, records):
        ready, waited = MEASURES["ready"].of(record), share_of(record, State.CPU_WAIT) or 0.0
        if ready is not None and ready <= cores + SPARE and waited >= CROWDED:
            return f"{capital(label)}: other programs had the cores, so {100 * waited:.0f} % of the time went by waiting for one."
    return ""


def capital(label: str) -> str:
    """A run's name at the beginning of a sentence; what is code stays as it is."""
    words = label.replace(",", "").split()
    return label[:1].upper() + label[1:] if len(words) > 1 and all(word.isalpha() for word in words) else label


def _labelled(scene: Scene, records: Sequence[RunRecord]) -> Iterator[tuple[str, RunRecord]]:
    ways = scene.experiment.ways if scene.experiment is not None else ()
    return zip((way.label for way in ways), records, strict=False)


def broken(scene: Scene, claim: Claim, record: RunRecord) -> str:
    """What is wrong with one claim; empty where it holds."""
    label = scene.experiment.ways[claim.run].label if scene.experiment is not None else record.spec.executor
    if record.outcome is not Outcome.FINISHED:
        return f"{capital(label)} did not finish: {record.error or record.outcome.value}"
    measure = MEASURES[claim.measure]
    value = measure.of(record)
    if value is None:
        return f"{capital(label)}: nothing was recorded of its {measure.title}."
    low = claim.at_least is not None and value < claim.at_least
    high = claim.at_most is not None and value > claim.at_most
    if not low and not high:
        return ""
    limit = f"at least {measure.text(claim.at_least)}" if low else f"at most {measure.text(claim.at_most)}"
    return f"{capital(label)}: {measure.text(value)} ({measure.title}), where the scene claims {limit}."
