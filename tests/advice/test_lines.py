"""Which runs tell what hinders threads, and how that is said."""

from __future__ import annotations

import dataclasses
import json

from gilviz.advice.lines import hindering, lines_json, lines_text
from gilviz.advice.plan import Try
from gilviz.runner.protocol import State
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import RunRecord
from gilviz.trace.stacks import refused_stacks
from tests.trace import runs
from tests.trace.stacks import Look, stacks

HELD, WAITED = State.RUNNING, State.GIL_WAIT
TURNS: list[Look] = [(5, 1, HELD, 12, 353), (5, 2, WAITED, 12, 0), (15, 1, WAITED, 11, 0), (15, 2, HELD, 12, 0)]


def run(executor: str, workers: int, looks: list[Look] | None) -> RunRecord:
    members = [runs.worker(number + 1, [(HELD, 50)]) for number in range(workers)]
    made = runs.record(executor, members, wall_ms=60)
    made.trace.stacks = None if looks is None else stacks(looks)
    return dataclasses.replace(made, spec=JobSpec("function", 1, executor, workers, 4))


def test_threads_that_wait_tell_more_than_a_plain_loop_and_than_processes() -> None:
    loop: list[Look] = [(5, 1, HELD, 11, 0)]
    found = hindering([run("sequential", 1, loop), run("thread-pool", 2, TURNS), run("process-pool", 2, None)])
    assert found.what == Try("thread-pool", 2)
    assert found.lines.rounds == 2
    assert hindering([run("sequential", 1, loop)]).what == Try("sequential", 1)


def test_as_json_each_line_has_its_shares_and_what_they_rest_on() -> None:
    found = lines_json(hindering([run("thread-pool", 2, TURNS), run("thread-pool", 2, TURNS)]))
    first = found["lines"][0]
    assert {key: first[key] for key in ("file", "line", "function", "text", "held_pct", "waited_pct", "samples", "inside")} == {
        "file": "/home/me/work.py",
        "line": 12,
        "function": "parse",
        "text": "total += slow(item)",
        "held_pct": 100.0,
        "waited_pct": 25.0,
        "samples": 6,
        "inside": ["raw_decode (decoder.py:353)"],
    }
    assert first["held_pct_surely"][0] < 100.0 == first["held_pct_surely"][1]
    assert found["lines_seen"] == {
        "executor": "thread-pool", "workers": 2, "rounds": 4, "samples": 8, "torn": 0, "blind_pct": 0.0, "missing": None,
    }  # fmt: skip
    json.dumps(found, allow_nan=False)


def test_a_handful_of_looks_tells_people_nothing_of_a_line() -> None:
    assert lines_text(hindering([run("thread-pool", 2, TURNS)])) == [
        "Which lines hold the GIL is not known: 2 looks found a worker in your code, which is too few. Give more or larger items."
    ]


def test_for_people_it_is_a_table_that_says_how_sure_it_is() -> None:
    table = lines_text(hindering([run("thread-pool", 2, TURNS)] * 3))
    assert table[0] == "What hinders threads here (thread-pool, 2 workers; sampled: 6 rounds):"
    assert table[2].split() == ["held", "waited", "line"]
    assert table[3].split()[:3] == ["100", "%", "±"]
    assert table[3].endswith("work.py:12  total += slow(item)")


def test_without_looks_it_says_why_or_nothing() -> None:
    refused = run("thread-pool", 2, [])
    refused.trace.stacks = refused_stacks("This interpreter runs without a GIL")
    found = hindering([refused])
    assert lines_text(found) == ["Which lines hold the GIL is not known: This interpreter runs without a GIL."]
    assert lines_json(found)["lines_seen"]["missing"] == "This interpreter runs without a GIL."
    nothing = hindering([run("process-pool", 2, None)])
    assert lines_text(nothing) == []
    assert lines_json(nothing)["lines"] == []
