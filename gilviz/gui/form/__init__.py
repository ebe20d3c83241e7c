"""What to run: the left side of the window, and the dialog that adds a run. ``form_state`` is what it holds, as plain data."""
