"""Alembic migrations of the application database."""

HEAD = "0013"  # the newest revision; a test holds it equal to the folder's
