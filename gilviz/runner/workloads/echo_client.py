"""The local client behind ``echo+cpu``: asks one question after another, and notes how long each answer took.

``python -m gilviz.runner.workloads.echo_client REQUESTS FILE`` prints the port at which it waits for somebody who answers.
"""

from __future__ import annotations

import socket
import sys
import time

from gilviz.runner.protocol import REQUEST_RECORD, REQUESTS_MAGIC
from gilviz.runner.workloads.echo_cpu import ANSWER, REQUEST

PAUSE_S = 0.01
"""Between an answer and the next question."""


def main(requests: int, path: str) -> None:
    """Converses with the first who connects, until all requests are answered."""
    with socket.create_server(("127.0.0.1", 0)) as server, open(path, "wb", buffering=0) as notes:
        print(server.getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads the port here
        notes.write(REQUESTS_MAGIC)
        connection, _ = server.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in range(requests):
                time.sleep(PAUSE_S)
                sent = time.perf_counter_ns()
                connection.sendall(REQUEST.pack(number, sent, b"request %d" % number))
                answer = connection.recv(ANSWER.size, socket.MSG_WAITALL)
                answered = time.perf_counter_ns()
                if len(answer) < ANSWER.size:
                    return  # Whoever answered was stopped.
                notes.write(REQUEST_RECORD.pack(sent, ANSWER.unpack(answer)[1], answered))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
