"""The code that a run executes, coloured, beside the picture."""
