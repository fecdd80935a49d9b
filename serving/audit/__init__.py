"""The log that cannot be rewritten."""
