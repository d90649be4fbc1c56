"""The recipe that makes the reader's weights; nothing in `bot`, `handlers` or `store` imports it."""
