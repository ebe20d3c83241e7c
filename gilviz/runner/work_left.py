"""Whether a run's workers are still needed, as their lane files tell: whoever ends before that is lost."""

from __future__ import annotations

import os
import struct
from typing import Dict, Tuple

from gilviz.runner.protocol import HEADER_WORDS, WORD, Header, parse_lane_file_name
from gilviz.runner.recording.recording import REFUSED


def work_is_left(directory: str, tasks: int) -> bool:
    """Whether workers are still needed: by the lane files, not every task has a result, and none has raised an exception.

    An exception makes an executor send its workers home: their ends are no news, the exception is.
    """
    done: Dict[Tuple[int, int], int] = {}
    for name in os.listdir(directory):
        if name == REFUSED:
            return False
        lane = parse_lane_file_name(name)
        if lane is None:
            continue
        with open(os.path.join(directory, name), "rb") as file:
            header = file.read(HEADER_WORDS * WORD)
        if len(header) < HEADER_WORDS * WORD:
            continue
        words = struct.unpack(f"<{HEADER_WORDS}q", header)
        if words[Header.TASKS_RAISED]:
            return False
        done[lane[:2]] = max(done.get(lane[:2], 0), words[Header.TASKS_DONE])
    return sum(done.values()) < tasks
