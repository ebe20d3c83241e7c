"""The lecture on the screen: the hall's view, the speaker's notes, and what leads through both. What it is, ``lecture`` knows."""
