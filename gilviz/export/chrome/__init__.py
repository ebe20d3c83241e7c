"""Runs in the Trace Event Format, which Perfetto, Firefox Profiler and chrome://tracing open.

What becomes what:

- A run is a process, for a viewer shows what belongs together as one. Its lanes are threads of it, their names say which thread
  of which process they truly were. Numbers of processes and threads in the file are counted from 1: real ones may meet (another
  machine, coroutines of one thread), and viewers tell threads apart by nothing else.
- All runs begin at the same moment, as in gilviz's own picture, so that they can be compared.
- A task is a slice, and the states in it are slices within. Every transition is a slice of its own, also one that lasted no time.
- How many workers executed is a counter, so is memory. Whoever let go of the GIL and whoever took it next are joined by an arrow.
  What an observer saw of the GIL is a thread beside the others. Changes of the switch interval and answers are instants.
- Events stand in the order of their times; of those at the same time the outer slice comes first, then what it holds.

Nothing is lost: times are microseconds with three decimals, exact to the nanosecond, and what has no place in an event stands
under ``metadata``, ``gilviz``. It comes last, for some viewers end at a key that they don't know. ``gilviz.imports`` reads it.
"""

from gilviz.export.chrome.trace_file import write_chrome

__all__ = ["write_chrome"]
