"""The options of ``gilviz run``: their names, types and help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

from typer import Argument, Option

from gilviz.runner import catalog
from gilviz.runner.spec import DEFAULT_PROCESSES, MAX_COROUTINES, MAX_SWITCH_INTERVAL, MAX_TASKS, MAX_WORKERS, MIN_SWITCH_INTERVAL


class Switch(StrEnum):
    """What can be switched."""

    OFF = "off"
    ON = "on"


Workload: TypeAlias = Annotated[
    str,
    Argument(help=f"{', '.join(info.name for info in catalog.WORKLOADS)}; `gilviz workloads` tells more.", show_default=False),
]
Files: TypeAlias = Annotated[
    list[Path] | None, Argument(metavar="FILE", help="Recordings of gilviz: files that end in .gilviz.", show_default=False)
]
Register: TypeAlias = Annotated[
    bool, Option("--register", help="Open nothing, but let a double click on a recording do it from now on, for this user.")
]
Unregister: TypeAlias = Annotated[bool, Option("--unregister", help="Take that back.")]
Save: TypeAlias = Annotated[
    Path | None,
    Option("--save", metavar="FILE.gilviz", help="Keep everything that was recorded, for `gilviz open` and `gilviz export`."),
]
Executors: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--executor",
        "-x",
        metavar="NAME",
        show_default="threading and pool",
        help=f"May be given more than once: {', '.join(info.name for info in catalog.EXECUTORS)}; `gilviz executors` tells more.",
    ),
]
Workers: TypeAlias = Annotated[
    int | None,
    Option(
        "--workers",
        "-w",
        metavar="N",
        show_default="one per core, at least 2",
        help=f"1 to {MAX_WORKERS} ({MAX_COROUTINES} coroutines) share the tasks.",
    ),
]
Counts: TypeAlias = Annotated[
    str | None,
    Option(
        "--workers",
        "-w",
        metavar="N,N,…",
        show_default="1,2,4,… beyond the cores; to 32 for work that waits",
        help=f"How many workers to try, each 1 to {MAX_WORKERS} ({MAX_COROUTINES} coroutines); in rising order, each once.",
    ),
]
Tasks: TypeAlias = Annotated[
    int | None,
    Option("--tasks", metavar="N", show_default="8, or as many for each worker", help=f"How many there are, 1 to {MAX_TASKS:,}."),
]
Size: TypeAlias = Annotated[
    str,
    Option(
        "--size", metavar="N|auto", help="How much one task does, in what `gilviz workloads` says; auto makes it take 0.25 s."
    ),
]
StartMethod: TypeAlias = Annotated[
    str | None,
    Option(
        "--start-method",
        metavar="M",
        show_default="the interpreter's own",
        help=f"How pools start their processes: {', '.join(catalog.START_METHODS)}.",
    ),
]
Processes: TypeAlias = Annotated[
    int | None,
    Option(
        "--processes",
        metavar="N",
        show_default=str(DEFAULT_PROCESSES),
        help="Of process-threads: how many processes share the workers.",
    ),
]
Pythons: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--python",
        metavar="PATH",
        show_default="this one",
        help="What runs the jobs, a path or a name; may be given more than once.",
    ),
]
Gil: TypeAlias = Annotated[
    list[Switch] | None,
    Option(
        "--gil",
        metavar="on|off",
        show_default="the interpreter's own way",
        help="Whether free-threaded interpreters use their GIL; give it twice to compare both.",
    ),
]
SwitchInterval: TypeAlias = Annotated[
    float | None,
    Option(
        "--switch-interval",
        metavar="S",
        show_default="the interpreter's own, 0.005",
        help=f"Seconds after which a thread must let go of the GIL, {MIN_SWITCH_INTERVAL:g} to {MAX_SWITCH_INTERVAL:g}.",
    ),
]
Repeat: TypeAlias = Annotated[int, Option("--repeat", metavar="N", help="How often everything is run.")]
SweepTasks: TypeAlias = Annotated[
    int | None,
    Option(
        "--tasks",
        metavar="N",
        show_default="enough for the most workers",
        help=f"How many there are at every count, 1 to {MAX_TASKS:,}.",
    ),
]
SweepSize: TypeAlias = Annotated[
    str,
    Option("--size", metavar="N|auto", help="How much one task does, in what `gilviz workloads` says; auto makes it take 0.1 s."),
]
SweepRepeat: TypeAlias = Annotated[int, Option("--repeat", metavar="N", help="How often everything is run, for the spread.")]
SweepCsv: TypeAlias = Annotated[
    Path | None, Option("--csv", metavar="FILE", help="Write a line on every run to FILE; - is standard output.")
]
Refresh: TypeAlias = Annotated[bool, Option("--refresh", help="Ask every interpreter again.")]
Add: TypeAlias = Annotated[
    list[str] | None, Option("--add", metavar="PATH", help="List this interpreter too, from now on; may be given more than once.")
]
Remove: TypeAlias = Annotated[
    list[str] | None, Option("--remove", metavar="PATH", help="List what was added no more; may be given more than once.")
]
AsJson: TypeAlias = Annotated[bool, Option("--json", help="Print one JSON object instead of the table.")]
Csv: TypeAlias = Annotated[
    Path | None, Option("--csv", metavar="FILE", help="Write every segment of every lane to FILE; - is standard output.")
]
Function: TypeAlias = Annotated[
    str, Argument(metavar="FILE_OR_MODULE:FUNCTION", help="Your function of one argument: work.py:parse or package.work:parse.")
]
Items: TypeAlias = Annotated[
    str,
    Option(
        "--items",
        metavar="EXPRESSION|@FILE",
        help="What it is called with: an expression in its module's names (range(40), a generator function), or a file with one "
        "item a line, as JSON or text.",
    ),
]
Python: TypeAlias = Annotated[
    str | None, Option("--python", metavar="PATH", show_default="this one", help="The interpreter that has its packages.")
]
Listed: TypeAlias = Annotated[
    str | None, Option("--python", metavar="PATH", show_default="this one", help="The interpreter that would run them.")
]
AdviceWorkers: TypeAlias = Annotated[
    int | None,
    Option("--workers", "-w", metavar="N", show_default="several counts", help="How many workers every executor has."),
]
Budget: TypeAlias = Annotated[float, Option("--budget", metavar="SECONDS", help="How long all of it may take.")]
