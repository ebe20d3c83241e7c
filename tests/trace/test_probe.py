"""Whatever stands in a probe file, it is read without an error, and nothing is believed that no GIL says."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, ProbeHeader, State
from gilviz.trace.probe import read_probe
from gilviz.trace.truth import judge
from tests.trace.runs import MS, ORIGIN, record, worker

Record = tuple[int, int, int, int, int]
"""Start, holder, held, switches, end."""
GOOD: tuple[Record, ...] = ((100, 7, 1, 3, 150), (160, 8, 1, 4, 200), (210, 8, 0, 4, 210))
HEADER = {
    ProbeHeader.SAMPLES: 90,
    ProbeHeader.INTERVAL: 1000,
    ProbeHeader.LAST_LOOK: 220,
    ProbeHeader.FIRST_SWITCHES: 3,
    ProbeHeader.LAST_SWITCHES: 4,
}


def write(path: Path, records: tuple[Record, ...] = GOOD, header: Mapping[ProbeHeader, int] = HEADER) -> Path:
    words = [0] * PROBE_HEADER_WORDS
    for place, value in {ProbeHeader.MAGIC: PROBE_MAGIC, ProbeHeader.COUNT: len(records), **header}.items():
        words[place] = value
    flat = [*words, *(word for *found, end in records for word in (*found, 1000, end))]
    path.write_bytes(struct.pack(f"<{len(flat)}q", *flat))
    return path


def changed(line: int, word: int, value: int) -> tuple[Record, ...]:
    """The good records with one word changed."""
    records = [list(words) for words in GOOD]
    records[line][word] = value
    return tuple((a, b, c, d, e) for a, b, c, d, e in records)


def test_a_good_file_is_believed(tmp_path: Path) -> None:
    probe = read_probe(write(tmp_path / "probe"))
    assert probe
    assert (len(probe.starts), probe.hand_offs, probe.span_ns, probe.blind_ns) == (3, 1, 120, 0)


@pytest.mark.parametrize(
    "records",
    [
        changed(1, 1, 0),
        changed(1, 2, 2),
        changed(1, 2, -1),
        changed(0, 2, 94_000_000_000_000),
        changed(2, 3, 2),
        changed(0, 3, -9),
    ],
    ids=["held by nobody", "held twice", "held less than not", "an address for a lock", "a count that fell", "a negative count"],
)
def test_words_that_no_gil_has_make_the_whole_file_worthless(tmp_path: Path, records: tuple[Record, ...]) -> None:
    assert read_probe(write(tmp_path / "probe", records)) is None


@pytest.mark.parametrize(
    ("word", "value"),
    [
        (ProbeHeader.SAMPLES, -1),
        (ProbeHeader.BLIND, -1),
        (ProbeHeader.INTERVAL, -1),
        (ProbeHeader.DROPPED, -1),
        (ProbeHeader.FIRST_SWITCHES, -1),
        (ProbeHeader.LAST_SWITCHES, 2),
    ],
)
def test_counts_that_no_observer_makes_do_so_too(tmp_path: Path, word: ProbeHeader, value: int) -> None:
    assert read_probe(write(tmp_path / "probe", header={**HEADER, word: value})) is None


@pytest.mark.parametrize(
    ("records", "left"),
    [(changed(0, 0, 155), 0), (changed(1, 0, 140), 1), (changed(1, 4, 159), 1), (changed(2, 4, 205), 2), (changed(0, 0, 0), 0)],
    ids=["ends before it starts", "starts before the last ended", "ends before it starts, later", "the last one", "never"],
)
def test_of_times_that_go_backwards_what_came_before_is_left(tmp_path: Path, records: tuple[Record, ...], left: int) -> None:
    probe = read_probe(write(tmp_path / "probe", records))
    assert probe
    assert len(probe.starts) == len(probe.ends) == len(probe.held) == left


def test_nobody_is_blind_for_longer_than_they_looked(tmp_path: Path) -> None:
    probe = read_probe(write(tmp_path / "probe", header={**HEADER, ProbeHeader.BLIND: 10**15}))
    assert probe
    assert probe.blind_ns == probe.span_ns


def test_holders_that_nobody_knows_make_the_picture_worth_nothing(tmp_path: Path) -> None:
    made = record("threading", [worker(1, [(State.RUNNING, 20)]), worker(2, [(State.GIL_WAIT, 20)])], wall_ms=20).trace
    nonsense: Record = (ORIGIN, 0x1234_5678, 1, 3, ORIGIN + 20 * MS)
    made.probe = read_probe(write(tmp_path / "probe", (nonsense,), {**HEADER, ProbeHeader.LAST_LOOK: ORIGIN + 20 * MS}))
    truth = judge(made)
    assert truth.agreement_pct == 0.0
    assert truth.grade == "not to be trusted"


words = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 1000))


@given(st.lists(words, max_size=PROBE_HEADER_WORDS + 40))
def test_any_words_at_all_are_read_without_an_error(found: list[int]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        if found:
            found[ProbeHeader.MAGIC] = PROBE_MAGIC
        file.write(struct.pack(f"<{len(found)}q", *found))
        file.flush()
        probe = read_probe(Path(file.name))
    if probe is None:
        return
    edges = np.stack([probe.starts, probe.ends], axis=1).ravel()
    assert (edges[1:] >= edges[:-1]).all()
    assert 0 <= probe.blind_ns <= probe.span_ns
    assert min(probe.samples, probe.hand_offs, probe.interval_ns, probe.dropped) >= 0


def test_an_observer_that_ended_before_its_run_was_blind_for_the_rest(tmp_path: Path) -> None:
    probe = read_probe(write(tmp_path / "probe"))
    assert probe
    assert probe.until(5_000) is probe
    late = probe.until(1_000_210)
    assert (late.blind_ns - probe.blind_ns, late.span_ns - probe.span_ns) == (1_000_000, 1_000_000)
