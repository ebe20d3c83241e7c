"""A panel's headline: what was run, and the three numbers that a hall remembers."""

from __future__ import annotations

from dataclasses import dataclass

from gilviz.runner.protocol import Gil
from gilviz.runner.spec import JobSpec
from gilviz.trace.answers import Answers
from gilviz.trace.memory import KINDS, MB, Memory
from gilviz.trace.metrics import RunMetrics
from gilviz.trace.record import Baseline, RuntimeInfo
from gilviz.trace.runtime_name import is_same, short_name, two_names, version_name

UNKNOWN = "–"
"""Stands where a number is not known (yet)."""

SPEEDUP = "speed-up"
"""How many times as fast as the sequential run, where there is no doubt which one."""
AGAINST = "vs sequential"
"""What the caption begins with where it names whose sequential run that is."""
MEMORY = "memory"
"""What the memory's caption begins with."""


@dataclass(frozen=True)
class Headline:
    """What stands above a panel.

    Args:
        title: What was run, the most telling part first: ``threading · 4 workers · CPython 3.13 · GIL``.
        figures: The numbers as (value, caption), most important first.
    """

    title: str
    figures: tuple[tuple[str, str], ...]

    @property
    def spoken(self) -> str:
        """The same as one sentence, for screen readers."""
        known = [f"{caption} {value}" for value, caption in self.figures if value != UNKNOWN]
        return f"{self.title}: {', '.join(known)}" if known else self.title


def headline(
    spec: JobSpec,
    runtime: RuntimeInfo | None,
    phase: str,
    wall_s: float | None,
    baseline_s: float | None,
    metrics: RunMetrics | None,
    memory: Memory | None = None,
    answers: Answers | None = None,
    *,
    names_baseline: bool = False,
    source: str = "",
) -> Headline:
    """The headline of one run, at any time of its life.

    Args:
        spec: The job.
        runtime: What executes it; None until the job has said so.
        phase: Where it stands: a value of ``experiment.run.Phase``.
        wall_s: Seconds since the executor was called: so far, or in all.
        baseline_s: What the same tasks take one after another, in seconds.
        metrics: What its lanes add up to so far.
        memory: What its processes took so far.
        answers: How long a client waited for answers so far; None where there is no client, or no answer yet.
        names_baseline: Whether the experiment has several interpreters, so that it must be said whose sequential run it is.
        source: The tool that recorded it, where that was not gilviz.
    """
    shown = None if phase in ("waiting", "starting") else wall_s
    finished = phase == "finished"
    return Headline(
        title=title(spec, runtime, source),
        figures=(
            (seconds_text(shown), "wall time"),
            (speedup_text(wall_s, baseline_s) if finished else UNKNOWN, against(runtime) if names_baseline else SPEEDUP),
            # Where a client waits for answers, that is what matters.
            (parallelism_text(metrics), "executing") if answers is None else (milliseconds_text(answers.median), "an answer"),
            (memory_text(memory), MEMORY if memory is None or memory.kind != "rss" else f"{MEMORY} (RSS)"),
        ),
    )


def against(runtime: RuntimeInfo | None) -> str:
    """What a run of several interpreters is compared with: ``vs sequential 3.13t``."""
    return AGAINST if runtime is None else f"{AGAINST} {short_name(runtime)}"


def single_thread_text(first: Baseline | None, runtime: RuntimeInfo | None, baseline_s: float | None) -> str:
    """How fast an interpreter is alone, beside the experiment's first: ``one thread 0.93× of 3.11``; empty while unknown.

    Args:
        first: The first interpreter's sequential run; None where all runs share one interpreter.
        runtime: The interpreter.
        baseline_s: Its own sequential run, in seconds.
    """
    if first is None or first.runtime is None or runtime is None or not first.wall_s or not baseline_s:
        return ""
    if is_same(first.runtime, runtime):
        return ""
    return f"one thread {speedup_text(baseline_s, first.wall_s)} of {two_names(runtime, first.runtime)[1]}"


def title(spec: JobSpec, runtime: RuntimeInfo | None, source: str = "") -> str:
    """What was run: ``pool (spawn) · 4 workers · CPython 3.13 · GIL``; of another tool's run: ``py-spy · 4 threads``."""
    if source:
        return f"{source} · {spec.workers} thread{'s' * (spec.workers != 1)}"
    workers = 1 if spec.executor == "sequential" else spec.workers
    crew = [f"{workers} worker{'s' * (workers != 1)}"]
    if spec.shared_processes:
        crew.insert(0, f"{spec.shared_processes} process{'es' * (spec.shared_processes != 1)}")
    return _title(spec, runtime, crew)


def way_title(spec: JobSpec, runtime: RuntimeInfo | None) -> str:
    """The same whatever the number of workers: ``pool (spawn) · CPython 3.13 · GIL``."""
    return _title(spec, runtime, [] if spec.processes is None else [f"{spec.processes} process{'es' * (spec.processes != 1)}"])


def _title(spec: JobSpec, runtime: RuntimeInfo | None, crew: list[str]) -> str:
    parts = [f"{spec.executor} ({spec.start_method})" if spec.start_method else spec.executor, *crew]
    if runtime is not None:
        parts += [f"{runtime.implementation} {version_name(runtime)}", gil_text(runtime)]
    return " · ".join(parts)


def gil_text(runtime: RuntimeInfo) -> str:
    """Whether it has a GIL, and why where that is no matter of course: ``no GIL``, ``GIL re-enabled by an import``."""
    if runtime.gil_state == Gil.NONE.value:
        return "no GIL"
    if not runtime.gil:
        return f"GIL {Gil.DISABLED.value}"
    return "GIL" if runtime.gil_state in ("", Gil.BUILT_IN.value) else f"GIL {runtime.gil_state}"


def seconds_text(seconds: float | None) -> str:
    """A wall time as a big number: ``38 ms``, ``2.04 s``, ``12.3 s``, ``204 s``."""
    if seconds is None:
        return UNKNOWN
    if 0 < seconds < 0.0995:
        return f"{seconds * 1e3:.{0 if seconds > 0.00995 else 1}f} ms"
    decimals = 2 if seconds < 9.995 else 1 if seconds < 99.95 else 0
    return f"{seconds:.{decimals}f} s"


def speedup_text(wall_s: float | None, baseline_s: float | None) -> str:
    """How many times as fast as one task after another: ``3.31×``, ``12.4×``."""
    if not wall_s or not baseline_s:
        return UNKNOWN
    ratio = baseline_s / wall_s
    return f"{ratio:.{2 if ratio < 9.995 else 1}f}×"


def parallelism_text(metrics: RunMetrics | None) -> str:
    """The mean number of workers that executed at once: ``1.0``."""
    return UNKNOWN if metrics is None or metrics.parallelism is None else f"{metrics.parallelism:.1f}"


def memory_text(memory: Memory | None) -> str:
    """The most that all processes took together: ``84 MB``, ``1.24 GB``."""
    if memory is None:
        return UNKNOWN
    megabytes = memory.peak.size / MB
    return f"{megabytes:.0f} MB" if megabytes < 999.5 else f"{megabytes / 1000:.{2 if megabytes < 9995 else 1}f} GB"


def memory_sentence(memory: Memory) -> str:
    """What its largest size means: ``Memory: 84 MB at most, in 4 processes; pages that … (PSS)``."""
    among = memory.peak.processes
    processes = f"{among} process{'es' * (among != 1)}"
    return f"Memory: {memory_text(memory)} at most, in {processes}; {KINDS[memory.kind]} ({memory.kind.upper()})"


def milliseconds_text(milliseconds: float) -> str:
    """How long an answer took: ``85 µs``, ``0.3 ms``, ``5.1 ms``, ``120 ms``."""
    if milliseconds < 0.095:
        return f"{milliseconds * 1000:.0f} µs"
    return f"{milliseconds:.{1 if milliseconds < 99.95 else 0}f} ms"
