"""The running process: it listens, speaks and keeps time."""
