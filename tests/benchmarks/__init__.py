"""Measurements that take minutes: each runs by itself, `python -m tests.benchmarks.NAME`, and prints what it found."""
