"""Runs as files for other programs: summaries as JSON, segments as CSV."""
