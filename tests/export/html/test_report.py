"""The report: well-formed, complete, safe whatever a recording says, and true to the lanes."""

from __future__ import annotations

import dataclasses
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from gilviz.export.html import write_html
from gilviz.export.html.picture import COLUMNS, HEIGHT, Axis, axis_svg, lane_svg
from gilviz.imports import read_any
from gilviz.recording import Caption, Recording
from gilviz.render.stack import ORDER
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.metrics import measure
from gilviz.trace.record import Outcome
from gilviz.trace.verdict import verdict
from tests.recording.recordings import processes, recording, taking_turns
from tests.trace import lanes
from tests.trace.lane_files import Transition
from tests.trace.runs import record, worker

EVIL = "<script>alert('x')</script> & \"quoted\" </pre>"
VOID = {"meta", "rect", "path"}


def page(what: Recording | None = None) -> str:
    stream = io.StringIO()
    write_html(stream, what or recording())
    return stream.getvalue()


class Checker(HTMLParser):
    """Complains of what is left open, used twice or leads nowhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.tags: set[str] = set()
        self.feed(text)
        self.problems += [f"{tag} is left open" for tag in self.open]
        self.problems += [f"{wanted} leads nowhere" for wanted in self.wanted - set(self.ids)]
        self.problems += ["an id is used twice"] * (len(self.ids) != len(set(self.ids)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.wanted |= {(given.get(name) or "").lstrip("#") for name in ("href", "aria-labelledby") if given.get(name)}
        self.problems += [f"{tag} loads {given[name]}" for name in ("src", "srcset", "onload", "onclick") if name in given]
        if tag == "svg" and not ("aria-hidden" in given or (given.get("role") == "img" and given.get("aria-label"))):
            self.problems.append("a picture says nothing to those who can't see it")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")


def test_a_report_is_well_formed_accessible_and_loads_nothing() -> None:
    text = page()
    found = Checker(text)
    assert found.problems == []
    assert not found.tags & {"script", "img", "link", "iframe", "object", "base"}
    assert "default-src 'none'" in text
    assert re.findall(r"https?:|url\((?!#p\d\))|@import", text) == []
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_it_has_every_sentence_figure_and_lane() -> None:
    runs = dataclasses.replace(taking_turns(), source=""), processes()
    text = page(recording(*runs))
    for run in runs:
        assert verdict(run, measure(run.trace)) in text
    for said in (
        "primes · 8 tasks", "gilviz 0.1.0 · Linux x86_64, 4 cores (A processor) · 2026-11-22 17:50 UTC", "They take turns.",
        "All of it.", "threading · 2 workers · CPython 3.13 · GIL", "T1 · thread 1001 of process 1000", "3 records", "wörld",
        "Settings: workers 2, workload primes, watched True.",
    ):  # fmt: skip
        assert said in text
    assert text.count('aria-label="T1: 50 % running, 50 % waiting for the GIL"') == 1


def test_coroutines_wait_for_their_event_loop_in_legend_table_and_what_is_read_aloud() -> None:
    lane = worker(1, [(State.LOCK_WAIT, 50), (State.RUNNING, 50)], kind=WorkerKind.COROUTINE)
    text = page(recording(record("asyncio", [lane], wall_ms=100)))
    assert 'aria-label="C1: 50 % running, 50 % waiting for the event loop"' in text
    assert text.count("waiting for the event loop") >= 3
    assert "waiting for a lock" not in text


def test_whatever_a_recording_says_is_text_and_nothing_else() -> None:
    evil = dataclasses.replace(taking_turns(), outcome=Outcome.FAILED, error=EVIL, traceback=EVIL, log=EVIL, source=EVIL)
    told = dataclasses.replace(recording(evil), title=EVIL, made_by=EVIL, settings={EVIL: EVIL}, captions=(Caption(EVIL),))
    text = page(told)
    assert "<script" not in text
    assert Checker(text).problems == []


@pytest.mark.parametrize(
    "what",
    [
        dataclasses.replace(recording(), runs=()),
        recording(dataclasses.replace(processes(), runtime=None, outcome=Outcome.PARTIAL, wall_s=None, log="")),
        read_any(Path(__file__).parents[2] / "imports" / "data" / "sampling.json"),
    ],
    ids=["no run", "a run of which little is known", "another tool's"],
)
def test_whatever_is_missing_the_report_is_whole(what: Recording) -> None:
    assert Checker(page(what)).problems == []


def test_another_tool_s_word_is_called_so_and_not_graded() -> None:
    text = page(read_any(Path(__file__).parents[2] / "imports" / "data" / "viztracer.json"))
    assert "told by VizTracer 1.1.1, not recorded by gilviz" in text
    assert "not to be trusted" not in text


@lanes.steady
@given(lanes.transitions(least=1))
def test_a_lane_is_filled_by_the_exact_shares(listed: list[Transition]) -> None:
    lane = lanes.lane_of(listed, listed[-1][0] + 5)
    edges = np.arange(COLUMNS + 1) // 20 + listed[0][0]
    drawn = dict(re.findall(r'class="s(\d)" d="M0 32(.*?)V32z"', lane_svg(lane, edges, "")))
    covered = lane.coverage(edges)
    for number, state in enumerate(ORDER):
        below = covered[:, list(ORDER[: number + 1])].sum(axis=1)
        whole = np.maximum(np.diff(edges), 1)
        if str(int(state)) not in drawn:
            assert not covered[:, state].any()
            continue
        steps = re.findall(r"V(\d+)H(\d+)", drawn[str(int(state))])
        ends = [int(end) for _, end in steps]
        tops = np.repeat([int(top) for top, _ in steps], np.diff([0, *ends]))
        assert (tops == HEIGHT - (2 * HEIGHT * below + whole) // (2 * whole)).all()


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        (0, 2_000_000_000, ["0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s"]),
        (-30_000_000, 95_000_000, ["−20 ms", "0 s", "20 ms", "40 ms", "60 ms", "80 ms"]),
        (0, 1000, ["0 s", "0.0002 ms", "0.0004 ms", "0.0006 ms", "0.0008 ms", "0.0010 ms"]),
    ],
)
def test_the_axis_has_round_times(start: int, end: int, labels: list[str]) -> None:
    assert re.findall(r">([^<]+)</text>", axis_svg(Axis(start, end)))[:6] == labels


def test_all_runs_share_one_axis() -> None:
    axis = Axis.of([taking_turns(), processes()])
    assert (axis.start, axis.end) == (0, 200_000_000)
    assert State.RUNNING in ORDER


def test_notes_are_flags_in_the_picture_with_their_numbers_below_it() -> None:
    noted = (
        Caption("They take turns.", 0, 1, 5_000_000), Caption(EVIL, 0, 1, 2_000_000), Caption("A moment.", 0, None, 3_000_000),
        Caption("Long after the end.", 0, 1, 10**15), Caption("All of the run.", 0), Caption("All of it."),
    )  # fmt: skip
    text = page(dataclasses.replace(recording(taking_turns()), captions=noted))
    assert Checker(text).problems == []
    figure, below = text.partition("<figure>")[2].split("</figure>", 1)
    assert re.findall(r'text-anchor="middle">(\d)</text></g>', figure) == ["1", "3", "2"], "the whole run's are below the lanes"
    assert figure.index("They take turns.") < figure.index("A moment.")
    listed = below.partition('<ol class="notes"')[2].partition("</ol>")[0]
    notes = [part.split("</span> ")[1].split("</li>")[0] for part in listed.split("<li>")[1:]]
    assert notes[1:] == ["A moment.", "They take turns.", "Long after the end."]
    assert "<p>All of the run.</p>" in below
    assert "<script" not in text
