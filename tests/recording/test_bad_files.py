"""Whatever a file holds: no crash, no hang, no memory beyond a bound, and one clear sentence."""

from __future__ import annotations

import os
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from gilviz.experiment.recorded import run_of
from gilviz.export.summary import run_summary
from gilviz.recording import Recording, RecordingError, read, write
from gilviz.recording.format import MEMORY_FACTOR, VERSION
from gilviz.recording.writer import encode
from gilviz.trace.metrics import measure
from gilviz.trace.verdict import verdict
from tests.recording.fuzzing import damaged, forged, opened, sealed, taken_apart
from tests.recording.recordings import recording, taking_turns
from tests.trace import runs

DAMAGED, FORGED = 6500, 3500
"""Files of each kind: ten thousand, in less than ten seconds."""
MB = 1 << 20


@pytest.fixture(scope="module")
def good() -> bytes:
    return b"".join(encode(recording()))


def looked_at(found: Recording) -> None:
    """Everything that a window works out of a recording that it shows."""
    for recorded in found.runs:
        run = run_of(recorded)
        record = run.record()
        verdict(record, measure(record.trace))
        run_summary(record)
        for lane in record.trace.lanes:
            start = lane.start or 0
            lane.coverage(np.linspace(start, lane.known_until, 40).astype(np.int64))
            lane.at(start)


def survive(data: bytes) -> bool:
    """Open a file; whether it was accepted. What is refused is refused in one sentence."""
    try:
        found = opened(data)
    except RecordingError as error:
        text = str(error)
        assert text.startswith("mutated.gilviz ")
        assert text.endswith((".", "others."))
        assert "\n" not in text
        assert len(text) < 700
        return False
    looked_at(found)
    return True


def test_files_that_were_damaged_are_refused_in_a_sentence(good: bytes) -> None:
    chance = random.Random(6)
    accepted = sum(survive(data) for data in (damaged(good, chance) for _ in range(DAMAGED)) if data != good)
    assert accepted == 0


def test_files_that_were_forged_are_refused_or_can_be_looked_at(good: bytes) -> None:
    chance = random.Random(7)
    accepted = sum(survive(forged(good, chance)) for _ in range(FORGED))
    assert 50 < accepted < FORGED  # else it would test only one of the two


def test_a_file_cut_off_anywhere_is_refused(good: bytes) -> None:
    for length in range(0, len(good), 7):
        assert not survive(good[:length])
    with pytest.raises(RecordingError, match="it has 500 bytes of"):
        opened(good[:500])


def test_a_file_of_a_newer_gilviz_says_so(good: bytes) -> None:
    head, blocks = taken_apart(good)
    with pytest.raises(RecordingError, match="newer than this gilviz: update gilviz"):
        opened(sealed(msgspec.json.encode(head), blocks, version=VERSION + 1))


def test_what_a_newer_gilviz_adds_is_left_aside(good: bytes) -> None:
    head, blocks = taken_apart(good)
    head["mood"] = {"deep": [1, 2, {"er": None}]}
    head["runs"][0]["lanes"][0]["colour"] = "blue"
    assert opened(sealed(msgspec.json.encode(head), blocks)).title == recording().title


def test_a_workload_of_a_newer_gilviz_is_named(good: bytes) -> None:
    head, blocks = taken_apart(good)
    head["runs"][0]["spec"]["workload"] = "quantum"
    with pytest.raises(RecordingError, match="does not know its job, 'quantum' by 'threading'"):
        opened(sealed(msgspec.json.encode(head), blocks))


Change = Callable[[dict[str, Any]], object]


def first_lane(head: dict[str, Any]) -> dict[str, Any]:
    lane: dict[str, Any] = head["runs"][0]["lanes"][0]
    return lane


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda head: first_lane(head)["times"].update(count=1 << 40), "claims to hold more"),
        (lambda head: head.update(runs=head["runs"] * 20), "claims to hold more"),  # the same blocks twenty times
        (lambda head: first_lane(head)["times"].update(count=3), "values for states where there must be 3|length of its times"),
        (lambda head: first_lane(head)["states"].update(at=1 << 40), "place of its states"),
        (lambda head: first_lane(head)["states"].update(width=3), "place of its states"),
        (lambda head: first_lane(head)["states"].update(base=200), "states are out of range"),
        (lambda head: first_lane(head)["tasks"].update(base=1 << 30), "tasks are out of range"),
        (lambda head: first_lane(head)["times"].update(base=-(10**12)), "times are out of range|backwards"),
        (lambda head: first_lane(head)["times"].update(crc=5), "checksum of its times"),
        (lambda head: first_lane(head).update(known_until=1 << 59), "lasts for weeks"),
        (lambda head: first_lane(head).update(kind=9), "can't be understood"),
        (lambda head: head.update(made_at="yesterday"), "its date is none"),
        (lambda head: head.update(made_at="9999-12-31T23:59:59-10:00"), "its date is none"),
        (lambda head: head["runs"][0]["memory"].update(kind="all"), "says of memory"),
        (lambda head: head["runs"][0]["spec"].update(tasks=1 << 40), "numbers of a job"),
        (lambda head: head["runs"][0]["runtime"].update(version="9" * 5000), "too long"),
    ],
)
def test_what_cannot_be_true_is_named(good: bytes, change: Change, says: str) -> None:
    head, blocks = taken_apart(good)
    change(head)
    with pytest.raises(RecordingError, match=says):
        opened(sealed(msgspec.json.encode(head), blocks))


def peak(data: bytes) -> int:
    """Bytes that opening takes at most."""
    tracemalloc.start()
    try:
        survive(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb_head(good: bytes) -> bytes:
    """A head that unpacks to a hundred times what it says."""
    _, blocks = taken_apart(good)
    return sealed(b" " * (100 * MB), blocks, plain=MB)


def bomb_head_declared(good: bytes) -> bytes:
    _, blocks = taken_apart(good)
    return sealed(b" " * (100 * MB), blocks)


def bomb_column(good: bytes) -> bytes:
    """A column that unpacks to a thousand times what it says."""
    return _with_times(good, zlib.compress(bytes(100 * MB), 9), 50_000)


def bomb_column_declared(good: bytes) -> bytes:
    return _with_times(good, zlib.compress(bytes(100 * MB), 9), 100 * MB)


def _with_times(good: bytes, block: bytes, count: int) -> bytes:
    head, blocks = taken_apart(good)
    times = {"at": len(blocks), "size": len(block), "count": count, "width": 1, "crc": zlib.crc32(block)}
    first_lane(head)["times"].update(times, packed=True)
    return sealed(msgspec.json.encode(head), blocks + block)


def many_lanes(good: bytes) -> bytes:
    """Columns that are claimed again and again."""
    head, blocks = taken_apart(good)
    head["runs"][0]["lanes"] *= 2000
    head["runs"] *= 20
    return sealed(msgspec.json.encode(head), blocks)


def deep(good: bytes) -> bytes:
    _, blocks = taken_apart(good)
    return sealed(b'{"x":' + b"[" * 400_000 + b"]" * 400_000 + b"}", blocks)


@pytest.mark.parametrize("bomb", [bomb_head, bomb_head_declared, bomb_column, bomb_column_declared, many_lanes, deep])
def test_a_bomb_does_not_go_off(good: bytes, bomb: Callable[[bytes], bytes]) -> None:
    data = bomb(good)
    assert peak(data) < MEMORY_FACTOR * len(data) + 64 * MB
    assert not survive(data)


def test_opening_takes_no_more_memory_than_is_promised(good: bytes) -> None:
    assert peak(good) < MEMORY_FACTOR * len(good) + 64 * MB


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gilviz")
    for path in (tmp_path / "pipe.gilviz", tmp_path, Path(os.devnull)):
        with pytest.raises(RecordingError, match="is not a file"):
            read(path)
    with pytest.raises(RecordingError, match="can't be the path of a file"):
        read(Path("a\0b"))


def test_an_empty_file_and_one_of_another_program_are_told_apart_from_damage(tmp_path: Path) -> None:
    (tmp_path / "a.gilviz").write_bytes(b"")
    with pytest.raises(RecordingError, match="is empty"):
        read(tmp_path / "a.gilviz")
    (tmp_path / "a.gilviz").write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(RecordingError, match="is no recording of gilviz"):
        read(tmp_path / "a.gilviz")


def no_room(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_recording_whole_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gilviz"
    write(path, recording())
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(RecordingError, match=r"The disk is full, so .*a\.gilviz was not written"):
        write(path, recording(taking_turns()))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to try")
def test_a_disk_that_is_truly_full_is_told(tmp_path: Path) -> None:
    unfinished = tmp_path / f".a.gilviz.{os.getpid()}.part"
    unfinished.symlink_to("/dev/full")
    with pytest.raises(RecordingError, match="The disk is full"):
        write(tmp_path / "a.gilviz", recording())
    assert list(tmp_path.iterdir()) == []


def test_a_recording_written_over_another_replaces_it_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    write(tmp_path / "real" / "a.gilviz", recording())
    (tmp_path / "link.gilviz").symlink_to(tmp_path / "real" / "a.gilviz")
    write(tmp_path / "link.gilviz", recording(runs.record("pool", [], wall_ms=3)))
    assert (tmp_path / "link.gilviz").is_symlink()
    assert len(read(tmp_path / "real" / "a.gilviz").runs) == 1
