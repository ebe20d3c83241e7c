"""Beside the lanes: in which lines of the user's code the GIL was held, and in which threads waited for it."""
