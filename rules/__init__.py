"""Comparison rules: the catalogue, the dated standards, and the engine that turns payouts into hits."""
