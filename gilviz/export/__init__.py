"""Recordings as files for other programs and for people: Chrome traces, reports in HTML, segments as CSV, figures as JSON."""
