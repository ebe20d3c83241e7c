"""Packages with plug-ins for gilviz, made as an installer would leave them: modules, and a folder that says what they offer."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "resources" / "plug-in"
"""The example that README speaks of."""


def install(site: Path, package: str, offers: Mapping[str, Mapping[str, str]], modules: Mapping[str, str]) -> None:
    """Puts a package into a folder of packages.

    Args:
        site: The folder.
        package: What it is called.
        offers: Its entry points: what they name, by their names, by their groups.
        modules: Its modules' sources, by their names.
    """
    facts = site / f"{package}-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [
        line for group, names in offers.items() for line in (f"[{group}]", *(f"{name} = {at}" for name, at in names.items()))
    ]
    (facts / "entry_points.txt").write_text("\n".join(lines) + "\n")
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source)


def install_example(site: Path) -> None:
    """Puts the example into a folder of packages, with what its own pyproject.toml says it offers."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    install(site, project["name"], project["entry-points"], {})
    shutil.copytree(EXAMPLE / "gilviz_example", site / "gilviz_example", ignore=shutil.ignore_patterns("__pycache__"))
