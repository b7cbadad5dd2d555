"""When a pattern has run wild: far beyond any honest run on the slowest machine, far below what backtracking takes."""

RUNAWAY = 10.0
"""Seconds of processor time. No measure of speed: those are in ``make bench``."""
