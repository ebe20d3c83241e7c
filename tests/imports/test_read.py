"""Whatever a file holds, the end is a recording or one sentence."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from pathlib import Path

import pytest

from gilviz.export.chrome import write_chrome
from gilviz.imports import ImportFailed, json_stream, read_any
from gilviz.imports import events as events_module
from gilviz.recording import Recording, RecordingError, write
from tests.recording.recordings import recording

DATA = Path(__file__).parent / "data"
KINDS = "a recording of gilviz, a Chrome trace or a gecko profile of profiling.sampling"

NOTHING = "none of its events says from when to when something ran"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "{path} is empty: get it again from where it came."),
        (b" \n ", "{path} is empty: get it again from where it came."),
        (b"<html>", f"{{path}} can't be taken in: it is something else; give {KINDS}."),
        (b"\x89PNG\r\n", f"{{path}} can't be taken in: it is no text in UTF-8; give {KINDS}."),
        (b'{"a": [1, 2], "b": {"c": 3}}', f"{{path}} can't be taken in: it is JSON of another kind; give {KINDS}."),
        (b'{"traceEvents": 3}', f"{{path}} can't be taken in: it is JSON of another kind; give {KINDS}."),
        (b'{"traceEvents": [{"ph": "X"', f"{{path}} can't be taken in: it ends too early; give {KINDS}."),
        (b'{"traceEvents": [}', f"{{path}} can't be taken in: it is no JSON (expecting value); give {KINDS}."),
        (b"[" * 100_000, f"{{path}} can't be taken in: it is nested too deeply; give {KINDS}."),
        (
            b'{"traceEvents": []}',
            f"{{path}} can't be taken in: {NOTHING}: record functions or tasks with that tool.",
        ),
        (
            b'[{"ph":"X","ts":0,"dur":5},{"ph":"X","ts":4e15,"dur":5}]',
            "{path} can't be taken in: its times are weeks apart, so they can't be those of one run.",
        ),
        (
            gzip.compress(b"[1]")[:10] + b"junk junk",
            "{path} can't be taken in: it is compressed, and damaged; get it again from where it came.",
        ),
        (gzip.compress(b"[" + b"1," * 99)[:-12], f"{{path}} can't be taken in: it ends too early; give {KINDS}."),
    ],
    ids=range(13),
)
def test_what_can_t_be_taken_in_is_told_in_one_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(ImportFailed) as caught:
        read_any(path)
    assert str(caught.value) == why.format(path=path)


def test_a_place_without_a_file_is_told(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path, "is not a file: give the path of"),
        (tmp_path / "nowhere", r"can't be read \(No such file or directory\)"),
        (Path("a\0b"), "can't be the path of a file"),
    ):
        with pytest.raises(ImportFailed, match=why):
            read_any(path)


def test_a_recording_of_gilviz_is_read_as_one_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path / "kept", recording())
    assert read_any(tmp_path / "kept").title == "primes · 8 tasks"
    (tmp_path / "broken.gilviz").write_bytes(b"{}")
    with pytest.raises(RecordingError, match="no recording of gilviz"):
        read_any(tmp_path / "broken.gilviz")


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream.JsonStream.__init__, "__defaults__", (1 << 16, 0))
    path = tmp_path / "bomb.json"
    for content, why in (
        (b'[{"ph":"X","args":"' + b"x" * 2_000_000, "longer than"),
        (b"[" + b'{"ph":"?"},' * 200_000, "longer than 1,048,576 bytes"),
    ):
        path.write_bytes(gzip.compress(content))
        with pytest.raises(ImportFailed, match=why):
            read_any(path, 1 << 20)


def test_too_many_events_or_threads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps([{"ph": "X", "ts": 0, "dur": 5, "tid": tid} for tid in range(20)]), encoding="utf-8")
    monkeypatch.setattr(events_module, "MOST_THREADS", 19)
    with pytest.raises(ImportFailed, match=r"it has more than 19 threads: record fewer of them\.$"):
        read_any(path)
    monkeypatch.setattr(events_module, "MOST", 10)
    with pytest.raises(ImportFailed, match=r"it has more than 10 events: record for a shorter time\.$"):
        read_any(path)


def recording_or_sentence(path: Path) -> Recording | str:
    try:
        return read_any(path)
    except RecordingError as error:
        return str(error)


@pytest.mark.parametrize("kind", ["own", "viztracer", "sampling"])
def test_whatever_becomes_of_a_file_the_end_is_a_recording_or_a_sentence(tmp_path: Path, kind: str) -> None:
    """Bytes changed, cut, doubled and swapped, in 400 ways each."""
    if kind == "own":
        write_chrome(tmp_path / "own.json", recording())
    sound = (tmp_path / "own.json" if kind == "own" else DATA / f"{kind}.json").read_bytes()
    chance = random.Random(kind)
    tokens = (b"-", b"0", b"1e999", b"NaN", b"null", b'"', b"[", b"}", b",", b"99999999999999999999", b"true", b"{}", b"\xff")
    for _ in range(400):
        data = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at : at + chance.randrange(3)] = chance.choice(tokens)
                case 1:
                    data[at] = chance.randrange(256)
                case 2:
                    del data[at : at + chance.randrange(1, 200)]
                case _:
                    data[at:at] = data[at : at + chance.randrange(1, 200)]
        path = tmp_path / "mutated.json"
        path.write_bytes(data)
        found = recording_or_sentence(path)
        if isinstance(found, str):
            assert (found.startswith(str(path)), found[-1:], "\n" in found) == (True, ".", False)
        else:
            assert found.runs


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes only there")
def test_names_that_are_no_text_become_text_that_can_be_kept(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.json"))
    named = {"ph": "M", "name": "thread_name", "args": {"name": "half \ud800"}}
    path.write_text(json.dumps([named, {"ph": "X", "ts": 0, "dur": 5}]), encoding="utf-8")
    found = read_any(path)
    assert found.title == "?.json, recorded by the Chrome trace ?.json"
    write(tmp_path / "kept.gilviz", found)
