"""The looks at the workers' lines in a recording: as its head and columns tell them, and as they are in memory."""

from __future__ import annotations

import numpy as np

from gilviz.recording.columns import Blocks, Source
from gilviz.recording.errors import RecordingError
from gilviz.recording.format import MOST_TIME, CodeHead, StacksHead
from gilviz.runner.protocol import State
from gilviz.trace.stacks import Code, Stacks


def stacks_head(stacks: Stacks, blocks: Blocks) -> StacksHead:
    """What the head says of looks that are written to those blocks."""
    return StacksHead(
        times=blocks.add(stacks.times, steps=True),
        threads=blocks.add(stacks.threads),
        states=blocks.add(stacks.states),
        rounds=blocks.add(stacks.rounds, steps=True),
        own=blocks.add(stacks.own),
        inner=blocks.add(stacks.inner),
        codes=[CodeHead(code.file, code.function, code.first, code.own, list(code.source)) for code in stacks.codes],
        looked=stacks.looked,
        torn=stacks.torn,
        blind_ns=stacks.blind_ns,
        interval_ns=stacks.interval_ns,
        dropped=stacks.dropped,
        refused=stacks.refused,
    )


def stacks_of(head: StacksHead, source: Source) -> Stacks:
    """The looks that a head tells of.

    Raises:
        RecordingError: they can't be true.
    """
    count = head.times.count
    columns = (head.times, head.threads, head.states, head.rounds, head.own, head.inner)
    times, threads, states, rounds, own, inner = (source.values(column, "looks at lines", count) for column in columns)
    in_range = not count or (0 <= int(states.min()) <= int(states.max()) < len(State) and int(times.max()) <= MOST_TIME)
    found = Stacks(
        times=times,
        threads=threads,
        states=states.astype(np.uint8),
        rounds=rounds,
        own=own,
        inner=inner,
        codes=tuple(Code(code.file, code.function, code.first, code.own, tuple(code.source)) for code in head.codes),
        looked=head.looked,
        torn=head.torn,
        blind_ns=head.blind_ns,
        interval_ns=head.interval_ns,
        dropped=head.dropped,
        refused=head.refused,
    )
    if not in_range or not found.sound:
        raise RecordingError("what it says of the lines that were seen can't be true")
    return found
