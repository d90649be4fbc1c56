"""Matrix: listens by sync, speaks in notices; what is said is decided by the handlers."""
