"""The Pythons that a run can use: found without blocking the window, listed, and chosen from."""
