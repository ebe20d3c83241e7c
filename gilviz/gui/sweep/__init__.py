"""The sweep in the window: what is asked, the chart that fills while it goes on, and the run behind each point."""
