"""Rules as the application shows them: the catalogue, and what became of their hits."""
