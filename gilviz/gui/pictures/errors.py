"""What goes wrong with pictures."""

from __future__ import annotations


class PictureError(Exception):
    """A picture that can't be saved; the text is a sentence that says why, and what to do."""


class WishError(PictureError):
    """A picture that nobody could make: what was wished for is out of bounds."""
