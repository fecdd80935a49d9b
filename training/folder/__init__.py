"""A model's folder on disk: its card, what it remembers, and the manifest that is checked before anything is loaded."""
