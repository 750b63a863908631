"""Measures the renderer beside what a user would otherwise run: `make bench`, or `python -m benchmarks`.

It makes its own inputs, starts every contender as a process of its own, and writes a table, a plot
and every figure as data. It stands outside the studio: nothing of the studio imports it, and what only
it needs (MoviePy) is installed beside it, in `benchmarks/.venv`.
"""
