"""Measuring long work from outside: a fresh process says at which stage it is, and another one watches its memory.

The benchmark of the scan itself stands in `serving.bench`: only there can the real scan be called. What it runs on
(cities, a model trained on one) and what it is compared with (`experiments.peer`) belong here.
"""
