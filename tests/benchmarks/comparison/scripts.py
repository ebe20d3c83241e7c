"""The tools that look at a script, as subjects: how each is called, and how its output is read."""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.comparison import outputs
from tests.benchmarks.comparison.installed import Missing, environment_with, python_of, version_of
from tests.benchmarks.comparison.ordinary_user import as_ordinary_user
from tests.benchmarks.comparison.picture import Picture
from tests.benchmarks.comparison.subject import Look, Script, Subject

ROOT = Path(__file__).resolve().parents[3]
JOB = "tests.benchmarks.comparison.job"
PYPI_JOB = "tests.benchmarks.comparison.pypi_job"
SPY_RATE = 1000
SAMPLING_RATE = "10khz"
SHORT = 4
"""How many times less work is enough to see whether a tool works at all."""
Reader = Callable[[str, Mapping[str, Any]], Picture]


def of_workers(read: Callable[[str, set[int]], Picture], number: int) -> Reader:
    """Reads an output that names threads by the first (``get_ident``) or second (``get_native_id``) of their numbers."""
    return lambda text, report: read(text, {numbers[number] for numbers in report["workers"]})


def viztracer(limit: int) -> Subject:
    """VizTracer, as its own command without options but the file's name."""
    return _viztracer("VizTracer", limit, [])


def viztracer_without_calls(limit: int) -> Subject:
    """The same where the code makes no calls, and so gives no signs of life."""
    return _viztracer("VizTracer, code without calls", limit, ["--without-calls"])


def _viztracer(name: str, limit: int, options: list[str]) -> Subject:
    place = environment_with("viztracer")
    plain = Script([python_of(place)], JOB, limit, options)
    tool: list[str | Path] = [python_of(place), "-m", "viztracer", "--quiet", "-o", "trace.json"]
    looked = dataclasses.replace(plain, command=tool, output="trace.json", read=of_workers(outputs.viztracer, 1))
    return subject(name, f"{version_of(place, 'viztracer')}: python -m viztracer -o trace.json", looked, plain, [place])


def py_spy(limit: int) -> Subject:
    """py-spy, as often as its users are told it can; at its default of 100 a second it could see no slice of 5 ms."""
    place = environment_with("py-spy")
    spy = place / "bin" / "py-spy"
    plain = Script([sys.executable], JOB, limit)
    options = ["--gil", "--rate", str(SPY_RATE), "--format", "chrometrace", "--output", "spy.json"]
    tool: list[str | Path] = [spy, "record", *options, "--", sys.executable]
    looked = dataclasses.replace(plain, command=tool, output="spy.json", read=of_workers(outputs.py_spy, 0))
    note = f"{version_of(place, 'py-spy')}: py-spy record --gil --rate {SPY_RATE} --format chrometrace"
    made = subject("py-spy", note, looked, plain, [place])
    attach = partial(_attached, [spy, "dump", "--pid"], plain, [place])
    return dataclasses.replace(made, alone={**made.alone, "attach and see": attach})


def sampling(limit: int) -> Subject:
    """The profiler of CPython 3.15's standard library; its Gecko output holds the analysis of ``--mode gil``, with times."""
    python = shutil.which("python3.15")
    if python is None:
        raise Missing("no python3.15 on the search path, which has profiling.sampling")
    plain = Script([python], JOB, limit)
    options = ["--all-threads", "-r", SAMPLING_RATE, "--gecko", "-o", "gecko.json"]
    tool = [python, "-m", "profiling.sampling", "run", *options]
    looked = dataclasses.replace(plain, command=tool, output="gecko.json", read=of_workers(outputs.gecko, 1))
    note = f"python3.15 -m profiling.sampling run --all-threads -r {SAMPLING_RATE} --gecko"
    made = subject("profiling.sampling", note, looked, plain, [])
    attach = partial(_attached, [python, "-m", "profiling.sampling", "dump"], plain, [])
    return dataclasses.replace(made, alone={**made.alone, "attach and see": attach})


def pypi_gilviz(limit: int) -> Subject:
    """The PyPI project of the same name, on its own job."""
    place = environment_with("gilviz")
    plain = Script([python_of(place)], PYPI_JOB, limit)
    looked = dataclasses.replace(
        plain, options=["samples.json"], output="samples.json", read=lambda text, _report: outputs.pypi_gilviz(text)
    )
    note = f"{version_of(place, 'gilviz')}: gilviz export --workers 2"
    return subject("gilviz on PyPI", note, looked, plain, [place])


def subject(name: str, note: str, looked: Script, plain: Script, needed: list[Path]) -> Subject:
    """A subject from its two scripts."""
    alone = {"run and see": partial(_alone, looked, needed)}
    return Subject(name, note, partial(_in_a_folder, looked), partial(_in_a_folder, plain), alone)


def environment() -> dict[str, str]:
    """Where jobs find their modules."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def folders_of(python: str | Path) -> list[Path]:
    """All folders that an interpreter is read from."""
    ask = "import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix, open('/proc/self/maps').read()]))"
    told = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout
    executable, prefix, base, maps = json.loads(told)
    mapped = {Path(file).parent for file in _files(maps)}
    return [Path(executable).parent, Path(prefix), Path(base), *sorted(mapped)]


def _files(maps: str) -> list[str]:
    columns = (line.split(maxsplit=5) for line in maps.splitlines())
    return [parts[5] for parts in columns if len(parts) == 6 and parts[5].startswith("/") and Path(parts[5]).exists()]


def _in_a_folder(script: Script) -> Look:
    with tempfile.TemporaryDirectory(prefix="gilviz-comparison-") as work:
        return script.run(Path(work), environment())


def _attached(dump: list[str | Path], script: Script, needed: list[Path]) -> str:
    """Asks a job for its stacks while it runs, which somebody else has started."""
    job, ask = (shlex.join(map(str, command)) for command in (script.arguments(), dump))
    command = f"{job} & job=$!; sleep 0.7; {ask} $job; told=$?; wait $job; exit $told"
    with tempfile.TemporaryDirectory(prefix="gilviz-comparison-") as work:
        return _as_ordinary_user(script, ["sh", "-c", command], Path(work), needed)


def _as_ordinary_user(script: Script, command: Sequence[str | Path], work: Path, needed: list[Path]) -> str:
    python = next(part for part in reversed(script.command) if "python" in Path(part).name)
    return as_ordinary_user(command, work, [*needed, *folders_of(python), ROOT], {"PYTHONPATH": str(ROOT)})


def _alone(script: Script, needed: list[Path]) -> str:
    short = dataclasses.replace(script, limit=script.limit // SHORT)
    with tempfile.TemporaryDirectory(prefix="gilviz-comparison-") as name:
        work = Path(name)
        trouble = _as_ordinary_user(script, short.arguments(), work, needed)
        if trouble:
            return trouble
        picture = short.result(work).picture
        return "" if picture and any(picture.running.values()) else "it ran, and showed nothing of the threads"
