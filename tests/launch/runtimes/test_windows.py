"""What Windows knows of Pythons, from a registry made of dictionaries."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.launch.runtimes.windows import read_launcher, read_registry, registered_pythons

KEYS: dict[tuple[str, ...], dict[str, str]] = {
    ("PythonCore", "3.13", "InstallPath"): {"": "C:\\Python313\\", "ExecutablePath": "C:\\Python313\\python.exe"},
    ("PythonCore", "3.12", "InstallPath"): {"": "C:\\Python312\\"},
    ("PythonCore", "3.11", "Help"): {"": "C:\\help.chm"},
    ("ContinuumAnalytics", "Anaconda39-64", "InstallPath"): {"ExecutablePath": "D:\\conda\\python.exe"},
    ("PyLauncher", "Settings", "InstallPath"): {"": "C:\\Windows"},
}


class FakeRegistry:
    def keys(self, key: Sequence[str]) -> list[str]:
        deeper = [known for known in KEYS if known[: len(key)] == tuple(key)]
        return list(dict.fromkeys(known[len(key)] for known in deeper))

    def value(self, key: Sequence[str], name: str) -> str | None:
        return KEYS.get(tuple(key), {}).get(name)


def test_the_registry_is_read_as_pep_514_has_it() -> None:
    expected = ["C:\\Python313\\python.exe", "C:\\Python312\\python.exe", "D:\\conda\\python.exe"]
    assert list(read_registry(FakeRegistry())) == expected


def test_the_launcher_lists_paths_with_spaces_and_strange_letters() -> None:
    told = (
        " -V:3.13t         C:\\Users\\Jörg Müller\\Python 3.13\\python3.13t.exe\r\n"
        " -V:3.12 *        C:\\Python312\\python.exe\r\n -V:Broken\r\n"
    )
    assert read_launcher(told) == ["C:\\Users\\Jörg Müller\\Python 3.13\\python3.13t.exe", "C:\\Python312\\python.exe"]


def test_elsewhere_there_is_nothing_to_read() -> None:
    assert isinstance(registered_pythons(), list)
