"""Pictures of the timeline as files: title, lanes, legend and provenance on one page, as PNG, SVG or PDF."""
