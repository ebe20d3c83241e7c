"""Why a job can't be run that nobody's code is to blame for."""


class Refusal(Exception):
    """The job can't be run; the text is a sentence that says why, and what to do. No task raised it."""
