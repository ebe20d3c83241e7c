"""Recordings in the window: opening, saving and comparing them, and what a crash left behind."""
