"""Why another tool's file can't be taken in."""

from gilviz.recording import RecordingError


class ImportFailed(RecordingError):
    """A file can't be taken in; the text is a sentence that says why, and what to do."""


class TooLarge(ImportFailed):
    """It is longer than what is taken in, at least here."""
