"""The method on any table: forest, trees, logistic models, their stack, calibration and yardsticks, forward in time.

A county's cases come with as-of tables and rules; here there is one table with a label and a time, so that the method
can be checked on data that is not ours. Read `backtest.py` first.
"""
