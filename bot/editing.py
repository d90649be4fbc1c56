"""Which requests change what others see, and so are for editors alone; the same on every platform."""

from __future__ import annotations

from handlers.parse import parse

# What they do to the archive or to a channel: docs/slack.md, "Who may do what".
_ALWAYS = frozenset({"feed", "ingest", "mark", "takedown"})
_SUBSCRIBING = frozenset({"at", "off"})
_NAMES = _ALWAYS | {"digest"}


def for_editors(text: str) -> str | None:
    """The command that only editors may give, or None for what anybody may ask."""
    parsed = parse(text, frozenset(), _NAMES)
    if parsed.name == "feed" and parsed.words.strip().casefold() == "list":
        return None  # anybody may know what is read, and what fails
    if parsed.name in _ALWAYS:
        return parsed.name
    if parsed.name == "digest" and parsed.words.partition(" ")[0].casefold() in _SUBSCRIBING:
        return parsed.name
    return None
