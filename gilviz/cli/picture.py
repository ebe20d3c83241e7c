"""Pictures and films of recordings from the command line. Qt is imported only when one is wanted; it needs no display."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from typer import Option

from gilviz.cli.output import complain, note
from gilviz.gui.start.no_window import library_problem
from gilviz.gui.start.options import PictureOptions
from gilviz.launch.runtimes import is_file, is_there
from gilviz.recording import Recording
from gilviz.render.film import tool_problem

PICTURES: Final = ("png", "svg", "pdf", "gif", "webp", "mp4")
"""What a recording can be drawn as: pictures, and films of its replay. Names end with these."""
ENDINGS: Final = ", ".join(f".{kind}" for kind in PICTURES)

Scale = Annotated[float, Option("--scale", metavar="N", help="Of PNG: pixels per logical pixel.")]
Width = Annotated[int, Option("--width", metavar="N", help="Of a film: pixels.")]
Theme = Annotated[str, Option("--theme", metavar="light|dark|high-contrast", help="What pictures and films look like.")]
Start = Annotated[float | None, Option("--from", metavar="S", help="Of pictures and films: the first second in sight.")]
End = Annotated[float | None, Option("--to", metavar="S", help="Of pictures and films: the last second in sight.")]
Speed = Annotated[
    float | None,
    Option("--speed", metavar="N", show_default="about 12 s long", help="Of a film: seconds of the run in a second."),
]
Fps = Annotated[int, Option("--fps", metavar="N", help="Of a film: frames a second.")]
File = Annotated[
    Path | None,
    Option("--picture", metavar="FILE", help=f"Draw the runs: a picture, or a film of their replay ({ENDINGS})."),
]


def picture_kind(name: str | None, target: Path) -> str | None:
    """Which of ``PICTURES`` is meant by a format's name, or by a file's where there is none; None for none of them."""
    kind = target.suffix.lower().removeprefix(".") if name is None else name
    return kind if kind in PICTURES else None


def picture_problem(target: Path) -> str | None:
    """Why no picture can be drawn there, as far as that is known beforehand; None where it can be tried."""
    kind = picture_kind(None, target)
    if kind is None:
        return f"{target.name} has none of the endings {ENDINGS}: add the one of the picture that you want."
    if is_there(target) and not is_file(target):
        return f"{target} is not a file, so no picture can be drawn there: give the name of a file."
    return tool_problem(f".{kind}") or None


def write_picture(files: Sequence[tuple[Path, Recording]], target: Path, kind: str, options: PictureOptions | None = None) -> int:
    """Saves a picture or a film; where that fails, says why.

    Args:
        files: The recordings, each with its file, from top to bottom.
        target: Where to.
        kind: As what: one of ``PICTURES``.
        options: What it looks like; None for what is usual.

    Returns:
        The exit status: 0, 1 where it can't be made or saved, 2 where what was wished for can't be.
    """
    try:
        from gilviz.gui.pictures import recorded  # noqa: PLC0415
    except ImportError as error:
        complain(library_problem(error))
        return 1
    try:
        recorded.save_recordings(files, target, options or PictureOptions(), f".{kind}")
    except recorded.WishError as error:
        complain(str(error))
        return 2
    except recorded.PictureError as error:
        complain(str(error))
        return 1
    note(f"The picture is in {target}.")
    return 0
