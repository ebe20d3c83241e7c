"""Starts jobs in processes of their own, in any interpreter, listens to them, and ends them with all their children."""
