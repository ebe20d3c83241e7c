"""An experiment as one JSON object, for other programs: what ``gilviz run --json`` prints.

Keys and units are an interface. Everything is strict JSON: what was not measured is null, never NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gilviz.runner.protocol import Evidence, Layer
from gilviz.trace.answers import answers_of
from gilviz.trace.evidence import LaneEvidence, evidence_of
from gilviz.trace.memory import MB
from gilviz.trace.metrics import NS, LaneMetrics, RunMetrics, measure
from gilviz.trace.record import RunRecord
from gilviz.trace.runtime_name import full_name
from gilviz.trace.truth import Truth, judge


def experiment_summary(workload: str, records: Iterable[RunRecord]) -> dict[str, Any]:
    """An experiment and its runs.

    Args:
        workload: The workload's name.
        records: The runs that were asked for, in their order.
    """
    return {"workload": workload, "runs": [run_summary(record) for record in records]}


def run_summary(record: RunRecord, metrics: RunMetrics | None = None) -> dict[str, Any]:
    """One run.

    Args:
        record: The run.
        metrics: What ``measure`` says of its trace, if that is known already.
    """
    measured = metrics or measure(record.trace)
    return {
        **({"mark": record.mark} if record.mark else {}),
        "executor": record.spec.executor,
        "start_method": _start_method(record),
        "runtime": _runtime(record),
        "python_gil": record.spec.python_gil,
        "workers": record.spec.workers,
        "processes": record.spec.shared_processes or None,
        "tasks": record.spec.tasks,
        "outcome": record.outcome.value,
        "error": record.error,
        "wall_s": _number(record.wall_s),
        "speedup": _number(record.speedup),
        "baseline": _baseline(record),
        "single_thread_vs_first": _number(record.single_thread_vs_first),
        "parallelism": _number(measured.parallelism),
        "gil_switches": measured.gil_switches,
        "hand_offs": _hand_offs(record),
        "states_s": _numbers(measured.states_s),
        "peak_memory_mb": _number(record.memory.peak.size / MB) if record.memory else None,
        "memory": _memory(record),
        "latency_ms": _latency(record),
        "main_pickling_s": _number(record.pickling_s),
        "finding": dict(record.finding) if record.finding is not None else None,
        "recording": _recording(judge(record.trace)),
        "switch_interval_s": record.runtime.switch_interval if record.runtime is not None else None,
        "switch_intervals": [{"t_s": change.t_s, "seconds": change.seconds} for change in record.switches],
        "own_threads": _own_threads(measured),
        "lanes": [
            {
                **_lane(sums),
                "started_by": lane.identity.starter or None,
                "evidence": _evidence(evidence_of(lane, watched=record.trace.watched)),
            }
            for sums, lane in zip(measured.lanes, record.trace.lanes, strict=True)
        ],
    }


def _baseline(record: RunRecord) -> dict[str, Any] | None:
    """What ``speedup`` is against: the sequential run by the same interpreter."""
    if record.baseline_s is None or record.runtime is None:
        return None
    return {"runtime": full_name(record.runtime), "wall_s": _number(record.baseline_s)}


def _hand_offs(record: RunRecord) -> dict[str, Any] | None:
    """How often the GIL changed hands, by whoever saw most of it."""
    handed = record.trace.hand_offs
    return None if handed is None else {"count": handed.count, "source": "probe" if handed.by_probe else "lanes"}


def _memory(record: RunRecord) -> dict[str, Any] | None:
    """What its processes took: ``samples`` are [seconds from the run's zero, MB, processes]."""
    memory, origin = record.memory, record.trace.origin
    if memory is None:
        return None
    zero = memory.samples[0].time if origin is None else origin
    return {
        "kind": memory.kind,
        "samples": [[(sample.time - zero) / NS, sample.size / MB, sample.processes] for sample in memory.samples],
    }


def _latency(record: RunRecord) -> dict[str, Any] | None:
    """How long a client waited for its answers while others computed (``trace.answers``); null without any."""
    told = answers_of(record)
    if told is None:
        return None
    return {
        "median": told.median,
        "p95": told.p95,
        "max": told.longest,
        "n": told.count,
        "until_read": told.until_read,
        "beside": told.beside,
        "alone": record.alone_ms,
    }


def _start_method(record: RunRecord) -> str | None:
    """How its processes were started, the interpreter's default included; null where there are none, or where it never spoke."""
    spec, runtime = record.spec, record.runtime
    if spec.start_method is None and spec.executor_info.has_start_method and runtime and runtime.start_methods:
        return runtime.start_methods[0]
    return spec.start_method


def _runtime(record: RunRecord) -> dict[str, Any]:
    """The interpreter; of one that never spoke, only the path it was asked for by."""
    runtime = record.runtime
    if runtime is None:
        return {"path": record.spec.python, "implementation": None, "version": None, "gil": None, "gil_state": None}
    return {
        "path": runtime.path,
        "implementation": runtime.implementation,
        "version": runtime.version,
        "gil": runtime.gil,
        "gil_state": runtime.gil_state or None,
    }


def _recording(truth: Truth) -> dict[str, Any]:
    """What the run's picture rests on, and how far to trust it."""
    probe = truth.probe
    looks = None
    if probe is not None:
        blind = 100 * probe.blind_ns / probe.span_ns if probe.span_ns else None
        looks = {
            "samples": probe.samples,
            "blind_pct": _number(blind),
            "interval_us": probe.interval_ns / 1000,
            "hand_offs": probe.hand_offs,
        }
    return {
        "evidence": {name: count == truth.lanes > 0 for name, count in truth.layers.items()},
        "overhead_pct": _number(truth.overhead_pct),
        "agreement_pct": _number(truth.agreement_pct),
        "unexplained_pct": _number(truth.unexplained_pct),
        "unknown_pct": _number(truth.unknown_pct),
        "dropped": truth.dropped,
        "probe": looks,
        "grade": truth.grade.value,
        "reason": truth.reason or None,
    }


def _own_threads(measured: RunMetrics) -> dict[str, Any] | None:
    """Threads that the user's function started; null without any."""
    own = measured.own
    if own is None:
        return None
    return {"count": own.threads, "without_lane": own.unlaned, "executed_s": own.executed_s, "at_once": _number(own.at_once)}


def _lane(lane: LaneMetrics) -> dict[str, Any]:
    return {
        "name": lane.name,
        "pid": lane.pid,
        "native_id": lane.native_id,
        "states_s": _numbers(lane.states_s),
        "transitions": lane.transitions,
        "dropped": lane.dropped,
    }


def _evidence(evidence: LaneEvidence) -> dict[str, Any]:
    """What a lane rests on: layers, how fine, what is missing beside ``dropped``."""
    edge, tick = evidence.edge_ns, evidence.tick_ns
    return {
        "layers": {(layer.name or "").lower(): layer in evidence.layers for layer in Layer},
        "tick_count": evidence.ticks,
        "tick_us": None if tick is None else _number(tick / 1000),
        "edges_us": None if edge is None else _number(edge / 1000),
        **{f"{kind.label}_pct": _number(evidence.percent(kind)) for kind in Evidence},
        "lost_switches": evidence.lost_switches,
        "overruns": evidence.overruns,
    }


def _numbers(values: dict[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
