"""Backtests described completely by one YAML file: what is tested, with what left out, how it is measured.

The same file on the same snapshot (or table) gives the same figures to the last digit. `run.py` reads one and runs it.
"""
