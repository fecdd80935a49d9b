"""Damaged identities: the candidates, what people decide about them, and the cases that move because of it."""
