"""Outcomes: what a visit found."""
