"""Batches: which cases go out to the townships, with which probability, and what comes back."""
