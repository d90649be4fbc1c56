"""From an address on the open web to an article, with nothing on the way trusted."""
