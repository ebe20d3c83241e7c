"""What a lane rests on, in words: which evidence, how fine, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gilviz.runner.protocol import Evidence, Layer, WorkerKind
from gilviz.trace.evidence import LaneEvidence
from gilviz.trace.hand_offs import HandOffs
from gilviz.trace.lane import LaneIdentity
from gilviz.trace.probe import Probe

_WORKERS: Final[Mapping[WorkerKind, str]] = {
    WorkerKind.MAIN: "the main thread",
    WorkerKind.THREAD: "thread",
    WorkerKind.PROCESS: "process",
    WorkerKind.INTERPRETER: "interpreter",
    WorkerKind.COROUTINE: "coroutine",
}
_SHARES: Final[Mapping[Evidence, str]] = {
    Evidence.MEASURED: "measured",
    Evidence.SAMPLED: "sampled",
    Evidence.INFERRED: "inferred",
    Evidence.UNKNOWN: "unknown gaps",
}


def worker_text(who: LaneIdentity) -> str:
    """Who a lane's worker is: ``T1 · thread 4711 of process 4700``."""
    number = f" {who.native_id}" if who.native_id and who.kind is not WorkerKind.PROCESS else ""
    process = f" {who.pid}" if who.kind is WorkerKind.PROCESS else f" of process {who.pid}"
    own = ", started by the function itself" if who.starter else ""
    return f"{who.name} · {_WORKERS[who.kind]}{number}{process}{own}"


def layers_text(evidence: LaneEvidence) -> str:
    """``ticks every 17 µs, counters, context switches, GIL probe``."""
    layers = evidence.layers
    every = "no ticks" if evidence.tick_ns is None else f"ticks every {_roughly(evidence.tick_ns)}"
    named = [
        every if Layer.TICKS in layers else "",
        "counters" if Layer.COUNTERS in layers else "",
        "context switches" if Layer.SWITCHES in layers else "",
        "GIL probe" if Layer.PROBE in layers else "",
    ]
    return ", ".join(filter(None, named))


def resolution_text(evidence: LaneEvidence) -> str:
    """``edges to some 10 µs``."""
    edge = evidence.edge_ns
    return "edges only where tasks begin and end" if edge is None else f"edges to some {_roughly(edge)}"


def losses_text(evidence: LaneEvidence) -> str:
    """``nothing lost``, or what was."""
    times = "once" if evidence.overruns == 1 else f"{evidence.overruns:,} times"
    lost = [
        f"{evidence.dropped:,} records" if evidence.dropped else "",
        f"{evidence.lost_switches:,} context switches" if evidence.lost_switches else "",
    ]
    said = " and ".join(filter(None, lost))
    parts = [f"lost {said}" if said else "", f"the kernel's ring was full {times}" if evidence.overruns else ""]
    return ", ".join(filter(None, parts)) or "nothing lost"


def shares_text(evidence: LaneEvidence) -> str:
    """How much of the lane is known how: ``96 % measured, 3.1 % inferred, 0.2 % unknown gaps``; empty while nothing is known."""
    parts = []
    for kind, word in _SHARES.items():
        share = evidence.percent(kind)
        if share is not None and evidence.known_by[kind]:
            parts.append(f"{_percent(share)} {word}")
    return ", ".join(parts)


def evidence_lines(evidence: LaneEvidence) -> tuple[str, ...]:
    """All of it, a few lines."""
    fine = f"{resolution_text(evidence)}, {losses_text(evidence)}"
    return tuple(filter(None, (layers_text(evidence), fine, shares_text(evidence), unseen_text(evidence))))


def unseen_text(evidence: LaneEvidence) -> str:
    """What nobody could see in a lane of ours: of code that does not tick only looks at the GIL tell C code; else empty."""
    recorded = evidence.layers & (Layer.COUNTERS | Layer.SWITCHES)
    if evidence.tick_ns is not None or not recorded or Layer.PROBE in evidence.layers:
        return ""
    return "whether Python or C code ran, nobody could see"


def gil_lines(handed: HandOffs | None, probe: Probe | None) -> tuple[str, ...]:
    """How often a GIL changed hands and who counted, and how it was observed: two lines at most."""
    counted = ""
    if handed is not None:
        by = "its own count" if handed.by_probe else "the lanes"
        counted = f"{handed.count:,} hand-off{'s' * (handed.count != 1)} by {by}"
    if probe is None:
        return tuple(filter(None, (counted,)))
    share = 100 * probe.blind_ns / probe.span_ns if probe.span_ns else 0
    blind = f", blind for {_percent(share)} of the time" if share else ""
    return (counted, f"looked at from outside every {_roughly(probe.interval_ns)}, {probe.samples:,} times{blind}")


def _roughly(ns: float) -> str:
    """A mean or a median, to the digits that it deserves: ``17 µs``, ``0.8 µs``, ``1.2 ms``."""
    value, unit = (ns / 1e6, "ms") if ns >= 999_500 else (ns / 1e3, "µs")
    return f"{value:.0f} {unit}" if value >= 9.95 else f"{value:.1f} {unit}"


def _percent(share: float) -> str:
    if 0 < share < 0.05:
        return "under 0.1 %"
    if 99.95 <= share < 100:
        return "over 99.9 %"
    return f"{share:.0f} %" if share in (0, 100) else f"{share:.1f} %"
