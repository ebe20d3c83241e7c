"""What crosses the border between a job and its watchers: states, lane files, control messages.

A lane file (``lane_files``) is a preallocated, memory-mapped sequence of little-endian signed 64-bit words: one header, then
records of two words. One worker writes it; any number of watchers read it at the same time, without a lock:

    header   HEADER_WORDS words, named by ``Header``
    record   word 0: a time, ``time.perf_counter_ns``, always > 0
             word 1: bits 0-7 a state, 8-15 a ``Mark``, 16-31 its flags, 32-62 the task's number + 1 (0: no task)

What a record says depends on its mark (``records``). Workers only note what they see, for every moment that they spend on notes
is taken from the job: which state they entered, when they were silent, and, copied as it is, what the kernel told of the silence.
What it means is concluded by the reader. A ``SWITCHES`` or ``COUNTERS`` record is the head of a block: in place of the task
stands how many records follow that are evidence (the kernel's own records of 16 bytes, or two numbers). None begins with a 0.

The order of the writer's stores is the whole protocol: a record's word 1, then its word 0, then ``Header.COUNT``. A reader
takes no more records than ``COUNT`` says and none whose time is still 0, so that a half-written record is never seen. A worker
that dies leaves everything up to its last store. A file that is full is continued by the next chunk of the chain
(``lane_file_name``); a chunk's size is what its own header says, its records are in time order, and only the newest chunk's
header is kept up to date.

Beside the lanes lie the files of those who look from outside (``onlookers``), and of a client (``requests``).

Control messages (``messages``) are JSON objects, one a line, on the runner's standard output; ``Message`` names their kinds.

Everybody imports from here: which module says a word is this package's own affair.
"""

from __future__ import annotations

from gilviz.runner.protocol.lane_files import (
    HEADER_WORDS,
    MAGIC,
    MAGIC_TO_COME,
    MOST_OWN,
    NAME_BYTES,
    NAME_WORDS,
    RECORD_WORDS,
    WORD,
    Header,
    lane_file_name,
    pack_name,
    parse_lane_file_name,
    unpack_name,
)
from gilviz.runner.protocol.messages import LOOK_COMES, LOOK_FOUND, Message
from gilviz.runner.protocol.onlookers import (
    CODES_FILE_NAME,
    PROBE_FILE_NAME,
    PROBE_HEADER_WORDS,
    PROBE_MAGIC,
    PROBE_RECORD_WORDS,
    STACKS_CAPACITY,
    STACKS_FILE_NAME,
    STACKS_HEADER_WORDS,
    STACKS_MAGIC,
    STACKS_RECORD_WORDS,
    WAITED_SHIFT,
    WAITS_CAPACITY,
    WAITS_FILE_NAME,
    WAITS_HEADER_WORDS,
    WAITS_MAGIC,
    WAITS_OPEN,
    WAITS_RECORD_WORDS,
    ProbeHeader,
    StacksHeader,
    WaitsHeader,
)
from gilviz.runner.protocol.records import (
    AWAITED,
    BEGUN,
    FLAGS_MASK,
    FLAGS_SHIFT,
    GAP_NS,
    LARGEST_BLOCK,
    MARK_SHIFT,
    NO_TASK,
    OVERRUN,
    STATE_MASK,
    TASK_SHIFT,
    KernelRecord,
    Mark,
    pack,
    pack_head,
    unpack,
)
from gilviz.runner.protocol.requests import REQUEST_RECORD, REQUESTS_FILE_NAME, REQUESTS_MAGIC
from gilviz.runner.protocol.states import Evidence, Layer, State
from gilviz.runner.protocol.workers import Gil, WorkerKind

__all__ = [
    "AWAITED",
    "BEGUN",
    "CODES_FILE_NAME",
    "FLAGS_MASK",
    "FLAGS_SHIFT",
    "GAP_NS",
    "HEADER_WORDS",
    "LARGEST_BLOCK",
    "LOOK_COMES",
    "LOOK_FOUND",
    "MAGIC",
    "MAGIC_TO_COME",
    "MARK_SHIFT",
    "MOST_OWN",
    "NAME_BYTES",
    "NAME_WORDS",
    "NO_TASK",
    "OVERRUN",
    "PROBE_FILE_NAME",
    "PROBE_HEADER_WORDS",
    "PROBE_MAGIC",
    "PROBE_RECORD_WORDS",
    "RECORD_WORDS",
    "REQUESTS_FILE_NAME",
    "REQUESTS_MAGIC",
    "REQUEST_RECORD",
    "STACKS_CAPACITY",
    "STACKS_FILE_NAME",
    "STACKS_HEADER_WORDS",
    "STACKS_MAGIC",
    "STACKS_RECORD_WORDS",
    "STATE_MASK",
    "TASK_SHIFT",
    "WAITED_SHIFT",
    "WAITS_CAPACITY",
    "WAITS_FILE_NAME",
    "WAITS_HEADER_WORDS",
    "WAITS_MAGIC",
    "WAITS_OPEN",
    "WAITS_RECORD_WORDS",
    "WORD",
    "Evidence",
    "Gil",
    "Header",
    "KernelRecord",
    "Layer",
    "Mark",
    "Message",
    "ProbeHeader",
    "StacksHeader",
    "State",
    "WaitsHeader",
    "WorkerKind",
    "lane_file_name",
    "pack",
    "pack_head",
    "pack_name",
    "parse_lane_file_name",
    "unpack",
    "unpack_name",
]
