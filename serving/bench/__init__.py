"""The benchmark of the scan: `python -m serving.bench`, or `make bench-scan`.

It stands in this room because it has to run the very scan that a county runs, and only this room may call that; it is
no command of `mingcha`, for whoever looks after a county has no use for it. What it measures on and compares with
comes from `experiments`.
"""
