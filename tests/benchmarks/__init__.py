"""Measurements that take minutes; their short forms are tests."""
