"""When a worker process has sent a result: after that it has nothing to do until its next task has come.

Every pool of ``multiprocessing`` and ``concurrent.futures`` sends results by ``Connection.send_bytes``, from its worker's main
thread, right after it has pickled them. A large result is sent when the other side has read nearly all of it.
"""

from __future__ import annotations

from multiprocessing import connection
from typing import Any, Callable


def note_sends(sent: Callable[[], None]) -> None:
    """From now on ``sent`` is called whenever this process has sent something through a connection of its pool."""
    for name in ("Connection", "PipeConnection"):
        kind: Any = getattr(connection, name, None)
        if kind is not None:
            kind.send_bytes = _noting(kind.send_bytes, sent)


def _noting(original: Callable[..., None], sent: Callable[[], None]) -> Callable[..., None]:
    def send_bytes(connection: Any, *arguments: Any, **named: Any) -> None:
        original(connection, *arguments, **named)
        sent()

    return send_bytes
