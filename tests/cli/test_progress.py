"""The bar of a terminal that is no longer there."""

from __future__ import annotations

import errno
import io

import pytest
from rich.console import Console
from typing_extensions import override

from gilviz.cli.progress import Bar
from tests.cli.fakes import Script, run


class Terminal(io.StringIO):
    gone = False

    @override
    def write(self, text: str, /) -> int:
        if self.gone:
            raise OSError(errno.EIO, "Input/output error")
        return super().write(text)


@pytest.mark.parametrize("gone_first", [True, False])
def test_a_terminal_that_was_closed_keeps_nobody_from_what_was_recorded(*, gone_first: bool) -> None:
    terminal = Terminal()
    terminal.gone = gone_first
    experiment = Script([run()])
    bar = Bar(Console(file=terminal, force_terminal=True))
    bar.show(experiment)
    assert ("Playing" in terminal.getvalue()) != gone_first
    terminal.gone = True
    bar.show(experiment)
    bar.close()
