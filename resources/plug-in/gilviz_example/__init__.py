"""An executor and a workload of one's own for gilviz."""
