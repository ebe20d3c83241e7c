"""The words of a Chrome trace by gilviz, which its reader has in common with its writer."""

from __future__ import annotations

from typing import Final

KEY: Final = "gilviz"
"""Under ``metadata``: what has no place in an event."""
FORMAT: Final = 1
"""The version of that. A reader refuses a later one."""
STATE: Final = "state"
"""The category of slices that are transitions; the others can be concluded from them."""
PROBE: Final = "probe"
"""The category of slices in which an observer always found the same."""
ANSWER: Final = "answer"
"""The category of the instants at which a request was answered."""
TASK: Final = "task"
GIL: Final = "gil"
"""The category of arrows, and of changes of the switch interval."""
