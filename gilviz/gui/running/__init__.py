"""Has an experiment run, looks at it as often as the job can bear, and says what the picture needs of each run."""
