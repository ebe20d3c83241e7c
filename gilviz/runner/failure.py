"""What is said when a job fails: one sentence with cause and remedy where the system had no room for it, else what was raised."""

from __future__ import annotations

import errno
import time
import traceback
from typing import Any, Dict, Mapping

from gilviz.runner.watch import WorkerEnded
from gilviz.runner.workloads.refusal import Refusal, where_it_struck

_SENTENCES: Mapping[int, str] = {
    errno.ENOSPC: "The disk that holds the temporary directory is full: free some space, or set TMPDIR to another disk.",
    errno.EFBIG: "The system allows no files as large as a recording needs: raise the limit (ulimit -f).",
    errno.EMFILE: "The job may open no more files: use fewer workers, or raise the limit (ulimit -n).",
    errno.EAGAIN: "The system lets the job start no more workers: use fewer, or raise the limits (ulimit -u, ulimit -v).",
    errno.ENOMEM: "The job ran out of memory: use fewer workers or a smaller size.",
}
"""What the system refused, and what to do, by the number of its error."""
_NO_INTERPRETER = "An interpreter could not be made, and the log says why: use fewer workers."
_TOLD_BY_WORDS: Mapping[str, str] = {
    "can't start new thread": _SENTENCES[errno.EAGAIN],
    "interpreter creation failed": _NO_INTERPRETER,
    "A thread initializer failed": _NO_INTERPRETER,  # The pool of interpreters makes them as it initializes its threads.
    "AF_UNIX path too long": (
        "The path of the temporary directory is too long for a fork server's socket: set TMPDIR to a shorter one."
    ),
}
"""The same where an error has no number, by how it begins."""


def failure(error: BaseException) -> Dict[str, Any]:
    """The fields of the message that says what went wrong."""
    lost = error.pids if isinstance(error, WorkerEnded) else []
    sentence = str(error) if isinstance(error, (WorkerEnded, Refusal)) else sentence_on_the_system(error)
    if sentence:
        # The cause is not in the code: where it struck helps nobody, unless it is the user's code.
        cause = error.__cause__ if isinstance(error, Refusal) else None
        text = where_it_struck(cause) if cause else ""
        return {
            "t": time.perf_counter_ns(),
            "error": sentence,
            "traceback": text,
            "lost": lost,
            "refused": isinstance(error, Refusal),
        }
    what = traceback.format_exception_only(type(error), error)[-1].strip()
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"t": time.perf_counter_ns(), "error": f"A task raised {what}", "traceback": text, "lost": lost}


def sentence_on_the_system(error: BaseException) -> str:
    """Cause and remedy where the system had no room for the job; empty where the error is another.

    Executors that are refused a worker half-way may stumble as they clean up: the first cause is what counts.
    """
    before = error.__cause__ or error.__context__
    return (sentence_on_the_system(before) if before else "") or _sentence_on(error)


def _sentence_on(error: BaseException) -> str:
    if isinstance(error, OSError) and _raised_in(error).endswith("synchronize.py"):
        return (
            "Pools of processes need semaphores, and the system gives none: see that /dev/shm can be written to, or use threads."
        )
    if isinstance(error, OSError) and error.errno is not None and error.errno in _SENTENCES:
        return _SENTENCES[error.errno]
    if isinstance(error, MemoryError):
        return _SENTENCES[errno.ENOMEM]
    if isinstance(error, KeyboardInterrupt):
        return "Somebody interrupted the job, by Ctrl+C or another SIGINT: run it again."
    return next((sentence for words, sentence in _TOLD_BY_WORDS.items() if str(error).startswith(words)), "")


def _raised_in(error: BaseException) -> str:
    """The file whose code raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return frames[-1].filename if frames else ""
