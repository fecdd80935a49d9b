"""Risk scores for other systems."""
