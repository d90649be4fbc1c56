"""Slack: listens with Bolt, speaks in Block Kit; what is said is decided by the handlers."""
