"""The words of a Chrome trace by gilviz, which its reader has in common with its writer."""

from __future__ import annotations

import json
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


def written(value: object) -> str:
    """A value as JSON, its letters as they are, for Perfetto shows an escape as it stands. What no file can hold is ``?``."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
