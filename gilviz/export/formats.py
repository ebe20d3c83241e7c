"""The files that a recording can become, one table for the command line and the window."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from gilviz.export.chrome import write_chrome
from gilviz.export.html import write_html
from gilviz.export.segments_csv import write_csv
from gilviz.export.summary import experiment_summary
from gilviz.export.target import open_target
from gilviz.recording import Recording
from gilviz.recording.watched import Step, unwatched
from gilviz.trace.record import RunRecord


class Write(Protocol):
    """Writes a recording as a file."""

    def __call__(self, path: Path, recording: Recording, step: Step = unwatched, /) -> None:
        """Raises OSError, and whatever the step does: nothing is left behind then, and what was there stays."""


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Args:
        name: What the command line calls it.
        ending: What its names end with.
        title: What the window calls it.
        write: Writes it, and tells a step how far that is; raises OSError, and whatever the step does.
    """

    name: str
    ending: str
    title: str
    write: Write


def listed(recording: Recording) -> Sequence[RunRecord]:
    """The runs that somebody asked for; where there are none, all."""
    asked_for = [run.record() for run in recording.runs if run.listed]
    return asked_for or [run.record() for run in recording.runs]


def _write_csv(path: Path, recording: Recording, step: Step = unwatched) -> None:
    write_csv(path, listed(recording), step)


def _write_json(path: Path, recording: Recording, step: Step = unwatched) -> None:
    runs = listed(recording)
    step(0.0)
    workload = runs[0].spec.workload if runs else ""
    about = {"title": recording.title, "made_by": recording.made_by, "made_at": recording.made_at.isoformat()}
    summary = {**experiment_summary(workload, runs), **about, "machine": recording.machine.text}
    if any(run.mark for run in runs):
        summary["notes"] = [caption.text for caption in recording.captions if caption.run is None]
        summary["differences"] = dict(recording.settings)
    step(1.0)
    with open_target(path) as stream:
        json.dump(summary, stream, indent=2, allow_nan=False)
        stream.write("\n")


FORMATS: Final[Mapping[str, Format]] = {
    format_.name: format_
    for format_ in (
        Format("chrome", ".json", "Chrome trace, for Perfetto and Firefox Profiler", write_chrome),
        Format("csv", ".csv", "Every segment as a table", _write_csv),
        Format("json", ".json", "Figures as JSON", _write_json),
        Format("html", ".html", "Report with picture and figures", write_html),
    )
}
"""By their names."""
