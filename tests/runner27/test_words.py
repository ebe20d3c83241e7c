"""What the runner for Python 2.7 says again of the other one's words is the same."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from gilviz.launch.stage import stage_runner
from gilviz.runner import catalog, protocol
from gilviz.runner27 import offer, words

PLACE = Path(offer.__file__).parent
CONSTANTS = [name for name, value in vars(words).items() if isinstance(value, int)]
CLASSES = [name for name, value in vars(words).items() if inspect.isclass(value)]


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_number_is_the_same(name: str) -> None:
    assert getattr(words, name) == getattr(protocol, name)


@pytest.mark.parametrize("name", CLASSES)
def test_every_name_means_the_same(name: str) -> None:
    said = {key: value for key, value in vars(getattr(words, name)).items() if key.isupper()}
    assert said
    assert said == {key: getattr(getattr(protocol, name), key) for key in said}


def test_what_has_no_gil_says_so_in_the_words_of_the_protocol() -> None:
    assert protocol.Gil(words.NO_GIL) is protocol.Gil.NONE


def test_records_are_packed_alike() -> None:
    assert words.pack(1, 5, 41) == protocol.pack(1, 5, 41)
    assert words.pack_head(4, 1) == protocol.pack_head(4, 1)
    assert words.lane_file_name(7, 8, 9) == protocol.lane_file_name(7, 8, 9)


@pytest.mark.parametrize("offered", offer.WORKLOADS, ids=lambda offered: str(offered.name))
def test_a_workload_has_the_limits_of_the_catalogue_and_a_module(offered: offer.Workload) -> None:
    info = catalog.workload(offered.name)
    assert offered == tuple(getattr(info, field) for field in offered._fields)
    assert (PLACE / "workloads" / f"{offered.name.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("executor", offer.EXECUTORS)
def test_an_executor_is_one_of_the_catalogue_and_has_a_module(executor: str) -> None:
    assert (PLACE / "executors" / f"{catalog.executor(executor).module}.py").is_file()


def test_what_python_2_reads_is_ascii(tmp_path: Path) -> None:
    """A letter more, in a comment even, is an error of syntax there."""
    stage = stage_runner(tmp_path) / "gilviz"
    shared = [stage / "__init__.py", stage / "runner" / "__init__.py", stage / "runner" / "__main__.py"]
    read = [*shared, *stage.glob("runner27/**/*.py")]
    assert len(read) > 10
    assert [path for path in read if not path.read_bytes().isascii()] == []
