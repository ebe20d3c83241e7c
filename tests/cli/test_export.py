"""``gilviz export`` and ``gilviz import``: what they write, and what they say where they can't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gilviz.cli.app import main
from gilviz.export.formats import FORMATS
from gilviz.recording import read, write
from tests.recording.recordings import processes, recording

DATA = Path(__file__).parent.parent / "imports" / "data"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    write(tmp_path / "a.gilviz", recording())
    return tmp_path / "a.gilviz"


@pytest.mark.parametrize(
    ("options", "name", "begins"),
    [
        (["--format", "chrome"], "a.json", '{"displayTimeUnit":"ns","traceEvents":['),
        (["--format", "json"], "a.json", '{\n  "workload": "primes",'),
        ([], "a.csv", "run,lane,worker,pid,"),
        ([], "a.html", "<!DOCTYPE html>"),
        (["-f", "csv"], "a.txt", "run,lane,worker,pid,"),
    ],
)
def test_a_recording_becomes_a_file_of_another_format(
    kept: Path, capsys: pytest.CaptureFixture[str], options: list[str], name: str, begins: str
) -> None:
    target = kept.with_name(name)
    assert main(["export", str(kept), "-o", str(target), *options]) == 0
    assert target.read_text(encoding="utf-8").startswith(begins)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(f": {target}.\n")


def test_what_is_exported_to_standard_output_is_the_same(kept: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for kind in FORMATS:
        assert main(["export", str(kept), "-f", kind, "-o", str(kept.with_name(kind))]) == 0
        assert main(["export", str(kept), "-f", kind, "-o", "-"]) == 0
        assert capfdbinary.readouterr().out == kept.with_name(kind).read_bytes()
    assert sorted(file.name for file in kept.parent.iterdir()) == sorted([kept.name, *FORMATS])


def test_what_was_exported_without_loss_can_be_imported(kept: Path) -> None:
    trace, again = kept.with_name("a.json"), kept.with_name("b.gilviz")
    assert main(["export", str(kept), "-f", "chrome", "-o", str(trace)]) == 0
    assert main(["import", str(trace), "-o", str(again)]) == 0
    assert again.read_bytes() == kept.read_bytes()


def test_a_file_of_another_tool_becomes_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "sampled.gilviz"
    assert main(["import", str(DATA / "sampling.json"), "-o", str(target)]) == 0
    assert capsys.readouterr().err == f"sampling.json, recorded by profiling.sampling: 4 lanes, in {target}.\n"
    assert read(target).runs[0].run.source == "profiling.sampling"
    assert main(["export", str(DATA / "viztracer.json"), "-o", str(tmp_path / "viz.html")]) == 0
    assert "As VizTracer 1.1.1 tells it" in (tmp_path / "viz.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["export", "a.gilviz", "-o", "b.json"], "the name b.json: add --format chrome or --format json."),
        (["export", "a.gilviz", "-o", "b"], "the name b: add --format with one of chrome, csv, json, html"),
        (["export", "a.gilviz", "-o", "b", "-f", "pickle"], "There is no format 'pickle': choose one of chrome, csv, json, html"),
        (["export", "a.gilviz", "-o", "-"], "the name -: add --format with one of chrome, csv, json, html"),
        (
            ["export", "a.gilviz", "-o", "-", "-f", "png"],
            "- is standard output, and a picture or a film needs a file",
        ),
        (["export", "a.gilviz", "-o", "a.gilviz", "-f", "csv"], "a.gilviz is the file to be read: choose another name"),
        (["export", "a.gilviz", "-o", "no/b.csv"], "The folder no does not exist: create it, or choose another."),
        (["export", "nothing.gilviz", "-o", "b.csv"], "nothing.gilviz can't be read (No such file or directory)"),
        (["export", "b.gilviz", "-o", "b.csv"], "b.gilviz is empty"),
        (["export", "a.gilviz", "-o", "b.csv", "--from", "0.1"], "--from, --to and --speed are for pictures and films, and "),
        (["export", "a.gilviz"], "Missing option '--output' / '-o': see `gilviz export --help`."),
        (["import", "a.gilviz", "-o", "b.json"], "b.json is no name of a recording: let it end with .gilviz."),
        (
            ["import", "text", "-o", "c.gilviz"],
            "text can't be taken in: it is something else; give a recording of gilviz, a Chrome trace or a",
        ),
        (["import", "a.gilviz", "-o", "folder.gilviz"], "folder.gilviz is a folder: name a file in it."),
    ],
)
def test_what_can_t_be_done_is_said_before_anything_is_written(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    monkeypatch.chdir(kept.parent)
    Path("b.gilviz").touch()
    Path("text").write_text("hello", encoding="utf-8")
    Path("folder.gilviz").mkdir()
    before = sorted(Path().iterdir()), kept.read_bytes()
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert why in told
    assert told.count("\n") == 1
    assert (sorted(Path().iterdir()), kept.read_bytes()) == before


def test_a_full_disk_is_told(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        return
    assert main(["export", str(kept), "-o", "/dev/full", "-f", "csv"]) == 1
    assert capsys.readouterr().err == (
        "gilviz: /dev/full could not be written (No space left on device): choose a place with room.\n"
    )


def test_figures_as_json_say_what_they_are_of(kept: Path) -> None:
    target = kept.with_name("a.json")
    assert main(["export", str(kept), "-f", "json", "-o", str(target)]) == 0
    told = json.loads(target.read_text(encoding="utf-8"))
    assert (told["title"], told["machine"], len(told["runs"])) == ("primes · 8 tasks", "Linux x86_64, 4 cores", 2)


def test_several_recordings_become_one_file_that_says_which_run_is_whose_and_what_differs(kept: Path) -> None:
    other, out = kept.with_name("other.gilviz"), kept.with_name("out")
    write(other, recording(processes()))

    def exported(kind: str) -> str:
        assert main(["export", str(kept), str(other), "-f", kind, "-o", str(out)]) == 0
        return out.read_text(encoding="utf-8")

    told = json.loads(exported("json"))
    assert [run["mark"] for run in told["runs"]] == ["A", "A", "B"]
    assert told["differences"]["tasks"] == "4, 8 | 8"
    assert "B is other.gilviz: gilviz 0.1.0 · Linux x86_64, 4 cores · 2026-11-22 17:50." in told["notes"]
    assert "They differ in tasks and executors." in exported("html")
    assert "B · pool · " in out.read_text(encoding="utf-8")
    lines = exported("csv").splitlines()
    assert lines[0].startswith("recording,run,lane,")
    assert {line[:4] for line in lines[1:]} == {"A,1,", "A,2,", "B,3,"}
    assert "3: B · pool" in exported("chrome")
    again = kept.with_name("again.gilviz")
    assert main(["import", str(out), "-o", str(again)]) == 0
    assert len(read(again).runs) == 3
    assert main(["export", *[str(kept)] * 13, "-f", "csv", "-o", str(out)]) == 2
