"""Fictional counties whose truth is known, backtests and benchmarks."""
