"""What an onlooker wrote is read to the last look, and nothing of it is trusted."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from gilviz.runner.probe.stacks import make_file
from gilviz.runner.protocol import STACKS_HEADER_WORDS, STACKS_MAGIC, STACKS_RECORD_WORDS, WORD, StacksHeader, State
from gilviz.trace.stacks import LAST_LINE, read_stacks

CODE = {"file": "/home/me/work.py", "function": "parse", "first": 10, "own": True, "source": ["def parse(item):", "    return 1"]}
LOOK = (5_000, 77, int(State.RUNNING), 0, 1 << 32 | 11, 1 << 32 | 11)


def written(folder: Path, looks: list[tuple[int, ...]], codes: list[object], count: int | None = None) -> Path:
    """A run's directory in which an onlooker wrote that."""
    make_file(str(folder))
    with (folder / "stacks").open("r+b") as file:
        for word, value in (
            (StacksHeader.MAGIC, STACKS_MAGIC),
            (StacksHeader.COUNT, len(looks) if count is None else count),
            (StacksHeader.ROUNDS, 2),
            (StacksHeader.TORN, 3),
        ):
            file.seek(word * WORD)
            file.write(struct.pack("<q", value))
        file.seek(STACKS_HEADER_WORDS * WORD)
        for look in looks:
            file.write(struct.pack(f"<{STACKS_RECORD_WORDS}q", *look))
    (folder / "codes").write_text("".join(f"{json.dumps(code)}\n" for code in codes), encoding="utf-8")
    return folder


def test_looks_are_read_with_what_they_mean(tmp_path: Path) -> None:
    found = read_stacks(written(tmp_path, [LOOK, (6_000, 78, int(State.GIL_WAIT), 1, 0, 1 << 32 | 10)], [CODE]))
    assert found is not None
    assert (found.times.tolist(), found.threads.tolist(), found.rounds.tolist()) == ([5000, 6000], [77, 78], [0, 1])
    assert (found.looked, found.torn, found.interval_ns) == (2, 3, 10_000_000)
    assert found.codes[0].text(11) == "return 1"
    assert found.codes[0].text(99) == found.codes[0].text(9) == ""


@pytest.mark.parametrize(
    "look",
    [
        (0, *LOOK[1:]),
        (5_000, 77, 99, *LOOK[3:]),
        (5_000, 77, -1, *LOOK[3:]),
        (5_000, 77, 1, -1, *LOOK[4:]),
        (*LOOK[:4], 2 << 32, 0),
        (*LOOK[:4], 0, -5),
        (*LOOK[:4], 7, 0),
        (*LOOK[:4], 0, 7),
        (*LOOK[:4], 1 << 32 | 1 << 31, 0),
    ],
)
def test_looks_that_can_not_be_are_not_believed(look: tuple[int, ...], tmp_path: Path) -> None:
    assert read_stacks(written(tmp_path, [look], [CODE])) is None


def test_a_count_is_not_believed_beyond_what_there_is(tmp_path: Path) -> None:
    made = written(tmp_path, [LOOK], [CODE], count=1 << 60)
    assert read_stacks(made) is None  # what follows the last look has no time


def test_codes_that_are_no_codes_end_the_list(tmp_path: Path) -> None:
    several: list[object] = [[], 7, {"file": 1}, {**CODE, "source": "x"}, {**CODE, "first": None}]
    for number, bad in enumerate(several):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert read_stacks(written(folder, [LOOK], [bad, CODE])) is None


def test_a_refusal_is_told(tmp_path: Path) -> None:
    (tmp_path / "codes").write_text('{"refused": "No GIL"}\n', encoding="utf-8")
    found = read_stacks(tmp_path)
    assert found is not None
    assert (found.refused, len(found)) == ("No GIL", 0)


@pytest.mark.parametrize("data", [b"", b"nonsense" * 40])
def test_what_is_no_such_file_is_none(data: bytes, tmp_path: Path) -> None:
    assert read_stacks(tmp_path) is None
    (tmp_path / "stacks").write_bytes(data)
    assert read_stacks(tmp_path) is None


def test_a_first_line_has_no_more_bits_than_python_counts_lines_with(tmp_path: Path) -> None:
    found = read_stacks(written(tmp_path, [LOOK], [{**CODE, "first": 1 << 53}]))
    assert found is not None
    assert found.codes[0].first == LAST_LINE
