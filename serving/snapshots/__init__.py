"""Snapshots of the records: what each holds, and what rests on it."""
