"""The .NET below IronPython: what ``jvm`` is for Jython.

``Stopwatch`` counts the clock that gilviz records by: ``CLOCK_MONOTONIC`` on Linux, the performance counter on Windows. What a
thread computed .NET does not tell, so that the only witness is the worker itself.

A class is found only where its assembly is referred to, and which one that is has changed: .NET Framework and Mono have few and
large ones, .NET from its fifth version on many and small ones, ``System.Console`` among them.
"""

from __future__ import absolute_import

import clr

from gilviz.runner27.told import words_of
from gilviz.runner27.words import WORD

try:
    clr.AddReference("System.Console")
    clr.AddReference("System.IO.MemoryMappedFiles")
except Exception:
    clr.AddReference("System.Core")  # in .NET Framework and Mono

from System import Array, Byte, Console, Environment, Int64
from System.Diagnostics import Stopwatch
from System.IO import FileAccess, FileMode, FileStream
from System.IO.MemoryMappedFiles import MemoryMappedFile
from System.Threading import Interlocked, Thread

NAME = "IronPython"
"""The implementation: the library's own ``platform`` can't read the version of some (2.7.5) and raises."""
_FREQUENCY = int(Stopwatch.Frequency)
_NS_PER_COUNT = 1000000000 // _FREQUENCY or 1
_EXACT = _NS_PER_COUNT * _FREQUENCY == 1000000000


def clock():
    """``time.perf_counter_ns`` of the Pythons that have it: Python's own number, for json knows no ``Int64``."""
    if _EXACT:
        return int(Stopwatch.GetTimestamp()) * _NS_PER_COUNT
    return int(Stopwatch.GetTimestamp()) * 1000000000 // _FREQUENCY


def open_words(path, words):
    """Makes a file of that many 64-bit words, all 0, and maps it: its ``put(index, value)``, which makes no system call."""
    file = FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite)
    try:
        # Written before it is mapped: a full disk is then an error here, and not a crash at some later store.
        zeros = Array.CreateInstance(Byte, words * WORD)
        file.Write(zeros, 0, words * WORD)
    finally:
        file.Close()
    view = MemoryMappedFile.CreateFromFile(path, FileMode.Open).CreateViewAccessor()
    write = view.Write.Overloads[Int64, Int64]

    def put(index, value):
        write(index * WORD, value)

    return put


def scratch_words(words):
    """The same in memory that nobody reads."""
    memory = Array.CreateInstance(Int64, words)

    def put(index, value):
        memory[index] = value

    return put


def make_fence():
    """A function that keeps stores before it from being seen later than those after it."""
    return getattr(Interlocked, "MemoryBarrier", Thread.MemoryBarrier)


def native_id():
    """The calling thread's number in the operating system: .NET does not tell it."""
    return 0


own_time = clock
"""What a thread itself computed is not told."""


class Counters(object):
    """There are none.

    Raises:
        EnvironmentError: always.
    """

    def __init__(self):
        raise EnvironmentError(".NET does not tell how long a thread computed")


def take_output():
    """A function that sends bytes to what was standard output; .NET's own prints go to standard error from now on."""
    pipe = Console.OpenStandardOutput()
    Console.SetOut(Console.Error)

    def write(data):
        pipe.Write(Array[Byte](tuple(bytearray(data))), 0, len(data))
        pipe.Flush()

    return write


def usable_cores():
    """How many cores this process may use."""
    return Environment.ProcessorCount


def build():
    """What this machine says of itself."""
    return ".NET %s" % Environment.Version


def halt(status):
    """Ends the process at once, whatever its threads do."""
    Environment.Exit(status)


def sentence_on(error):
    """Cause and remedy where the system had no room for the job; empty where the error is another."""
    if isinstance(error, MemoryError):
        return "The job ran out of memory: use fewer workers or a smaller size."
    text = words_of(error)
    if "No space left" in text or "not enough space" in text:
        return "The disk that holds the temporary directory is full: free some space, or set TMPDIR to another disk."
    return ""
