"""What crosses the border between a job and its watchers: states, lane files, control messages.

A lane file is a preallocated, memory-mapped sequence of little-endian signed 64-bit words: one header, then records of two
words. One worker writes it; any number of watchers read it at the same time, without a lock:

    header   HEADER_WORDS words, named by ``Header``
    record   word 0: a time, ``time.perf_counter_ns``, always > 0
             word 1: bits 0-7 a state, 8-15 a ``Mark``, 16-31 its flags, 32-62 the task's number + 1 (0: no task)

What a record says depends on its mark. Workers only note what they see, for every moment that they spend on notes is taken from
the job: which state they entered, when they were silent, and, copied as it is, what the kernel told of the silence. What it
means is concluded by the reader. A ``SWITCHES`` or ``COUNTERS`` record is the head of a block: in place of the task stands how
many records follow that are evidence (the kernel's own records of 16 bytes, or two numbers). None of them begins with a 0.

The order of the writer's stores is the whole protocol: a record's word 1, then its word 0, then ``Header.COUNT``. A reader
takes no more records than ``COUNT`` says and none whose time is still 0, so that a half-written record is never seen. A worker
that dies leaves everything up to its last store. A file that is full is continued by the next chunk of the chain
(``lane_file_name``); a chunk's size is what its own header says, its records are in time order, and only the newest chunk's
header is kept up to date.

Control messages are JSON objects, one a line, on the runner's standard output; ``Message`` names their kinds.
"""

from __future__ import annotations

import enum
import re
import struct
from typing import List, Optional, Sequence, Tuple


class State(enum.IntEnum):
    """What a worker is doing; a lane is in exactly one state at a time, and in none before its first transition."""

    IDLE = 0
    RUNNING = 1
    NATIVE = 2
    GIL_WAIT = 3
    CPU_WAIT = 4
    IO_WAIT = 5
    LOCK_WAIT = 6
    OVERHEAD = 7

    @property
    def label(self) -> str:
        """The state's name in every file, table and picture: ``gil-wait``."""
        return self.name.lower().replace("_", "-")


class Evidence(enum.IntEnum):
    """How a transition is known."""

    MEASURED = 0
    """The worker itself read the clock as it entered the state, or the kernel did."""
    SAMPLED = 1
    """An observer looked again and again."""
    INFERRED = 2
    """Concluded by a stated rule from what was measured."""
    UNKNOWN = 3
    """Nobody saw why: the state is the likeliest for such a worker, and no more. An unknown gap."""

    @property
    def label(self) -> str:
        """The evidence's name in every file: ``measured``."""
        return self.name.lower()


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


class Layer(enum.IntFlag):
    """What a lane's transitions rest on."""

    TICKS = 1
    """The worker says again and again that it runs."""
    COUNTERS = 2
    """The kernel counts how long the worker waited for a core."""
    SWITCHES = 4
    """The kernel tells every moment at which the worker left its core and came back."""
    PROBE = 8
    """An observer outside the interpreter tells who holds the GIL."""


class WorkerKind(enum.IntEnum):
    """What executes the tasks of a lane."""

    MAIN = 0
    THREAD = 1
    PROCESS = 2
    INTERPRETER = 3
    COROUTINE = 4

    @property
    def letter(self) -> str:
        """What a lane's name begins with: ``T`` for the threads T1, T2, …"""
        return "MTPIC"[self]


class Gil(str, enum.Enum):
    """Whether the threads of an interpreter share a GIL, and why."""

    BUILT_IN = "built in"
    """Every ordinary build has one, and can't be without."""
    DISABLED = "disabled"
    """A free-threaded build, as it is meant to be run."""
    OPTION = "enabled by -X gil=1"
    """A free-threaded build that was asked to use its GIL; so is the next."""
    ENVIRONMENT = "enabled by PYTHON_GIL=1"
    IMPORT = "re-enabled by an import"
    """A free-threaded build met an extension module that does not say that it can do without (``Py_mod_gil``)."""
    NONE = "none"
    """The implementation knows no such lock: Jython, IronPython."""
    LATE_IMPORT = "re-enabled by an import during the run"
    """The same when the workers were at work already: the first part of the run had no GIL, the rest had one."""


WORD = 8
"""Bytes in a word."""
MAGIC = int.from_bytes(b"gilvizL2", "little")
"""A lane file's first word; its last character is the format's version."""
MAGIC_TO_COME = int.from_bytes(b"gilvizS2", "little")
"""The first word of a file that was made for a worker which has not begun: it may never be."""
HEADER_WORDS = 32
RECORD_WORDS = 2


class Header(enum.IntEnum):
    """The header's words, by their position."""

    MAGIC = 0
    CAPACITY = 1
    """Records this chunk can hold."""
    COUNT = 2
    """Records written so far."""
    LAST_TICK = 3
    """When the worker was executing, in ns: until then its last state is certain. It is at most a gap behind its last tick."""
    DROPPED = 4
    """Transitions, and copies of evidence, that could not be written (the disk was full)."""
    TASKS_DONE = 5
    SHARES_GIL = 6
    """1 where others may hold the same GIL in turn, other workers or threads that the user's function starts, else 0."""
    CLOSED = 7
    """The time at which the worker ended in good order, in ns; 0 while it lives, or when it was killed."""
    PID = 8
    NATIVE_ID = 9
    """The thread's number in the operating system; 0 where that is unknown."""
    NUMBER = 10
    """The worker's number within its run, from 1."""
    KIND = 11
    INTERPRETER = 12
    """The interpreter's number within its process: 0 is the main one. A GIL belongs to (pid, interpreter)."""
    GIL = 13
    """1 where that interpreter has a GIL, else 0."""
    CHUNK = 14
    """The chunk's place in its chain, from 0."""
    TASKS_RAISED = 15
    """Tasks that ended in an exception which their executor hands on."""
    LAYERS = 16
    """A sum of ``Layer``s: the evidence that the worker has, or had for a part of its time."""
    TICKS = 17
    """Ticks so far, published with every declared state and task: what recording cost can be told from it."""
    THREAD_STATE = 18
    """The address of the worker's thread state, by which its GIL names its holder; 0 where that is unknown."""
    NOTING = 19
    """ns of the worker's own time that went into noting its silences."""
    TICK_PS = 20
    """What one tick costs this worker, in ps, as it measured before its first task."""
    PROCESS = 21
    """Where workers are the threads of several processes: their process's number within the run, from 1; else 0."""
    THREAD = 22
    """There, the worker's number within its process, from 1; else 0."""
    STARTER = 23
    """Where a task of the user's function started this thread: the number of the worker that the task was of; else 0."""
    MORE_THREADS = 24
    """Threads that this worker's tasks started beyond those that have a lane, and that have ended;"""
    MORE_NS = 25
    """for how many ns those computed, all in all."""
    NAME = 26
    """The first of ``NAME_WORDS`` words with the thread's name, where its starter is a task: UTF-8, filled up with zeros."""


MOST_OWN = 64
"""Threads of a process that a user's function may start and that get a lane; the others are counted."""
NAME_WORDS = HEADER_WORDS - Header.NAME
NAME_BYTES = NAME_WORDS * WORD


def pack_name(name: str) -> List[int]:
    """A thread's name as a header's words, cut where it is too long for them."""
    encoded = name.encode("utf-8", "replace")
    if len(encoded) > NAME_BYTES:
        end = "…".encode()
        encoded = encoded[: NAME_BYTES - len(end)].decode("utf-8", "ignore").encode() + end
    return list(struct.unpack(f"<{NAME_WORDS}q", encoded.ljust(NAME_BYTES, b"\0")))


def unpack_name(words: Sequence[int]) -> str:
    """The name in a header's words; what can't be shown in one line is left out, for nobody knows who wrote it."""
    encoded = struct.pack(f"<{NAME_WORDS}q", *words).rstrip(b"\0")
    return "".join(each for each in encoded.decode("utf-8", "replace") if each.isprintable())


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
WAITS_MAGIC = int.from_bytes(b"gilvizW1", "little")
WAITS_HEADER_WORDS = 8
WAITS_CAPACITY = 65_536
WAITS_RECORD_WORDS = 4
"""The thread's number in the operating system; the ``State`` it was in; the times of the first and the last look that found so,
with none between them that found something else."""


class WaitsHeader(enum.IntEnum):
    """The words of that file's header, by their position."""

    MAGIC = 0
    CAPACITY = 1
    COUNT = 2
    LAST_LOOK = 3
    """When all threads were looked at last, in ns; 0 where nobody looks."""
    INTERVAL = 4
    """ns between looks."""


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


REQUESTS_FILE_NAME = "requests"
"""The file in the run directory into which a client that asks a worker writes, where the workload has one."""
REQUESTS_MAGIC = b"gilvizQ1"
"""What that file begins with; then follows a record for every request that was answered."""
REQUEST_RECORD = struct.Struct("<qqq")
"""When a request was sent, when the worker read it, when its answer had come back: ns, the first and the last by the client."""


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


_LANE_FILE_NAME = re.compile(r"lane-(\d+)-(\d+)\.(\d+)")


def lane_file_name(pid: int, number: int, chunk: int) -> str:
    """The name of one chunk of a worker's lane inside the run directory."""
    return f"lane-{pid}-{number}.{chunk}"


def parse_lane_file_name(name: str) -> Optional[Tuple[int, int, int]]:
    """(pid, number, chunk) of a lane file's name; None for any other file."""
    match = _LANE_FILE_NAME.fullmatch(name)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


class Message:
    """The kinds of control message, in the ``kind`` of each; ``t`` is a time in ns wherever it stands."""

    METADATA = "metadata"
    """First of all, and again where an import has changed ``gil`` since. ``runtime``: {path, implementation, version, build, gil,
    gil_state, cores, start_methods, switch_interval}, where ``gil_state`` is the value of a ``Gil``; ``pid``."""
    STARTED = "started"
    """``t``: the run's zero: the executor is called now."""
    FINISHED = "finished"
    """``t``: the executor has returned; ``results``: what each task returned, in the order of the tasks;
    ``finding``: what became of what the tasks had in common, as numbers by name; null where they have nothing;
    ``pickling_ns``: what pickling the tasks' items cost the job's main process."""
    FAILED = "failed"
    """``t``; ``error``: one sentence; ``traceback``: text, may be empty; ``lost``: pids of workers that ended too early;
    ``refused``, where it stands: whether the order itself can't be carried out, and nothing was run.
    The first one counts, and the job may have to be ended by force after it."""
    SWITCH_INTERVAL = "switch-interval"
    """``t``: from then on, as was asked while the job ran, it is ``seconds``."""
    REFUSED = "refused"
    """``layer``: a kind of evidence that this system or interpreter does not admit; ``why``: in a sentence."""
    EXAMINED = "examined"
    """``layers``: for each kind of evidence null where this system and interpreter admit it, else why not."""
    CALIBRATED = "calibrated"
    """``size``: the size at which one task takes about the asked time; ``seconds``: what it took."""
    SURVEYING = "surveying"
    """``what``: what a survey of the user's function is about to do; ``function``: what it is, once that is known."""
    SURVEYED = "surveyed"
    """What the survey found: ``function`` {name, module, file, signature, doc, awaits}, ``items`` {count, more}, ``import_s``,
    ``tasks`` {done, first_s, wall_s, longest_s, thread_cpu_s, process_cpu_s, delayed_s, raised, raised_first, threads,
    threads_delayed_s}, and ``pickling``: of the ``function`` null or why it can't be, of ``items`` and ``results``
    {why, bytes, seconds}, on average."""


LOOK_COMES, LOOK_FOUND = "comes:", "found:"
"""What ``runner.look`` writes between its mark and the plug-in that it loads next, and between its mark and its answer."""
