"""Imports: files sent in, what became of them, the rows to send back."""
