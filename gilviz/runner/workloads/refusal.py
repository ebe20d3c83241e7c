"""Why a job can't be run that nobody's code is to blame for."""

from __future__ import annotations

import os
import traceback


class Refusal(Exception):
    """The job can't be run; the text is a sentence that says why, and what to do. No task raised it."""


def where_it_struck(error: BaseException) -> str:
    """The traceback of an error in the user's code, from their first line on: how we came there helps nobody."""
    trace = error.__traceback__
    while trace is not None and _is_no_users(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


def _is_no_users(file: str) -> bool:
    """Whether it is the runner's, or what imports modules."""
    return file.startswith((_RUNNER, "<frozen importlib")) or file.endswith(_IMPORTS)


_RUNNER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_IMPORTS = os.path.join("importlib", "__init__.py")
