"""``gilviz export``: a recording, or a file of another tool, as a file for another program or for people."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from gilviz.cli import picture
from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import STANDARD_OUTPUT, complain, hand_over_file, note
from gilviz.cli.outputs import file_problem
from gilviz.cli.picture import PICTURES, picture_kind, write_picture
from gilviz.export.formats import FORMATS, Format
from gilviz.gui.start.options import PictureOptions
from gilviz.imports import read_any
from gilviz.launch.runtimes import is_there
from gilviz.recording import Recording, RecordingError
from gilviz.recording.joined import MOST_COMPARED, joined
from gilviz.render.film import tool_problem

NAMES = (*FORMATS, *PICTURES)
"""Of all formats."""
FAILED, UNUSABLE = 1, 2
"""Exit statuses: it could not be written; the arguments can't be used."""

Files = Annotated[
    list[Path],
    Argument(metavar="FILE", help="A recording (.gilviz), a Chrome trace, or a gecko profile; several are compared."),
]
Out = Annotated[
    Path, Option("--output", "-o", metavar="OUT", help="The file to write; - is standard output.", show_default=False)
]
As = Annotated[
    str | None,
    Option("--format", "-f", metavar="|".join(NAMES), help="What to write.", show_default="what OUT ends with"),
]


def export(
    files: Files,
    *,
    output: Out,
    format_name: As = None,
    theme: picture.Theme = "light",
    scale: picture.Scale = 2.0,
    width: picture.Width = 1280,
    start: picture.Start = None,
    end: picture.End = None,
    speed: picture.Speed = None,
    fps: picture.Fps = 20,
) -> int:
    """Write a recording as a Chrome trace (Perfetto, Firefox Profiler), as CSV or JSON, as a report in HTML, or draw it.

    The Chrome trace loses nothing: gilviz import reads all of it back. Pictures are PNG, SVG or PDF, films of the replay GIF or
    WebP (with Pillow) or MP4 (with ffmpeg). Of several recordings each run says of which it is, and what differs between them is
    told; a report shows them on one axis.

    Exit status: 0, 1 when OUT can't be written, 2 for arguments or a FILE that can't be used.
    """
    kind = picture_kind(format_name, output)
    if kind is not None and output == STANDARD_OUTPUT:
        complain(f"{output} is standard output, and a picture or a film needs a file: give its name.")
        return UNUSABLE
    chosen = choose(format_name, output) if kind is None else None
    problem = chosen if isinstance(chosen, str) else target_problem(files, output) or tool_problem(f".{kind}") or None
    if problem is not None or isinstance(chosen, str):
        complain(str(problem))
        return UNUSABLE
    with Interrupts() as interrupts:
        interrupts.end_at_once()  # what is unfinished is removed on the way
        try:
            recordings = [(file, read_any(file)) for file in files]
        except RecordingError as error:
            complain(str(error))
            return UNUSABLE
        if chosen is None or kind is not None:
            wished = PictureOptions(theme, scale, width, start, end, speed, fps)
            return write_picture(recordings, output, kind or PICTURES[0], wished)
        if (start, end, speed) != (None, None, None):
            complain(f"--from, --to and --speed are for pictures and films, and {chosen.name} is of the whole: leave them out.")
            return UNUSABLE
        whole = joined([recording for _, recording in recordings], [file.name for file in files])
        return _print(chosen, whole) if output == STANDARD_OUTPUT else _write(chosen, whole, output)


def _write(chosen: Format, recording: Recording, output: Path) -> int:
    try:
        chosen.write(output, recording)
    except OSError as error:
        complain(f"{output} could not be written ({error.strerror}): choose a place with room.")
        return FAILED
    note(f"{chosen.title}: {output}.")
    return 0


def _print(chosen: Format, recording: Recording) -> int:
    """Writes it whole first: half of a file that can't be made is of no use to whoever reads standard output."""
    try:
        with tempfile.TemporaryDirectory(prefix="gilviz-") as folder:
            file = Path(folder) / f"export{chosen.ending}"
            chosen.write(file, recording)
            return 0 if hand_over_file(file) else FAILED
    except OSError as error:
        complain(f"The results could not be put together in {tempfile.gettempdir()} ({error.strerror}): make room there.")
        return FAILED


def choose(name: str | None, output: Path) -> Format | str:
    """The format that is meant, or a sentence on why that is not known."""
    if name is not None:
        return FORMATS.get(name) or f"There is no format {name[:40]!r}: choose one of {', '.join(NAMES)}."
    fitting = [format_ for format_ in FORMATS.values() if format_.ending == output.suffix.lower()]
    if len(fitting) == 1:
        return fitting[0]
    meant = " or ".join(f"--format {format_.name}" for format_ in fitting) or f"--format with one of {', '.join(NAMES)}"
    return f"What to write does not follow from the name {output.name}: add {meant}."


def target_problem(files: Sequence[Path], output: Path) -> str | None:
    """Why the result can't be put there, or can't be made of so many; None where it can."""
    if len(files) > MOST_COMPARED:
        return f"At most {MOST_COMPARED} recordings can be compared, not {len(files)}."
    if any(is_there(output) and is_there(file) and output.samefile(file) for file in files):
        return f"{output} is the file to be read: choose another name for the result."
    return file_problem(output)
