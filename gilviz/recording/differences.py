"""What recordings that are compared have in common, and in what they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gilviz.recording.model import Recording
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import RunRecord
from gilviz.trace.runtime_name import full_name

NOTHING: Final = "–"
LONGEST: Final = 60
"""Characters of a value that a sentence repeats."""


@dataclass(frozen=True)
class Setting:
    """One thing about each of some recordings.

    Args:
        name: What it is.
        values: What it is for each of them, in their order.
    """

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether they are not all the same."""
        return len(set(self.values)) > 1


def settings_of(recordings: Sequence[Recording]) -> tuple[Setting, ...]:
    """Everything that may differ between recordings, in the order of its weight, whether it does or not."""
    found = [Setting(name, tuple(tell(recording) or NOTHING for recording in recordings)) for name, tell in _FACTS]
    return tuple(setting for setting in found if set(setting.values) != {NOTHING})


def differences(recordings: Sequence[Recording]) -> tuple[Setting, ...]:
    """What differs between recordings; always when they were made, if that differs."""
    return tuple(setting for setting in settings_of(recordings) if setting.differs)


def in_common(recordings: Sequence[Recording]) -> tuple[Setting, ...]:
    """What is the same in all recordings."""
    return tuple(setting for setting in settings_of(recordings) if not setting.differs)


def difference_sentence(differ: Sequence[Setting], same: Sequence[Setting]) -> str:
    """In what recordings differ; where in nothing, in what they agree."""
    if not differ:
        shared = ", ".join(f"{setting.name} {setting.values[0]}" for setting in same if len(setting.values[0]) <= LONGEST)
        return f"They agree in everything that is known of them: {shared}."
    names = [setting.name for setting in differ]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"They differ in {listed}."


def _shown(recording: Recording) -> list[RunRecord]:
    return [run.record() for run in recording.runs if run.listed]


def _of_runs(tell: Callable[[RunRecord], str]) -> Callable[[Recording], str]:
    return lambda recording: _each(map(tell, _shown(recording)))


def _of_jobs(tell: Callable[[JobSpec], str]) -> Callable[[Recording], str]:
    return _of_runs(lambda run: tell(run.spec))


def _each(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))


def _workers(spec: JobSpec) -> str:
    return "" if spec.executor == "sequential" else str(spec.workers)


def _interval(run: RunRecord) -> str:
    seconds = run.spec.switch_interval
    if seconds is None and run.runtime is not None:
        seconds = run.runtime.switch_interval
    return f"{seconds * 1000:g} ms" if seconds is not None else ""


def _size(spec: JobSpec) -> str:
    means = spec.workload_info.size_means
    return f"{spec.size:,} {means}" if means else ""


def _python(run: RunRecord) -> str:
    return full_name(run.runtime) if run.runtime is not None else ""


_FACTS: Final[tuple[tuple[str, Callable[[Recording], str]], ...]] = (
    ("workload", _of_jobs(lambda spec: spec.workload)),
    ("size of a task", _of_jobs(_size)),
    ("tasks", _of_jobs(lambda spec: str(spec.tasks))),
    ("executors", _of_jobs(lambda spec: spec.executor)),
    ("workers", _of_jobs(_workers)),
    ("Python", _of_runs(_python)),
    ("switch interval", _of_runs(_interval)),
    ("start method", _of_jobs(lambda spec: spec.start_method or "")),
    ("machine", lambda recording: recording.machine.system),
    ("processor", lambda recording: recording.machine.processor),
    ("cores", lambda recording: str(recording.machine.cores or "")),
    ("load before", lambda recording: "" if recording.machine.load is None else f"{recording.machine.load:.1f}"),
    ("recorded by", lambda recording: recording.made_by or _each(run.source for run in _shown(recording))),
    ("recorded on", lambda recording: f"{recording.made_at:%Y-%m-%d %H:%M}"),
)
