"""Visits: which to make next, what those made stand for, and who confirms too little."""
