"""What is written beside the lanes by those who look at the job's processes from outside.

Three children of the job look: one at the GIL's holder, one at what threads wait for, one at their stacks. Each writes one file
in the run directory, laid out as lane files are: words, a header, records that count once ``COUNT`` says so.
"""

from __future__ import annotations

import enum

PROBE_FILE_NAME = "probe"
"""The file in the run directory into which the GIL's observer writes."""
PROBE_MAGIC = int.from_bytes(b"gilvizP2", "little")
PROBE_HEADER_WORDS = 16
PROBE_RECORD_WORDS = 6
"""The time of a look that found something new; the thread state that holds or last held the GIL; whether it is held; how often
it had changed hands; how many ns looks are apart from then on, on average; the time of the last look that found just the same."""


class ProbeHeader(enum.IntEnum):
    """The words of a probe file's header, by their position."""

    MAGIC = 0
    CAPACITY = 1
    COUNT = 2
    """Records written so far."""
    LAST_LOOK = 3
    """Until then every look found what the last record says."""
    DROPPED = 4
    """Looks that found something new when the file was full."""
    SAMPLES = 5
    """Looks so far."""
    BLIND = 6
    """For how many ns, all in all, the observer had no core to look with."""
    INTERVAL = 7
    """ns between looks, on average, as it was asked to, or as the switch interval had it at last."""
    FIRST_SWITCHES = 8
    LAST_SWITCHES = 9
    """How often the GIL had changed hands, at the first look and at the last that found something new."""


WAITS_FILE_NAME = "waits"
"""The file in the run directory that says what threads were seen to wait for. It is there, if only empty, where workers can't
tell that themselves, for their tasks are the user's own code."""
WAITS_MAGIC = int.from_bytes(b"gilvizW2", "little")
WAITS_HEADER_WORDS = 8
WAITS_CAPACITY = 1 << 17
WAITS_RECORD_WORDS = 4
"""The thread's number in the operating system; the ``State`` it was in; the times of the first and the last look that found so,
with none between them that found something else, or that it had been on a core meanwhile. ``RUNNING`` is on a core, or ready for
one. Of ``CPU_WAIT`` it is the kernel's count: above ``WAITED_SHIFT``, for how many ns the thread had waited for one by then."""
WAITS_OPEN = 512
"""Records from the newest on that may still be prolonged, and are read again for that: two for each thread that is looked at."""
WAITED_SHIFT = 8


class WaitsHeader(enum.IntEnum):
    """The words of that file's header, by their position."""

    MAGIC = 0
    CAPACITY = 1
    COUNT = 2
    LAST_LOOK = 3
    """When all threads were looked at last, in ns; 0 where nobody looks."""
    INTERVAL = 4
    """ns between looks."""
    ASKS_AFTER = 5
    """ns for which a thread that waits for the GIL sleeps before it asks for it and sleeps again; 0 where it does not do so."""


STACKS_FILE_NAME = "stacks"
"""The file in the run directory that says in which lines workers were seen that share a GIL, and whether they held it."""
CODES_FILE_NAME = "codes"
"""The file beside it with a line of JSON for each code object that was met, numbered from 0: {"file", "function", "first" (its
first line), "own" (whether it is the user's), "source" (its lines, where it is)}. Where stacks could not be looked at it has but
one line: {"refused": why, in a sentence}."""
STACKS_MAGIC = int.from_bytes(b"gilvizS1", "little")
STACKS_HEADER_WORDS = 16
STACKS_CAPACITY = 1 << 18
STACKS_RECORD_WORDS = 6
"""The time; the thread's number in the operating system; its ``State``: ``RUNNING`` where it held the GIL, ``GIL_WAIT`` where it
waited for it, ``NATIVE`` where it was on a core without it, or wanted to be, ``IDLE`` where nobody may know, or what else it
waited for; the round of looks, from 0; its innermost line in the user's code, and its innermost line of all: (the code's number +
1) << 32 | the line, or 0."""


class StacksHeader(enum.IntEnum):
    """The words of that file's header, by their position."""

    MAGIC = 0
    CAPACITY = 1
    COUNT = 2
    """Records written so far."""
    LAST_LOOK = 3
    """When the last round ended, in ns."""
    DROPPED = 4
    """Looks that were not kept, for the file was full."""
    ROUNDS = 5
    """How often all workers were looked at."""
    TORN = 6
    """Looks that were thrown away: the thread, or the GIL, went on faster than it could be read."""
    BLIND = 7
    """For how many ns, all in all, the onlooker had no core to look with."""
    INTERVAL = 8
    """ns between rounds, on average, as it means to look."""
