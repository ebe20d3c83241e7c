"""The timeline as files: pictures (PNG, SVG, PDF) with title, lanes, legend and provenance on one page, and films of a replay."""
