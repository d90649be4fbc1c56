"""Feeds: what sites list of their articles, in the forms in which they list it."""
