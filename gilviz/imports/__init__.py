"""Files of other tools as recordings: Chrome traces (gilviz's own without loss) and the gecko profiles of ``profiling.sampling``.

Nothing in such a file is trusted. It is read a value at a time (``json_stream``), its events and markers become columns of
numbers (``events``, ``gecko``), and only what makes sense becomes lanes (``own_trace``, ``foreign_trace``, ``foreign``). They say
which tool told it, and that gilviz did not see it. Whatever is wrong ends in a sentence.
"""

from gilviz.imports.errors import ImportFailed, TooLarge
from gilviz.imports.read import read_any

__all__ = ["ImportFailed", "TooLarge", "read_any"]
