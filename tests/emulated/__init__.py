"""The program driven against a Slack that others wrote."""
