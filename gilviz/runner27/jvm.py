"""The Java below Jython: its clock, its memory-mapped files, what it knows of threads.

``System.nanoTime`` is the clock that gilviz records by on all three systems (on Linux both are ``CLOCK_MONOTONIC``), so that
lanes need no translation; a test compares them.
"""

from __future__ import absolute_import

import os

from java.io import FileDescriptor, FileOutputStream, RandomAccessFile
from java.lang import Runtime, System
from java.lang.management import ManagementFactory
from java.nio import ByteBuffer, ByteOrder
from java.nio.channels import FileChannel
from java.nio.file import Files, Paths
from java.util.concurrent.atomic import AtomicLong

from gilviz.runner27.told import words_of
from gilviz.runner27.words import WORD

_OWN_TASK = "/proc/thread-self"
_NO_ROOM = ("No space left on device", "Disk quota exceeded", "There is not enough space on the disk")

NAME = "Jython"
"""The implementation."""

_THREADS = ManagementFactory.getThreadMXBean()

clock = System.nanoTime
own_time = _THREADS.getCurrentThreadCpuTime
"""What the calling thread computed so far, in ns: it does not count what interrupts it."""


def open_words(path, words):
    """Makes a file of that many 64-bit words, all 0, and maps it: its ``put(index, value)``, which makes no system call."""
    file = RandomAccessFile(path, "rw")
    try:
        # Written before it is mapped: a full disk is then an error here, and not a crash at some later store.
        file.write(bytearray(words * WORD))
        mapped = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, words * WORD)
    finally:
        file.close()
    return mapped.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put


def scratch_words(words):
    """The same in memory that nobody reads: of the same class, so that what was compiled for it fits the files, too."""
    return ByteBuffer.allocateDirect(words * WORD).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put


def make_fence():
    """A function that keeps stores before it from being seen later than those after it; for the calling thread."""
    return AtomicLong().getAndIncrement


def native_id():
    """The calling thread's number in the operating system; 0 where Java can't tell."""
    try:
        return int(Files.readSymbolicLink(Paths.get(_OWN_TASK)).getFileName().toString())
    except Exception:
        return 0


class Counters(object):
    """How long the calling thread computed, and how long it waited for a core though it could have run.

    Raises:
        EnvironmentError: the system, or this Java, keeps no such numbers.
    """

    def __init__(self):
        self._file = None
        if not _THREADS.isCurrentThreadCpuTimeSupported() or not _THREADS.isThreadCpuTimeEnabled():
            raise EnvironmentError("This Java does not tell how long a thread computed")
        if os.path.exists(_OWN_TASK + "/schedstat"):
            # The link is followed once, here: from then on it is this thread's file, whoever reads it.
            self._file = RandomAccessFile(_OWN_TASK + "/schedstat", "r").getChannel()
            self._buffer = ByteBuffer.allocate(96)

    def read(self):
        """(computed, waited) so far, in ns; the second is -1 where that is not told."""
        computed = own_time()
        if self._file is None:
            return computed, -1
        self._buffer.clear()
        length = self._file.read(self._buffer, 0)
        fields = self._buffer.array()[:length].tostring().split()
        # Where the kernel keeps no count all three are 0; but whoever reads this has had a time slice.
        return computed, int(fields[1]) if len(fields) == 3 and fields[2] != "0" else -1

    def close(self):
        """Ends it; it may be called twice."""
        if self._file is not None:
            self._file.close()


def take_output():
    """A function that sends bytes to what was standard output; Java's own prints go to standard error from now on."""
    pipe = FileOutputStream(FileDescriptor.out)
    System.setOut(System.err)
    return pipe.write


def usable_cores():
    """How many cores this process may use."""
    return Runtime.getRuntime().availableProcessors()


def build():
    """What this machine says of itself."""
    return "Java %s, %s" % (System.getProperty("java.version"), System.getProperty("java.vm.name"))


def halt(status):
    """Ends the process at once, whatever its threads do."""
    Runtime.getRuntime().halt(status)


def sentence_on(error):
    """Cause and remedy where the system had no room for the job; empty where the error is another."""
    text = words_of(error)
    if "unable to create native thread" in text or "can't start new thread" in text:
        return "The system lets the job start no more workers: use fewer, or raise the limits (ulimit -u, ulimit -v)."
    if "OutOfMemoryError" in text or isinstance(error, MemoryError):
        return "Java ran out of memory: use fewer workers or a smaller size, or give it more (JAVA_TOOL_OPTIONS=-Xmx2g)."
    if any(words in text for words in _NO_ROOM):
        return "The disk that holds the temporary directory is full: free some space, or set TMPDIR to another disk."
    return ""
