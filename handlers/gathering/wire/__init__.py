"""The wire formats of the trade: NewsML-G2 and ninjs, as agencies drop them into a folder."""
