"""Every segment of an experiment as a table of comma-separated values, for spreadsheets and data frames.

``run`` is the run's position from 1, ``lane`` the lane's name, ``worker`` the worker's number within its run. Times are the
machine's own ``perf_counter_ns``. ``task`` is the task's number from 0, empty where there was none. Where several recordings were
joined, a column ``recording`` stands first: the letter of each run's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from gilviz.export.target import open_target
from gilviz.recording.watched import Step, unwatched
from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.lane import Lane, Segments
from gilviz.trace.record import RunRecord

COLUMNS = ("run", "lane", "worker", "pid", "native_id", "start_ns", "end_ns", "state", "task", "evidence")


def write_csv(target: Path | TextIO, records: Iterable[RunRecord], step: Step = unwatched) -> None:
    """Write the table.

    Args:
        target: A stream, or a file: that is replaced as a whole once the table is complete, and left as it was if it can't be.
        records: The runs, in their order.
        step: Hears how far that is; what it raises ends it.

    Raises:
        OSError: it can't be written.
    """
    if isinstance(target, Path):
        with open_target(target, "ascii") as stream:
            _write(stream, records, step)
    else:
        _write(target, records, step)


def _write(stream: TextIO, records: Iterable[RunRecord], step: Step) -> None:
    records = tuple(records)
    total, written = max(sum(len(lane) for record in records for lane in record.trace.lanes), 1), 0
    several = any(record.mark for record in records)
    stream.write(",".join(("recording", *COLUMNS) if several else COLUMNS) + "\n")
    for run, record in enumerate(records, start=1):
        for lane in record.trace.lanes:
            before = f"{record.mark}," * several + _worker_columns(run, lane)
            for block in lane.blocks():
                stream.write(_rows(before, block))
                written += len(block)
                step(written / total)


def _worker_columns(run: int, lane: Lane) -> str:
    who = lane.identity
    # Threads of people's own have names of their own.
    name = '"{}"'.format(who.name.replace('"', '""')) if who.starter else who.name
    return f"{run},{name},{who.number},{who.pid},{who.native_id},"


def _rows(before: str, block: Segments) -> str:
    """One line a segment. No other field can hold a comma or a quote, so none needs quoting: a million rows take a second."""
    states = [state.label for state in State]
    evidences = [evidence.label for evidence in Evidence]
    columns = (block.starts, block.ends, block.states, block.tasks, block.evidence)
    return "".join(
        [
            f"{before}{start},{end},{states[state]},{'' if task == NO_TASK else task},{evidences[evidence]}\n"
            for start, end, state, task, evidence in zip(*(column.tolist() for column in columns), strict=True)
        ]
    )
