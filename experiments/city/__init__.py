"""Fictional cities: many counties written straight into a warehouse, as an import would have left them.

In reading order: plan (which counties), county (one county as tables), keys, columns, payouts, findings, registers,
people, files (the ledger), write (all counties, two side by side, one in memory at a time).
"""

from experiments.city.plan import Plan, draw
from experiments.city.write import City, write

__all__ = ["City", "Plan", "draw", "write"]
