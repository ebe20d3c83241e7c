"""An observer's file is followed while it grows; whatever stands in it, nothing else happens than that looks end."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, ProbeHeader
from gilviz.trace.probe_follower import ProbeFollower
from gilviz.trace.reconcile.looks import Looks

Record = tuple[int, int, int, int, int]
"""Start, holder, held, switches, end; how far looks are apart, the header says as well."""
FIRST: Record = (100_000, 7, 1, 3, 150_000)
SECOND: Record = (160_000, 8, 1, 4, 200_000)
FREE: Record = (900_000, 8, 0, 4, 900_000)


def write(path: Path, *records: Record, **header: int) -> Path:
    words = [0] * PROBE_HEADER_WORDS
    words[ProbeHeader.MAGIC], words[ProbeHeader.CAPACITY], words[ProbeHeader.INTERVAL] = PROBE_MAGIC, 64, 100_000
    words[ProbeHeader.COUNT] = len(records)
    words[ProbeHeader.LAST_LOOK] = records[-1][4] if records else 0
    for name, value in header.items():
        words[ProbeHeader[name]] = value
    interval = words[ProbeHeader.INTERVAL]
    flat = [*words, *(word for *found, end in records for word in (*found, interval, end))]
    path.write_bytes(struct.pack(f"<{len(flat)}q", *flat))
    return path


def found(looks: Looks) -> list[tuple[int, int]]:
    """When thread state 7 was seen to hold the GIL."""
    return [(cover.start, cover.end) for cover in looks.covers(7, -1_000_000, 2_000_000) if cover.holds]


def test_a_file_that_grows_is_read_as_one_that_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "probe", (100_000, 7, 1, 3, 110_000))
    follower = ProbeFollower(path)
    for records in ([FIRST], [FIRST, SECOND], [FIRST, SECOND, FREE]):
        follower.poll()
        write(path, *records)
    follower.finish()
    at_once = ProbeFollower(path)
    at_once.finish()
    assert found(follower.looks) == found(at_once.looks) != []
    assert follower.looks.last_look == at_once.looks.last_look == 900_000


def test_looks_that_are_to_come_are_waited_for_unless_the_observer_is_blind(tmp_path: Path) -> None:
    follower = ProbeFollower(write(tmp_path / "probe", FIRST))
    follower.poll()
    assert follower.looks.complete_until(400_000) == 150_000
    assert follower.looks.complete_until(7_000_000) == 7_000_000
    assert follower.looks.complete_until(120_000) == 120_000
    follower.finish()
    assert follower.looks.complete_until(400_000) == 400_000


def test_how_far_looks_are_apart_is_said_with_each_and_not_by_the_header_of_later(tmp_path: Path) -> None:
    path = write(tmp_path / "probe", FIRST, INTERVAL=20_000_000)
    follower = ProbeFollower(path)
    follower.poll()
    words = bytearray(path.read_bytes())
    struct.pack_into("<q", words, 8 * ProbeHeader.INTERVAL, 1000)
    path.write_bytes(words)
    follower.poll()
    follower.close()
    assert follower.looks.interval == 20_000_000
    assert follower.looks.complete_until(30_000_000) == 150_000, "a look so far away is not late yet"


def test_looks_that_were_not_kept_are_not_waited_for(tmp_path: Path) -> None:
    follower = ProbeFollower(write(tmp_path / "probe", FIRST, DROPPED=1, LAST_LOOK=190_000))
    follower.poll()
    follower.close()
    assert follower.looks.over


@pytest.mark.parametrize(
    "nonsense",
    [(160_000, 0, 1, 4, 200_000), (160_000, 8, 2, 4, 200_000), (140_000, 8, 1, 4, 200_000), (160_000, 8, 1, 2, 200_000)],
    ids=["held by nobody", "held twice", "before the last look", "a count that fell"],
)
def test_from_what_no_gil_says_on_nothing_is_believed(tmp_path: Path, nonsense: Record) -> None:
    follower = ProbeFollower(write(tmp_path / "probe", FIRST, nonsense, FREE))
    follower.finish()
    alone = ProbeFollower(write(tmp_path / "alone", FIRST))
    alone.finish()
    assert found(follower.looks) == found(alone.looks)


@pytest.mark.parametrize("content", [b"", b"12", bytes(200), struct.pack("<16q", PROBE_MAGIC, *[0] * 15)])
def test_what_is_no_probe_s_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "probe").write_bytes(content)
    with pytest.raises(OSError, match="not a probe's file"):
        ProbeFollower(tmp_path / "probe")


words = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 1000))


@given(st.lists(words, min_size=PROBE_HEADER_WORDS, max_size=PROBE_HEADER_WORDS + 40))
def test_any_words_at_all_are_read_without_an_error(content: list[int]) -> None:
    content[ProbeHeader.MAGIC], content[ProbeHeader.INTERVAL] = PROBE_MAGIC, 1000
    with tempfile.NamedTemporaryFile() as file:
        file.write(struct.pack(f"<{len(content)}q", *content))
        file.flush()
        follower = ProbeFollower(Path(file.name))
        follower.poll()
        follower.finish()
    edges = [edge for cover in follower.looks.covers(7, 0, 2**62) for edge in cover[:2]]
    assert edges == sorted(edges)
