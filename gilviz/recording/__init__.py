"""Experiments as files: one ``.gilviz`` file holds all runs, every lane of theirs, and what was known of them.

The format, version 1
=====================
All numbers are little-endian. A file is a preamble, a head, and blocks; nothing else, and nothing in it is ever executed.

**Preamble**, 40 bytes: the magic (8 bytes, ``MAGIC``: a byte above 127 and both kinds of line end, so that a transfer as text is
noticed), then unsigned: version (32 bits), the head's bytes as stored (32), the head's bytes unpacked (32), CRC-32 of the head as
stored (32), the file's own size in bytes (64), zero (32), CRC-32 of the 36 bytes before (32).

**Head**: zlib-compressed JSON in UTF-8, an object as ``format.Head`` describes: machine, time and title, settings, captions, and
for each run its job, interpreter, outcome, figures, and its lanes (who, how far known, what is missing). Readers ignore keys that
they don't know: what is added without changing what is there leaves the version as it is. Readers refuse a higher version.

**Blocks** hold the columns: transitions' times, states, evidence and tasks, the observer's looks, looks at the workers' lines,
memory samples, requests, and the jobs' output. The head says of each (``format.Column``): where it begins, counted from the end
of the head, how many bytes it takes, how many values it has, how many bytes each value has, whether values are steps from the
one before, whether it is compressed, and its CRC-32. No two columns share a block. A block is the values' bytes with equal places
together (all lowest bytes first), which compresses far better, and then zlib or nothing.

Numbers stored are unsigned and as narrow as the column's largest; ``base`` is added to each. Of a column of steps the first
value is ``first``, and each other one that before it plus what is stored in its place. All arithmetic is modulo 2**64.

What is never trusted
=====================
A file may come from anybody. Before anything is allocated, what the head claims is held against the file's true size:

- ``head`` unpacked: at most ``HEAD_FLOOR`` bytes, and ``HEAD_FACTOR`` for each byte of the file;
- columns: each lies within the file, and all together have at most ``VALUES_FLOOR`` values, and ``VALUES_FACTOR`` for each byte
  of the file, and no more bytes than there are. A writer stores columns uncompressed where compression would be better;
- unpacking stops at the declared size; more, or less, is an error, and so is a wrong checksum.

So opening takes at most about ``MEMORY_FACTOR`` times the file's size, and some 64 MB. Then every value is checked that anything
relies on: known states, evidence and kinds, times in order and within 52 days, tasks within ``MOST_TASKS``, numbers in range,
workloads and executors that this version knows. Whatever is wrong ends in a ``RecordingError``: one sentence with its remedy.

What is not stored: anything that follows from the rest. Verdicts, figures and how sure a picture is are worked out again, by the
rules of the version that opens it; nobody has to believe a file's own conclusions.

Rejected: pickle (executes), a zip of ``.npy`` files (their headers are evaluated, and declare sizes that the reader allocates),
HDF5 and Parquet (large libraries in C that parse hostile input), memory-mapping the columns (no compression: 14 bytes for each
transition instead of about three).
"""

from gilviz.recording.errors import RecordingError
from gilviz.recording.model import SUFFIX, Caption, Machine, RecordedRun, Recording, this_machine
from gilviz.recording.reader import decode, read
from gilviz.recording.writer import encode, write

__all__ = [
    "SUFFIX",
    "Caption",
    "Machine",
    "RecordedRun",
    "Recording",
    "RecordingError",
    "decode",
    "encode",
    "read",
    "this_machine",
    "write",
]
