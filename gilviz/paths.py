"""Where the files are that come with gilviz and are not code: icons, themes, lectures, bundled recordings.

They lie in ``resources/`` beside the package in a checkout, and inside the package (``gilviz/resources``) once installed.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of one bundled file or folder: ``resource("icons", "gilviz.svg")``.

    Raises:
        FileNotFoundError: it is not among the resources; the message names both places.
    """
    return find_resource(_PACKAGE, *parts)


def find_resource(package: Path, *parts: str) -> Path:
    """Like ``resource``, for a package that lies elsewhere.

    Args:
        package: The folder that is the import package.
        parts: Names of folders and of the file, below ``resources``.
    """
    places = (package / "resources", package.parent / "resources")
    for place in places:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"no resource {'/'.join(parts)!r} in {places[0]} or {places[1]}: gilviz is not completely installed")
