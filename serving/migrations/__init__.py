"""Alembic migrations of the application database."""

HEAD = "0012"  # the newest revision; a test holds it equal to the folder's
