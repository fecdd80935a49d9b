"""Figures for Prometheus: how many requests of which route, how fast, and what the server works with. Nobody's data."""
