"""Local accounts and their sessions."""
