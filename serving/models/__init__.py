"""The model in use and those beside it."""
