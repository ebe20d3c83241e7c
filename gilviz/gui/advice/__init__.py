"""Advice on a function of the user's own, in the window."""
