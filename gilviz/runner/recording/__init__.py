"""How a worker records what it does, into a lane file of its own."""
