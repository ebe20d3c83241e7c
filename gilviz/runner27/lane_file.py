"""A worker's lane on disk, as ``gilviz.runner.protocol`` lays it out: a chain of memory-mapped files, one writer, no lock."""

from __future__ import absolute_import

import os

from gilviz.runner27.words import HEADER_WORDS, MAGIC, MAGIC_TO_COME, RECORD_WORDS, Header, lane_file_name

FIRST_CAPACITY = 8192
"""Records in a chain's first chunk."""
NEXT_CAPACITY = 65536
"""Records in each later chunk."""


class LaneFile(object):
    """The newest chunk of one worker's chain.

    Args:
        directory: The run directory; None for a lane that nobody keeps.
        number: The worker's number within its run, from 1.
        machine: What is below Python: ``jvm`` or ``dotnet``.
    """

    def __init__(self, directory, number, machine):
        self._directory = directory
        self._number = number
        self._machine = machine
        self._fence = machine.make_fence()
        self._chunk = 0
        self._refused = False
        self._header = {}  # what was last put: a machine's files can't be read back
        self._open(FIRST_CAPACITY)
        self._put(Header.MAGIC, MAGIC_TO_COME)

    def begin(self, kind, layers):
        """From now on it is the calling thread's lane."""
        self.put(Header.KIND, kind)
        self.put(Header.NUMBER, self._number)
        self.put(Header.PID, os.getpid())
        self.put(Header.NATIVE_ID, self._machine.native_id())
        self.put(Header.LAYERS, layers)
        self._identify()

    def put(self, word, value):
        """Sets a word of the header, here and in all chunks to come."""
        self._header[word] = value
        self._put(word, value)

    def write(self, *records):
        """Adds records, (time, word) each, all at once: whoever reads sees all of them or none. False where there is no room."""
        if not self._has_room(len(records)):
            return False
        position = HEADER_WORDS + RECORD_WORDS * self._count
        for time, word in records:
            self._put(position + 1, word)
            self._put(position, time)
            position += RECORD_WORDS
        self._count += len(records)
        self._fence()
        self._put(Header.COUNT, self._count)
        return True

    def _has_room(self, records):
        if self._count + records <= self._capacity:
            return True
        if self._directory is None:
            self._count = 0  # Nobody reads it: it begins anew.
            return True
        if self._refused:
            return False
        self._chunk += 1
        try:
            self._open(NEXT_CAPACITY)
        except Exception:
            # A system that had no room is not asked again: after a hole nothing could be told of it.
            self._chunk -= 1
            self._refused = True
            return False
        for word, value in self._header.items():
            self._put(word, value)
        self._identify()
        return True

    def _open(self, capacity):
        words = HEADER_WORDS + RECORD_WORDS * capacity
        if self._directory is None:
            self._put = self._machine.scratch_words(words)
        else:
            name = lane_file_name(os.getpid(), self._number, self._chunk)
            self._put = self._machine.open_words(os.path.join(self._directory, name), words)
        self._capacity = capacity
        self._count = 0
        self._put(Header.CAPACITY, capacity)

    def _identify(self):
        self._put(Header.CHUNK, self._chunk)
        self._fence()
        self._put(Header.MAGIC, MAGIC)
