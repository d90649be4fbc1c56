"""Sample articles by outlets that do not exist, written for the project, and the questions `copydesk demo` asks."""
