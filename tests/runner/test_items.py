"""What the user's function is called with: expressions, generators, files."""

from __future__ import annotations

import itertools
import pickle
from pathlib import Path
from types import ModuleType

import pytest

from gilviz.runner.user.call import Raised
from gilviz.runner.user.items import make_items
from gilviz.runner.user.results import report, same
from gilviz.runner.workloads.refusal import Refusal

MINE = ModuleType("mine")
MINE.__dict__.update(four=lambda: iter(range(4)), endless=itertools.count, FIRST=3)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("range(3)", [0, 1, 2]),
        ("[FIRST, FIRST + 1]", [3, 4]),
        ("four", [0, 1, 2, 3]),
        ("four()", [0, 1, 2, 3]),
        ("'ab'", ["a", "b"]),
    ],
)
def test_items_are_an_expression_or_a_function_in_the_module_s_names(text: str, items: list[object]) -> None:
    assert make_items(text, MINE, 10) == (items, False)


def test_items_without_an_end_are_cut() -> None:
    assert make_items("endless", MINE, 3) == ([0, 1, 2], True)


@pytest.mark.parametrize(
    ("name", "text", "items"),
    [
        ("items.txt", "one\n\ntwo\n", ["one", "two"]),
        ("items.json", '[1, "two"]', [1, "two"]),
        ("items.json", '{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ("items.jsonl", "1\n2\n", [1, 2]),
    ],
)
def test_a_file_has_one_item_a_line_or_is_a_list(tmp_path: Path, name: str, text: str, items: list[object]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert make_items(f"@{tmp_path / name}", MINE, 10).made == items


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7", "The items '7' are one int, and must be several: write .7., or a generator function"),
        ("range(", "are no Python expression"),
        ("nowhere", "can't be made .NameError: name 'nowhere' is not defined"),
        ("[]", "There are no items: .. is empty"),
        ("@nowhere.txt", "nowhere.txt can't be read .No such file or directory"),
        ("(1 / n for n in (1, 0))", "Making item 2 raised ZeroDivisionError: division by zero"),
    ],
)
def test_what_gives_no_items_is_told_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        make_items(text, MINE, 10)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "items.json").write_text("1\nx\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"Line 2 of .*items.json is no JSON"):
        make_items(f"@{tmp_path / 'items.json'}", MINE, 10)


class Plain:
    """Compares by what it is, not by what is in it."""

    def __init__(self, value: object) -> None:
        self.value = value


NAN = float("nan")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1, True),
        ([1, (2.0, NAN)], [1, (2.0, float("nan"))], True),
        (0.1 + 0.2, 0.3, True),
        (0.3, 0.31, False),
        ({"a": {1, 2}}, {"a": {2, 1}}, True),
        ({"a": 1}, {"a": 2}, False),
        ([1], [1, 2], False),
        (Plain(3), Plain(3), True),
        (Plain(3), Plain(4), False),
        ("1", 1, False),
    ],
)
def test_results_are_the_same_by_what_is_in_them(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal


def family(children: int, value: int = 0) -> Plain:
    """A parent whose children know it, and each other."""
    everyone = [Plain(number) for number in range(children)]
    parent = Plain(everyone)
    for child in everyone:
        child.__dict__.update(parent=parent, all=everyone, last=value)
    return parent


def test_what_links_back_is_compared_once() -> None:
    assert same(family(40), family(40))
    assert not same(family(40), family(40, 1))


def nested(depth: int, value: object) -> object:
    for _ in range(depth):
        value = [value]
    return value


def test_what_differs_deep_inside_is_not_the_same() -> None:
    assert same(nested(120, 1), nested(120, 1))
    assert not same(nested(120, 1), nested(120, 2))


def test_a_plain_loop_s_results_are_what_later_ones_are_held_against(tmp_path: Path) -> None:
    file = str(tmp_path / "results")
    assert report([1, [2], lambda: 3], file, plain=True) == ["ok", "ok", "ok"]
    assert report([1, [5], lambda: 3], file, plain=False) == ["ok", "differs: [5] instead of [2]", "not compared"]
    assert report([1], file, plain=False) == ["ok", "missing", "missing"]


def test_without_a_plain_loop_s_results_nothing_is_compared_and_nothing_kept(tmp_path: Path) -> None:
    file = tmp_path / "results"
    assert report([1, Raised("ValueError", "no")], str(file), plain=False) == ["not compared", "raised ValueError: no"]
    assert not file.exists()


def test_what_is_nested_too_deeply_to_compare_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "results"
    file.write_bytes(pickle.dumps([pickle.dumps(nested(400, 1))]))
    assert report([nested(400, 2)], str(file), plain=False) == ["not compared"]
