"""From files and the web to clean articles."""
