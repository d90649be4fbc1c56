"""The bot killed with -9 again and again: `python -m tests.crash --kills 1000`, and short in `test_killed.py`."""
