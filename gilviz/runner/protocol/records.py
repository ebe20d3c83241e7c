"""What one record of a lane file says, and how it says so in two words."""

from __future__ import annotations

import enum
from typing import Tuple


class Mark(enum.IntEnum):
    """What a record of a lane file says."""

    STATE = 0
    """The worker entered that state, and read the clock as it did."""
    SILENT = 1
    """From this time on, until the next ``STATE``, the worker did not tick although it computed."""
    DUE = 2
    """The declared wait that the next ``STATE`` ends was over for the world outside at this time."""
    SWITCHES = 3
    """Head of a block: the thread's context switches since the last such block, as the kernel wrote them (``KernelRecord``)."""
    COUNTERS = 4
    """Head of a block of one record: at this time the thread had computed so many ns (word 0), and had waited for a core, though
    it could have run, so many ns (word 1; -1 where the system does not tell)."""


AWAITED = 1
"""The flag of a ``STATE`` that a coroutine is in while others have its thread: what the thread does is not its own."""
OVERRUN = 1
"""The flag of a ``SWITCHES`` block for which the kernel's ring may have been too small."""
BEGUN = 2
"""The flag of a ``SWITCHES`` block with which the kernel begins to tell: of switches before it nothing is known."""


class KernelRecord:
    """The first word of what the kernel writes at a context switch; the second is the time.

    32 bits of kind, 16 of flags, 16 of size in bytes. A note on loss has four words: the third is how many records were lost.
    """

    KIND_MASK = (1 << 32) - 1
    LOST, SWITCH = 2, 14
    LEFT, PREEMPTED = 1 << 32 + 13, 1 << 32 + 14
    SIZE_SHIFT = 48


GAP_NS = 200_000
"""A silence longer than this is a gap. Five times what workloads leave between ticks, a twenty-fifth of a default GIL slice."""
LARGEST_BLOCK = 1 << 14
"""More records follow no head: twice what the kernel's ring holds where a page of memory is largest."""
STATE_MASK = 0xFF
MARK_SHIFT = 8
FLAGS_SHIFT, FLAGS_MASK = 16, 0xFFFF
TASK_SHIFT = 32
NO_TASK = -1


def pack(mark: int, state: int, task: int, flags: int = 0) -> int:
    """Word 1 of a record that says something of a state."""
    return state | mark << MARK_SHIFT | flags << FLAGS_SHIFT | (task + 1) << TASK_SHIFT


def pack_head(mark: int, following: int, flags: int = 0) -> int:
    """Word 1 of a block's head."""
    return mark << MARK_SHIFT | flags << FLAGS_SHIFT | following << TASK_SHIFT


def unpack(word: int) -> Tuple[int, int, int]:
    """Mark, state and task of a record's word 1."""
    return word >> MARK_SHIFT & STATE_MASK, word & STATE_MASK, (word >> TASK_SHIFT) - 1
