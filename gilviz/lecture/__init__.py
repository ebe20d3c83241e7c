"""Lectures: read from TOML files, walked through key by key, checked on this machine; no Qt, no waiting.

A lecture is a folder with a ``lecture.toml`` and, beside it, a recording for each scene that runs something. ``reader`` turns the
file into the ``model`` and tells every mistake in it with its line; ``walk`` is what the keys do, as a pure state machine;
``measures`` are the figures that claims and guesses are about; ``interpreters`` finds the Pythons that a scene asks for;
``anchors`` finds the place in a recording that a remark points at; ``fallbacks`` are the recordings that stand in for a live run.
"""
