"""The same words made harmless as on every platform; see `bot.display`."""

from bot.display import harmless, harmless_lines

__all__ = ["harmless", "harmless_lines"]
