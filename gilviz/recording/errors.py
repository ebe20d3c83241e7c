"""Why a recording can't be read or written."""


class RecordingError(Exception):
    """A recording can't be read or written; the text is a sentence that says why, and what to do."""
