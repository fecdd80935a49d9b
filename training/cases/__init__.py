"""Verified cases as a model meets them: labels, groups, splits forward in time, and as-of tables."""
