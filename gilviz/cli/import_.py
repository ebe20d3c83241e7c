"""``gilviz import``: a file of another tool as a recording of gilviz."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from gilviz.cli.export import UNUSABLE, target_problem
from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import complain, note
from gilviz.imports import read_any
from gilviz.recording import SUFFIX, RecordingError, write

File = Annotated[
    Path,
    Argument(metavar="FILE", help="A Chrome trace (by gilviz, VizTracer, py-spy, …), or a gecko profile by profiling.sampling."),
]
Out = Annotated[Path, Option("--output", "-o", metavar="OUT", help=f"The recording to write, OUT{SUFFIX}.", show_default=False)]


def import_(file: File, *, output: Out) -> int:
    """Make a recording of another tool's file. Its lanes say no more than that tool told, and that it was that tool.

    A Chrome trace by gilviz comes back as it was. Files of up to 2 GB and 10 million events are taken in, also compressed by
    gzip. Exit status: 0, 1 when OUT can't be written, 2 for arguments or a FILE that can't be used.
    """
    if output.suffix.lower() != SUFFIX:
        complain(f"{output.name} is no name of a recording: let it end with {SUFFIX}.")
        return UNUSABLE
    problem = target_problem([file], output)
    if problem is not None:
        complain(problem)
        return UNUSABLE
    with Interrupts() as interrupts:
        interrupts.end_at_once()  # what is unfinished is removed on the way
        try:
            recording = read_any(file)
        except RecordingError as error:
            complain(str(error))
            return UNUSABLE
        try:
            write(output, recording)
        except RecordingError as error:
            complain(str(error))
            return 1
        lanes = sum(len(run.run.trace.lanes) for run in recording.runs)
        note(f"{recording.title or file.name}: {lanes} lane{'s' * (lanes != 1)}, in {output}.")
        return 0
