"""The Pythons that jobs can run on: where they are, what each of them is, and what it can't do.

Nothing is known of an interpreter but what it says itself. So each is started once, several at a time, and asked:

1. ``places`` lists paths where interpreters may lie, cheaply and without starting any: this one, the search path, the folders
   of pyenv, uv, conda, virtual environments, Homebrew, the Windows registry, and what the user has added (``added``). What it
   looks at is the machine's ``surroundings``.
2. ``finder`` drops the paths that are plainly the same program, looks the rest up in the ``cache``, and has ``ask`` start those
   that are not there, or have changed since.
3. ``question`` is the program that an interpreter is asked with, in words that Python 2.7, Jython and IronPython understand too.
4. ``plug_ins`` looks which executors and workloads other people's packages add to one, where somebody wants to know.
5. ``rules`` says in sentences what an interpreter can't be used for: at all, with this executor, with that wish about its GIL.

A virtual environment's python is a symbolic link, and following it leaves the environment. So a path is never resolved where it
is shown or started; what it resolves to only tells whether two paths are the same program, and whether it has changed.
"""

from __future__ import annotations

from gilviz.launch.runtimes.added import AddedRuntimes, added_path
from gilviz.launch.runtimes.ask import Asker, describe_runtime, find_python
from gilviz.launch.runtimes.cache import cache_path
from gilviz.launch.runtimes.description import RuntimeDescription, RuntimeUnusable, default_runtime
from gilviz.launch.runtimes.finder import Finder, Found, in_order, known_runtime, this_machine, unique
from gilviz.launch.runtimes.named import NamedRuntimes
from gilviz.launch.runtimes.places import ADDED, CHOSEN, OWN, Place
from gilviz.launch.runtimes.plug_ins import with_plug_ins
from gilviz.launch.runtimes.plugged import Broken, PlugIns
from gilviz.launch.runtimes.rules import executor_problem, gil_problem, plug_in_problem, runtime_problem, workload_problem
from gilviz.launch.runtimes.sight import is_file, is_folder, is_there

__all__ = [
    "ADDED",
    "CHOSEN",
    "OWN",
    "AddedRuntimes",
    "Asker",
    "Broken",
    "Finder",
    "Found",
    "NamedRuntimes",
    "Place",
    "PlugIns",
    "RuntimeDescription",
    "RuntimeUnusable",
    "added_path",
    "cache_path",
    "default_runtime",
    "describe_runtime",
    "executor_problem",
    "find_python",
    "gil_problem",
    "in_order",
    "is_file",
    "is_folder",
    "is_there",
    "known_runtime",
    "plug_in_problem",
    "runtime_problem",
    "this_machine",
    "unique",
    "with_plug_ins",
    "workload_problem",
]
