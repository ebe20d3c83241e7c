"""The timeline: every run's lanes on one shared time axis, drawn live."""
