"""A home kept in one file, and made again from it."""
