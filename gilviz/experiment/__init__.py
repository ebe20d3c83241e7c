"""Experiments: several jobs on the same work, planned, run one after another and held against each other; no Qt, no waiting."""
