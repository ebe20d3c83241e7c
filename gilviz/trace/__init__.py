"""What a run recorded, in memory: lanes, what they add up to, and what that means."""
