"""How good the answers are, measured: `python -m tests.evaluation`."""
