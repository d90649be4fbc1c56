"""Sample articles written for the project, by outlets that do not exist, and the questions `copydesk demo` asks of them."""
