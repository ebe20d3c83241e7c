from pathlib import Path

import pytest

from gilviz.paths import find_resource


def test_a_resource_is_found_inside_an_installed_package(tmp_path: Path) -> None:
    installed = tmp_path / "gilviz" / "resources" / "icons" / "a.svg"
    installed.parent.mkdir(parents=True)
    installed.touch()
    assert find_resource(tmp_path / "gilviz", "icons", "a.svg") == installed


def test_a_resource_is_found_beside_the_package_of_a_checkout(tmp_path: Path) -> None:
    beside = tmp_path / "resources" / "icons" / "a.svg"
    beside.parent.mkdir(parents=True)
    beside.touch()
    assert find_resource(tmp_path / "gilviz", "icons", "a.svg") == beside


def test_a_missing_resource_is_named_together_with_the_places_searched(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no resource 'icons/b\.svg' in .*resources.* or .*resources"):
        find_resource(tmp_path / "gilviz", "icons", "b.svg")
