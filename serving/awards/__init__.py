"""Awards of the current scan: why each was flagged, and why not."""
