"""Answers a client's requests in one task while all others compute: what does computing cost whoever is asked?

The first task holds a conversation with a client, which is a process of its own: it asks, waits for the answer, pauses, and asks
again. All other tasks count primes. The client notes of every request when it was sent, when it was read here, and when the
answer had come back, by the one clock that all processes share.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import time
import zlib
from typing import Iterator, List, NamedTuple, Optional, Union

from gilviz.runner.protocol import REQUESTS_FILE_NAME
from gilviz.runner.workloads import primes
from gilviz.runner.workloads.refusal import Refusal
from gilviz.runner.workloads.worker import Worker

REQUESTS_PER_TASK = 5
"""The conversation lasts some 50 ms for each task there is, so that others compute beside most of it."""
REQUEST = struct.Struct("<qq240s")
"""A request: its number, when it was sent in ns, what it says."""
ANSWER = struct.Struct("<qqq")
"""An answer: the request's number, when it was read in ns, the checksum of what it said."""

grow = primes.grow


class Conversation(NamedTuple):
    """The first task's item.

    Args:
        port: Where the client waits for somebody who answers.
        requests: How many it will make.
    """

    port: int
    requests: int


Item = Union[int, Conversation]


@contextlib.contextmanager
def prepare(size: int, tasks: int, directory: Optional[str] = None) -> Iterator[List[Item]]:
    """Starts the client, and gives one conversation and as many other tasks as are left; ends the client at the end.

    Raises:
        Refusal: the client did not start.
    """
    requests = REQUESTS_PER_TASK * tasks
    notes = os.path.join(directory, REQUESTS_FILE_NAME) if directory is not None else os.devnull
    command = [sys.executable, "-S", "-s", "-m", "gilviz.runner.workloads.echo_client", str(requests), notes]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as client:
        try:
            port = client.stdout.readline().strip() if client.stdout else b""
            if not port.isdigit():
                raise Refusal("The local client did not start; the log says why.")
            yield [Conversation(int(port), requests), *[size] * (tasks - 1)]
        finally:
            client.kill()


def typical(size: int) -> Item:
    """A task that computes."""
    return size


def work(item: Item, lane: Worker) -> Union[int, str]:
    """Answers all requests, or counts primes."""
    return answer_all(item, lane) if isinstance(item, Conversation) else primes.work(item, lane)


def answer_all(conversation: Conversation, lane: Worker) -> str:
    """Answers every request with the checksum of what it says; returns how many there were, and their checksum.

    Raises:
        ConnectionError: the client ended the conversation too early.
    """
    checksum = 0
    with socket.create_connection(("127.0.0.1", conversation.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for count in range(conversation.requests):
            with lane.waiting() as wait:
                request = connection.recv(REQUEST.size, socket.MSG_WAITALL)
                read = time.perf_counter_ns()
                if len(request) < REQUEST.size:
                    raise ConnectionError(f"The client made {count} of {conversation.requests} requests, and went away.")
                number, wait.due, text = REQUEST.unpack(request)
            checksum = zlib.crc32(text, checksum)
            connection.sendall(ANSWER.pack(number, read, checksum))
            lane.tick()
    return f"{conversation.requests} answers, checksum {checksum:08x}"
