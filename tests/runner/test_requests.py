"""What a job is asked may come before anybody is concerned, and with the order in one piece: nothing of it is lost."""

from __future__ import annotations

import os
from typing import Any

import pytest

from gilviz.runner.protocol import Message
from gilviz.runner.requests import Requests, first_line, follow


class Channel:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def send(self, kind: str, **fields: Any) -> None:
        self.sent.append((kind, fields))


def asking(seconds: float) -> bytes:
    return b'{"switch_interval": %r}' % seconds


class Changes:
    """Notes what it is to change to, and takes a while each time."""

    def __init__(self) -> None:
        self.made: list[float] = []

    def __call__(self, seconds: float) -> int:
        self.made.append(seconds)
        return 100 * len(self.made)


def test_the_newest_of_what_came_early_is_done_when_there_are_workers() -> None:
    channel, changes = Channel(), Changes()
    requests = Requests(channel, None)  # type: ignore[arg-type]
    for seconds in (0.02, 0.001):
        requests.heed(asking(seconds))
    assert not channel.sent
    requests.begin(changes)
    assert changes.made == [0.001]
    assert channel.sent == [(Message.SWITCH_INTERVAL, {"t": 100, "seconds": 0.001})]
    requests.heed(asking(0.01))
    assert changes.made == [0.001, 0.01]


def test_what_comes_too_late_concerns_nobody() -> None:
    channel, changes = Channel(), Changes()
    requests = Requests(channel, None)  # type: ignore[arg-type]
    requests.begin(changes)
    requests.end()
    requests.heed(asking(0.01))
    assert (channel.sent, changes.made) == ([], [])


@pytest.mark.parametrize("error", [OSError(110, "no answer"), EOFError()])
def test_a_change_that_nobody_answers_for_is_not_on_record(error: Exception) -> None:
    def fail(_: float) -> int:
        raise error

    channel = Channel()
    requests = Requests(channel, None)  # type: ignore[arg-type]
    requests.begin(fail)
    requests.heed(asking(0.01))
    assert channel.sent == []


def test_what_comes_in_one_piece_with_the_order_is_heeded() -> None:
    reader, writer = os.pipe()
    try:
        os.write(writer, b"order\n" + asking(0.02) + b"\n" + asking(0.03)[:9])
        line, rest = first_line(reader)
        assert line == b"order"
        os.write(writer, asking(0.03)[9:] + b"\n")
        os.close(writer)
        heard: list[bytes] = []
        follow(reader, heard.append, rest)
        assert heard == [asking(0.02), asking(0.03)]
    finally:
        os.close(reader)
