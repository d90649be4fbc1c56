"""The conversation in a terminal, over the same handlers as every platform."""
