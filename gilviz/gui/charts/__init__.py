"""The charts beside the lanes: how many executed over time, time per state, how long slices, waits and answers were."""
