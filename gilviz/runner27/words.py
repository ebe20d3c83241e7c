"""The words of ``gilviz.runner.protocol`` that this runner writes, for a Python that can't read that file; a test compares them.

What they mean stands there.
"""


class State(object):
    """What a worker is doing."""

    IDLE, RUNNING, NATIVE, IO_WAIT, LOCK_WAIT = 0, 1, 2, 5, 6


class Mark(object):
    """What a record says."""

    STATE, SILENT, DUE, COUNTERS = 0, 1, 2, 4


class Layer(object):
    """What a lane rests on."""

    TICKS, COUNTERS = 1, 2


class WorkerKind(object):
    """What executes the tasks of a lane."""

    MAIN, THREAD = 0, 1


class Header(object):
    """The header's words, by their position."""

    MAGIC, CAPACITY, COUNT, LAST_TICK, DROPPED, TASKS_DONE = 0, 1, 2, 3, 4, 5
    CLOSED, PID, NATIVE_ID, NUMBER, KIND = 7, 8, 9, 10, 11
    CHUNK, TASKS_RAISED, LAYERS, TICKS, NOTING, TICK_PS = 14, 15, 16, 17, 19, 20


class Message(object):
    """The kinds of control message."""

    METADATA, STARTED, FINISHED, FAILED = "metadata", "started", "finished", "failed"
    EXAMINED, CALIBRATED = "examined", "calibrated"


NO_GIL = "none"
"""``Gil.NONE``: what such an implementation says of its GIL."""
GAP_NS = 200000
WORD = 8
HEADER_WORDS = 32
RECORD_WORDS = 2
MAGIC = 3624406393503377767
MAGIC_TO_COME = 3626376718340352359
MARK_SHIFT = 8
TASK_SHIFT = 32
NO_TASK = -1


def pack(mark, state, task):
    """Word 1 of a record that says something of a state."""
    return state | mark << MARK_SHIFT | (task + 1) << TASK_SHIFT


def pack_head(mark, following):
    """Word 1 of a block's head."""
    return mark << MARK_SHIFT | following << TASK_SHIFT


def lane_file_name(pid, number, chunk):
    """The name of one chunk of a worker's lane inside the run directory."""
    return "lane-%d-%d.%d" % (pid, number, chunk)
