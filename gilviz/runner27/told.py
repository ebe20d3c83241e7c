"""What an error says, in words that any implementation can send: in Python 2 not every text is one that ``str`` can give."""

from __future__ import absolute_import


def words_of(error):
    """What the error says."""
    try:
        return str(error)
    except UnicodeError:
        return " ".join("%s" % part for part in getattr(error, "args", ())) or repr(error)
