"""Tables of code objects say which line an instruction stands for: the same as the interpreter says."""

from __future__ import annotations

import argparse
import ast
import asyncio.events
import json.decoder
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import gilviz
from gilviz.runner.probe.line_table import Stretch, decode
from tests.interpreters import interpreter_or_skip

CHECK = """
import argparse, ast, sys, types
from gilviz.runner.probe.line_table import decode
def codes(code):
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from codes(each)
count = 0
for module in (argparse, ast):
    for code in codes(compile(open(module.__file__).read(), "x", "exec")):
        ours = [line for start, end, line in decode(code.co_linetable, code.co_firstlineno, located=sys.version_info >= (3, 11))
                for _ in range(start, end, 2)]
        theirs = [line for start, end, line in code.co_lines() for _ in range(start, end, 2)]
        assert ours == theirs, code
        count += 1
print(count)
"""


def every_code(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from every_code(each)


@pytest.mark.parametrize("module", [argparse, ast, asyncio.events, json.decoder])
def test_every_instruction_of_a_module_has_the_line_that_the_interpreter_gives_it(module: types.ModuleType) -> None:
    whole = compile(Path(str(module.__file__)).read_text(encoding="utf-8"), "x", "exec")
    for code in every_code(whole):
        ours = {at: line for start, end, line in decode(code.co_linetable, code.co_firstlineno, located=True)
                for at in range(start, end, 2)}  # fmt: skip
        theirs = {at: line for start, end, line in code.co_lines() for at in range(start, end, 2)}
        assert ours == theirs


@pytest.mark.parametrize("name", ["python3.12", "python3.13", "python3.14", "python3.15", "python3.10"])
def test_so_it_is_in_other_versions(name: str) -> None:
    python = interpreter_or_skip(name)
    root = str(Path(gilviz.__file__).parent.parent)
    done = subprocess.run([python, "-S", "-c", CHECK], env={"PYTHONPATH": root}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


def test_pairs_are_lengths_and_steps() -> None:
    assert decode(bytes([2, 1, 4, 255, 2, 128, 6, 3]), 10, located=False) == [
        Stretch(0, 2, 11), Stretch(2, 6, 10), Stretch(6, 8, None), Stretch(8, 14, 13),
    ]  # fmt: skip


@pytest.mark.parametrize("located", [True, False])
@pytest.mark.parametrize("table", [b"", b"\x00", b"\xff" * 40, bytes(range(256)), bytes(range(255, -1, -1))])
def test_what_is_no_table_is_no_error(table: bytes, located: bool) -> None:
    found = decode(table, 1, located=located)
    assert all(stretch.start <= stretch.end for stretch in found)
    assert sys.getsizeof(found) < 1 << 16
